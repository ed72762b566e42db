package jira

import (
	"context"
	"time"
)

// Planner reads what people plan, and who put a label on an issue.
type Planner interface {
	// Versions lists all releases of a project, given by its key, in Jira's order. It is
	// one request.
	Versions(ctx context.Context, project string) ([]Version, error)
	// Sprints returns the sprints with these ids, each once and in their order. It is one
	// request for each, and one for each board of theirs. A sprint that is not there, or
	// may not be seen, is left out; so are all on a Jira without Jira Software.
	Sprints(ctx context.Context, ids []string) ([]Sprint, error)
	// LabelHistory lists the labels that came to an issue and went from it since it was
	// made, the oldest change first. Those with which it was made are not among them.
	LabelHistory(ctx context.Context, issueID string) ([]LabelChange, error)
}

// Version is a release of a project.
type Version struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Project  string `json:"project"` // the key by which it was asked for
	Released bool   `json:"released,omitempty"`
	Archived bool   `json:"archived,omitempty"`
	// Start and Date, that of the release, are civil days: midnight UTC, zero where there
	// is none.
	Start time.Time `json:"start,omitzero"`
	Date  time.Time `json:"date,omitzero"`
}

// SprintState says how far a sprint is, in Jira's own words.
type SprintState string

// The states of a sprint.
const (
	SprintFuture SprintState = "future"
	SprintActive SprintState = "active"
	SprintClosed SprintState = "closed"
)

// Sprint is a sprint of the board on which it was made; other boards may show it.
type Sprint struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	State   SprintState `json:"state"`
	BoardID string      `json:"board_id,omitempty"`
	Board   string      `json:"board,omitempty"` // its name; "" where the board may not be seen
	// Start and End are as planned, Completed is when it was closed; zero where Jira does
	// not say.
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
	Completed time.Time `json:"completed,omitzero"`
}

// LabelChange is one label that came or went, from an issue's change history.
type LabelChange struct {
	Label string    `json:"label"`
	Added bool      `json:"added"`         // else it went
	Who   string    `json:"who,omitempty"` // display name; "" where Jira does not say
	At    time.Time `json:"at"`
}
