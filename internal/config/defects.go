package config

import (
	"strings"
	"time"
)

// Defects says how failures become issues.
type Defects struct {
	Project  string        `yaml:"project" check:"project" doc:"project that new defects go to"`
	Type     string        `yaml:"type" check:"filled" doc:"issue type of new defects"`
	Types    []string      `yaml:"types" check:"filled" doc:"issue types that are defects, whoever made them; type is always one of them"`
	When     string        `yaml:"when" check:"filled" doc:"condition under which a failing case is worth a defect"`
	Summary  string        `yaml:"summary" check:"filled" doc:"template of the summary"`
	Link     string        `yaml:"link" check:"filled" doc:"issue link type between defect and story"`
	Labels   []string      `yaml:"labels" check:"label" doc:"further labels of new defects"`
	Priority string        `yaml:"priority" doc:"priority of new defects; empty: the project's default"`
	MaxAge   time.Duration `yaml:"max_age" min:"1h" doc:"what failed longer ago makes no defect"`
	Resolve  Resolve       `yaml:"resolve" doc:"what happens when the case passes again"`
	Limits   Limits        `yaml:"limits" doc:"how much one cycle may write; the rest waits"`
}

// Resolve says what happens to a defect whose case passes again.
type Resolve struct {
	By     string `yaml:"by" enum:"comment,transition,nothing" doc:"comment only, move through the workflow, or nothing"`
	Passes int    `yaml:"passes" min:"1" doc:"passed runs in a row on every line that failed"`
}

// Limits throttles one cycle. Zero means none of the kind.
type Limits struct {
	MaxCreates     int `yaml:"max_creates" min:"0" doc:"most new defects per cycle"`
	MaxTransitions int `yaml:"max_transitions" min:"0" doc:"most transitions per cycle"`
}

// The words that defects are judged and named by unless the config says otherwise.
const (
	DefaultWhen    = "failures >= (automated ? 2 : 1) && !flaky && !muted"
	DefaultSummary = "{{ .Case.Title }} fails{{ with .Environment }} on {{ . }}{{ end }}"
)

// setDefaults is what an empty section means.
func (d *Defects) setDefaults() {
	*d = Defects{
		Type:    "Bug",
		Types:   []string{"Bug"},
		When:    DefaultWhen,
		Summary: DefaultSummary,
		Link:    "Relates",
		Labels:  []string{},
		MaxAge:  30 * 24 * time.Hour,
		Resolve: Resolve{By: "comment", Passes: 2},
		Limits:  Limits{MaxCreates: 20, MaxTransitions: 50},
	}
}

// check compiles the condition and the template.
func (d *Defects) check(r *ruling, path string) {
	if r.when != nil && r.sound(path+".when") {
		if err := r.when(d.When); err != nil {
			r.fault(path+".when", "when: %s", firstLine(err))
		}
	}
	if r.summary != nil && r.sound(path+".summary") {
		if err := r.summary(d.Summary); err != nil {
			r.fault(path+".summary", "summary: %s", firstLine(err))
		}
	}
}

// firstLine is an error without the drawing that compilers add: the report has its own.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
