package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"syncd/internal/plan"
	"syncd/internal/record"
)

// cycleBody is one cycle: what it found, planned, did and did not do.
type cycleBody struct {
	Sum summary
	record.Cycle
	Changes []changeRow
	Held    []holdGroup
	States  tally
	Targets []string // that were asked, sorted
	urls
}

// changeRow is a change beside what became of it.
type changeRow struct {
	plan.Change
	Result string
	Made   string // key of the issue that it touched or made
	Error  string
	Note   string // why nothing was written
}

// What says in words what a change does.
func (c changeRow) What() string { return what(c.Change) }

// holdGroup is the holds with one reason.
type holdGroup struct {
	Reason string
	Holds  []plan.Hold
}

// cyclePage shows one cycle.
func (s *site) cyclePage(r *http.Request, o record.Overview) (view, error) {
	c, err := s.Board.Cycle(r.Context(), r.PathValue("id"))
	if err != nil {
		return view{}, fmt.Errorf("read cycle: %w", err)
	}
	b := cycleBody{Sum: summed(c), Cycle: c, Changes: rows(c)}
	if b.urls, err = s.urls(r.Context(), o); err != nil {
		return view{}, err
	}
	for _, h := range c.Holds() {
		i := slices.IndexFunc(b.Held, func(g holdGroup) bool { return g.Reason == string(h.Hold) })
		if i < 0 {
			i = len(b.Held)
			b.Held = append(b.Held, holdGroup{Reason: string(h.Hold)})
		}
		b.Held[i].Holds = append(b.Held[i].Holds, h)
	}
	counts := map[plan.StateWord]int{}
	for _, f := range c.Plan.Failing {
		counts[f.State]++
	}
	b.States = tallied(states(), counts)
	for target := range c.Requests {
		b.Targets = append(b.Targets, target)
	}
	slices.Sort(b.Targets)
	return view{name: "cycle", Title: "Cycle of " + c.Sync, Nav: "cycles", AsOf: c.Finished, Note: "end of this cycle", Body: b}, nil
}

// rows joins the planned changes with their outcomes.
func rows(c record.Cycle) []changeRow {
	became := map[string]plan.Outcome{}
	for _, o := range c.Outcomes {
		became[o.Change.ID] = o
	}
	out := make([]changeRow, 0, len(c.Plan.Changes))
	for _, ch := range c.Plan.Changes {
		row := changeRow{Change: ch, Result: "not tried"}
		o, tried := became[ch.ID]
		switch {
		case tried:
			row.Result, row.Error, row.Note = string(o.Result), o.Error, o.Note()
		case c.Dry:
			row.Result = "would be made"
		}
		row.Made = cmp.Or(o.Issue, ch.Target.Issue)
		out = append(out, row)
	}
	return out
}

// verbs say in words what changes do; %s is the issue.
var verbs = map[plan.Verb]string{
	plan.Create: "Create a defect in %s", plan.Update: "Update %s", plan.Transition: "Move %s",
	plan.Comment: "Comment on %s", plan.Link: "Link %s", plan.Writeback: "Write %s back",
}

// what says in words what a change does.
func what(c plan.Change) string {
	words, ok := verbs[c.Verb]
	if !ok {
		words = string(c.Verb) + " %s"
	}
	switch {
	case c.Reason == plan.AskedAgain:
		return fmt.Sprintf("Ask %s for a retest of %s", c.Value("source"), c.Target.Issue)
	case c.Verb == plan.Writeback:
		words += " to " + strings.ReplaceAll(c.Value("source"), "%", "%%")
	}
	switch {
	case c.Target.Issue != "":
		return fmt.Sprintf(words, c.Target.Issue)
	case c.Verb == plan.Create:
		return fmt.Sprintf(words, c.Target.Project)
	}
	return fmt.Sprintf(words, "the new defect")
}
