package plan

import (
	"cmp"
	"fmt"
	"slices"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// associate takes a defect that the test itself names as the answer, if it can be
// seen, and reports whether it did. That it answers is a fact, learned at once; our
// link on it is a write like any other.
func (m *maker) associate(d desired.Defect, e ledger.Entry) bool {
	for _, key := range d.Known {
		issue, ok := m.byKey[key]
		if !ok || m.missing(issue) {
			continue
		}
		row := m.row(d, e)
		row.Role, row.State, row.Project = ledger.Associated, ledger.Owned, issue.Project
		row.IssueID, row.IssueKey, row.Title = issue.ID, issue.Key, issue.Summary
		m.learn(row)
		m.with(d, row)
		return true
	}
	return false
}

// unnamed reports whether the test has stopped naming the defect that it was
// associated with. A key that Jira does not know may be the old one of a moved issue.
func (m *maker) unnamed(d desired.Defect, e ledger.Entry) bool {
	return !slices.Contains(d.Known, m.byID[e.IssueID].Key) && len(d.Missing) == 0
}

// release makes the row of an ended association a wish again.
func (m *maker) release(d desired.Defect, e ledger.Entry) ledger.Entry {
	row := m.row(d, e)
	m.learn(row)
	return row
}

// row is the ledger row of a case without an issue, as if nothing had been sent yet.
func (m *maker) row(d desired.Defect, e ledger.Entry) ledger.Entry {
	created := e.CreatedAt
	if created.IsZero() {
		created = m.in.Now
	}
	return ledger.Entry{Key: d.Key, Generation: cmp.Or(e.Generation, 1), State: ledger.Planned, Role: ledger.Own, Site: m.in.Site,
		Project: d.Project, Source: d.Case.Source, Case: string(d.Case.ID), Title: d.Draft.Summary,
		CreatedAt: created, UpdatedAt: m.in.Now}
}

// follow keeps our one link on somebody else's issue true, and writes nothing else.
func (m *maker) follow(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	switch {
	case d.Evidence == desired.Failing && issue.Category == jira.Done:
		m.closed(d, e, issue)
	case d.Evidence == desired.Failing:
		m.state(d, StateKnown, fmt.Sprintf("the test names %s, which is %s", issue.Key, issue.Status))
		m.setIssue(d, issue.Key)
		m.caseLink(d, e, issue)
	case d.Evidence == desired.Recovered && m.in.Complete[d.Case.Source]:
		m.caseLink(d, e, issue)
	}
}

// caseLink wishes our one link on somebody else's defect to say what it should. That
// a test passes is news only where its failure was told.
func (m *maker) caseLink(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	link, digest := m.in.Wishes.CaseLink(d)
	had, told := m.in.Book.Link(issue.ID, link.GlobalID)
	if link.URL == "" || had.Sent == digest || !told && link.Resolved {
		return
	}
	reason := KnownIssue
	if told {
		reason = OutcomeChanged
	}
	m.want(Change{Verb: Link, Target: target(e), Reason: reason, Why: d.Why, Case: d.Case.ID,
		Fields: []Field{{Name: "remote link", To: link.Title}},
		Work:   Work{RemoteLink: &RemoteWork{Link: link, Digest: digest}}}, d.Worst, "")
}
