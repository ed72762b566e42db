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
// is no doubt. What has failed since it last changed is another failure: archiving tells
// nothing of the tests, and closed issues are archived by the thousand.
func (m *maker) shelved(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if e.State == ledger.Owned {
		e = m.relearn(e, func(r *ledger.Entry) { r.State, r.UpdatedAt, r.Lost = ledger.Gone, m.in.Now, issue.Updated })
	}
	m.lost(d, e)
}
