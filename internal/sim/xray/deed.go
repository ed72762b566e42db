package xray

import (
	"fmt"
	"time"
)

// Deed is a deed of people as data, for shell scripts and demos. Do names it; the other members are those it needs.
type Deed struct {
	Do           string    `json:"do"`
	User         string    `json:"user,omitempty"`
	Project      string    `json:"project,omitempty"`   // add_test, add_execution, add_plan
	Execution    string    `json:"execution,omitempty"` // keys of issues
	Test         string    `json:"test,omitempty"`
	Plan         string    `json:"plan,omitempty"`
	Summary      string    `json:"summary,omitempty"`
	Kind         string    `json:"kind,omitempty"`       // add_test
	Stories      []string  `json:"stories,omitempty"`    // add_test
	Executions   []string  `json:"executions,omitempty"` // add_test, add_plan, add_to_plan
	Tests        []string  `json:"tests,omitempty"`      // add_execution, add_plan, add_to_plan
	Versions     []string  `json:"versions,omitempty"`   // add_execution, add_plan
	Environments []string  `json:"environments,omitempty"`
	Status       string    `json:"status,omitempty"`
	Comment      string    `json:"comment,omitempty"`
	Defects      []string  `json:"defects,omitempty"`
	Evidence     []string  `json:"evidence,omitempty"`
	Assignee     string    `json:"assignee,omitempty"`
	Started      time.Time `json:"started,omitzero"`
	Finished     time.Time `json:"finished,omitzero"`
	JQL          string    `json:"jql,omitempty"`      // add_filter
	Final        bool      `json:"final,omitempty"`    // add_status
	Coverage     string    `json:"coverage,omitempty"` // add_status
}

// Done is what a deed left behind.
type Done struct {
	Key    string `json:"key,omitempty"`
	Run    *Run   `json:"run,omitempty"`
	Filter int64  `json:"filter,omitempty"`
}

// Perform does a deed.
func (b *Book) Perform(d Deed) (Done, error) {
	switch d.Do {
	case "execute":
		r, err := b.Execute(Result{d.User, d.Execution, d.Test, d.Status, d.Comment, d.Defects, d.Evidence, d.Assignee, d.Started, d.Finished})
		return Done{Run: &r}, err
	case "add_run":
		r, err := b.AddRun(d.Execution, d.Test)
		return Done{Run: &r}, err
	case "add_test":
		key, err := b.AddTest(NewTest{User: d.User, Project: d.Project, Summary: d.Summary, Kind: d.Kind, Stories: d.Stories, Executions: d.Executions})
		return Done{Key: key}, err
	case "add_execution":
		key, err := b.AddExecution(NewExecution{User: d.User, Project: d.Project, Summary: d.Summary, Versions: d.Versions,
			Environments: d.Environments, Tests: d.Tests, Plan: d.Plan})
		return Done{Key: key}, err
	case "add_plan":
		key, err := b.AddPlan(d.User, d.Project, d.Summary, d.Versions, append(d.Tests, d.Executions...)...)
		return Done{Key: key}, err
	case "add_filter":
		return Done{Filter: b.AddFilter(d.JQL)}, nil
	}
	return Done{}, b.perform(d)
}

// perform does the deeds that leave nothing new behind.
func (b *Book) perform(d Deed) error {
	switch d.Do {
	case "remove_run":
		return b.RemoveRun(d.Execution, d.Test)
	case "reset_run":
		return b.ResetRun(d.Execution, d.Test)
	case "add_defect", "remove_defect":
		for _, key := range d.Defects {
			do := b.AddDefect
			if d.Do == "remove_defect" {
				do = b.RemoveDefect
			}
			if err := do(d.Execution, d.Test, key); err != nil {
				return err
			}
		}
		return nil
	case "set_environments":
		return b.SetEnvironments(d.Execution, d.Environments...)
	case "add_to_plan":
		return b.AddToPlan(d.Plan, append(d.Tests, d.Executions...)...)
	case "add_status":
		return b.AddStatus(Status{Name: d.Status, Description: d.Comment, Color: "#808080", Final: d.Final, Coverage: d.Coverage})
	}
	return fmt.Errorf("unknown deed %q: use execute, add_run, remove_run, reset_run, add_test, add_execution, add_plan, add_to_plan, set_environments, add_defect, remove_defect, add_status or add_filter; what concerns issues alone is for /_sim/person", d.Do)
}
