package converge

import "fmt"

// counts is what happened in a story.
type counts struct {
	steps, cycles, writes, creates, crashes, stops, faults, gestures, runs, lost, pardons int
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
	c.pardons += o.pardons
}

// String says what happened.
func (c counts) String() string {
	return fmt.Sprintf("%d steps, %d cycles, %d writes of ours in Jira, %d defects made, %d deaths, %d cycles stopped, %d faults struck, %d gestures, %d runs arrived, %d stores lost or put back, %d defects beyond the promise",
		c.steps, c.cycles, c.writes, c.creates, c.crashes, c.stops, c.faults, c.gestures, c.runs, c.lost, c.pardons)
}
