package converge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/app"
	"syncd/internal/plan"
	simjira "syncd/internal/sim/jira"
)

// refused reports whether something waits for its next try.
func (w *world) refused() bool {
	return strings.Contains(w.cycle(app.Ask{Trigger: "quiet", Dry: true}), string(plan.HoldRefused))
}

// judge is the oracle: everything that must hold once the story has healed.
func (w *world) judge() {
	w.judgePlan()
	w.judgeAudit()
	w.judgeRate()
	w.judgePace()
	w.judgeTests()
	w.judgeComments()
	w.judgeFiles()
	w.judgeStories()
	w.judgeShown()
}

// judgePlan wants nothing left to do, and no hold that comes and goes.
func (w *world) judgePlan() {
	c, err := w.house.Cycle(w.t.Context(), app.Ask{Sync: "shop", Trigger: "judge", Dry: true})
	w.must(err)
	if c.Failed() {
		w.fault("the last cycle failed: %s", told(c))
	}
	for _, ch := range c.Plan.Changes {
		w.fault("after three quiet cycles the plan is not empty: %s %s%s %s, %s (%v)", ch.Verb, ch.Target.Issue, ch.Target.Defect, ch.Reason, ch.Why, ch.Fields)
	}
	for _, h := range c.Plan.Holds {
		if h.Hold == plan.HoldUncertain || h.Hold == plan.HoldSettling {
			w.fault("after three quiet cycles %s is held as %s: %s", h.Target.Defect, h.Hold, h.Because)
		}
	}
	if holds := holdIDs(c.Plan.Holds); !slices.Equal(holds, w.holds) {
		w.fault("holds change while nothing happens: %v, then %v", w.holds, holds)
	}
}

// holdIDs lists the ids of holds.
func holdIDs(holds []plan.Hold) []string {
	var out []string
	for _, h := range holds {
		out = append(out, h.ID+" "+string(h.Hold)+" "+h.Target.Issue)
	}
	slices.Sort(out)
	return out
}

// judgeRate wants no more creates a day than the breaker lets pass, counted from the
// last time that somebody released it.
func (w *world) judgeRate() {
	var made []time.Time
	for _, d := range w.created() {
		if w.didPerson(d.id, "move") {
			continue // it counts where it is now
		}
		made = append(made, d.at)
	}
	for n, first := range made {
		within := 0
		for _, at := range made[n:] {
			if at.Sub(first) >= 24*time.Hour || w.freed(first, at) {
				break
			}
			within++
		}
		if within > w.config.perDay {
			w.fault("%d defects were made within a day from %s on, and at most %d may be", within, stamp(first), w.config.perDay)
		}
	}
}

// freed reports whether the count of creates began anew between two moments: the
// breaker was released, or the memory of it lost.
func (w *world) freed(from, to time.Time) bool {
	return slices.ContainsFunc(w.releases, func(t time.Time) bool { return t.After(from) && !t.After(to) })
}

// didPerson reports whether a person did something to an issue.
func (w *world) didPerson(id, verb string) bool {
	return slices.ContainsFunc(w.server.Audit(), func(m simjira.Mutation) bool {
		return m.IssueID == id && m.User != ours && m.Verb == verb
	})
}

// judgeComments wants at most one comment of ours on an issue.
func (w *world) judgeComments() {
	for _, i := range w.server.Issues() {
		n := 0
		for _, c := range i.Comments {
			if c.Author == ours {
				n++
			}
		}
		if n > 1 {
			w.fault("%s has %d comments of ours", i.Key, n)
		}
	}
}

// judgeFiles wants at most one file on an issue: nobody but us attaches any.
func (w *world) judgeFiles() {
	for _, i := range w.server.Issues() {
		if len(i.Attachments) > 1 {
			w.fault("%s has %d files: %q", i.Key, len(i.Attachments), i.Attachments)
		}
		w.count.files += len(i.Attachments)
	}
}

// judgeStories wants one remote link per story and source, with the right count.
func (w *world) judgeStories() {
	for _, i := range w.server.Issues() {
		var links []string
		for _, l := range i.RemoteLinks {
			if strings.HasPrefix(l.GlobalID, "syncd:"+owner+":story:") {
				links = append(links, l.Title)
			}
		}
		passed, total := w.tally(i.ID)
		want := []string{fmt.Sprintf("web: %d of %d passed", passed, total)}
		switch ignored := slices.Contains(i.Labels, "syncd-ignore") || i.Security == secret; {
		case total > 0 && !ignored && len(links) == 1 && !slices.Equal(links, want) && w.restored:
			w.count.pardon("KNOWN LIMIT: after a store was put back from a copy it believes that story links say what it had written then, until an outcome changes", 1)
		case total == 0 && len(links) > 0:
			w.fault("%s has links %q but no test names it", i.Key, links)
		case total > 0 && !ignored && !slices.Equal(links, want), len(links) > 1:
			w.fault("%s has links %q, want %q", i.Key, links, want)
		}
	}
}
