package plan

import (
	"slices"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/ledger"
)

// An issue counts as gone once it has been looked for in vain so often, over so long:
// permissions come and go, and nothing is filed meanwhile in any case.
const (
	goneLooks = 3
	goneAfter = 24 * time.Hour
)

// letGo learns which issues people have taken from us by taking our label off. One that
// carries the labels of two tests has not been taken away.
func (m *maker) letGo() {
	for _, e := range m.in.Book.Entries {
		issue, ok := m.byID[e.IssueID]
		if e.State != ledger.Owned || e.Role != ledger.Own || !ok || m.missing(issue) || ledger.Claimed(m.in.Owner, issue.Labels, e.Signed()) {
			continue
		}
		if lost, err := e.Step(ledger.LetGo, m.in.Now); err == nil {
			lost.Lost = m.in.Now
			m.learn(lost)
		}
	}
	m.reread()
}

// unseen decides on an issue that has been looked for in vain.
func (m *maker) unseen(d desired.Defect, e ledger.Entry, c Change) {
	if e.State == ledger.Owned && m.vanished(e.IssueID) {
		gone := m.relearn(e, func(r *ledger.Entry) {
			r.State, r.UpdatedAt, r.Lost = ledger.Gone, m.in.Now, m.in.Sightings[e.IssueID].Missed
		})
		m.lost(d, gone)
		return
	}
	m.held(d, c, HoldUnknownState, "%s cannot be seen any more: it was deleted, or this account may no longer browse it; syncd looks again before it counts as gone", e.IssueKey)
}

// vanished reports whether an issue counts as gone.
func (m *maker) vanished(id string) bool {
	s := m.in.Sightings[id]
	return s.Looks >= goneLooks && m.in.Now.Sub(s.Missed) >= goneAfter
}

// lost decides on a wish whose issue a person has let go, or that is gone.
func (m *maker) lost(d desired.Defect, e ledger.Entry) {
	c := Change{Verb: Update, Target: target(e), Reason: FactsChanged, Why: d.Why, Case: d.Case.ID}
	switch {
	case d.Evidence != desired.Failing:
	case m.ordered(d, ledger.Recreate) && m.orderedAfter(d, e.Lost):
		m.create(d, m.next(d, e), "")
	case m.pending(d), m.associate(d, e):
	case e.State == ledger.LetGo:
		m.held(d, c, HoldLetGo, "somebody took our label off %s; put %s back to link it again, or make a new defect with `syncd adopt --recreate %s`",
			e.IssueKey, strings.Join(ledger.Labels(m.in.Owner, e.Key, e.Generation), " and "), d.Case.ID)
	case d.Since.At.After(e.Lost) && !d.Old:
		m.create(d, m.next(d, e), "") // it has passed, and fails anew
	case m.archived(m.byID[e.IssueID]):
		m.held(d, c, HoldGone, "%s is archived: nobody finds it, and nothing can be written to it; restore it, or a pass and a new failure, or `syncd adopt --recreate %s`, make a new defect",
			e.IssueKey, d.Case.ID)
	default:
		m.held(d, c, HoldGone, "%s is gone: it was deleted, or this account may no longer browse it; a pass and a new failure, or `syncd adopt --recreate %s`, make a new defect",
			e.IssueKey, d.Case.ID)
	}
}

// ordered reports whether somebody has given an order for one of the failing cases while
// it failed: the next failure after a pass is another one.
func (m *maker) ordered(d desired.Defect, verb ledger.OrderVerb) bool {
	return slices.ContainsFunc(d.Each(), func(one desired.Defect) bool {
		o, ok := m.in.Book.Order(string(one.Case.ID))
		return ok && o.Verb == verb && !one.Since.At.After(o.At)
	})
}

// orderedAfter reports whether the last order for one of the cases came after a time.
func (m *maker) orderedAfter(d desired.Defect, at time.Time) bool {
	return slices.ContainsFunc(d.Each(), func(one desired.Defect) bool {
		o, ok := m.in.Book.Order(string(one.Case.ID))
		return ok && o.At.After(at)
	})
}
