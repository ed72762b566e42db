package demo

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/app"
	"syncd/internal/plan"
	"syncd/internal/readiness"
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
	Readiness   []Standing     `json:"readiness"`     // of releases and sprints, at the end
	Dir         string         `json:"dir"`
}

// Standing is how a release or sprint stands.
type Standing struct {
	Name  string `json:"name"`
	State string `json:"state"`
	Why   string `json:"why"`
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
		for _, sync := range house.Syncs() {
			c, err := d.cycle(ctx, house, sync, false)
			if err != nil {
				return sum, err
			}
			sum.add(c)
		}
		sum.Cycles++
	}
	sum.AtRest = true
	for _, sync := range house.Syncs() {
		rest, err := d.cycle(ctx, house, sync, true)
		if err != nil {
			return sum, err
		}
		sum.rest(rest)
	}
	sum.Duplicates = d.duplicates()
	return sum, nil
}

// cycle runs one cycle of a sync of the demo and tells what it did.
func (d *Demo) cycle(ctx context.Context, house *app.House, sync string, dry bool) (record.Cycle, error) {
	c, err := house.Cycle(ctx, app.Ask{Sync: sync, Trigger: "demo", Dry: dry, Wait: true})
	if err != nil {
		return c, err
	}
	d.report(c)
	if c.Failed() {
		return c, fmt.Errorf("cycle %s failed: %s", c.ID, c.Faults[len(c.Faults)-1].Text)
	}
	return c, nil
}

// rest counts one more cycle, which should find nothing to do, and tells how everything
// stands at the end.
func (s *Summary) rest(c record.Cycle) {
	s.AtRest = s.AtRest && c.Plan.Empty()
	s.RestingCost += requests(c)
	for _, f := range c.Plan.Failing {
		s.Failing[string(f.State)]++
	}
	for _, r := range c.Readiness {
		s.Readiness = append(s.Readiness, Standing{Name: standing(r), State: string(r.State), Why: r.Why})
	}
}

// standing names a scope as people do.
func standing(r readiness.Readiness) string {
	if r.Kind == readiness.Release {
		return r.Project + " " + r.Name
	}
	return r.Name
}

// add counts one cycle.
func (s *Summary) add(c record.Cycle) {
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
		d.say("          %s: nothing to do", c.Sync)
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
