package tool_test

import (
	"errors"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// What is known of a case is not forgotten for what less is known of.
func TestPut(t *testing.T) {
	h := tool.NewHarvest("manual", nil, nil)
	for _, step := range []struct {
		put  model.Case
		want string
	}{
		{model.Case{ID: "a", Title: "C7", Sketch: true}, "C7"},
		{model.Case{ID: "a", Title: "Case 7", Sketch: true}, "Case 7"},
		{model.Case{ID: "a", Title: "Pays by card"}, "Pays by card"},
		{model.Case{ID: "a", Title: "C7", Sketch: true}, "Pays by card"},
		{model.Case{ID: "a", Title: "Pays"}, "Pays"},
	} {
		if h.Put(step.put); len(h.Batch.Cases) != 1 || h.Batch.Cases[0].Title != step.want {
			t.Errorf("after %+v: %+v", step.put, h.Batch.Cases)
		}
	}
}

// What was read is kept when the rest cannot be; where nothing was, there is only the error.
func TestHalt(t *testing.T) {
	away := errors.New("read run 7: no answer")
	h := tool.NewHarvest("manual", nil, nil)
	if err := h.Halt(t.Context(), "run 7", 3, away); !errors.Is(err, away) || !h.Batch.Complete || h.Batch.Cut {
		t.Errorf("with nothing read: %v, %+v", err, h.Batch)
	}
	h.Did++
	if err := h.Halt(t.Context(), "run 7", 3, away); err != nil || h.Batch.Complete || !h.Batch.Cut || len(h.Batch.Faults) != 1 ||
		!h.Batch.Faults[0].Lost || h.Batch.Faults[0].Text != "read run 7: no answer; this and 3 more are read with the next cycle" {
		t.Errorf("with something read: %v, %+v", err, h.Batch)
	}
}

// A cursor of another version begins anew, and what is none is told.
func TestReadCursor(t *testing.T) {
	type cursor struct {
		Version int            `json:"v"`
		Runs    map[string]int `json:"runs"`
	}
	b, err := tool.NewHarvest("manual", nil, nil).Seal(cursor{1, map[string]int{"R1": 7}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		data    string
		version int
		runs    int
		fails   string
	}{
		{string(b.Cursor), 1, 1, ""}, {string(b.Cursor), 2, 0, ""}, {"", 1, 0, ""}, {`{"v":1`, 1, 0, "read the cursor"}, {`{"v":1,"runs":[]}`, 1, 0, "read the cursor"},
	} {
		got := cursor{Version: tc.version, Runs: map[string]int{}}
		err := tool.ReadCursor([]byte(tc.data), tc.version, &got)
		if len(got.Runs) != tc.runs || got.Runs == nil || (err != nil) != (tc.fails != "") || err != nil && !strings.Contains(err.Error(), tc.fails) {
			t.Errorf("%s under version %d: %+v, %v", tc.data, tc.version, got, err)
		}
	}
}
