package web

import (
	"slices"

	"syncd/internal/jira"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// bare is a cycle without what apply alone needs: drafts hold whole descriptions with
// what tests printed, and nobody who reads a plan needs them. Lists are never null.
func bare(c record.Cycle) record.Cycle {
	c.Collected, c.Faults = list(c.Collected), list(c.Faults)
	c.Plan.Failing = list(c.Plan.Failing)
	c.Plan.Changes = list(c.Plan.Changes)
	for i := range c.Plan.Changes {
		c.Plan.Changes[i].Work = plan.Work{}
	}
	c.Plan.Holds = list(c.Plan.Holds)
	for i := range c.Plan.Holds {
		c.Plan.Holds[i].Work = plan.Work{}
	}
	c.Outcomes = list(c.Outcomes)
	for i := range c.Outcomes {
		c.Outcomes[i].Change.Work = plan.Work{}
	}
	return c
}

// bareDefects is defects without their issues' descriptions and people.
func bareDefects(all []record.Defect) []record.Defect {
	all = list(all)
	for i := range all {
		all[i].Issue = bareIssue(all[i].Issue)
	}
	return all
}

// bareIssue is an issue without its description, which may quote test output at
// length, and without who made it.
func bareIssue(i jira.Issue) jira.Issue {
	i.Description, i.Creator = "", ""
	return i
}

// list is a copy that may be changed and that JSON never shows as null.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return slices.Clone(in)
}
