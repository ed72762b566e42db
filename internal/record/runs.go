package record

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
)

// RunFilter says which test runs to list, newest first; empty fields let everything
// through.
type RunFilter struct {
	Source      string
	Branch      string
	Environment string // at least one of its results is of it
	Search      string // a part of name, build, version, commit, file or id; case does not matter
	Before      string // place of the run that the first one must be older than; see RunRow.Place
	Limit       int    // 0 means all
}

// Empty reports whether every run is let through.
func (f RunFilter) Empty() bool { return f.Source+f.Branch+f.Environment+f.Search == "" }

// RunRow is one line of the list of runs.
type RunRow struct {
	model.Run
	// Environments are those of its results, by name; "" is that of results without one.
	Environments []EnvironmentCount    `json:"environments"`
	Counts       map[model.Outcome]int `json:"counts"`  // results by outcome
	Planned      int                   `json:"planned"` // results of any outcome
	Flaky        int                   `json:"flaky"`   // results of which another attempt said something else
	// Foreign says why the run decides nothing, "" if it counts.
	Foreign string `json:"foreign,omitempty"`
}

// EnvironmentCount counts the results of a run in one environment.
type EnvironmentCount struct {
	Name   string                `json:"name"`
	Counts map[model.Outcome]int `json:"counts"`
	Flaky  int                   `json:"flaky"`
}

// Add counts some results of a run.
func (r *RunRow) Add(environment string, o model.Outcome, results, flaky int) {
	if r.Counts == nil {
		r.Counts = map[model.Outcome]int{}
	}
	i := slices.IndexFunc(r.Environments, func(e EnvironmentCount) bool { return e.Name == environment })
	if i < 0 {
		i = len(r.Environments)
		r.Environments = append(r.Environments, EnvironmentCount{Name: environment, Counts: map[model.Outcome]int{}})
	}
	r.Environments[i].Counts[o] += results
	r.Environments[i].Flaky += flaky
	r.Counts[o] += results
	r.Planned += results
	r.Flaky += flaky
}

// Left counts what has not come to an end: skipped, pending, unknown.
func (r RunRow) Left() int {
	return r.Planned - r.Counts[model.Passed] - r.Counts[model.Failed] - r.Counts[model.Blocked]
}

// Of counts the results of the run of one outcome.
func (r RunRow) Of(outcome string) int { return r.Counts[model.Outcome(outcome)] }

// Of counts the results in the environment of one outcome.
func (e EnvironmentCount) Of(outcome string) int { return e.Counts[model.Outcome(outcome)] }

// Place says where in the list the run stands, so that the next page goes on from there
// even where the run has gone meanwhile.
func (r RunRow) Place() string { return fmt.Sprintf("%d.%s", r.Finished.UnixMilli(), r.ID) }

// ReadPlace reads what Place wrote.
func ReadPlace(place string) (finished time.Time, id model.RunID, err error) {
	head, tail, _ := strings.Cut(place, ".")
	ms, err := strconv.ParseInt(head, 10, 64)
	if err != nil || tail == "" {
		return finished, "", fmt.Errorf("%q is no place in the list of runs: take `next` of the page before", place)
	}
	return time.UnixMilli(ms).UTC(), model.RunID(tail), nil
}

// RunPage is one page of the list.
type RunPage struct {
	Runs []RunRow `json:"runs"`
	Next string   `json:"next,omitempty"` // what to give as Before, "" at the end
}

// RunView is what the page of a run tells beside its results.
type RunView struct {
	RunRow
	// States counts its failing cases by who has them now.
	States map[plan.StateWord]int `json:"states"`
	// Failures are those cases, at most FailuresMost, those that nobody has first.
	Failures []RunFailure `json:"failures"`
}

// FailuresMost bounds the failing cases that the page of a run lists; the table of its
// results has all.
const FailuresMost = 100

// RunFailure is a case that failed in a run, and how it stands now.
type RunFailure struct {
	Case    model.CaseID   `json:"case"`
	Title   string         `json:"title"`
	State   plan.StateWord `json:"state"`
	Issue   string         `json:"issue,omitempty"`
	Sync    string         `json:"sync,omitempty"`
	Stories []string       `json:"stories,omitempty"`
}

// SortFailures puts first what nobody has, then by title and id.
func SortFailures(list []RunFailure) {
	order := append(FirstNobody(), Over)
	slices.SortFunc(list, func(a, b RunFailure) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Case, b.Case))
	})
}

// FirstNobody lists the states of failing cases as people should read them: first those
// that nobody has.
func FirstNobody() []plan.StateWord {
	order := []plan.StateWord{plan.StateHeld, plan.StateNew, plan.StateRed, plan.StateWaiting, plan.StateDefect, plan.StateKnown, plan.StateMuted}
	for _, word := range plan.StateWords() {
		if !slices.Contains(order, word) {
			order = append(order, word)
		}
	}
	return order
}

// Over is the state of a case that failed in a run and is on no list of failing cases: it
// has passed since, or what it said in the run does not count.
const Over plan.StateWord = "not failing now"

// ResultFilter says which results of a run to list, in the order in which they finished.
type ResultFilter struct {
	Outcome model.Outcome // "" means all
	After   string        // place of the last one of the page before; see RunResult.Place
	Limit   int           // 0 means all
}

// RunResult is one line of the results of a run.
type RunResult struct {
	model.Result
	Title string `json:"title"`
	Class string `json:"class,omitempty"`
	Name  string `json:"name"`
}

// Place says where among the results of its run it stands. Names of rows and environments
// are hostile text: only ReadResultPlace reads it.
func (r RunResult) Place() string {
	text, err := json.Marshal([]any{r.Finished.UnixMilli(), r.Case, r.Row, r.Environment})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// ReadResultPlace reads what Place wrote.
func ReadResultPlace(place string) (r RunResult, err error) {
	text, err := base64.RawURLEncoding.DecodeString(place)
	if err == nil {
		var ms int64
		err = json.Unmarshal(text, &[]any{&ms, &r.Case, &r.Row, &r.Environment})
		r.Finished = time.UnixMilli(ms).UTC()
	}
	if err != nil || r.Case == "" {
		return r, fmt.Errorf("%q is no place in the list of results: take `next` of the page before", place)
	}
	return r, nil
}

// ResultPage is one page of the results of a run.
type ResultPage struct {
	Results []RunResult `json:"results"`
	Next    string      `json:"next,omitempty"` // what to give as After, "" at the end
}

// resultColumns are the columns of the results of a run as CSV.
var resultColumns = []string{"finished", "outcome", "title", "class", "name", "row", "environment", "attempts", "flaky", "seconds", "message", "case", "link"}

// ResultCSV writes the results of a run for spreadsheets, page after page, with links below
// the address of our pages ("" for none).
func ResultCSV(w io.Writer, pages string) (func([]RunResult) error, error) {
	return sheet(w, resultColumns, func(r RunResult) []string {
		link, seconds, message := "", "", r.Reason
		if pages != "" {
			link = strings.TrimRight(pages, "/") + "/cases/" + string(r.Case)
		}
		if r.Duration != nil {
			seconds = strconv.FormatFloat(r.Duration.Seconds(), 'f', 3, 64)
		}
		if r.Failure != nil {
			message = short(r.Failure.Message)
		}
		return []string{moment(r.Finished), string(r.Outcome), r.Title, r.Class, r.Name, r.Row, r.Environment, strconv.Itoa(r.Attempts),
			strconv.FormatBool(r.Flaky), seconds, message, string(r.Case), link}
	})
}
