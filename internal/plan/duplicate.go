package plan

import (
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// ChainMost is how far a chain of duplicates is followed.
const ChainMost = 5

// duplicated reports whether people have closed our issue in favour of another one. That
// one is the defect from now on: nothing is written to it but our one link.
func (m *maker) duplicated(d desired.Defect, e ledger.Entry, issue jira.Issue) bool {
	target, ok := m.favoured(issue)
	if !ok {
		return false
	}
	row := m.relearn(e, func(r *ledger.Entry) {
		r.Role, r.Via, r.Was, r.WasID = ledger.Associated, ledger.ViaDuplicate, issue.Key, issue.ID
		r.IssueID, r.IssueKey, r.Project, r.Note, r.Fields, r.Linked = target.ID, target.Key, target.Project, ledger.Note{}, nil, nil
	})
	m.follow(d, row, target)
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
	return inward, inward != "" && strings.Contains(strings.ToLower(issue.Resolution), "duplicate")
}

// restored gives a row its own issue back once it is no longer closed in favour of
// another one, and reports whether it did.
func (m *maker) restored(e ledger.Entry) (ledger.Entry, bool) {
	was, ok := m.byID[e.WasID]
	if e.Via != ledger.ViaDuplicate || !ok || m.missing(was) {
		return e, false
	}
	if target, still := m.favoured(was); still {
		if target.ID == e.IssueID {
			return e, false
		}
		return m.relearn(e, func(r *ledger.Entry) { r.IssueID, r.IssueKey, r.Project = target.ID, target.Key, target.Project }), false
	}
	if !ledger.Claimed(m.in.Owner, was.Labels, e.Signed()) {
		return e, false
	}
	return m.relearn(e, func(r *ledger.Entry) {
		r.Role, r.Via, r.IssueID, r.IssueKey, r.Project = ledger.Own, ledger.ViaKey, was.ID, was.Key, was.Project
		r.Was, r.WasID = "", ""
	}), true
}

// follow keeps our one link on somebody else's issue true, and writes nothing else.
func (m *maker) follow(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if own, back := m.restored(e); back {
		m.with(d, own)
		return
	}
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
	case ledger.ViaDuplicate:
		how = e.Was + " was closed as a duplicate of " + issue.Key
	case ledger.ViaPerson:
		how = "somebody linked it to " + issue.Key
	}
	return how + ", which is " + issue.Status
}

// closedElsewhere decides on a failing test whose known issue is Done. Within the
// window it may just not have reached the tests; after it, the failure is a new one.
func (m *maker) closedElsewhere(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	c := Change{Verb: Comment, Target: target(e), Reason: FailedAgain, Why: d.Why, Case: d.Case.ID}
	switch {
	case m.pending(d):
	case m.overdue(issue):
		m.succeed(d, e, issue)
	default:
		m.held(d, c, HoldAwaitingRun, "%s; reopen it if the failure is the same, or take the test's link to it away", theirs(e, issue))
	}
}
