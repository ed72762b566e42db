package plan

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// waits says why what a story should show is not written now, "" if it is: what people or
// Jira have decided first, then patience, so that a verdict which changes its mind
// notifies nobody. What the policy forbids need not wait for anything.
func (m *maker) waits(p piece, c Change, story jira.Issue) (Reason, string) {
	parked, _ := m.in.Book.Parking(c.Parking())
	switch {
	case p.err != nil:
		m.plan.Misfit = true
		return HoldRefused, fmt.Sprintf("%v; mend the value of %s in `fields:`, or the field", p.err, p.rule.Field)
	case ledger.Ignored(story.Labels):
		return HoldIgnored, fmt.Sprintf("%s carries the label %s; take it off to let syncd write again", story.Key, ledger.IgnoreLabel)
	case p.step == keep:
		return HoldHumanEdit, m.kept(p, story)
	case m.in.Rules.Publish.Freeze && story.Category == jira.Done:
		return HoldFrozen, fmt.Sprintf("%s is %s: it shows what it showed then (publish.freeze_when_done)", story.Key, story.Status)
	case parked.Rests(m.in.Setup, m.in.Now):
		return HoldRefused, fmt.Sprintf("jira refused it: %s; tried again after %s", parked.Words, clock(parked.Until))
	case m.idle[p.field.ID] != "":
		return HoldRefused, fmt.Sprintf("jira would not take %s in several stories: %s; it is tried again after a while, or when the configuration has changed", p.field.Name, m.idle[p.field.ID])
	}
	if why, _ := m.forbidden(publishing(c)); why != "" {
		return "", ""
	}
	return m.patience(p, story)
}

// publishing marks a change as one that shows a verdict, before it has any work.
func publishing(c Change) Change {
	c.Work.Publish = &PublishWork{}
	return c
}

// kept says why what people have written stays.
func (m *maker) kept(p piece, story jira.Issue) string {
	because := "somebody edited %s of %s; syncd leaves it as it is"
	if !p.known {
		because = "%s of %s was set before syncd filled it; syncd leaves it as it is"
	}
	return fmt.Sprintf(because+", unless its entry in `fields:` says `conflict: enforce`", p.field.Name, story.Key)
}

// patience says how long a verdict still has to stand, or the story to be left alone.
func (m *maker) patience(p piece, story jira.Issue) (Reason, string) {
	rules := m.in.Rules.Publish
	last := time.Time{}
	for _, f := range m.in.Book.Published {
		if f.IssueID == story.ID && f.At().After(last) {
			last = f.At()
		}
	}
	switch {
	case m.in.Now.Sub(p.fact.Since) < rules.Settle:
		return HoldSettling, fmt.Sprintf("the verdict of %s has stood since %s; it is written when it has stood for %s (publish.settle)", story.Key, clock(p.fact.Since), spell(rules.Settle))
	case !last.IsZero() && m.in.Now.Sub(last) < rules.MinInterval:
		return HoldSettling, fmt.Sprintf("%s was written to at %s; the next verdict is written after %s (publish.min_interval)", story.Key, clock(last), clock(last.Add(rules.MinInterval)))
	}
	return "", ""
}

// clock is a moment for people.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// spell is a length of time for people: whole minutes where that says it all.
func spell(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// crowded reports whether one more edit of a story is one too many for a day in its
// project.
func (m *maker) crowded(c Change) bool {
	limit := m.in.Rules.Publish.WritesPerDay
	if limit <= 0 || c.Work.Publish == nil {
		return false
	}
	if m.written == nil {
		m.written = m.wroteToday()
	}
	if m.written[c.Target.Project] >= limit {
		return true
	}
	m.written[c.Target.Project]++
	return false
}

// wroteToday counts the edits of stories within a day, by project. What was written in one
// edit bears one time.
func (m *maker) wroteToday() map[string]int {
	out := map[string]int{}
	seen := map[string][]time.Time{}
	for _, p := range m.in.Book.Published {
		for _, at := range p.Writes {
			if m.in.Now.Sub(at) < day && !slices.ContainsFunc(seen[p.IssueID], at.Equal) {
				seen[p.IssueID] = append(seen[p.IssueID], at)
				out[p.Project]++
			}
		}
	}
	return out
}
