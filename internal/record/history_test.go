package record_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
)

// TestHistory: the golden history has a write of every verb, one with hostile text.
func TestHistory(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	writes := []record.Write{}
	for i, c := range all {
		o := plan.Outcome{Change: c, Result: plan.Done, Issue: c.Target.Issue, At: at.Add(time.Duration(-i) * time.Minute)}
		if c.Verb == plan.Create {
			o.Issue = "SHOP-51"
		}
		writes = append(writes, record.Write{Cycle: "20260701-120000-abcd", Sync: "shop", Outcome: o})
	}
	again := change(plan.Comment, "SHOP-22", plan.PassedAgain, "passed 3 times in a row",
		plan.Field{Name: "comment", From: "The test passes again.\nLast failed: 810.", To: "\x1b[31m" + strings.Repeat("x", 400)})
	writes = append(writes, record.Write{Cycle: "20260701-115000-abcd", Outcome: plan.Outcome{Change: again, Result: plan.Failed, Error: "jira answered 500", Issue: "SHOP-22", At: at}})
	var b bytes.Buffer
	if err := record.WriteHistory(&b, writes); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "history.txt")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(b.Bytes(), want) {
		t.Errorf("%s differs (%v):\n%s", file, err, b.String())
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("the history is not fit for a terminal")
	}
	b.Reset()
	if err := record.WriteHistory(&b, nil); err != nil || b.String() != "nothing was written\n" {
		t.Errorf("an empty history reads %q, %v", b.String(), err)
	}
	if record.WriteHistory(broken{}, writes) == nil {
		t.Error("a text that was not written was taken for written")
	}
}

func TestToldOmitsTheWork(t *testing.T) {
	w := record.Write{Outcome: plan.Outcome{Change: plan.Change{ID: "a", Work: plan.Work{Move: &plan.MoveWork{Resolution: "Done"}}}}}
	text, err := json.Marshal(w.Told())
	if err != nil || strings.Contains(string(text), "work") || !strings.Contains(string(text), `"id":"a"`) {
		t.Errorf("told as %s, %v", text, err)
	}
}
