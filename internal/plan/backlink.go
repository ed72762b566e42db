package plan

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/source"
)

// BacklinkWork tells a test tool of the issue that has one of its failing results.
type BacklinkWork struct {
	Source string              `json:"source"`
	Ref    string              `json:"ref"` // by what the tool finds the result
	Kind   ledger.BacklinkKind `json:"kind"`
	Run    model.RunID         `json:"run"`
	Case   model.CaseID        `json:"case"` // that reported the result
	// Done is, of a retest, since when the issue is Done.
	Done time.Time `json:"done,omitzero"`
}

// Sentence is what the tool may show beside the issue.
func (w BacklinkWork) Sentence(key string) string {
	if w.Kind == ledger.Retest {
		return fmt.Sprintf("%s is Done since %s: please run this test again.", key, clock(w.Done))
	}
	return fmt.Sprintf("%s is the defect of this failure.", key)
}

// Row is what the ledger remembers of the write, about an issue.
func (w BacklinkWork) Row(issueID string, state ledger.BacklinkState, at time.Time) ledger.Backlink {
	return ledger.Backlink{Source: w.Source, Ref: w.Ref, IssueID: issueID, Kind: w.Kind, Run: string(w.Run), Case: string(w.Case),
		State: state, At: at.UTC(), Done: w.Done}
}

// backlinks wishes every failing result to name the defect that has its case, in the tools
// that are written to, and a retest once that defect is Done.
func (m *maker) backlinks() {
	if !slices.ContainsFunc(slices.Collect(maps.Values(m.in.Rules.WriteBack)), writes) {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m.stands)) {
		s := m.stands[key]
		t, issue, ok := m.answered(s)
		if !ok {
			continue
		}
		for _, d := range s.d.Each() {
			for _, r := range d.Reports {
				if d.Evidence == desired.Failing && writes(m.in.Rules.WriteBack[r.Source]) {
					m.backlink(s, d, r, t, issue)
				}
			}
		}
	}
}

// writes reports whether anything is written into a tool.
func writes(w source.WriteBack) bool { return w == source.WriteKey || w == source.WriteKeyRetest }

// answered returns the issue that has a failing wish: one that this plan is about to make,
// of which only the row is known, or one that is there and can be seen. What waits, or is
// held for want of an issue, has none.
func (m *maker) answered(s stand) (Target, jira.Issue, bool) {
	switch s.state {
	case StateNew:
		return Target{Project: s.d.Project, Defect: s.defect}, jira.Issue{}, true
	case StateDefect, StateKnown:
	case StateHeld:
		if !slices.Contains([]Reason{HoldAwaitingRun, HoldWontFix, HoldIgnored}, s.hold) {
			return Target{}, jira.Issue{}, false
		}
	default:
		return Target{}, jira.Issue{}, false
	}
	issue, ok := m.byKey[s.issue]
	if !ok || m.missing(issue) {
		return Target{}, jira.Issue{}, false
	}
	return Target{Project: issue.Project, Defect: m.rowName(s.d.Key), IssueID: issue.ID, Issue: issue.Key}, issue, true
}

// rowName is the name of the row that answers a key, as this plan has left it.
func (m *maker) rowName(key string) string {
	best, _ := m.in.Book.Latest(key)
	for _, e := range m.rows {
		if e.Key == key && e.Generation >= best.Generation {
			best = e
		}
	}
	if best.Key == "" {
		return ""
	}
	return best.Name()
}

// backlink wishes what is still to be written about one result. What was written once is
// never written again: whoever took it off wants it off.
func (m *maker) backlink(s stand, d desired.Defect, r model.Report, t Target, issue jira.Issue) {
	if had, _ := m.in.Book.Backlink(r.Source, r.Ref, t.IssueID, ledger.Names); t.IssueID == "" || !had.Settles(time.Time{}) && !m.named(r, issue) {
		m.tellTool(s, d, r, t, issue, Change{Reason: WrittenBack, Why: d.Why, Work: Work{Backlink: &BacklinkWork{Kind: ledger.Names}}})
	}
	since, due := m.retested(r, issue)
	if had, _ := m.in.Book.Backlink(r.Source, r.Ref, t.IssueID, ledger.Retest); due && !had.Settles(since) {
		m.tellTool(s, d, r, t, issue, Change{Reason: AskedAgain, Why: fmt.Sprintf("%s is Done since %s, and the failure is older", issue.Key, clock(since)),
			Work: Work{Backlink: &BacklinkWork{Kind: ledger.Retest, Done: since}}})
	}
}

// tellTool completes a change that writes about a result, and wishes it.
func (m *maker) tellTool(s stand, d desired.Defect, r model.Report, t Target, issue jira.Issue, c Change) {
	w := c.Work.Backlink
	w.Source, w.Ref, w.Run, w.Case = r.Source, r.Ref, r.Run, r.Case
	c.Verb, c.Target, c.Case = Writeback, t, d.Case.ID
	c.Fields = []Field{{Name: "source", To: r.Source}, {Name: "test", To: d.Case.Title}, {Name: "result", To: r.Ref}}
	if w.Kind == ledger.Retest {
		c.Fields = append(c.Fields, Field{Name: "done since", To: clock(w.Done)})
	}
	if ledger.Ignored(issue.Labels) {
		m.hold(c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", issue.Key, ledger.IgnoreLabel)
		return
	}
	m.want(c, s.d.Worst, "")
}

// named reports whether a result names an issue: by its key, by one that it had before it
// moved, or by its id.
func (m *maker) named(r model.Report, issue jira.Issue) bool {
	return slices.ContainsFunc(r.Defects, func(ref string) bool {
		return ref == issue.Key || model.RefID(ref) == issue.ID || m.in.Former[ref] == issue.ID
	})
}

// retested reports whether a result that failed before its defect became Done is to be
// tested again, and since when it is Done. Nobody is asked to test what will not be fixed,
// or where Jira does not say since when it is Done.
func (m *maker) retested(r model.Report, issue jira.Issue) (time.Time, bool) {
	since := doneAt(issue)
	known := !issue.CategorySince.IsZero() || !issue.Resolved.IsZero()
	return since, m.in.Rules.WriteBack[r.Source] == source.WriteKeyRetest && issue.Category == jira.Done && known &&
		!m.silenced(issue) && !m.overdue(issue) && r.Finished.Before(since)
}
