package model_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"syncd/internal/model"
)

// attempt is the n-th report of a case in a run: p passed, f failed, s skipped.
func attempt(n int, letter rune) model.Result {
	r := model.Result{Case: "c", Run: "r", Attempts: 1, Attempt: fmt.Sprint("part", n), Finished: time.Unix(int64(n)*60, 0),
		Outcome: map[rune]model.Outcome{'p': model.Passed, 'f': model.Failed, 's': model.Skipped}[letter]}
	if letter == 'f' {
		r.Failure, r.Signature = &model.Failure{Message: fmt.Sprint("failure ", n)}, fmt.Sprint("sig", n)
	}
	return r
}

func TestWith(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for letters, want := range map[string]string{
		"p":   "passed 1 false ",
		"f":   "failed 1 false failure 0",
		"pp":  "passed 2 false ",
		"fp":  "passed 2 true failure 0",
		"pf":  "failed 2 true failure 1",
		"ff":  "failed 2 false failure 1",
		"fs":  "failed 1 false failure 0",
		"sf":  "failed 1 false failure 1",
		"ss":  "skipped 1 false ",
		"ffp": "passed 3 true failure 1",
		"fpp": "passed 3 true failure 0",
		"fsp": "passed 2 true failure 0",
	} {
		parts := make([]model.Result, 0, len(letters))
		for n, l := range letters {
			parts = append(parts, attempt(n, l))
		}
		whole := parts[0]
		for _, p := range parts[1:] {
			whole = whole.With(p)
		}
		got := fmt.Sprintf("%s %d %v ", whole.Outcome, whole.Attempts, whole.Flaky)
		if whole.Failure != nil {
			got += whole.Failure.Message
		}
		if got != want {
			t.Errorf("%s: %s, want %s", letters, got, want)
		}
		// In any order, and some of them twice.
		for range 20 {
			again := parts[rng.IntN(len(parts))]
			for _, i := range append(rng.Perm(len(parts)), rng.IntN(len(parts))) {
				again = again.With(parts[i])
			}
			if !reflect.DeepEqual(again, whole) {
				t.Fatalf("%s in another order:\n got  %+v\n want %+v", letters, again, whole)
			}
		}
	}
}

func TestAnAttemptThatIsReportedAnewIsReplaced(t *testing.T) {
	edited := attempt(0, 'p')
	if got := attempt(0, 'f').With(edited); !reflect.DeepEqual(got, edited) {
		t.Errorf("got %+v", got)
	}
	whole := attempt(0, 'p')
	for n := range 3 * model.PartsMax {
		whole = whole.With(attempt(n, 'p'))
	}
	if len(whole.Parts) != model.PartsMax || whole.Attempts != model.PartsMax || whole.Parts[0].Attempt != fmt.Sprint("part", 2*model.PartsMax) {
		t.Errorf("%d parts, %d attempts", len(whole.Parts), whole.Attempts)
	}
}
