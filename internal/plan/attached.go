package plan

import (
	"slices"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// viaOf is how a known issue becomes the answer.
func viaOf(k desired.Known) ledger.Via {
	switch {
	case k.Field:
		return ledger.ViaResult
	case k.Rule:
		return ledger.ViaRule
	}
	return ledger.ViaKey
}

// mine finds the row by which an issue is, or was, a defect of ours for this very wish: by
// itself or shared with others. Once we have written its key into the test tool, the
// defect field names it, and that is no word of other people. One that is alive goes
// before others.
func (m *maker) mine(d desired.Defect, issue jira.Issue) (found ledger.Entry, ok bool) {
	for _, e := range m.in.Book.Entries {
		if e.WasID != issue.ID && (e.IssueID != issue.ID || e.Role != ledger.Own) {
			continue
		}
		own := e.Key == d.Key || slices.Contains(d.Also, e.Key) || slices.ContainsFunc(d.Each(), func(one desired.Defect) bool {
			return e.Kind != ledger.Single && e.Lists(one.Member())
		})
		if own && (!ok || m.alive(e) && e.IssueID == issue.ID) {
			found, ok = e, true
		}
	}
	return found, ok
}

// attached takes an open issue that people attached to a failure as the answer in place of
// an issue of ours that is Done: who looked at the failure last knows best.
func (m *maker) attached(d desired.Defect, e ledger.Entry) bool {
	for _, known := range d.Known {
		issue, ok := m.byKey[known.Key]
		if !ok || !known.Field || m.missing(issue) || issue.Category == jira.Done {
			continue
		}
		if _, own := m.mine(d, issue); !own {
			m.with(d, m.lean(d, e, issue, ledger.ViaResult))
			return true
		}
	}
	return false
}

// unattached reports whether an issue that a failure was put down to explains it no more:
// people have taken it off that failure, or the test fails in another way since. A later
// failure of the same kind, to which nobody has attached anything yet, is the same.
func (m *maker) unattached(d desired.Defect, e ledger.Entry) bool {
	if d.Evidence != desired.Failing || len(d.Missing) > 0 {
		return false
	}
	alike := ledger.Alike(d.Signatures, e.Signatures) || len(d.Signatures) == 0 && len(e.Signatures) == 0
	return !alike || e.Run == string(d.Last.Run.ID)
}

// renewed remembers the latest failure that people put down to an issue.
func (m *maker) renewed(d desired.Defect, e ledger.Entry, issue jira.Issue) ledger.Entry {
	named := slices.ContainsFunc(d.Known, func(k desired.Known) bool { return k.Field && k.Key == issue.Key })
	run := string(d.Last.Run.ID)
	if e.Via != ledger.ViaResult || !named || d.Evidence != desired.Failing || e.Run == run && slices.Equal(e.Signatures, d.Signatures) {
		return e
	}
	return m.relearn(e, func(r *ledger.Entry) { r.Run, r.Signatures = run, d.Signatures })
}
