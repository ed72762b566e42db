package sourcetest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

// known is what a store would hold: a plain one, for comparing.
type known struct {
	cases    map[model.CaseID]model.Case
	runs     map[model.RunID]model.Run
	results  map[resultKey]model.Result
	cursor   []byte
	complete bool
	unmapped []string
	faults   []model.Fault
	parts    int
	until    time.Time // of each request
}

// resultKey names a result.
type resultKey struct {
	Run              model.RunID
	Case             model.CaseID
	Row, Environment string
	Execution        string
}

// keyOf is the key of a result.
func keyOf(r model.Result) resultKey {
	return resultKey{r.Run, r.Case, r.Row, r.Environment, r.Execution}
}

// nothing is an empty store.
func nothing() *known {
	return &known{cases: map[model.CaseID]model.Case{}, runs: map[model.RunID]model.Run{}, results: map[resultKey]model.Result{}}
}

// take keeps a batch as the store does.
func (k *known) take(b model.Batch) {
	for _, id := range b.Withdrawn {
		delete(k.runs, id)
		for at := range k.results {
			if at.Run == id {
				delete(k.results, at)
			}
		}
	}
	for _, c := range b.Cases {
		if old, ok := k.cases[c.ID]; !ok || !c.Sketch || old.Sketch {
			k.cases[c.ID] = c
		}
	}
	for _, id := range b.Gone {
		if c, ok := k.cases[id]; ok {
			c.Retired, c.Sketch = true, false
			k.cases[id] = c
		}
	}
	for _, r := range b.Runs {
		k.runs[r.ID] = r
	}
	for _, r := range b.Results {
		if r.Execution != "" {
			planned := keyOf(r)
			planned.Execution = ""
			delete(k.results, planned)
		}
		k.results[keyOf(r)] = r
	}
	k.cursor, k.complete, k.unmapped, k.faults = b.Cursor, b.Complete, b.Unmapped, b.Faults
	k.parts++
}

// pull fetches until there is no more, and keeps what comes.
func (k *known) pull(t *testing.T, src source.Source) error {
	t.Helper()
	for range 1000 {
		b, err := src.Fetch(t.Context(), source.Request{Cursor: k.cursor, Until: k.until})
		if err != nil {
			if b.Cursor != nil || len(b.Results) > 0 {
				t.Error("beside an error there is a batch")
			}
			return err
		}
		Batch(t, b)
		if b.More && b.Complete {
			t.Error("a batch that has more to come calls itself complete")
		}
		k.take(b)
		if !b.More {
			return nil
		}
	}
	return errors.New("there is more and more")
}

// must pulls, and fails the test if that does not bring everything. Remarks are allowed.
func (k *known) must(t *testing.T, src source.Source) *known {
	t.Helper()
	if err := k.pull(t, src); err != nil {
		t.Fatal(err)
	}
	if !k.complete || slices.ContainsFunc(k.faults, func(f model.Fault) bool { return f.Lost }) {
		t.Fatalf("complete: %t, faults: %v", k.complete, k.faults)
	}
	return k
}

// same fails the test unless two stores hold the same.
func (k *known) same(t *testing.T, want *known) {
	t.Helper()
	compare(t, "case", k.cases, want.cases)
	compare(t, "run", k.runs, want.runs)
	compare(t, "result", k.results, want.results)
	if !reflect.DeepEqual(k.unmapped, want.unmapped) {
		t.Errorf("unmapped are %v, want %v", k.unmapped, want.unmapped)
	}
}

// compare names the first few differences.
func compare[K comparable, V any](t *testing.T, what string, got, want map[K]V) {
	t.Helper()
	n := 0
	for key, w := range want {
		g, ok := got[key]
		if (!ok || !reflect.DeepEqual(g, w)) && n < 3 {
			n++
			t.Errorf("%s %+v is (there: %t)\n %+v\nwant\n %+v", what, key, ok, g, w)
		}
	}
	for key, g := range got {
		if _, ok := want[key]; !ok && n < 3 {
			n++
			t.Errorf("%s %+v is too many:\n %+v", what, key, g)
		}
	}
}

// failed returns a failed result that something can be written to.
func (k *known) failed(t *testing.T) model.Result {
	t.Helper()
	var best model.Result
	for _, r := range k.results {
		if r.Outcome == model.Failed && r.Ref != "" && len(r.Defects) == 0 && (best.Ref == "" || r.Finished.After(best.Finished)) {
			best = r
		}
	}
	if best.Ref == "" {
		t.Fatal("there is no failed result that can be written to")
	}
	return best
}
