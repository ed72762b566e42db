package demo

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/app"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// Summary is how a demo of a fixed number of cycles went.
type Summary struct {
	Cycles      int            `json:"cycles"`
	Changes     map[string]int `json:"changes"` // made, by verb
	Failed      int            `json:"failed"`  // changes that were not made
	Failing     map[string]int `json:"failing"` // failing cases by state, at the end
	Defects     []string       `json:"defects"` // issues made, in order
	Duplicates  int            `json:"duplicates"`
	Requests    int            `json:"requests"`
	AtRest      bool           `json:"at_rest"`       // one more cycle planned nothing
	RestingCost int            `json:"requests_rest"` // requests of that cycle
	Dir         string         `json:"dir"`
}

// Steps lets one run arrive before each of n cycles, then looks whether one more
// cycle finds nothing to do.
func (d *Demo) Steps(ctx context.Context, n int) (Summary, error) {
	sum := Summary{Changes: map[string]int{}, Failing: map[string]int{}, Defects: []string{}, Dir: d.Dir}
	house, err := app.Open(ctx, d.options())
	if err != nil {
		return sum, err
	}
	defer house.Close()
	for range n {
		r, err := d.arrive()
		if err != nil {
			return sum, err
		}
		d.tell(r)
		c, err := d.cycle(ctx, house, false)
		if err != nil {
			return sum, err
		}
		sum.add(c)
	}
	rest, err := d.cycle(ctx, house, true)
	if err != nil {
		return sum, err
	}
	sum.AtRest, sum.RestingCost = rest.Plan.Empty(), requests(rest)
	for _, f := range rest.Plan.Failing {
		sum.Failing[string(f.State)]++
	}
	sum.Duplicates = d.duplicates()
	return sum, nil
}

// cycle runs one cycle of the demo's sync and tells what it did.
func (d *Demo) cycle(ctx context.Context, house *app.House, dry bool) (record.Cycle, error) {
	c, err := house.Cycle(ctx, app.Ask{Sync: "shop", Trigger: "demo", Dry: dry, Wait: true})
	if err != nil {
		return c, err
	}
	d.report(c)
	if c.Failed() {
		return c, fmt.Errorf("cycle %s failed: %s", c.ID, c.Faults[len(c.Faults)-1].Text)
	}
	return c, nil
}

// add counts one cycle.
func (s *Summary) add(c record.Cycle) {
	s.Cycles++
	s.Requests += requests(c)
	for _, o := range c.Outcomes {
		if o.Result != plan.Done {
			s.Failed++
			continue
		}
		s.Changes[string(o.Change.Verb)]++
		if o.Change.Verb == plan.Create {
			s.Defects = append(s.Defects, o.Issue)
		}
	}
}

// duplicates counts marks that more than one issue carries, in Jira itself.
func (d *Demo) duplicates() int {
	marks := map[string]int{}
	for _, i := range d.jira.Issues() {
		for _, l := range i.Labels {
			if len(l) > 6 && l[:6] == "syncd." {
				marks[l]++
			}
		}
	}
	n := 0
	for _, count := range marks {
		n += count - 1
	}
	return n
}

// tell says that a run arrived.
func (d *Demo) tell(r Run) {
	d.say("%s  CI: build %d on %s, %d of %d tests failed", time.Now().Format(time.TimeOnly), r.Build, r.Branch, r.Failed, len(script))
}

// report says what a cycle did, in a line per change.
func (d *Demo) report(c record.Cycle) {
	for _, o := range c.Outcomes {
		d.say("          %s", record.OutcomeLine(o))
	}
	if len(c.Outcomes) == 0 && !c.Failed() {
		d.say("          nothing to do")
	}
}

// requests is how many requests a cycle took.
func requests(c record.Cycle) int {
	n := 0
	for _, v := range c.Requests {
		n += v
	}
	return n
}
