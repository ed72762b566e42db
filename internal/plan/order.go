package plan

import (
	"slices"

	"syncd/internal/desired"
	"syncd/internal/ledger"
)

// obey does what somebody said about a case: which issue is its defect. Other orders
// only lift what would keep a defect from being made.
func (m *maker) obey(d desired.Defect, e ledger.Entry) bool {
	o, ok := m.in.Book.Order(string(d.Case.ID))
	if !ok || len(d.Members) > 0 || o.Verb != ledger.LinkTo && o.Verb != ledger.Take {
		return false
	}
	issue, seen := m.byID[o.IssueID]
	if !seen || m.missing(issue) {
		return false // nothing to point at any more
	}
	if o.Verb == ledger.Take {
		return m.take(d, e, o)
	}
	if e.Role == ledger.Associated && e.Via == ledger.ViaPerson && e.IssueID == issue.ID {
		return false
	}
	if e.State == ledger.Inflight {
		return false // first it must be known what became of it
	}
	row := m.row(d, e)
	row.Role, row.Via, row.State = ledger.Associated, ledger.ViaPerson, ledger.Owned
	row.IssueID, row.IssueKey, row.Project, row.Title = issue.ID, issue.Key, issue.Project, issue.Summary
	if e.Role == ledger.Own && e.IssueID != "" {
		row.Was, row.WasID = e.IssueKey, e.IssueID
	}
	m.learn(row)
	m.with(d, row)
	return true
}

// take wishes our labels on an issue that somebody wants to be ours. Once they are
// there, it is adopted like any other that carries them.
func (m *maker) take(d desired.Defect, e ledger.Entry, o ledger.Order) bool {
	issue := m.byID[o.IssueID]
	row := e
	if row.Key == "" {
		row = m.row(d, e)
	}
	if ledger.Claimed(m.in.Owner, issue.Labels, row.Signed()) || row.State == ledger.Inflight || row.State == ledger.Owned && row.Role == ledger.Own && row.IssueID != issue.ID && m.alive(row) {
		return false
	}
	labels := ledger.Labels(m.in.Owner, row.Key, row.Generation)
	c := Change{Verb: Update, Target: Target{Project: issue.Project, Defect: row.Name(), IssueID: issue.ID, Issue: issue.Key},
		Reason: Adopted, Why: o.Who + " said that this is the defect of " + d.Case.Title, Case: d.Case.ID,
		Fields: []Field{{Name: "labels", To: labels[0] + " " + labels[1]}},
		Work:   Work{Mark: &MarkWork{Labels: labels}}}
	if ledger.Ignored(issue.Labels) {
		m.held(d, c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", issue.Key, ledger.IgnoreLabel)
		return true
	}
	m.state(d, StateDefect, issue.Key, issue.Key+" is about to be adopted")
	m.want(c, d.Worst, "")
	return true
}

// associate takes a defect of other people as the answer, if it can be seen and has not
// been closed too long ago, and reports whether it did. That it answers is a fact,
// learned at once; our link on it is a write like any other.
func (m *maker) associate(d desired.Defect, e ledger.Entry) bool {
	for _, known := range d.Known {
		issue, ok := m.byKey[known.Key]
		if !ok || m.missing(issue) || m.overdue(issue) {
			continue
		}
		row := m.row(d, e)
		row.Role, row.State, row.Project = ledger.Associated, ledger.Owned, issue.Project
		row.IssueID, row.IssueKey, row.Title = issue.ID, issue.Key, issue.Summary
		if known.Rule {
			row.Via = ledger.ViaRule
		}
		m.learn(row)
		m.with(d, row)
		return true
	}
	return false
}

// unnamed reports whether nothing says any more that an associated issue is the answer.
// A key that Jira does not know may be the old one of a moved issue; what a rule said of
// a failure holds until the test fails otherwise; what people said holds until they take
// it back.
func (m *maker) unnamed(d desired.Defect, e ledger.Entry) bool {
	key := m.byID[e.IssueID].Key
	named := slices.ContainsFunc(d.Known, func(k desired.Known) bool { return k.Key == key })
	switch e.Via {
	case ledger.ViaDuplicate:
		return false
	case ledger.ViaPerson:
		o, ok := m.in.Book.Order(string(d.Case.ID))
		return !ok || o.Verb != ledger.LinkTo || o.IssueID != e.IssueID
	case ledger.ViaRule:
		return !named && d.Evidence == desired.Failing
	}
	return !named && len(d.Missing) == 0
}

// release makes the row of an ended association a wish again. An issue of ours that it
// stood in for carries the row's mark: then the next generation begins.
func (m *maker) release(d desired.Defect, e ledger.Entry) ledger.Entry {
	row := m.row(d, e)
	if e.WasID != "" {
		row = m.next(d, e)
	}
	m.learn(row)
	return row
}
