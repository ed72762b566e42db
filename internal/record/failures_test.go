package record_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
)

// list is a morning list in which people and tests try to be clever.
func list() []record.StateIn {
	at := time.Date(2026, 7, 1, 6, 0, 0, 0, time.UTC)
	in := func(s plan.CaseState) record.StateIn {
		s.Source, s.Project = "web-e2e", "SHOP"
		return record.StateIn{Sync: "shop", CaseState: s}
	}
	return []record.StateIn{
		in(plan.CaseState{Case: "aaa", Title: "guest can pay, by card", State: plan.StateDefect, Issue: "SHOP-20", Have: 4, Stories: []string{"SHOP-1", "SHOP-2"},
			Component: "checkout", Owner: "team-a", Environments: []string{"chrome", "firefox"}, Since: at.AddDate(0, 0, -3), Detail: "SHOP-20 is To Do"}),
		in(plan.CaseState{Case: "bbb", Title: `=HYPERLINK("https://evil.example")`, State: plan.StateHeld, Hold: plan.HoldLimit, Have: 2, Component: "+cart", Owner: "@ann", Since: at,
			Detail: "-1 is too few\n\x1b[31m"}),
		in(plan.CaseState{Case: "ccc", Title: "-total", State: plan.StateWaiting, Have: 1, Need: 2, Detail: "failed once"}),
	}
}

func TestFailuresCSV(t *testing.T) {
	rows, _ := record.Failures(list(), record.FailureFilter{}, "https://quality.example.com/")
	var b bytes.Buffer
	if err := record.WriteFailuresCSV(&b, rows); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`state,issue,reason,title,source,component,owner,stories,failing since,runs,environments,sync,project,detail,link
defect,SHOP-20,,"guest can pay, by card",web-e2e,checkout,team-a,SHOP-1 SHOP-2,2026-06-28T06:00:00Z,4,chrome firefox,shop,SHOP,SHOP-20 is To Do,https://quality.example.com/cases/aaa
held,,limit,"'=HYPERLINK(""https://evil.example"")",web-e2e,'+cart,'@ann,no story,2026-07-01T06:00:00Z,2,,shop,SHOP,'-1 is too few,https://quality.example.com/cases/bbb
waiting,,,'-total,web-e2e,,,no story,,1,,shop,SHOP,failed once,https://quality.example.com/cases/ccc
`, "\n", "\r\n")
	if b.String() != want {
		t.Errorf("the list is\n%s\nwant\n%s", b.String(), want)
	}
}

func TestFailuresText(t *testing.T) {
	rows, states := record.Failures(list(), record.FailureFilter{}, "")
	var b bytes.Buffer
	if err := record.WriteFailures(&b, rows, time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	want := `defect SHOP-20       guest can pay, by card
  web-e2e · checkout · owner team-a · on chrome, firefox · SHOP-1 SHOP-2 · 4 runs since 2026-06-28 06:00 UTC (3 days)
  SHOP-20 is To Do
held (limit)         =HYPERLINK("https://evil.example")
  web-e2e · +cart · owner @ann · no story · 2 runs since 2026-07-01 06:00 UTC
  -1 is too few
waiting (1 of 2)     -total
  web-e2e · no story · 1 run
  failed once
`
	if b.String() != want {
		t.Errorf("the list is\n%s\nwant\n%s", b.String(), want)
	}
	sum := 0
	for _, n := range states {
		sum += n
	}
	if sum != len(rows) {
		t.Errorf("the states sum to %d of %d", sum, len(rows))
	}
}

func TestFailureFilter(t *testing.T) {
	for name, tc := range map[string]struct {
		f    record.FailureFilter
		want string
	}{
		"all":       {record.FailureFilter{}, "aaa bbb ccc"},
		"state":     {record.FailureFilter{State: "held"}, "bbb"},
		"component": {record.FailureFilter{Component: "Checkout"}, "aaa"},
		"owner":     {record.FailureFilter{Owner: "@ann"}, "bbb"},
		"story":     {record.FailureFilter{Story: "SHOP-2"}, "aaa"},
		"no story":  {record.FailureFilter{Story: record.NoStory}, "bbb ccc"},
		"sync":      {record.FailureFilter{Sync: "pay"}, ""},
		"since":     {record.FailureFilter{Since: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)}, "bbb"},
		"search":    {record.FailureFilter{Search: "BY CARD"}, "aaa"},
		"two":       {record.FailureFilter{Story: record.NoStory, State: "waiting"}, "ccc"},
	} {
		rows, states := record.Failures(list(), tc.f, "")
		var ids []string
		for _, r := range rows {
			ids = append(ids, string(r.Case))
		}
		if got := strings.Join(ids, " "); got != tc.want {
			t.Errorf("%s lets %q through, want %q", name, got, tc.want)
		}
		if len(states) != len(plan.StateWords()) {
			t.Errorf("%s counts %d states", name, len(states))
		}
	}
	if (record.FailureFilter{State: "new"}).Check() != nil || (record.FailureFilter{State: "red"}).Check() == nil {
		t.Error("states are not checked")
	}
}
