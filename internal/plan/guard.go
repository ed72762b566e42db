package plan

import (
	"cmp"
	"fmt"
	"slices"
)

// Policy says what a sync may write. Each allows all that the one before it does.
type Policy string

// The policies, from the most careful.
const (
	Observe    Policy = "observe"     // nothing
	CreateOnly Policy = "create-only" // new defects with their links
	UpsertOnly Policy = "upsert-only" // also updates, comments and story links
	Full       Policy = "full"        // also moving issues through their workflow
)

// Policies lists every policy, from the most careful.
func Policies() []Policy { return []Policy{Observe, CreateOnly, UpsertOnly, Full} }

// needs is the first policy that allows a change.
func (m *maker) needs(c Change) Policy {
	switch {
	case c.Verb == Create:
		return CreateOnly
	case c.Verb == Transition:
		return Full
	case c.Work.IssueLink != nil && !m.in.Rules.LinksInCreate && m.unlinked(c.Target.Defect):
		return CreateOnly // completes a create whose screen took no links
	}
	return UpsertOnly
}

// unlinked reports whether the defect has never been linked to any story.
func (m *maker) unlinked(name string) bool {
	for _, e := range m.in.Book.Entries {
		if e.Name() == name {
			return len(e.Linked) == 0
		}
	}
	return true
}

// guard turns wishes into changes or holds: the brake first, then the policy, then
// the throttles, which take the worst first.
func (m *maker) guard() {
	slices.SortStableFunc(m.wants, func(a, b want) int {
		return cmp.Or(-cmp.Compare(a.worst, b.worst), compare(a.change, b.change))
	})
	made := map[Verb]int{}
	created := map[string]bool{}
	limits := map[Verb]int{Create: m.in.Rules.MaxCreates, Transition: m.in.Rules.MaxTransitions}
	for _, w := range m.wants {
		need := m.needs(w.change)
		limit, bounded := limits[w.change.Verb]
		switch {
		case w.change.Target.IssueID == "" && w.change.Verb != Create && !created[w.change.Target.Defect]:
			// It rests on a create that is held: the create's hold says it all.
		case m.in.Rules.Moved != "":
			m.stop(w, HoldMovedStore, m.in.Rules.Moved)
		case m.in.Rules.Paused != "":
			m.stop(w, HoldPaused, "writing is paused: "+m.in.Rules.Paused)
		case slices.Index(Policies(), m.in.Rules.Policy) < slices.Index(Policies(), need):
			m.stop(w, HoldPolicy, fmt.Sprintf("policy is %s; this needs `policy: %s` in sync %s", m.in.Rules.Policy, need, m.in.Sync))
		case bounded && made[w.change.Verb] == limit:
			m.stop(w, HoldLimit, limited(w.change.Verb, limit))
		default:
			made[w.change.Verb]++
			created[w.change.Target.Defect] = created[w.change.Target.Defect] || w.change.Verb == Create
			m.plan.Changes = append(m.plan.Changes, w.change)
		}
	}
}

// stop turns a wish into a hold. A case whose defect was about to be made is then
// held; one that has an issue stays where it is.
func (m *maker) stop(w want, reason Reason, because string) {
	m.hold(w.change, reason, "%s", because)
	s, ok := m.states[w.defect]
	if ok && s.State == StateNew {
		s.State, s.Hold, s.Detail = StateHeld, reason, because
		m.states[w.defect] = s
	}
}

// limited says what a throttle does.
func limited(verb Verb, limit int) string {
	setting := fmt.Sprintf("defects.limits.max_%ss", verb)
	if limit == 0 {
		return fmt.Sprintf("%s is 0: none is made", setting)
	}
	return fmt.Sprintf("at most %d per cycle (%s); the rest follows in the next cycles", limit, setting)
}
