package testrail

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

//go:embed seed.json
var builtin []byte

// Seed is what an instance begins with. Ids are given, so that tests and examples can name them; those that are left out
// (of sections, tests and results) are counted on. Ages are how long ago something happened, such as "48h"; a negative
// one lies ahead.
type Seed struct {
	Users    []User        `json:"users"`
	Statuses []Status      `json:"statuses"` // custom ones, of ids 6 to 12
	Projects []SeedProject `json:"projects"`
}

// SeedProject is a project with all that is in it.
type SeedProject struct {
	ID         int64           `json:"id"`
	Name       string          `json:"name"`
	SuiteMode  int             `json:"suiteMode"`
	Suites     []SeedSuite     `json:"suites"`
	Milestones []SeedMilestone `json:"milestones"`
	Configs    []ConfigGroup   `json:"configs"`
	Plans      []SeedPlan      `json:"plans"`
	Runs       []SeedRun       `json:"runs"`
}

// SeedSuite is a suite.
type SeedSuite struct {
	ID       int64         `json:"id"`
	Name     string        `json:"name"`
	Sections []SeedSection `json:"sections"`
}

// SeedSection is a section with its cases.
type SeedSection struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Cases []SeedCase `json:"cases"`
}

// SeedCase is a case.
type SeedCase struct {
	ID       int64          `json:"id"`
	Title    string         `json:"title"`
	Refs     string         `json:"refs"`
	Type     int64          `json:"type"`     // default 7, Other
	Priority int64          `json:"priority"` // default 2, Medium
	Estimate string         `json:"estimate"`
	Custom   map[string]any `json:"custom"`
	Age      Duration       `json:"age"`
}

// SeedMilestone is a milestone and those within it.
type SeedMilestone struct {
	ID         int64           `json:"id"`
	Name       string          `json:"name"`
	Refs       string          `json:"refs"`
	DueAge     Duration        `json:"dueAge"`
	Completed  Duration        `json:"completedAge"`
	Milestones []SeedMilestone `json:"milestones"`
}

// SeedPlan is a plan with its entries.
type SeedPlan struct {
	ID        int64       `json:"id"`
	Name      string      `json:"name"`
	Refs      string      `json:"refs"`
	Milestone int64       `json:"milestone"`
	Age       Duration    `json:"age"`
	Entries   []SeedEntry `json:"entries"`
}

// SeedEntry is an entry of a plan.
type SeedEntry struct {
	Name  string    `json:"name"`
	Suite int64     `json:"suite"`
	Runs  []SeedRun `json:"runs"`
}

// SeedRun is a run with its results; in a plan the suite is the entry's.
type SeedRun struct {
	ID        int64        `json:"id"`
	Name      string       `json:"name"`
	Refs      string       `json:"refs"`
	Suite     int64        `json:"suite"`
	Milestone int64        `json:"milestone"`
	Configs   []int64      `json:"configs"`
	Cases     []int64      `json:"cases"` // none: all
	Age       Duration     `json:"age"`
	Completed Duration     `json:"completedAge"` // 0: it is running
	Results   []SeedResult `json:"results"`
}

// SeedResult is a result; without a status it is a comment.
type SeedResult struct {
	Case    int64    `json:"case"`
	Status  string   `json:"status"` // name or label
	Comment string   `json:"comment"`
	Defects string   `json:"defects"`
	Elapsed string   `json:"elapsed"`
	Version string   `json:"version"`
	Age     Duration `json:"age"`
}

// Duration is a time.Duration that JSON writes as "90s".
type Duration time.Duration

// UnmarshalJSON reads "90s".
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return fmt.Errorf("duration %s is not a string such as \"90s\"", raw)
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("duration %q is not written like \"90s\"", s)
	}
	*d = Duration(v)
	return nil
}

// LoadSeed reads a seed; unknown members are an error.
func LoadSeed(r io.Reader) (*Seed, error) {
	var seed Seed
	if err := strict(r, &seed); err != nil {
		return nil, fmt.Errorf("reading seed: %w", err)
	}
	return &seed, nil
}

// BuiltinSeed is a fresh copy of the seed that ships with the simulator.
func BuiltinSeed() (*Seed, error) { return LoadSeed(bytes.NewReader(builtin)) }

// strict decodes JSON in which every member is known.
func strict(r io.Reader, into any) error {
	dec := json.NewDecoder(io.LimitReader(r, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
