package record_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// change makes a change from words.
func change(verb plan.Verb, issue string, reason plan.Reason, why string, fields ...plan.Field) plan.Change {
	return plan.Change{Verb: verb, Target: plan.Target{Project: "SHOP", Issue: issue}, Reason: reason, Why: why, Fields: fields}
}

// all is a change of every verb and content.
var all = []plan.Change{
	change(plan.Create, "", plan.NewFailure, "failed 2 times in a row on staging, since run 812",
		plan.Field{Name: "type", To: "Bug"}, plan.Field{Name: "summary", To: "guest can pay fails on staging"},
		plan.Field{Name: "priority", To: "High"}, plan.Field{Name: "link", To: "SHOP-1"}, plan.Field{Name: "link", To: "SHOP-2"}),
	change(plan.Update, "SHOP-20", plan.FactsChanged, "failed 4 times in a row on staging, test, since run 809",
		plan.Field{Name: "summary", From: "member can pay fails on test", To: "member can pay fails on staging, test"},
		plan.Field{Name: "description", From: "as last written", To: "failed 4 times in a row"}),
	change(plan.Transition, "SHOP-21", plan.PassedAgain, "passed 2 times in a row, last failed in run 810", plan.Field{Name: "status", From: "To Do", To: "done"}),
	change(plan.Comment, "SHOP-22", plan.PassedAgain, "passed 2 times in a row, last failed in run 810",
		plan.Field{Name: "comment", To: "The test passes again. Last failed: 2026-07-01 02:00 UTC, run 810. syncd leaves closing this issue to you."}),
	change(plan.Link, "", plan.StoryLinked, "the failing test guest can pay checks SHOP-3", plan.Field{Name: "link", To: "SHOP-3"}),
	change(plan.Writeback, "SHOP-20", plan.WrittenBack, "failed 4 times in a row", plan.Field{Name: "source", To: "manual"},
		plan.Field{Name: "test", To: "Total in euro"}, plan.Field{Name: "result", To: "9001"}),
	change(plan.Writeback, "SHOP-21", plan.AskedAgain, "SHOP-21 is Done since 2026-07-01 12:00 UTC, and the failure is older", plan.Field{Name: "source", To: "manual"},
		plan.Field{Name: "test", To: "Total in euro"}, plan.Field{Name: "result", To: "9002"}, plan.Field{Name: "done since", To: "2026-07-01 12:00 UTC"}),
	change(plan.Link, "SHOP-1", plan.OutcomeChanged, "34 of 36 tests from web pass", plan.Field{Name: "remote link", To: "web: 34 of 36 passed"}),
}

