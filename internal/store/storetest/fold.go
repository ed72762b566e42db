package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store"
)

// foldAnyOrder checks against an oracle: whatever arrives, late, edited or
// withdrawn, every line is what folding all its points at once would say.
func foldAnyOrder(t *testing.T, s *store.Store) {
	for seed := range uint64(2) {
		o := newOracle(rand.New(rand.NewPCG(seed, 1)), fmt.Sprint("seed", seed), 0.4)
		for range 60 {
			o.step(t, s)
		}
	}
}

// foldStreaks is foldAnyOrder over lines that are longer than any window and hardly
// ever change sides: there the store must count what it does not read.
func foldStreaks(t *testing.T, s *store.Store) {
	for seed := range uint64(2) {
		o := newOracle(rand.New(rand.NewPCG(seed, 2)), fmt.Sprint("streak", seed), 0.003)
		for range 90 {
			o.step(t, s)
		}
	}
}

// foldExecutions is foldAnyOrder where tests are executed several times in one run, or only
// planned.
func foldExecutions(t *testing.T, s *store.Store) {
	for seed := range uint64(2) {
		o := newOracle(rand.New(rand.NewPCG(seed, 3)), fmt.Sprint("cycle", seed), 0.4)
		o.executes = true
		for range 60 {
			o.step(t, s)
		}
	}
}

// oracle keeps all runs and results in memory and folds them the simple way.
type oracle struct {
	rng     *rand.Rand
	name    string
	flip    float64 // how often a result lies on the other side
	side    map[model.CaseID]bool
	clock   int
	runs    map[model.RunID]model.Run
	results map[model.RunID]map[[4]string]model.Result // by case, row, environment and execution
	// executes is true where tests are executed several times in a run.
	executes bool
}

// newOracle returns one that knows nothing; its name keeps it apart from others in
// the same store.
func newOracle(rng *rand.Rand, name string, flip float64) *oracle {
	return &oracle{rng: rng, name: name, flip: flip, side: map[model.CaseID]bool{},
		runs: map[model.RunID]model.Run{}, results: map[model.RunID]map[[4]string]model.Result{}}
}

