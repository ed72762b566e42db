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
	switch {
	case !seen || m.missing(issue):
		return m.unfound(d, e, o)
	case o.Verb == ledger.Take:
		return m.take(d, e, o)
	case e.Role == ledger.Associated && e.Via == ledger.ViaPerson && e.IssueID == issue.ID:
		return false
	case e.State == ledger.Inflight:
		return false // first it must be known what became of it
	case m.overdue(issue) && !m.silenced(issue) && e.Role == ledger.Own && e.IssueID != "":
		return false // it explains nothing any more
	}
	m.with(d, m.lean(d, e, issue, ledger.ViaPerson))
	return true
}

// unfound decides on a case whose defect, as somebody said, is an issue that cannot be
// seen: as long as it may come to light nothing is made beside it.
func (m *maker) unfound(d desired.Defect, e ledger.Entry, o ledger.Order) bool {
	if e.IssueID != "" || e.State == ledger.Inflight || m.vanished(o.IssueID) {
		return false
	}
	if !m.pending(d) {
		m.held(d, m.creation(birth{d: d, e: e}), HoldUnknownState, "%s said that %s is its defect, and this account cannot see that issue; let it browse it, or name another one with `syncd link`", o.Who, o.Issue)
	}
	return true
}

// take wishes our labels on an issue that somebody wants to be ours. Once they are
// there, it is adopted like any other that carries them. Where an issue of ours carries
// them already, those of the next generation are put on.
func (m *maker) take(d desired.Defect, e ledger.Entry, o ledger.Order) bool {
	issue, row := m.byID[o.IssueID], e
	switch {
	case row.State == ledger.Inflight, !o.At.After(row.Lost):
		return false // it may have an issue, or lost this one after the order
	case row.Key == "":
		row = m.row(d, e)
	case ledger.Claimed(m.in.Owner, issue.Labels, row.Signed()):
		return false
	case row.State == ledger.Owned && row.Role == ledger.Own && m.alive(row):
		m.warn("%s is not adopted as the defect of %s: %s is, and is open; close that one first, or say `syncd link %s %s`", issue.Key, d.Case.Title, row.IssueKey, d.Case.ID, issue.Key)
		return false
	case row.State == ledger.Owned && row.Role == ledger.Own, row.WasID != "":
		row = m.next(d, e)
	}
	labels := ledger.Labels(m.in.Owner, row.Key, row.Generation)
	c := Change{Verb: Update, Target: Target{Project: issue.Project, Defect: row.Name(), IssueID: issue.ID, Issue: issue.Key},
		Reason: Adopted, Why: o.Who + " said that this is the defect of " + d.Case.Title, Case: d.Case.ID,
		Fields: []Field{{Name: "labels", To: labels[0] + " " + labels[1]}},
		Work:   Work{Mark: &MarkWork{Labels: labels}}}
	switch other := m.taken[issue.ID]; {
	case ledger.Ignored(issue.Labels):
		m.held(d, c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", issue.Key, ledger.IgnoreLabel)
		return true
	case ledger.Elsewhere(issue.Labels, row.Signed()), other != "" && other != row.Key:
		m.held(d, c, HoldLetGo, "%s is the defect of another test: take that test's label off it, or say `syncd link %s %s`", issue.Key, d.Case.ID, issue.Key)
		return true
	}
	m.taken[issue.ID] = row.Key
	if d.Evidence == desired.Failing {
		m.state(d, StateDefect, issue.Key, issue.Key+" is about to be adopted")
	}
	m.want(c, d.Worst, d.Key)
	return true
}

// associate takes a defect of other people as the answer, if it can be seen and has not
// been closed too long ago, and reports whether it did. That it answers is a fact,
// learned at once; our link on it is a write like any other.
func (m *maker) associate(d desired.Defect, e ledger.Entry) bool {
	for _, known := range d.Known {
		issue, ok := m.byKey[known.Key]
		if !ok || m.missing(issue) {
			continue
		}
		if mine, own := m.mine(d, issue); known.Field && own {
			if mine.IssueID == issue.ID && m.alive(mine) {
				m.state(d, StateDefect, issue.Key, "in the test tool its failure is put down to "+issue.Key)
				return true
			}
			continue // what became of it is known, and what we wrote into the tool says nothing new
		}
		if m.overdue(issue) && !m.silenced(issue) {
			continue
		}
		m.with(d, m.lean(d, e, issue, viaOf(known)))
		return true
	}
	return false
}

// unnamed reports whether nothing says any more that an associated issue is the answer.
// A key that Jira does not know may be the old one of a moved issue; what a rule said of
// a failure holds until the test fails otherwise; what people said holds until they take
// it back, and what they attached to a failure in the test tool until either.
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
	case ledger.ViaResult:
		return !named && m.unattached(d, e)
	}
	return !named && len(d.Missing) == 0
}

// parted decides on a wish whose association has ended. An issue of ours that it stood in
// for is the answer again, as it now is; without one the row is a wish.
func (m *maker) parted(d desired.Defect, e ledger.Entry) {
	own, back := m.regained(e)
	if back {
		m.with(d, own)
		return
	}
	row := m.row(d, e)
	if e.WasID != "" { // what carries the row's mark is out of sight: the next one gets another
		row = m.next(d, e)
	}
	m.learn(row)
	m.without(d, row)
}
