package desired

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"syncd/internal/model"
	"syncd/internal/rule"
)

// Vars are the names that templates may use.
type Vars struct {
	Case        model.Case
	Environment string   // the environments it fails in, joined by commas
	Rows        []string // rows of a table-driven test that fail
	Failures    int
	Message     string // of the worst line's latest failure
	Trace       string // of that failure, as far as the tool gave one
	Since       Occasion
	LastFailed  Occasion
	LastPassed  Occasion
	Stories     []string
	Run         model.Run // of the latest failure
	Page        string    // address of the case's page, "" without web.url

	environments []string
	failure      model.Failure
	where        string   // which test and line failure is of
	failed       Occasion // and when
	signatures   []string
	passes       int
}

// Occasion is when something happened, and in which run.
type Occasion struct {
	At  time.Time
	Run model.Run
}

// vars gathers what texts may say about the lines of a defect. The worst line gives
// its count and its message; since when is that of the line that fails longest, so
// that two lines taking turns at being the worst change no fact.
func (r Rules) vars(d Defect, w model.World, lines []model.Line) Vars {
	worst := slices.MaxFunc(lines, func(a, b model.Line) int {
		return cmp.Or(cmp.Compare(a.Failures, b.Failures), -a.Compare(b.LineKey))
	})
	v := Vars{Case: d.Case, Failures: worst.Failures, Stories: d.Stories, passes: fewest(lines),
		Since:      occasion(w, first(lines, func(l model.Line) model.Point { return l.FailingSince })),
		LastFailed: occasion(w, last(lines, func(l model.Line) model.Point { return l.LastFailed })),
		LastPassed: occasion(w, last(lines, func(l model.Line) model.Point { return l.LastPassed }))}
	v.Run, v.Page = v.LastFailed.Run, r.CasePage(d.Case.ID)
	if res, ok := w.Failures[worst.LineKey]; ok && res.Failure != nil {
		v.failure = *res.Failure
		v.where, v.failed = line(d.Case, worst.LineKey), occasion(w, worst.LastFailed)
		v.Message, v.Trace = v.failure.Message, v.failure.Detail
	}
	for _, l := range lines {
		v.environments = append(v.environments, l.Environment)
		v.Rows = append(v.Rows, l.Row)
		v.signatures = append(v.signatures, cause(l))
	}
	v.environments, v.Rows, v.signatures = distinct(v.environments), distinct(v.Rows), distinct(v.signatures)
	v.Environment = short(v.environments, listMax)
	if r.Per == PerRow && len(v.Rows) == 1 {
		v.Case.Title += " " + v.Rows[0] // else all its defects would have one summary
	}
	return v
}

// line names one line of a test.
func line(c model.Case, key model.LineKey) string {
	text := name(c)
	if key.Row != "" {
		text += " " + rule.Cut(nameMax, rule.OneLine(key.Row))
	}
	if key.Environment != "" {
		text += " on " + rule.Cut(nameMax, rule.OneLine(key.Environment))
	}
	return text
}

// steady is v without what changes from run to run while the facts stay.
func (v Vars) steady() Vars {
	v.Failures, v.Message, v.Trace, v.Run = 0, "", "", model.Run{}
	v.Since, v.LastFailed, v.LastPassed = Occasion{}, Occasion{}, Occasion{}
	return v
}

// digest is what is worth an edit of the defect: signatures, environments, affected
// rows, linked stories. Counts and times are not.
func (v Vars) digest(stories []string) string {
	parts := append([]string{"facts:v1"}, v.signatures...)
	parts = append(append(parts, "env"), v.environments...)
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
		return fmt.Sprintf("%s%s, last failed in %s", streak("passed", v.passes), where, v.LastFailed.name())
	}
	return fmt.Sprintf("%s%s, since %s", streak("failed", v.Failures), where, v.Since.name())
}

// name is what people call the occasion's run.
func (o Occasion) name() string {
	if rule.OneLine(o.Run.Name) == "" {
		return "an earlier run"
	}
	return "run " + rule.Cut(nameMax, rule.OneLine(o.Run.Name))
}

// build is the run's build, where that is not its name.
func (o Occasion) build() string {
	if o.Run.Context.Build == o.Run.Name {
		return ""
	}
	return o.Run.Context.Build
}

// occasion looks up the run of a point.
func occasion(w model.World, p model.Point) Occasion {
	run, ok := w.Runs[p.Run]
	if !ok {
		run.ID = p.Run // its row has gone, its name in keys has not
	}
	return Occasion{At: p.Finished, Run: run}
}

// first returns the earliest of the lines' points, last the latest; lines without the
// point do not matter. Points at one time are told apart by their runs.
func first(lines []model.Line, of func(model.Line) model.Point) model.Point {
	return pick(lines, of, -1)
}
func last(lines []model.Line, of func(model.Line) model.Point) model.Point { return pick(lines, of, 1) }

// pick returns the point that comes last in one direction of time.
func pick(lines []model.Line, of func(model.Line) model.Point, direction int) model.Point {
	var best model.Point
	for _, l := range lines {
		p := of(l)
		order := cmp.Or(p.Finished.Compare(best.Finished), cmp.Compare(p.Run, best.Run))
		if !p.Finished.IsZero() && (best.Finished.IsZero() || order*direction > 0) {
			best = p
		}
	}
	return best
}

// distinct returns the values that say something, sorted, each once.
func distinct(values []string) []string {
	out := slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
	slices.Sort(out)
	return slices.Compact(out)
}
