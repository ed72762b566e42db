package plan

import (
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// frozenFor is how long Jira's word that an issue is archived is believed where nothing
// but a refused write tells: then one write finds out whether it has been restored.
const frozenFor = 24 * time.Hour

// archived reports whether an issue is archived.
func (m *maker) archived(i jira.Issue) bool {
	return !i.Archived.IsZero() || !i.Frozen.IsZero() && m.in.Now.Sub(i.Frozen) < frozenFor
}

// shelved decides on an issue that is archived: it counts as gone at once, because there
// is no doubt.
func (m *maker) shelved(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if e.State == ledger.Owned {
		e = m.relearn(e, func(r *ledger.Entry) { r.State, r.UpdatedAt, r.Lost = ledger.Gone, m.in.Now, archivedAt(issue) })
	}
	m.lost(d, e)
}

// archivedAt is when an issue was archived, as far as that can be told. Where Jira does
// not say, a closed issue was archived at some time after it was closed, and what failed
// since then is another failure: closed issues are archived by the thousand, and the
// write that finds out comes with the next failure, maybe years later. In an open one
// syncd would have written of a pass, so the refused write came soon after.
func archivedAt(i jira.Issue) time.Time {
	switch {
	case !i.Archived.IsZero():
		return i.Archived
	case i.Category == jira.Done && !i.CategorySince.IsZero():
		return i.CategorySince
	}
	return i.Frozen
}
