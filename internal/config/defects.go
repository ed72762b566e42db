package config

import (
	"strings"
	"time"
)

// Defects says how failures become issues.
type Defects struct {
	Project  string        `yaml:"project" check:"project" doc:"project that new defects go to"`
	Type     string        `yaml:"type" check:"filled" doc:"issue type of new defects"`
	Per      string        `yaml:"per" enum:"case,row,environment,signature" doc:"what one defect stands for; after a change a test gets no new defect while its old one is open"`
	Together string        `yaml:"together" enum:"signature,nothing" doc:"signature: automated cases that begin to fail alike in one run share one defect (per: case)"`
	Types    []string      `yaml:"types" check:"filled" doc:"issue types that are defects, whoever made them; type is always one of them"`
	When     string        `yaml:"when" check:"filled" doc:"condition under which a failing case is worth a defect"`
	After    time.Duration `yaml:"after" min:"0s" doc:"how long a manual failure waits, so that its tester can name a defect"`
	Known    []KnownIssue  `yaml:"known" doc:"issues of other people that explain failures"`
	Summary  string        `yaml:"summary" check:"filled" doc:"template of the summary"`
	// Description is the whole of it, but for the footer that says how to answer syncd.
	Description string `yaml:"description" doc:"template of the description, in Markdown; {{ .Body }} is what syncd writes by itself; empty: that alone"`
	Link        string `yaml:"link" check:"filled" doc:"issue link type between defect and story"`
	// Duplicate is the link type by which people close a defect in favour of another issue.
	Duplicate string   `yaml:"duplicate" check:"filled" doc:"issue link type by which people close a defect as a duplicate"`
	Labels    []string `yaml:"labels" check:"label" doc:"further labels of new defects"`
	Priority  string   `yaml:"priority" doc:"priority of new defects; empty: the project's default"`
	// Fields are further fields, by name or id.
	Fields   map[string]FieldRule `yaml:"fields" doc:"further fields of defects, by name or id"`
	Attach   string               `yaml:"attach" enum:"log,nothing" doc:"log: a failure that is longer than the description holds is attached to the new defect, once"`
	MaxAge   time.Duration        `yaml:"max_age" min:"1h" doc:"what failed longer ago makes no defect"`
	Reopen   Reopen               `yaml:"reopen" doc:"what happens when a case fails whose defect is Done"`
	Resolve  Resolve              `yaml:"resolve" doc:"what happens when the case passes again"`
	Flood    Flood                `yaml:"flood" doc:"when many failures of one run become one umbrella defect"`
	Flapping Flapping             `yaml:"flapping" doc:"when a case changes sides too often to be followed"`
	Limits   Limits               `yaml:"limits" doc:"how much may be written; the rest waits"`
}

// Resolve says what happens to a defect whose case passes again.
type Resolve struct {
	By     string `yaml:"by" enum:"comment,transition,nothing" doc:"comment only, move through the workflow, or nothing"`
	Passes int    `yaml:"passes" min:"1" doc:"passed runs in a row on every line that failed"`
}

// Limits bounds what is written. Zero means none of the kind, where nothing else is said.
type Limits struct {
	MaxCreates       int     `yaml:"max_creates" min:"0" doc:"most new defects per cycle; the worst first"`
	MaxTransitions   int     `yaml:"max_transitions" min:"0" doc:"most transitions per cycle"`
	MaxRetests       int     `yaml:"max_retests" min:"0" doc:"most retests per cycle that test tools are asked for"`
	MaxCreatesPerDay int     `yaml:"max_creates_per_day" min:"0" doc:"more within 24 hours stop all creates until somebody releases them; 0: no bound"`
	MaxShare         float64 `yaml:"max_share" doc:"share of our issues, from 20 on, that one cycle may edit, comment or move before that stops until released; 0: no bound"`
	MaxEdits         int     `yaml:"max_edits_per_issue" min:"0" doc:"edits and comments on one issue within 24 hours; 0: no bound"`
}

// The words that defects are judged and named by unless the config says otherwise.
const (
	DefaultWhen    = "failures >= (automated ? 2 : 1) && !flaky && !muted"
	DefaultSummary = "{{ .Case.Title }} fails{{ with .Environment }} on {{ . }}{{ end }}"
)

// setDefaults is what an empty section means.
func (d *Defects) setDefaults() {
	*d = Defects{
		Type:      "Bug",
		Types:     []string{"Bug"},
		Per:       "case",
		Together:  "signature",
		When:      DefaultWhen,
		After:     30 * time.Minute,
		Known:     []KnownIssue{},
		Summary:   DefaultSummary,
		Link:      "Relates",
		Duplicate: "Duplicate",
		Labels:    []string{},
		Fields:    map[string]FieldRule{},
		Attach:    "log",
		MaxAge:    30 * 24 * time.Hour,
		Resolve:   Resolve{By: "comment", Passes: 2},
		Limits:    Limits{MaxCreates: 20, MaxTransitions: 50, MaxRetests: 50, MaxCreatesPerDay: 100, MaxShare: 0.3, MaxEdits: 4},
	}
	d.lifeDefaults()
}

// check compiles the condition and the templates.
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
	if r.description != nil && d.Description != "" && r.sound(path+".description") {
		if err := r.description(d.Description); err != nil {
			r.fault(path+".description", "description: %s", firstLine(err))
		}
	}
	d.checkFields(r, path)
	d.checkLife(r, path)
}

// firstLine is an error without the drawing that compilers add: the report has its own.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
