package source

import (
	"context"

	"syncd/internal/model"
)

// Surveyor is a Source that can say what it sees in its tool without reading it all:
// `check --online` prints it.
type Surveyor interface {
	Source
	// Survey asks for as little as it takes to say what the account sees. What it could not
	// learn is a Finding; an error means that it learned nothing.
	Survey(ctx context.Context) (Survey, error)
}

// Survey is what an account sees in a test tool.
type Survey struct {
	Account string // as whom syncd is logged in, as the tool says it; "" if it does not
	Version string // of the tool or its interface; "" if it does not say
	// Places are the projects, and below them suites, folders or whatever else the config
	// may choose from, as people know them. Chosen ones are those that the config reads.
	Places   []Place
	Statuses []ToolStatus // of results, in the order of the tool
	// References are the fields in which cases name issues.
	References []string
	First      FirstPull
	Findings   []Finding
}

// Place is a project of the tool or a part of one.
type Place struct {
	Kind   string // "project", "suite"
	Name   string
	ID     string // as the config would name it
	Chosen bool
}

// ToolStatus is a status that a result may have in its tool.
type ToolStatus struct {
	Name    string
	Outcome model.Outcome // what it counts as
	Mapped  bool          // false: nothing maps it, and it counts as unknown
}

// FirstPull is what the first collection would have to read.
type FirstPull struct {
	Cases, Runs, Results int
	Requests             int  // about
	AtLeast              bool // the tool does not say how many there are: there may be more
}

// Finding is something that people should know or mend.
type Finding struct {
	Broken bool   // the source cannot work like this; otherwise a remark
	Key    string // path below the section of the setting that it is about, as in Problem; "" for the source itself
	Text   string
	Cure   string
}
