package tool_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// errGone is said of a case that is not there.
var errGone = &source.Error{Kind: source.NotFound, Doing: "read case"}

// TestCensus: gone is what the whole list lacks and the tool does not know either; where it
// cannot be asked nothing is.
func TestCensus(t *testing.T) {
	var c tool.Census
	there := map[int64]bool{}
	ask := func(n int64) error {
		if there[n] {
			return nil
		}
		return errGone
	}
	list := func(numbers ...int64) []int64 {
		t.Helper()
		c.Begin()
		for _, n := range numbers {
			c.Tell(n, true)
		}
		gone, err := c.End(ask)
		if err != nil {
			t.Fatal(err)
		}
		return gone
	}
	if gone := list(1, 2, 5); gone != nil {
		t.Errorf("at first gone are %v", gone)
	}
	c.Tell(9, false)
	there[2] = true
	if gone := list(1); !slices.Equal(gone, []int64{5, 9}) {
		t.Errorf("gone are %v", gone)
	}
	// It goes into a cursor, and on from there. What slipped through is still known.
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if c = (tool.Census{}); json.Unmarshal(text, &c) != nil || !slices.Equal(c.Known, tool.Numbers{1, 2}) {
		t.Errorf("from %s comes %v", text, c)
	}
	c.Begin()
	failed := errors.New("no answer")
	if gone, err := c.End(func(int64) error { return failed }); !errors.Is(err, failed) || gone != nil || len(c.Known) != 2 {
		t.Errorf("without an answer gone are %v of %v, error %v", gone, c.Known, err)
	}
	if gone := list(1, 2); gone != nil {
		t.Errorf("read again gone are %v", gone)
	}
	// Of a great many only some are asked for at once.
	for n := range int64(50) {
		c.Tell(n, false)
	}
	if a, b, c := list(1, 2), list(1, 2), list(1, 2); len(a) != 20 || len(b) != 20 || len(c) != 8 {
		t.Errorf("gone are %d, %d and %d", len(a), len(b), len(c))
	}
	// Many that are there although no list has them keep nobody from the others.
	for n := range int64(50) {
		c.Tell(100+n, false)
		there[100+n] = n != 30
	}
	var late []int64
	for range 3 {
		late = append(late, list(1, 2)...)
	}
	if !slices.Equal(late, []int64{130}) {
		t.Errorf("behind those that are there, gone are %v", late)
	}
}
