package converge

import (
	"fmt"
	"maps"
	"slices"
)

// counts is what happened in a story.
type counts struct {
	steps, cycles, writes, creates, crashes, stops, faults, gestures, runs, lost, files int
	pardons                                                                             map[string]int // by reason
}

// add sums up.
func (c *counts) add(o counts) {
	c.steps += o.steps
	c.cycles += o.cycles
	c.writes += o.writes
	c.creates += o.creates
	c.crashes += o.crashes
	c.stops += o.stops
	c.faults += o.faults
	c.gestures += o.gestures
	c.runs += o.runs
	c.lost += o.lost
	c.files += o.files
	for why, n := range o.pardons {
		c.pardon(why, n)
	}
}

// pardon counts something that is not as it should be and that the house does not
// promise, by reason.
func (c *counts) pardon(why string, n int) {
	if c.pardons == nil {
		c.pardons = map[string]int{}
	}
	c.pardons[why] += n
}

// String says what happened.
func (c counts) String() string {
	text := fmt.Sprintf("%d steps, %d cycles, %d writes of ours in Jira, %d defects made, %d deaths, %d cycles stopped, %d faults struck, %d gestures, %d runs arrived, %d stores lost or put back, %d files attached",
		c.steps, c.cycles, c.writes, c.creates, c.crashes, c.stops, c.faults, c.gestures, c.runs, c.lost, c.files)
	for _, why := range slices.Sorted(maps.Keys(c.pardons)) {
		text += fmt.Sprintf("\n  let pass %d times: %s", c.pardons[why], why)
	}
	return text
}
