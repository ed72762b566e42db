package model_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
)

// executed reads the executions of one run: the letter of a test and what it came to, one
// an hour after the other. `aF bP aP` is a failure of test a, a pass of b, a retest of a.
func executed(words string) []model.Strand {
	points := map[byte][]model.Point{}
	for n, word := range strings.Fields(words) {
		p := at(0, map[byte]model.Outcome{'P': model.Passed, 'F': model.Failed, 'S': model.Skipped}[word[1]])
		p.Run, p.Execution, p.Finished = "cycle", fmt.Sprint(n+1), time.Unix(int64(n+1)*3600, 0)
		points[word[0]] = append(points[word[0]], p)
	}
	var out []model.Strand
	for _, test := range []byte("abc") {
		if len(points[test]) > 0 {
			out = append(out, strandOf(points[test]))
		}
	}
	return out
}

// TestExecutionsOfOneRun: a test that is executed again in one run has several points
// there, and of several tests for one case a failure decides.
func TestExecutionsOfOneRun(t *testing.T) {
	for _, c := range []struct {
		words                  string
		deciding               string // execution that decides
		failures, passes, flip int
		failed, passed         string // executions
	}{
		{"aF", "1", 1, 0, 0, "1", ""},
		{"aF aP", "2", 0, 1, 1, "1", "2"},    // the failure is remembered after the retest
		{"aP aF", "2", 1, 0, 1, "2", "1"},    // passed on Monday, fails on Tuesday
		{"aF aF aP", "3", 0, 1, 1, "2", "3"}, // two failures, and one pass
		{"aF aF", "2", 2, 0, 0, "2", ""},
		{"aF aS", "1", 1, 0, 0, "1", ""},     // that it was skipped then says nothing
		{"aP bF", "2", 1, 0, 0, "2", ""},     // two tests: the failure decides, whichever comes first
		{"aF bP", "1", 1, 0, 0, "1", ""},     //
		{"aF bF", "2", 1, 0, 0, "2", ""},     // one failing run, and not two failures
		{"aP bP", "2", 0, 1, 0, "", "2"},     //
		{"aF bP aP", "3", 0, 1, 1, "1", "3"}, // the retest of the one that failed heals the case
		{"aF bF aP", "2", 1, 0, 0, "2", ""},  // the other has not been tested again
		{"aF bF aP bP", "4", 0, 1, 1, "2", "4"},
		{"aF aP bF", "3", 2, 0, 0, "3", ""}, // of the run's words on the other test the failure decides
		{"aF aP bP", "3", 0, 1, 1, "1", "3"},
		{"aP bP aF", "3", 1, 0, 1, "3", "2"},
		{"aP bP aF aP", "4", 0, 1, 2, "3", "4"},
		{"aP aF bP", "2", 1, 0, 1, "2", "1"},
		{"aF bF cP aP bP", "5", 0, 1, 1, "2", "5"},
	} {
		l := model.Together(model.LineKey{}, executed(c.words))
		got := fmt.Sprint(l.Deciding.Execution, l.Failures, l.Passes, l.Flips, " ", l.LastFailed.Execution, "/", l.LastPassed.Execution)
		if want := fmt.Sprint(c.deciding, c.failures, c.passes, c.flip, " ", c.failed, "/", c.passed); got != want {
			t.Errorf("%s: %s, want %s", c.words, got, want)
		}
		if n := len(strings.Fields(c.words)); l.Results != n || l.Flaky {
			t.Errorf("%s: %d results, flaky %v", c.words, l.Results, l.Flaky)
		}
	}
}

// TestOneStrandIsItsLine: a line alone says the same as its only strand, however many
// executions one run has.
func TestOneStrandIsItsLine(t *testing.T) {
	for _, words := range []string{"aF aP", "aP aF aP aF aP", "aF aF aF", "aS aF aS aP"} {
		s := executed(words)
		want := s[0].Line
		if got := model.Together(want.LineKey, s); got != want {
			t.Errorf("%s:\n got  %+v\n want %+v", words, got, want)
		}
	}
}

// TestPointsInOrder: by time, then by run, then by execution.
func TestPointsInOrder(t *testing.T) {
	early, late := time.Unix(1, 0), time.Unix(2, 0)
	list := []model.Point{{Run: "b", Execution: "2", Finished: early}, {Run: "a", Execution: "9", Finished: late},
		{Run: "b", Execution: "1", Finished: late}, {Run: "b", Execution: "2", Finished: late}}
	for i := range list {
		for j := range list {
			if got := list[i].Compare(list[j]); got != i-j && (got > 0) != (i > j) {
				t.Errorf("%d to %d: %d", i, j, got)
			}
		}
	}
}
