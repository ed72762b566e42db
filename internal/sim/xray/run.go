package xray

import (
	"fmt"
	"slices"
	"time"
)

// Run is what became of a test in an execution. All ids but its own are of Jira.
type Run struct {
	ID        int64      `json:"id"`
	ObjectID  string     `json:"objectId"`  // by which Cloud knows it
	Test      string     `json:"test"`      // id of the issue
	Execution string     `json:"execution"` // id of the issue
	Status    string     `json:"status"`
	Comment   string     `json:"comment,omitempty"`
	Defects   []string   `json:"defects,omitempty"`    // ids of issues
	Assignee  string     `json:"assignee,omitempty"`   // account id
	Executor  string     `json:"executedBy,omitempty"` // account id
	Evidence  []Evidence `json:"evidence,omitempty"`
	Steps     []Step     `json:"steps,omitempty"`
	Created   time.Time  `json:"created"`
	Started   time.Time  `json:"started,omitzero"`
	Finished  time.Time  `json:"finished,omitzero"`
	Modified  time.Time  `json:"modified"`
}

// Evidence is a file on a run.
type Evidence struct {
	ID      int64     `json:"id"`
	Name    string    `json:"name"`
	Size    int       `json:"size"`   // bytes
	Author  string    `json:"author"` // account id
	Created time.Time `json:"created"`
}

// Step is a step of a test as it went in a run.
type Step struct {
	ID       int64    `json:"id"`
	Action   string   `json:"action"`
	Data     string   `json:"data,omitempty"`
	Expected string   `json:"expected,omitempty"`
	Actual   string   `json:"actual,omitempty"`
	Status   string   `json:"status"`
	Comment  string   `json:"comment,omitempty"`
	Defects  []string `json:"defects,omitempty"` // ids of issues
}

// copied is a run that its receiver may keep.
func (r *Run) copied() Run {
	out := *r
	out.Defects, out.Evidence, out.Steps = slices.Clone(r.Defects), slices.Clone(r.Evidence), slices.Clone(r.Steps)
	return out
}

// add makes a run that nobody has started; one that is there is kept.
func (b *Book) add(test, execution string, at time.Time) *Run {
	if r := b.find(test, execution); r != nil {
		return r
	}
	todo, _ := pick(b.statuses, "TODO")
	b.lastRun++
	r := &Run{ID: b.lastRun, ObjectID: fmt.Sprintf("5acc7ab0a3fe1b6f%08x", b.lastRun), Test: test, Execution: execution, Status: todo.Name,
		Created: at, Modified: at}
	b.runs, b.at[place{test, execution}] = append(b.runs, r), r
	b.touched[execution] = at
	return r
}

// find is the run of a test in an execution, by ids of issues; nil for none.
func (b *Book) find(test, execution string) *Run {
	return b.at[place{test, execution}]
}

// place is a test in an execution, by ids of issues.
type place struct{ test, execution string }

func (b *Book) byID(id int64) *Run {
	for _, r := range b.runs {
		if r.ID == id {
			return r
		}
	}
	return nil
}
