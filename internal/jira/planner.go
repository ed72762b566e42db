package jira

import (
	"context"
	"time"
)

// Version is a release of a project.
type Version struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Project  string    `json:"project"` // key
	Released bool      `json:"released,omitempty"`
	Archived bool      `json:"archived,omitempty"`
	Start    time.Time `json:"start,omitzero"`
	Date     time.Time `json:"date,omitzero"` // of its release, planned or past: midnight UTC of a civil day
}

// SprintState is how far a sprint has come, in Jira's words.
type SprintState string

// The states of a sprint.
const (
	SprintFuture SprintState = "future"
	SprintActive SprintState = "active"
	SprintClosed SprintState = "closed"
)

// Sprint is a sprint of a board.
type Sprint struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	BoardID   string      `json:"board_id"`
	Board     string      `json:"board"` // its name
	State     SprintState `json:"state"`
	Start     time.Time   `json:"start,omitzero"`
	End       time.Time   `json:"end,omitzero"`       // planned
	Completed time.Time   `json:"completed,omitzero"` // of a closed one
}

// LabelChange is one label that came or went, from an issue's change history.
type LabelChange struct {
	Label string    `json:"label"`
	Added bool      `json:"added"`
	Who   string    `json:"who"` // as people are shown
	At    time.Time `json:"at"`
}

// Planner reads what people plan.
type Planner interface {
	Versions(ctx context.Context, project string) ([]Version, error)
	Sprints(ctx context.Context, ids []string) ([]Sprint, error)
	LabelHistory(ctx context.Context, issueID string) ([]LabelChange, error)
}
