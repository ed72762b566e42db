package plan

import (
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// ChainMost is how far a chain of duplicates is followed.
const ChainMost = 5

// duplicated reports whether people have closed our issue in favour of another one. That
// one is the defect from now on: nothing is written to it but our one link. While it
// cannot be seen nothing is said on ours, either: whoever closed it knows.
func (m *maker) duplicated(d desired.Defect, e ledger.Entry, issue jira.Issue) bool {
	key, ok := m.favours(issue)
	if !ok {
		return false
	}
	other, found := m.favoured(issue)
	switch {
	case found:
		m.follow(d, m.lean(d, e, other, ledger.ViaDuplicate), other)
	case m.overdue(issue):
		return false
	case !m.pending(d):
		m.held(d, Change{Verb: Update, Target: target(e), Reason: FactsChanged, Why: d.Why, Case: d.Case.ID}, HoldUnknownState,
			"%s was closed as a duplicate of %s, which this account cannot see; let it browse that issue, or reopen %s", issue.Key, key, issue.Key)
	}
	return true
}

// favoured finds the issue at the end of a chain of duplicates.
func (m *maker) favoured(issue jira.Issue) (jira.Issue, bool) {
	target, found := issue, false
	for range ChainMost {
		key, ok := m.favours(target)
		if !ok {
			break
		}
		next, seen := m.byKey[key]
		if !seen || m.missing(next) || next.ID == issue.ID {
			break // not to be seen, or in a circle: as far as we came
		}
		target, found = next, true
	}
	return target, found
}

// favours returns the key of the issue that a closed one is a duplicate of.
func (m *maker) favours(issue jira.Issue) (string, bool) {
	return Favours(issue, m.in.Rules.Duplicate)
}

// Favours returns the key of the issue that a closed one was closed in favour of: it
// carries a link of the type for duplicates. `duplicates` points to the original; where
// people linked the other way round, a resolution that speaks of duplicates decides.
func Favours(issue jira.Issue, linkType string) (string, bool) {
	if issue.Category != jira.Done || linkType == "" {
		return "", false
	}
	inward := ""
	for _, l := range issue.Links {
		switch {
		case !strings.EqualFold(l.Type, linkType):
		case l.Outward:
			return l.Key, true
		case inward == "":
			inward = l.Key
		}
	}
	if !strings.Contains(strings.ToLower(issue.Resolution), "duplicate") {
		return "", false
	}
	return inward, inward != ""
}

// lean makes somebody else's issue the answer of a row. An issue of ours that was it
// before is remembered with all that we wrote there: it is the answer again once the
// other one no longer is.
func (m *maker) lean(d desired.Defect, e ledger.Entry, issue jira.Issue, via ledger.Via) ledger.Entry {
	if e.IssueID == "" {
		e = m.row(d, e)
	}
	return m.relearn(e, func(r *ledger.Entry) {
		if r.Role == ledger.Own && r.IssueID != "" {
			r.Was, r.WasID = r.IssueKey, r.IssueID
		}
		r.Role, r.Via, r.State, r.Lost = ledger.Associated, via, ledger.Owned, time.Time{}
		r.IssueID, r.IssueKey, r.Project, r.Title = issue.ID, issue.Key, issue.Project, issue.Summary
		if len(r.Signatures) == 0 {
			r.Signatures = d.Signatures // another failure later is another cause
		}
	})
}

// regained gives a row its own issue back, whatever has become of it, and reports
// whether there is one.
func (m *maker) regained(e ledger.Entry) (ledger.Entry, bool) {
	was, ok := m.byID[e.WasID]
	if !ok {
		return e, false
	}
	return m.relearn(e, func(r *ledger.Entry) {
		r.Role, r.Via, r.State = ledger.Own, ledger.ViaKey, ledger.Owned
		r.IssueID, r.IssueKey, r.Project, r.Title = was.ID, was.Key, was.Project, was.Summary
		r.Was, r.WasID = "", ""
	}), true
}

// retraced follows what people have done to the issue of ours that they closed in favour
// of another one: it may be a duplicate of yet another one by now, or of none.
func (m *maker) retraced(d desired.Defect, e ledger.Entry) ledger.Entry {
	was, ok := m.byID[e.WasID]
	if e.Role != ledger.Associated || e.Via != ledger.ViaDuplicate || !ok || m.missing(was) {
		return e
	}
	target, still := m.favoured(was)
	switch {
	case !still:
		e, _ = m.regained(e)
	case target.ID != e.IssueID:
		e = m.lean(d, e, target, ledger.ViaDuplicate)
	}
	return e
}

// follow keeps our one link on somebody else's issue true, and writes nothing else.
func (m *maker) follow(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	e = m.renewed(d, e, issue)
	switch {
	case d.Evidence == desired.Failing && issue.Category == jira.Done:
		m.closedElsewhere(d, e, issue)
	case d.Evidence == desired.Failing:
		m.state(d, StateKnown, issue.Key, theirs(e, issue))
		m.caseLink(d, e, issue)
	case d.Evidence == desired.Recovered && m.in.Complete[d.Case.Source]:
		m.caseLink(d, e, issue)
	}
}

// theirs says why somebody else's issue is the answer.
func theirs(e ledger.Entry, issue jira.Issue) string {
	how := "the test names " + issue.Key
	switch e.Via {
	case ledger.ViaRule:
		how = "a rule of defects.known names " + issue.Key
	case ledger.ViaResult:
		how = "in the test tool its failure is put down to " + issue.Key
	case ledger.ViaDuplicate:
		how = e.Was + " was closed as a duplicate of " + issue.Key
	case ledger.ViaPerson:
		how = "somebody linked it to " + issue.Key
	}
	return how + ", which is " + issue.Status
}

// closedElsewhere decides on a failing test whose known issue is Done. What will not be
// fixed stays silent. Within the window a fix may just not have reached the tests; after
// it, the failure is a new one.
func (m *maker) closedElsewhere(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	c := Change{Verb: Comment, Target: target(e), Reason: FailedAgain, Why: d.Why, Case: d.Case.ID}
	was, ok := m.byID[e.WasID]
	why, silent := m.wontFix(d, e, issue)
	switch {
	case m.pending(d):
	case silent:
		m.held(d, c, HoldWontFix, "%s (%s); %s", theirs(e, issue), issue.Resolution, why)
	case m.silenced(issue):
		m.succeed(d, e, issue)
	case m.overdue(issue) && ok && was.Category != jira.Done:
		own, _ := m.regained(e)
		m.with(d, own) // ours is open, and explains it as well as ever
	case m.overdue(issue):
		m.succeed(d, e, issue)
	default:
		m.held(d, c, HoldAwaitingRun, "%s; reopen it if the failure is the same; if not, %s", theirs(e, issue), unlink(e))
	}
}

// unlink says how people make somebody else's issue no longer the answer.
func unlink(e ledger.Entry) string {
	switch e.Via {
	case ledger.ViaRule:
		return "take it out of defects.known"
	case ledger.ViaResult:
		return "take it out of the defect field of its result"
	case ledger.ViaDuplicate:
		return "reopen " + e.Was
	case ledger.ViaPerson:
		return "name another one with `syncd link`"
	}
	return "take its key off the test"
}
