package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/store"
)

// executed is a batch with executions of one case in one run, each an hour after the one
// before: `1F 2P`; `P` alone is the test without an execution.
func executed(c model.Case, r model.Run, words string) model.Batch {
	b := batch(r, model.Passed)
	b.Cases = []model.Case{c}
	for _, word := range strings.Fields(words) {
		o := map[string]model.Outcome{"P": model.Passed, "F": model.Failed, "N": model.Pending}[word[len(word)-1:]]
		res := result(c, r, o)
		if res.Execution = word[:len(word)-1]; res.Execution != "" {
			res.Finished = r.Finished.Add(time.Duration(res.Execution[0]-'0') * time.Hour)
		}
		if res.Failure != nil {
			res.Failure.Message += " in execution " + res.Execution
		}
		b.Results = append(b.Results, res)
	}
	return b
}

// shown is what lists of a run tell: its results in order, its counts and its failures.
func shown(t *testing.T, s *store.Store, id model.RunID) string {
	t.Helper()
	page, err := s.RunResults(t.Context(), id, record.ResultFilter{})
	must(t, err)
	var out []string
	for _, r := range page.Results {
		out = append(out, r.Title+r.Environment+" "+r.Execution+string(r.Outcome))
	}
	row, err := s.RunRow(t.Context(), id)
	must(t, err)
	failed, err := s.FailedIn(t.Context(), id)
	must(t, err)
	all, err := s.Results(t.Context(), id)
	must(t, err)
	equal(t, "results of the run", len(all), len(page.Results))
	return fmt.Sprint(strings.Join(out, ", "), "; ", row.Planned, " planned, ", row.Of("passed"), " passed, ", row.Of("failed"), " failed; ", len(failed), " failing cases")
}

// executions checks that a test which is executed again in its run has two points, that the
// failure is remembered after the pass, and that lists of the run show the latest.
func executions(t *testing.T, s *store.Store) {
	c, r := cart("adds"), run(1)
	ingest(t, s, executed(c, r, "1F"), 1, 1)
	w := world(t, s)
	if line := only(t, w); !line.Failing() || line.Deciding.Execution != "1" || w.Failures[line.LineKey].Execution != "1" {
		t.Errorf("after the failure: %+v, %+v", line, w.Failures)
	}
	retest := executed(c, r, "1F 2P")
	ingest(t, s, retest, 1, 1)
	ingest(t, s, retest, 0, 0)
	line := only(t, world(t, s))
	if !line.Passing() || line.Flaky || line.Results != 2 || line.Passes != 1 || line.LastFailed.Execution != "1" || line.LastFailed.Run != r.ID {
		t.Errorf("after the retest: %+v", line)
	}
	equal(t, "lists of the run", shown(t, s, r.ID), "adds 2passed; 1 planned, 1 passed, 0 failed; 0 failing cases")
	view, err := s.Case(t.Context(), c.ID, 0)
	must(t, err)
	if len(view.History) != 2 || view.History[0].Result.Execution != "2" || view.History[1].Result.Failure == nil || len(view.Marks[0].Points) != 2 {
		t.Errorf("history: %+v", view.History)
	}
	// One that lay between them is told late, and one is edited: the latest stays.
	ingest(t, s, executed(c, r, "3F"), 1, 1)
	equal(t, "after a third", shown(t, s, r.ID), "adds 3failed; 1 planned, 0 passed, 1 failed; 1 failing cases")
	w = world(t, s)
	line = only(t, w)
	equal(t, "what decides", w.Failures[line.LineKey].Failure.Message, "total is run-0001 in execution 3")
	ingest(t, s, executed(c, r, "1P"), 1, 1)
	if line = only(t, world(t, s)); line.Failures != 1 || line.LastPassed.Execution != "2" || line.Results != 3 {
		t.Errorf("after an edit: %+v", line)
	}
	equal(t, "after an edit", shown(t, s, r.ID), "adds 3failed; 1 planned, 0 passed, 1 failed; 1 failing cases")
	// Environments have executions of their own.
	other := executed(c, r, "1P 4F")
	for i := range other.Results {
		other.Results[i].Environment = "chrome"
	}
	ingest(t, s, other, 1, 2)
	equal(t, "two environments", shown(t, s, r.ID), "adds 3failed, addschrome 4failed; 2 planned, 0 passed, 2 failed; 1 failing cases")
	if n := world(t, s).Ran[r.ID]; n != 1 {
		t.Errorf("%d cases ran, want 1", n)
	}
}

// plannedTests checks that a test which is only planned is there until it is executed, and
// never hides that it was.
func plannedTests(t *testing.T, s *store.Store) {
	c := cart("adds")
	for n, one := range []struct {
		batches string // separated by ;
		news    []int  // results of each that are new
		want    string
		points  int
	}{
		{"N", []int{1}, "adds pending; 1 planned, 0 passed, 0 failed; 0 failing cases", 1},
		{"N; 1F", []int{1, 1}, "adds 1failed; 1 planned, 0 passed, 1 failed; 1 failing cases", 1},
		{"1F; N", []int{1, 0}, "adds 1failed; 1 planned, 0 passed, 1 failed; 1 failing cases", 1},
		{"N 1F", []int{1}, "adds 1failed; 1 planned, 0 passed, 1 failed; 1 failing cases", 1},
		{"N; 1F 2P; N; 3F", []int{1, 2, 0, 1}, "adds 3failed; 1 planned, 0 passed, 1 failed; 1 failing cases", 3},
		{"F; P", []int{1, 1}, "adds passed; 1 planned, 1 passed, 0 failed; 0 failing cases", 1}, // no tool of executions
	} {
		r := run(10 * (n + 1))
		r.Context.Branch = fmt.Sprint("b", n) // a line of its own
		for i, words := range strings.Split(one.batches, ";") {
			got, err := s.Ingest(t.Context(), executed(c, r, words))
			must(t, err)
			equal(t, one.batches+": news of "+words, got.Results, one.news[i])
		}
		equal(t, one.batches, shown(t, s, r.ID), one.want)
		for _, line := range world(t, s).Lines {
			if line.Branch == r.Context.Branch && line.Results != one.points {
				t.Errorf("%s: %d points, want %d", one.batches, line.Results, one.points)
			}
		}
	}
}

