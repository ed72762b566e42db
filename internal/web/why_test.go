package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"syncd/internal/desired"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/rule"
	"syncd/internal/web"
)

// explained is a hostile case with everything that there is to explain.
func explained() *board {
	b := rich()
	id := b.failing[0].Case
	v := b.cases[id]
	line := model.LineKey{Case: id, Environment: script, Branch: "feature/x"}
	v.Why = &record.WhyCase{ID: id, Title: script, Source: "web-e2e", Asked: "asked",
		Joined: []record.Match{{ID: id, Name: script, Source: "web-e2e"}, {ID: "gone"}},
		Orders: []ledger.Order{{Verb: ledger.File, Who: script, At: now}},
		Writes: []record.Write{{Cycle: "c-0004", Outcome: plan.Outcome{Change: plan.Change{Verb: plan.Comment, Why: script, Reason: plan.FailedAgain}, Result: plan.Done, Issue: "SHOP-101", At: now}}},
		Syncs: []record.WhyIn{{Sync: "shop", Project: "SHOP", Policy: "full", AsOf: now, State: "waiting (1 of 2)", Detail: script + "failed once",
			Release: "one more failure in a row", Stops: []string{"writing is paused by " + script}, Excluded: 2,
			When: &desired.Account{Line: line, Parts: []rule.Part{{Text: "failures >= 2", Values: []rule.Value{{Name: "failures", Text: "1"}}}, {Text: "!flaky", Holds: true}, {Text: `title == "` + script + `"`, Wrong: script}},
				Known: []desired.Fit{{Match: script, Issue: "SHOP-9"}}},
			Lines:   []record.WhyLine{{Line: model.Line{LineKey: line}, Against: `branch "feature/x" is not among runs.branches (main)`}},
			Retired: &model.Retirement{Since: now, Runs: 5}, Renamed: &record.Match{ID: "wasthatcase", Name: script}, Signatures: []string{"v1.abc"},
			Held: []record.WhyHeld{{Verb: plan.Update, Issue: "SHOP-101", Hold: plan.HoldHumanEdit, Because: script}}}}}
	b.cases[id] = v
	return b
}

// TestWhyPage: the page of a case says why it stands as it does, and what tests and
// people say stays text.
func TestWhyPage(t *testing.T) {
	b := explained()
	h, target := web.New(options(b)), "/cases/"+string(b.failing[0].Case)
	page := get(t, h, target)
	for _, want := range []string{"Why it stands as it does", "waiting (1 of 2)", "Ends by", "one more failure in a row", "failures &gt;= 2", "failures is",
		"is not among runs.branches (main)", "2 lines, of which all runs are excluded", "missing from 5 runs", "adopt --rename wasthatcase",
		"human-edit", "Last written", "said on", "defects.known", "One case under several names", "under which all of this is told"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	elements(t, page, func(n *html.Node) {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
			}
		}
		if n.Data == "script" {
			t.Error("the page has a script")
		}
	})
	var got struct{ Why record.WhyCase }
	if err := json.Unmarshal(ask(h, http.MethodGet, "/api/v1"+target, "").Body.Bytes(), &got); err != nil || got.Why.Syncs[0].When.Parts[1].Text != "!flaky" {
		t.Errorf("the API says %+v (%v)", got.Why, err)
	}
}
