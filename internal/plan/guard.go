package plan

import (
	"cmp"
	"fmt"
	"slices"

	"syncd/internal/ledger"
)

// Policy says what a sync may write. Each allows all that the one before it does.
type Policy string

// The policies, from the most careful.
const (
	Observe    Policy = "observe"     // nothing
	CreateOnly Policy = "create-only" // new defects with their links
	UpsertOnly Policy = "upsert-only" // also updates, comments, story links, and what is written into test tools
	Full       Policy = "full"        // also moving issues through their workflow, and taking story links off
)

// Policies lists every policy, from the most careful.
func Policies() []Policy { return []Policy{Observe, CreateOnly, UpsertOnly, Full} }

// needs is the first policy that allows a change.
func (m *maker) needs(c Change) Policy {
	switch {
	case c.Verb == Create, c.Work.Attach != nil:
		return CreateOnly
	case c.Verb == Transition, c.Work.RemoteLink != nil && c.Work.RemoteLink.Remove:
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

// guard turns wishes into changes or holds: the brake first, then the policy, then what
// has done too much, then the throttles, which take the worst first.
func (m *maker) guard() {
	slices.SortStableFunc(m.wants, func(a, b want) int {
		return cmp.Or(-cmp.Compare(a.worst, b.worst), compare(a.change, b.change))
	})
	made := map[string]int{}
	edits := map[string]int{}
	created, moved := map[string]bool{}, map[string]bool{}
	limits := map[string]int{string(Create): m.in.Rules.Limits.creates(), string(Transition): m.in.Rules.Limits.Transitions, retests: m.in.Rules.Limits.Retests}
	for _, w := range m.wants {
		c := w.change
		limit, bounded := limits[kind(c)]
		why, because := m.forbidden(c)
		switch {
		case c.Target.IssueID == "" && c.Verb != Create && !created[c.Target.Defect]:
			// It rests on a create that is held: the create's hold says it all.
		case w.rests && !moved[c.Target.IssueID]:
			// Likewise on a transition.
		case why != "":
			m.stop(w, why, because)
		case bounded && made[kind(c)] == limit:
			m.stop(w, HoldLimit, m.in.Rules.Limits.limited(kind(c)))
		case m.crowded(c):
			m.stop(w, HoldLimit, fmt.Sprintf("stories of %s have been written to as often as publish.max_writes_per_day (%d) allows within a day; the rest follows when a day has passed", c.Target.Project, m.in.Rules.Publish.WritesPerDay))
		case m.edited(c, edits):
			m.stop(w, HoldLimit, fmt.Sprintf("%s has been written to %d times within a day (defects.limits.max_edits_per_issue); the rest follows when a day has passed", c.Target.Issue, m.in.Rules.Limits.Edits))
		default:
			made[kind(c)]++
			moved[c.Target.IssueID] = moved[c.Target.IssueID] || c.Verb == Transition
			created[c.Target.Defect] = created[c.Target.Defect] || c.Verb == Create
			m.plan.Changes = append(m.plan.Changes, c)
		}
	}
}

// forbidden says why a change may not be made at all now, "" if it may.
func (m *maker) forbidden(c Change) (Reason, string) {
	need := m.needs(c)
	b, _ := m.in.Book.Breaker(m.in.Wishes.Project, kind(c))
	p, _ := m.in.Book.Parking(c.Parking())
	switch {
	case m.in.Rules.Moved != "":
		return HoldMovedStore, m.in.Rules.Moved
	case m.in.Rules.Paused != "":
		return HoldPaused, "writing is paused: " + m.in.Rules.Paused
	case slices.Index(Policies(), m.in.Rules.Policy) < slices.Index(Policies(), need):
		return HoldPolicy, fmt.Sprintf("policy is %s; this needs `policy: %s` in sync %s", m.in.Rules.Policy, need, m.in.Sync)
	case b.Tripped():
		return HoldBreaker, fmt.Sprintf("%s; nothing of the kind is done until somebody has looked and says `syncd apply --release %s`", b.Because, b.Name())
	case p.Rests(m.in.Setup, m.in.Now):
		return HoldRefused, fmt.Sprintf("%s refused it: %s; tried again after %s", c.at(), p.Words, p.Until.UTC().Format("2006-01-02 15:04 MST"))
	}
	return "", ""
}

// at is who a change is sent to.
func (c Change) at() string {
	if c.Work.Backlink != nil {
		return c.Work.Backlink.Source
	}
	return "jira"
}

// edited counts edits and comments on one issue, and reports whether a change is one
// too many for a day.
func (m *maker) edited(c Change, edits map[string]int) bool {
	limit := m.in.Rules.Limits.Edits
	if limit <= 0 || c.Work.Attach != nil || c.Work.Publish != nil || c.Verb != Update && c.Verb != Comment || c.Target.IssueID == "" {
		return false
	}
	if _, counted := edits[c.Target.IssueID]; !counted {
		for _, e := range m.in.Book.Entries {
			if e.IssueID == c.Target.IssueID && e.Role == ledger.Own {
				edits[c.Target.IssueID] = max(edits[c.Target.IssueID], ledger.Within(e.Edits, day, m.in.Now))
			}
		}
	}
	if edits[c.Target.IssueID] >= limit {
		return true
	}
	edits[c.Target.IssueID]++
	return false
}

// stop turns a wish into a hold. A case whose defect was about to be made, or adopted,
// is then held; one that has an issue stays where it is.
func (m *maker) stop(w want, reason Reason, because string) {
	m.hold(w.change, reason, "%s", because)
	if s, ok := m.stands[w.defect]; ok && (s.state == StateNew || w.change.Reason == Adopted && s.state == StateDefect) {
		s.state, s.hold, s.detail = StateHeld, reason, because
		m.stands[w.defect] = s
	}
}

// limited says what a throttle does, and which setting it is.
func (l Limits) limited(kind string) string {
	setting, limit := "defects.limits.max_transitions", l.Transitions
	switch kind {
	case retests:
		setting, limit = "defects.limits.max_retests", l.Retests
	case string(Create):
		setting, limit = "defects.limits.max_creates", l.creates()
		if limit < l.Creates {
			setting = "defects.limits.max_creates_per_day"
		}
	}
	if limit == 0 {
		return fmt.Sprintf("%s is 0: none is made", setting)
	}
	return fmt.Sprintf("at most %d per cycle (%s); the rest follows in the next cycles", limit, setting)
}