// deletedExecution checks that a run which is withdrawn and reported again in one batch has
// what it has now, whatever it had.
func deletedExecution(t *testing.T, s *store.Store) {
	c, d, r := cart("adds"), cart("removes"), run(1)
	ingest(t, s, executed(c, r, "1F 2P"), 1, 2)
	ingest(t, s, executed(d, r, "1F"), 1, 1)
	again := executed(c, r, "1F")
	again.Withdrawn = []model.RunID{r.ID}
	again.Cases = append(again.Cases, d)
	again.Results = append(again.Results, executed(d, r, "N").Results...)
	ingest(t, s, again, 1, 2)
	equal(t, "reported again", shown(t, s, r.ID), "removes pending, adds 1failed; 2 planned, 0 passed, 1 failed; 1 failing cases")
	w := world(t, s)
	for _, line := range w.Lines {
		if line.Results != 1 || line.Failing() != (line.Case == c.ID) {
			t.Errorf("line: %+v", line)
		}
	}
	must(t, func() error { _, err := s.Prune(t.Context(), time.Hour, time.Hour, minute(1e6)); return err }())
	equal(t, "what rests on it stays", len(world(t, s).Lines), 2)
}

// sketches checks that a sketch of a case is kept where nothing else is known of it.
func sketches(t *testing.T, s *store.Store) {
	id := cart("adds").ID
	for _, step := range []struct {
		title  string
		sketch bool
		want   string
	}{
		{"C1", true, "C1"},
		{"C1 in a run", true, "C1 in a run"}, // nothing better is known
		{"Adds an article", false, "Adds an article"},
		{"C1", true, "Adds an article"},
		{"Adds articles", false, "Adds articles"},
		{"Adds articles", false, "Adds articles"},
		{"C1", true, "Adds articles"},
	} {
		c := cart(step.title)
		c.ID, c.Sketch = id, step.sketch
		_, err := s.Ingest(t.Context(), model.Batch{Source: "unit", Cases: []model.Case{c}})
		must(t, err)
		view, err := s.Case(t.Context(), id, 0)
		must(t, err)
		equal(t, fmt.Sprintf("after %q, sketch %v", step.title, step.sketch), view.Case.Title, step.want)
	}
	// A sketch with the very words of the case becomes one that is known.
	c := cart("removes")
	for _, c.Sketch = range []bool{true, false, true} {
		_, err := s.Ingest(t.Context(), model.Batch{Source: "unit", Cases: []model.Case{c}})
		must(t, err)
	}
	c.Title, c.Sketch = "C2", true
	_, err := s.Ingest(t.Context(), model.Batch{Source: "unit", Cases: []model.Case{c}})
	must(t, err)
	view, err := s.Case(t.Context(), c.ID, 0)
	must(t, err)
	equal(t, "known case", view.Case.Title, "removes")
}

// inParts checks what is told of a source while a pull takes several batches.
func inParts(t *testing.T, s *store.Store) {
	b := batch(run(1), model.Failed, cart("adds"))
	b.More, b.Progress, b.Unmapped = true, model.Progress{Done: 1, Total: 2, Of: "runs"}, []string{"Blocked by Ada", "Needs review"}
	got, err := s.Ingest(t.Context(), b)
	must(t, err)
	if got.Complete || !got.Behind || got.Progress != b.Progress || len(got.Unmapped) != 2 {
		t.Errorf("the first part: %+v", got)
	}
	check := func(what string, behind bool, p model.Progress, unmapped int) {
		t.Helper()
		states, err := s.SourceState(t.Context())
		must(t, err)
		readings, err := s.Readings(t.Context())
		must(t, err)
		one, err := s.Source(t.Context(), "unit")
		must(t, err)
		st, r := states[0], readings["unit"]
		equal(t, "the state of one", one, st)
		if st.Behind != behind || st.Progress != p || len(st.Unmapped) != unmapped ||
			st.Complete == behind || st.Whole.IsZero() != behind || r.Behind != behind || r.Progress != p || !r.Last.Equal(st.Collected) {
			t.Errorf("%s: %+v, %+v", what, st, r)
		}
	}
	check("after the first part", true, b.Progress, 2)
	must(t, s.Unread(t.Context(), "unit", "the tool is down"))
	states, err := s.SourceState(t.Context())
	must(t, err)
	equal(t, "behind while it cannot be read", states[0].Behind, true)
	cut := batch(run(2), model.Failed, cart("adds"))
	cut.Complete, cut.Cut, cut.Progress = false, true, b.Progress
	got, err = s.Ingest(t.Context(), cut)
	must(t, err)
	equal(t, "behind where a fault cut the pull short", got.Behind, true)
	check("where a fault cut the pull short", true, cut.Progress, 0)
	last := batch(run(2), model.Passed, cart("adds"))
	ingest(t, s, last, 1, 1)
	check("after the last", false, model.Progress{}, 0)
	none, err := s.Source(t.Context(), "never")
	must(t, err)
	equal(t, "a source that never was", none, store.SourceState{})
}
