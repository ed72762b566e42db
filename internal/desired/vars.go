package desired

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
)

// Facts are the names that a `when:` expression may use. They speak of one line.
type Facts struct {
	Failures    int      `expr:"failures"` // in a row, since the last pass
	Automated   bool     `expr:"automated"`
	Flaky       bool     `expr:"flaky"`
	Muted       bool     `expr:"muted"`
	Environment string   `expr:"environment"`
	Branch      string   `expr:"branch"`
	Source      string   `expr:"source"`
	Title       string   `expr:"title"`
	Class       string   `expr:"class"`
	Component   string   `expr:"component"`
	Owner       string   `expr:"owner"`
	Priority    string   `expr:"priority"`
	Tags        []string `expr:"tags"`
}

// factsOf returns the facts of a line.
func factsOf(c model.Case, l model.Line) Facts {
	return Facts{Failures: l.Failures, Automated: c.Automated, Flaky: l.Flaky, Muted: c.Muted,
		Environment: l.Environment, Branch: l.Branch, Source: c.Source, Title: c.Title, Class: c.Class,
		Component: c.Component, Owner: c.Owner, Priority: c.Priority, Tags: c.Tags}
}

// Vars are the names that a summary template may use.
type Vars struct {
	Case        model.Case
	Environment string   // the environments it fails in, joined by commas
	Rows        []string // rows of a table-driven test that fail
	Failures    int
	Message     string // of the worst line's latest failure
	Since       Occasion
	LastFailed  Occasion
	LastPassed  Occasion
	Stories     []string

	environments []string
	failure      model.Failure
	signature    string
	passes       int
}

// Occasion is when something happened, and in which run.
type Occasion struct {
	At  time.Time
	Run model.Run
}

// vars gathers what texts may say about the lines of a defect.
func (r Rules) vars(d Defect, w model.World, lines []model.Line) Vars {
	worst := slices.MaxFunc(lines, func(a, b model.Line) int {
		return cmp.Or(cmp.Compare(a.Failures, b.Failures), -a.Compare(b.LineKey))
	})
	v := Vars{Case: d.Case, Failures: worst.Failures, Stories: d.Stories, passes: worst.Passes,
		Since:      occasion(w, worst.FailingSince),
		LastFailed: occasion(w, worst.LastFailed),
		LastPassed: occasion(w, latestPass(lines)),
		signature:  cmp.Or(worst.Deciding.Signature, worst.LastFailed.Signature)}
	if res, ok := w.Failures[worst.LineKey]; ok && res.Failure != nil {
		v.failure = *res.Failure
		v.Message = v.failure.Message
	}
	for _, l := range lines {
		v.environments = append(v.environments, l.Environment)
		v.Rows = append(v.Rows, l.Row)
	}
	v.environments, v.Rows = distinct(v.environments), distinct(v.Rows)
	v.Environment = strings.Join(v.environments, ", ")
	return v
}

// digest is what is worth an edit of the defect: signature, environments, affected
// rows, linked stories. Counts and times are not.
func (v Vars) digest(stories []string) string {
	parts := append([]string{"facts:v1", v.signature, "env"}, v.environments...)
	parts = append(append(parts, "rows"), v.Rows...)
	return model.Key16(append(append(parts, "stories"), stories...)...)
}

// sentence says in one line what is the matter.
func (v Vars) sentence() string {
	where := ""
	if v.Environment != "" {
		where = " on " + v.Environment
	}
	if v.Failures == 0 {
		return fmt.Sprintf("passed %s in a row%s, last failed in %s", times(v.passes), where, v.LastFailed.name())
	}
	return fmt.Sprintf("failed %s in a row%s, since %s", times(v.Failures), where, v.Since.name())
}

// name is what people call the occasion's run.
func (o Occasion) name() string {
	if o.Run.Name == "" {
		return "an earlier run"
	}
	return "run " + o.Run.Name
}

// occasion looks up the run of a point.
func occasion(w model.World, p model.Point) Occasion {
	return Occasion{At: p.Finished, Run: w.Runs[p.Run]}
}

// latestPass returns the latest pass on any of the lines.
func latestPass(lines []model.Line) model.Point {
	var p model.Point
	for _, l := range lines {
		if l.LastPassed.Finished.After(p.Finished) {
			p = l.LastPassed
		}
	}
	return p
}

// distinct returns the values that say something, sorted, each once.
func distinct(values []string) []string {
	out := slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
	slices.Sort(out)
	return slices.Compact(out)
}
