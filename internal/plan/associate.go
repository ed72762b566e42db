package plan

import (
	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

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