// step makes a batch, hands it to the store and compares.
func (o *oracle) step(t *testing.T, s *store.Store) {
	t.Helper()
	b := model.Batch{Source: o.name, Cases: o.cases()}
	for range 1 + o.rng.IntN(9) {
		o.newRun(&b)
	}
	known := slices.Sorted(maps.Keys(o.runs))
	if o.rng.IntN(3) == 0 && len(known) > 0 {
		o.editRun(&b, known[o.rng.IntN(len(known))])
	}
	if o.rng.IntN(4) == 0 && len(known) > 0 {
		id := known[o.rng.IntN(len(known))]
		if !slices.ContainsFunc(b.Runs, func(r model.Run) bool { return r.ID == id }) {
			b.Withdrawn = append(b.Withdrawn, id)
			delete(o.runs, id)
			delete(o.results, id)
		}
	}
	o.rng.Shuffle(len(b.Results), func(i, j int) { b.Results[i], b.Results[j] = b.Results[j], b.Results[i] })
	if _, err := s.Ingest(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	o.compare(t, s)
}

// cases are two, one of them in two rows.
func (o *oracle) cases() []model.Case {
	a, b := cart(o.name+" adds"), cart(o.name+" removes")
	a.Source, b.Source = o.name, o.name
	return []model.Case{a, b}
}

// newRun adds a run: most come in order, some late, some at the very same time.
func (o *oracle) newRun(b *model.Batch) {
	o.clock++
	when := o.clock
	switch o.rng.IntN(12) {
	case 0:
		when = o.rng.IntN(o.clock)
	case 1:
		when = o.clock - 1
	}
	r := model.Run{ID: model.RunID(fmt.Sprintf("%s-%06d", o.name, o.rng.IntN(1e6))), Source: o.name, Finished: minute(when)}
	if _, ok := o.runs[r.ID]; ok {
		return
	}
	r.Context.Branch = []string{"main", "main", "main", "main", "main", "main", "main", "", "next"}[o.rng.IntN(9)]
	o.runs[r.ID], o.results[r.ID] = r, map[[4]string]model.Result{}
	b.Runs = append(b.Runs, r)
	for _, c := range b.Cases {
		o.report(b, c, r, "")
	}
	o.report(b, b.Cases[0], r, "[EUR]")
}

// editRun changes a run's result, and names the branch of one that named none.
func (o *oracle) editRun(b *model.Batch, id model.RunID) {
	r := o.runs[id]
	if slices.ContainsFunc(b.Runs, func(other model.Run) bool { return other.ID == id }) {
		return
	}
	if r.Context.Branch == "" {
		r.Context.Branch = "main"
		o.runs[id] = r
	}
	b.Runs = append(b.Runs, r)
	o.report(b, b.Cases[0], r, "")
}

// report adds one result, sometimes in another environment; where tests are executed
// several times, several.
func (o *oracle) report(b *model.Batch, c model.Case, r model.Run, row string) {
	if !o.executes || o.rng.IntN(6) == 0 {
		o.execute(b, c, r, row, "")
	}
	for n := range 4 {
		if o.executes && o.rng.IntN(2) == 0 {
			o.execute(b, c, r, row, fmt.Sprint("e", n))
		}
	}
}

// execute adds one result.
func (o *oracle) execute(b *model.Batch, c model.Case, r model.Run, row, execution string) {
	if o.rng.Float64() < o.flip {
		o.side[c.ID] = !o.side[c.ID]
	}
	outcome := model.Passed
	if o.side[c.ID] {
		outcome = model.Failed
	}
	if o.rng.IntN(10) == 0 {
		outcome = model.Outcomes()[2+o.rng.IntN(4)]
	}
	res := result(c, r, outcome)
	res.Execution, res.Row, res.Flaky = execution, row, outcome == model.Passed && o.rng.IntN(20) == 0
	if res.Failure != nil && o.rng.IntN(4) == 0 {
		res.Signature = "another"
	}
	if o.rng.IntN(30) == 0 {
		res.Environment = "chrome"
	}
	res.Finished = r.Finished.Add(time.Duration(o.rng.IntN(3)) * time.Millisecond)
	b.Results = append(b.Results, res)
	o.keep(r.ID, res)
}

// keep remembers a result as a store should: what is planned goes once it has been executed.
func (o *oracle) keep(id model.RunID, r model.Result) {
	of := [4]string{string(r.Case), r.Row, r.Environment}
	if r.Execution == "" && slices.ContainsFunc(slices.Collect(maps.Keys(o.results[id])), func(key [4]string) bool {
		return key[3] != "" && [4]string{key[0], key[1], key[2]} == of
	}) {
		return
	}
	if r.Execution != "" {
		delete(o.results[id], of)
	}
	of[3] = r.Execution
	o.results[id][of] = r
}

// compare folds all that is known and looks whether the store says the same.
func (o *oracle) compare(t *testing.T, s *store.Store) {
	t.Helper()
	points := map[model.LineKey][]model.Point{}
	for id, results := range o.results {
		for _, r := range results {
			key := model.LineKey{Case: r.Case, Row: r.Row, Environment: r.Environment, Branch: o.runs[id].Context.Branch}
			points[key] = append(points[key], model.Point{Run: id, Execution: r.Execution, Finished: r.Finished, Outcome: r.Outcome,
				Flaky: r.Flaky, Signature: r.Signature})
		}
	}
	w, err := s.World(t.Context(), model.View{Sources: []string{o.name}})
	must(t, err)
	keys := slices.SortedFunc(maps.Keys(points), model.LineKey.Compare)
	if len(keys) != len(w.Lines) {
		t.Fatalf("%d lines, want %d", len(w.Lines), len(keys))
	}
	for i, key := range keys {
		want := model.Fold(key, points[key])
		if w.Lines[i] != want {
			t.Fatalf("%s: line of %d points:\n got  %+v\n want %+v", o.name, len(points[key]), w.Lines[i], want)
		}
		o.compareFailure(t, w, want)
	}
}

// compareFailure checks that exactly the failing lines come with what they said.
func (o *oracle) compareFailure(t *testing.T, w model.World, line model.Line) {
	t.Helper()
	got, ok := w.Failures[line.LineKey]
	if ok != line.Failing() {
		t.Fatalf("failure present: %v, line fails: %v", ok, line.Failing())
	}
	if ok {
		want := o.results[line.Deciding.Run][[4]string{string(line.Case), line.Row, line.Environment, line.Deciding.Execution}]
		equal(t, "failure", got, want)
	}
	for _, p := range []model.Point{line.Last, line.Deciding, line.FailingSince, line.LastFailed, line.LastPassed} {
		if _, ok := w.Runs[p.Run]; p.Run != "" && !ok {
			t.Fatalf("run %s of a point of interest is missing", p.Run)
		}
	}
}