// cycles are the golden cycles, by name.
func cycles() map[string]record.Cycle {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	hold := func(c plan.Change, reason plan.Reason, because string) plan.Hold {
		return plan.Hold{Change: c, Hold: reason, Because: because}
	}
	hostile := "two\nlines \x1b[31mred\x1b[0m and \u202ebackwards"
	full := plan.Plan{Changes: all, Holds: []plan.Hold{
		hold(change(plan.Update, "SHOP-23", plan.FactsChanged, "x", plan.Field{Name: "summary", To: "admin can pay fails"}), plan.HoldHumanEdit, "somebody edited the summary of SHOP-23; syncd leaves it as it is"),
		hold(all[0], plan.HoldLimit, "at most 20 per cycle (defects.limits.max_creates); the rest follows in the next cycles"),
		hold(change(plan.Comment, "SHOP-24", plan.FailedAgain, "x"), plan.HoldAwaitingRun, "SHOP-24 is Done; syncd does not reopen issues yet, so reopen it by hand if the failure is the same"),
	}, Failing: []plan.CaseState{{State: plan.StateDefect, Issue: "SHOP-20"}, {State: plan.StateHeld, Hold: plan.HoldLimit}, {State: plan.StateHeld, Hold: plan.HoldLimit},
		{State: plan.StateWaiting, Have: 1, Need: 2}, {State: plan.StateKnown, Issue: "SHOP-7"}, {State: plan.StateNew}, {State: plan.StateMuted}},
		Adopted:  []ledger.Adoption{{Entry: ledger.Entry{Key: "abcdefghij234567", Generation: 1, IssueKey: "SHOP-30", Title: "cart is empty"}}},
		Warnings: []string{"SHOP-31 carries the same mark as SHOP-30 and was made by this account, too: close it as a duplicate"}}
	fault := record.Fault{Step: "collect", Origin: "web: results/junit.xml", Line: 7, Text: "unexpected end of file"}
	ended := []plan.Result{plan.Done, plan.Stale, plan.Failed, plan.Uncertain, plan.Skipped, plan.Done, plan.Done, plan.Done}
	var outcomes []plan.Outcome
	for i, c := range all {
		o := plan.Outcome{Change: c, Result: ended[i], Issue: c.Target.Issue, At: at}
		if i == 0 {
			o.Issue = "SHOP-51"
		}
		if o.Result != plan.Done {
			o.Error = "SHOP-" + fmt.Sprint(20+i) + ": jira answered 400 (refused): summary: is required"
		}
		outcomes = append(outcomes, o)
	}
	many := plan.Plan{}
	for i := range 25 {
		many.Holds = append(many.Holds, hold(change(plan.Link, fmt.Sprint("SHOP-", i+1), plan.StoryLinked, "", plan.Field{Name: "remote link", To: "web: 1 of 1 passed"}), plan.HoldPaused, "writing is paused: release night (ann); `syncd resume` releases it"))
	}
	// A defect that was made, and what is held about it.
	born := change(plan.Create, "", plan.NewFailure, "failed once, since run 812", plan.Field{Name: "type", To: "Bug"}, plan.Field{Name: "summary", To: "cart is empty fails"})
	told := change(plan.Writeback, "", plan.WrittenBack, "failed once, since run 812", plan.Field{Name: "source", To: "manual"}, plan.Field{Name: "test", To: "cart is empty"}, plan.Field{Name: "result", To: "9003"})
	born.Target.Defect, told.Target.Defect = "abcdefghij234567", "abcdefghij234567"
	careful := plan.Plan{Changes: []plan.Change{born}, Holds: []plan.Hold{hold(told, plan.HoldPolicy, "policy is create-only; this needs `policy: upsert-only` in sync shop")}}
	bad := plan.Plan{Changes: []plan.Change{change(plan.Create, "", plan.NewFailure, hostile, plan.Field{Name: "type", To: "Bug"}, plan.Field{Name: "summary", To: strings.Repeat(hostile, 9)})},
		Warnings: []string{hostile}}
	requests := map[string]int{"main": 3}
	return map[string]record.Cycle{
		"full":           {Sync: "shop", Plan: full, Requests: requests, Outcomes: outcomes, Faults: []record.Fault{fault, {Step: "collect", Text: "a remark", Remark: true}}},
		"nothing-unread": {Sync: "shop", Requests: map[string]int{"main": 1}, Faults: []record.Fault{{Step: "collect", Origin: "manual", Text: "read the runs: no answer; see whether TestRail can be reached"}}},
		"nothing":        {Sync: "shop", Requests: map[string]int{"main": 1}},
		"nothing-two":    {Sync: "shop", Requests: map[string]int{"main": 1, "legacy": 1}, Plan: plan.Plan{Failing: full.Failing[:1]}},
		"failed":         {Sync: "shop", Requests: requests, Faults: []record.Fault{{Step: "observe", Text: "search issues: jira answered 401 (auth)", Fatal: true}}},
		"many-holds":     {Sync: "shop", Requests: requests, Plan: many},
		"hostile":        {Sync: "shop", Requests: requests, Plan: bad, Outcomes: []plan.Outcome{{Change: bad.Changes[0], Result: plan.Failed, Error: hostile}}, Faults: []record.Fault{{Step: "collect", Origin: hostile, Text: hostile}}},
		"held-after":     {Sync: "shop", Requests: requests, Plan: careful, Outcomes: []plan.Outcome{{Change: born, Result: plan.Done, Issue: "SHOP-52", At: at}}},
		"idle": {Sync: "shop", Requests: requests, Plan: plan.Plan{Changes: all[5:7]}, Outcomes: []plan.Outcome{
			{Change: all[5], Result: plan.Done, Issue: "SHOP-20", Idle: source.Present, At: at}, {Change: all[6], Result: plan.Done, Issue: "SHOP-21", Idle: source.Moot, At: at}}},
		"stopped": {Sync: "shop", Requests: requests, Plan: plan.Plan{Changes: all[3:4]}, Outcomes: outcomes[3:4], Faults: []record.Fault{{Step: "apply", Text: "stopped before it was finished", Fatal: true}}},
	}
}

func TestText(t *testing.T) {
	for name, c := range cycles() {
		for kind, write := range map[string]func(io.Writer, record.Cycle) error{"plan": record.WritePlan, "applied": record.WriteApplied} {
			var b bytes.Buffer
			if err := write(&b, c); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+"."+kind+".txt")
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("%s differs (%v):\n%s", file, err, b.String())
			}
			for _, line := range strings.Split(b.String(), "\n") {
				if strings.TrimRight(line, " ") != line || strings.ContainsAny(line, "\x1b\u202e") {
					t.Errorf("%s: the line %q is not fit for a terminal", file, line)
				}
			}
		}
	}
}

// broken is a writer that cannot write.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestTextTellsOfAWriterThatFails(t *testing.T) {
	for name, c := range cycles() {
		if record.WritePlan(broken{}, c) == nil || record.WriteApplied(broken{}, c) == nil {
			t.Errorf("%s: a text that was not written was taken for written", name)
		}
	}
}

func TestWord(t *testing.T) {
	done, failed := plan.Outcome{Result: plan.Done}, plan.Outcome{Result: plan.Uncertain}
	for want, c := range map[string]record.Cycle{
		"ok":         {Outcomes: []plan.Outcome{done}},
		"dry":        {Dry: true},
		"incomplete": {Outcomes: []plan.Outcome{done, failed}},
		"failed":     {Outcomes: []plan.Outcome{failed}, Faults: []record.Fault{{Fatal: true}}},
	} {
		if got := c.Word(); got != want {
			t.Errorf("the cycle is %s, want %s", got, want)
		}
	}
}
