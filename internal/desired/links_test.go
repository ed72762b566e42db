package desired_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

// told is a link in one line.
func told(l desired.StoryLink) string {
	return fmt.Sprintf("%s %q → %s (%s) resolved %v", l.Story, l.Link.Title, l.Link.URL, l.Link.Summary, l.Link.Resolved)
}

// links are the links of a story with one source.
func links(r desired.Rules, run model.Run, tally verdict.Tally) []desired.StoryLink {
	tally.Run = run.ID
	return desired.Links(model.World{Runs: map[model.RunID]model.Run{run.ID: run}},
		map[string]verdict.Story{"SHOP-1": {Key: "SHOP-1", BySource: map[string]verdict.Tally{"web": tally}}}, r)
}

func TestStoryLink(t *testing.T) {
	ci := model.Run{ID: "r", Name: "812", Context: model.Context{URL: "https://ci.example.com/812"}}
	for name, c := range map[string]struct {
		web  string
		run  model.Run
		want string
	}{
		"our page":   {"https://quality.example.com", ci, `SHOP-1 "web: 34 of 36 passed" → https://quality.example.com/stories/SHOP-1 (run 812, 2026-07-01 12:00 UTC) resolved false`},
		"the run":    {"", ci, `SHOP-1 "web: 34 of 36 passed" → https://ci.example.com/812 (run 812, 2026-07-01 12:00 UTC) resolved false`},
		"nothing":    {"", model.Run{ID: "r", Name: "812"}, ""},
		"no address": {"", model.Run{ID: "r", Context: model.Context{URL: "javascript:alert(1)"}}, ""},
		"no name":    {"https://quality.example.com", model.Run{ID: "r"}, `SHOP-1 "web: 34 of 36 passed" → https://quality.example.com/stories/SHOP-1 (an earlier run, 2026-07-01 12:00 UTC) resolved false`},
	} {
		r := rules(t, "", "")
		r.Web = c.web
		got := links(r, c.run, verdict.Tally{Passed: 34, Failed: 1, Total: 36, AsOf: noon})
		if text := strings.Join(collect(got), "; "); text != c.want {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// collect tells all links.
func collect(all []desired.StoryLink) (out []string) {
	for _, l := range all {
		out = append(out, told(l))
	}
	return out
}

func TestStoryLinkDigest(t *testing.T) {
	r, base := rules(t, "", ""), verdict.Tally{Passed: 1, Failed: 1, Total: 2, AsOf: noon}
	ci := model.Run{ID: "r", Name: "812", Context: model.Context{URL: "https://ci.example.com/812"}}
	digest := func(r desired.Rules, run model.Run, t verdict.Tally) string { return links(r, run, t)[0].Digest }
	want := digest(r, ci, base)
	next := ci
	next.ID, next.Name, next.Context.URL = "s", "813", "https://ci.example.com/813"
	later := base
	later.AsOf = noon.Add(time.Hour)
	if digest(r, next, later) != want {
		t.Error("a further run with the same outcome must change nothing")
	}
	for name, c := range map[string]verdict.Tally{"passed": {Passed: 2, Total: 2}, "not run": {Passed: 1, Total: 2}, "a case more": {Passed: 1, Failed: 1, Total: 3}} {
		if digest(r, ci, c) == want {
			t.Errorf("%s: another outcome must change the link", name)
		}
	}
	r.Web = ""
	if digest(r, ci, base) != digest(r, next, later) {
		t.Error("a link to the latest run must not be rewritten by every run")
	}
	if !links(r, ci, verdict.Tally{Passed: 2, Total: 2})[0].Link.Resolved || links(r, ci, verdict.Tally{})[0].Link.Resolved {
		t.Error("a link is struck through when all of at least one test pass")
	}
}

func TestLinksAreSorted(t *testing.T) {
	tally := map[string]verdict.Tally{"web": {Total: 1}, "api": {Total: 1}}
	got := desired.Links(model.World{}, map[string]verdict.Story{"SHOP-2": {BySource: tally}, "SHOP-1": {BySource: tally}}, rules(t, "", ""))
	var order []string
	for _, l := range got {
		order = append(order, l.Story+l.Source)
	}
	if !slices.Equal(order, []string{"SHOP-1api", "SHOP-1web", "SHOP-2api", "SHOP-2web"}) {
		t.Errorf("the order is %v", order)
	}
}

func TestGlobalID(t *testing.T) {
	r := rules(t, "", "")
	r.Namespace = map[string]string{"web": strings.Repeat("é", 200)}
	short := desired.Defect{Case: pay}
	one, _ := r.CaseLink(short)
	other := pay
	other.ID = "other"
	two, _ := r.CaseLink(desired.Defect{Case: other})
	if len(one.GlobalID) > jira.GlobalIDMax || one.GlobalID == two.GlobalID {
		t.Errorf("ids of %d and %d bytes: %s", len(one.GlobalID), len(two.GlobalID), one.GlobalID)
	}
	r = rules(t, "", "")
	if got, _ := r.CaseLink(short); got.GlobalID != "syncd:acme:case:ns:case-pay" {
		t.Errorf("a global id is for ever: %s", got.GlobalID)
	}
	if got := links(r, model.Run{ID: "r"}, verdict.Tally{Total: 1})[0].Link.GlobalID; got != "syncd:acme:story:ns:SHOP-1" {
		t.Errorf("a global id is for ever: %s", got)
	}
}

func TestCaseLink(t *testing.T) {
	r := rules(t, "", "")
	failing, recovered := newTown(pay, "=ff").judge(t, r), newTown(pay, "=ffpp").judge(t, r)
	a, da := r.CaseLink(failing)
	b, db := r.CaseLink(recovered)
	if a.Resolved || !b.Resolved || da == db || a.URL != "https://quality.example.com/cases/case-pay" || a.GlobalID != b.GlobalID {
		t.Errorf("links are %+v and %+v", a, b)
	}
	if _, again := r.CaseLink(newTown(pay, "=fff").judge(t, r)); again != da {
		t.Error("a further failure changes no link")
	}
	r.Web = ""
	if l, _ := r.CaseLink(failing); l.URL != pay.URL {
		t.Errorf("without our pages the tool's is linked: %s", l.URL)
	}
}
