package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/ledger"
)

// day is the span over which creates are counted.
const day = 24 * time.Hour

// breakers trips what does too much: a mistake in a rule or a migration shows as a
// flood of writes, and is stopped before it is finished. A tripped breaker stays
// tripped until somebody has looked.
func (m *maker) breakers() {
	due := 0
	for _, w := range m.wants {
		if w.change.Verb == Create && m.free(w.change) {
			due++
		}
	}
	m.tooMany(due)
	owned, share := m.owned(), m.in.Rules.Limits.Share
	for _, k := range kinds {
		all := map[bool]int{true: m.linked(), false: owned}[k.word == unlinking]
		n := m.targets(k.word)
		if share > 0 && all >= shareFrom && float64(n) > share*float64(all) && !m.freshly(k.word) {
			m.trip(k.word, fmt.Sprintf("one cycle would %s %d of %d %s; defects.limits.max_share is %g", k.does, n, all, k.what, share))
		}
	}
}

// unlinking is the kind of taking links off stories: no verb of its own, and a breaker of
// its own, since what is taken off by a mistake in a rule was written by none.
const unlinking = "unlink"

// publishes is the kind of letting stories show their verdicts. No breaker counts it: the
// settings of `publish:` bound it, and a release changes the verdicts of many at once.
const publishes = "publish"

// retests is the kind of asking test tools for another run of a test. Who closes hundreds of
// defects at once would have as many tests set back.
const retests = "retest"

// kinds are the kinds of changes of which one cycle may make a share only.
var kinds = []struct{ word, does, what string }{
	{string(Update), "edit", "defects"}, {string(Transition), "move", "defects"}, {string(Comment), "comment on", "defects"},
	{unlinking, "take", "links off stories"},
}

// kind is what a change counts as.
func kind(c Change) string {
	if c.Work.RemoteLink != nil && c.Work.RemoteLink.Remove {
		return unlinking
	}
	switch {
	case c.Work.Publish != nil:
		return publishes
	case c.Reason == AskedAgain:
		return retests
	}
	return string(c.Verb)
}

// linked counts the links that we have on stories, by sources of this sync.
func (m *maker) linked() int {
	n := 0
	for _, l := range m.in.Book.Links {
		source, _, ours := m.in.Wishes.LinkedBy(l.GlobalID)
		if _, mine := m.in.Complete[source]; ours && mine && !l.Gone {
			n++
		}
	}
	return n
}

// free reports whether nothing forbids a change: what is not done anyway is no mistake.
func (m *maker) free(c Change) bool {
	why, _ := m.forbidden(c)
	return why == ""
}

// tooMany trips the breaker of creates if more are made than a day may see. Once
// somebody has looked, a day's worth goes through again: the count begins anew.
func (m *maker) tooMany(due int) {
	project, limit := m.in.Wishes.Project, m.in.Rules.Limits.CreatesPerDay
	if limit <= 0 || due == 0 {
		return
	}
	if made := m.madeToday(project); made+min(due, m.in.Rules.Limits.creates()) > limit {
		m.trip(string(Create), fmt.Sprintf("%d defects were made in %s within a day and %d more are due; defects.limits.max_creates_per_day is %d", made, project, due, limit))
	}
}

// madeToday counts the defects that were sent within a day, and since the breaker was
// last released, whatever people have done to them since.
func (m *maker) madeToday(project string) int {
	b, _ := m.in.Book.Breaker(project, string(Create))
	n := 0
	for _, e := range m.in.Book.Entries {
		if e.Project == project && e.State != ledger.Planned && !e.SentAt.IsZero() &&
			m.in.Now.Sub(e.SentAt) < day && e.SentAt.After(b.Released) {
			n++
		}
	}
	return n
}

// freshly reports whether the breaker of a kind was released so lately that what it
// kept back is still to be done.
func (m *maker) freshly(kind string) bool {
	b, _ := m.in.Book.Breaker(m.in.Wishes.Project, kind)
	return !b.Released.IsZero() && m.in.Now.Sub(b.Released) < day
}

// owned counts the issues of ours in this project.
func (m *maker) owned() int {
	n := 0
	for _, e := range m.in.Book.Entries {
		if e.State == ledger.Owned && e.Role == ledger.Own && e.Project == m.in.Wishes.Project {
			n++
		}
	}
	return n
}

// targets counts the issues that a kind of change is wished and allowed for.
func (m *maker) targets(word string) int {
	ids := map[string]bool{}
	for _, w := range m.wants {
		if kind(w.change) == word && m.free(w.change) {
			ids[w.change.Target.IssueID] = true
		}
	}
	return len(ids)
}

// trip learns that a breaker has tripped, unless it has already.
func (m *maker) trip(word, because string) {
	b, _ := m.in.Book.Breaker(m.in.Wishes.Project, word)
	if b.Tripped() {
		return
	}
	b.Project, b.Verb, b.At, b.Because = m.in.Wishes.Project, word, m.in.Now, because
	m.known.Breakers = append(m.known.Breakers, b)
	facts := m.in.Book.Facts
	facts.Breakers = append(slices.DeleteFunc(slices.Clone(facts.Breakers), func(o ledger.Breaker) bool { return o.Name() == b.Name() }), b)
	m.in.Book = ledger.NewBook(facts, m.in.Book.Cold)
}

// compareText orders texts.
func compareText(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }
