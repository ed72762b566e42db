package jiratest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// sprintField is the field of sprints of the site, and its id.
func (w *World) sprintField() jira.Field {
	w.Helper()
	fs, err := w.Jira.Fields(w.Context())
	w.ok(err)
	f, ok := jira.SprintField(fs)
	if !ok {
		w.Fatal("the site has no field of sprints")
	}
	return f
}

// versions: all releases of a project in its order, with their days; one request.
func versions(w *World) {
	w.ok(w.Sim.As(Ada).AddVersion("SHOP", "2026"))
	got, err := w.Jira.Versions(w.Context(), "SHOP")
	w.ok(err)
	w.equal("requests", w.Sim.RequestCount(), 1)
	now, told := time.Now().UTC(), []string{}
	for _, v := range got {
		if v.Project != "SHOP" || v.ID == "" || !v.Date.Equal(v.Date.UTC().Truncate(24*time.Hour)) {
			w.Errorf("a version is %+v", v)
		}
		told = append(told, fmt.Sprint(v.Name, " ", v.Released, " ", !v.Start.IsZero(), " ", days(now, v.Date)))
	}
	w.equal("versions", told, []string{"1.3 true true -30", "1.4 false true 10", "1.5 false false 40", "2026 false false none"})
	none, err := w.Jira.Versions(w.Context(), "OPS")
	w.ok(err)
	w.equal("versions of a project without any", len(none), 0)
	_, err = w.Jira.Versions(w.Context(), "NOPE")
	w.kind(err, jira.NotFound)
	_, err = w.as(Demo, "no-such-token").Versions(w.Context(), "SHOP")
	w.kind(err, jira.Auth)
}

// days is how many days lie between two days.
func days(from, to time.Time) string {
	if to.IsZero() {
		return "none"
	}
	return fmt.Sprint(int(to.Sub(from.Truncate(24*time.Hour)).Hours() / 24))
}

// sprints: those that are asked for, each once, with the name of their board; what is not
// there is left out.
func sprints(w *World) {
	w.ok(w.Sim.As(Ada).CloseSprint(2))
	w.ok(w.Sim.As(Ada).StartSprint(3))
	w.Sim.ResetRequests()
	got, err := w.Jira.Sprints(w.Context(), []string{"2", "3", "99", "2", "1"})
	w.ok(err)
	w.equal("requests", []int{w.requests("GET", "sprint/{sprintId}"), w.requests("GET", "board/{boardId}")}, []int{4, 1})
	var told []string
	for _, s := range got {
		told = append(told, fmt.Sprint(s.ID, " ", s.Name, " ", s.State, " ", s.BoardID, " ", s.Board, " ", !s.Start.IsZero(), !s.End.IsZero(), !s.Completed.IsZero()))
	}
	w.equal("sprints", told, []string{"2 SHOP Sprint 2 closed 1 SHOP board true true true", "3 SHOP Sprint 3 active 1 SHOP board true true false",
		"1 SHOP Sprint 1 closed 1 SHOP board true true true"})
	w.equal("closed when", time.Since(got[0].Completed).Truncate(time.Minute), time.Duration(0))
	none, err := w.Jira.Sprints(w.Context(), nil)
	w.ok(err)
	w.equal("sprints when none is asked for", len(none), 0)
	w.did()
}

// sprintsUnseen: no Jira Software, no license for it, a board that is private; a login
// that is refused is told, and so are scopes that lack.
func sprintsUnseen(w *World) {
	const at = "/rest/agile/1.0/"
	words := `{"message":"null for uri: ` + w.base + at + `sprint/1","status-code":404}`
	for _, c := range []struct {
		endpoint string
		status   int
		body     string
		want     string // what is read, or the kind of the error
	}{
		{at, 404, words, "none"}, {at, 404, "<html><title>Not Found</title></html>", "none"}, {at, 403, `{"errorMessages":["no license"],"errors":{}}`, "none"},
		{"board/{boardId}", 404, `{"errorMessages":["private"],"errors":{}}`, "1 of "}, {"board/{boardId}", 403, `{}`, "1 of "},
		{"sprint/{sprintId}", 401, `{"code":401,"message":"Unauthorized; scope does not match"}`, "refused"},
		{"sprint/{sprintId}", 401, `{"errorMessages":["who are you"],"errors":{}}`, "auth"}, {"board/{boardId}", 500, `{}`, "unavailable"}, {"sprint/{sprintId}", 200, `{}`, "unavailable"},
	} {
		f := simjira.Fault{Effect: simjira.Status, Status: c.status, Body: c.body}
		if c.endpoint == at {
			f.Path = at
		} else {
			f.Endpoint = c.endpoint
		}
		if c.status == 401 { // Data Center tells to whom it says so
			f.Headers = map[string]string{"X-AUSERNAME": ""}
		}
		w.fault(f)
		got, err := w.Jira.Sprints(w.Context(), []string{"1", "1"})
		told := string(jira.KindOf(err))
		switch {
		case err == nil && len(got) == 0:
			told = "none"
		case err == nil:
			told = got[0].ID + " of " + got[0].Board
		}
		w.equal(fmt.Sprint(c.status, " of ", c.endpoint, " ", c.body), told, c.want)
		if c.want == "refused" {
			w.says(err, "scope does not match", "docs/jira.md")
		}
	}
	w.fault()
	w.ok(w.Sim.As(Ada).AddLabel("SHOP-1", "x"))
	_, err := w.as(Demo, "no-such-token").Sprints(w.Context(), []string{"1"})
	w.kind(err, jira.Auth)
}

// sprintsOfIssues: the field tells all sprints that an issue is or was in, and is not
// written.
func sprintsOfIssues(w *World) {
	f := w.sprintField()
	ada := w.Sim.As(Ada)
	w.ok(ada.CloseSprint(2))
	w.ok(ada.PlanSprint(3, "SHOP-7"))
	issues, err := w.Jira.Read(w.Context(), []string{"SHOP-7", "SHOP-1", "SHOP-12"}, f)
	w.ok(err)
	got := map[string]jira.Value{}
	for _, i := range issues {
		got[i.Key] = i.Fields[f.ID]
	}
	w.equal("sprints", got, map[string]jira.Value{"SHOP-1": {"2"}, "SHOP-7": {"2", "3"}, "SHOP-12": nil})
	w.Sim.ResetRequests()
	err = w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Fields: map[string]jira.Value{f.ID: {"3"}}})
	w.says(w.kind(err, jira.Refused), f.ID, "people plan them on the board")
	d := draft(1)
	d.Fields = map[string]jira.Value{f.ID: {"3"}}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.says(w.kind(made[0].Err, jira.Refused), f.ID, "does not set them")
	w.equal("writes", w.requests("PUT", "issue/{issueIdOrKey}")+w.requests("POST", "issue"), 0)
}

// searchPlanned: by version and sprint, by somebody's own words, and both.
func searchPlanned(w *World) {
	ada := w.Sim.As(Ada)
	w.ok(ada.AddVersion("SHOP", "10002")) // a name that is the id of 1.5
	w.ok(ada.SetFixVersion("SHOP-12", "10002"))
	shop := jira.Query{}.InProjects("SHOP").ByKey()
	find := func(what string, q jira.Query, want string) {
		w.Helper()
		issues, err := w.Jira.Search(w.Context(), q, 0)
		w.ok(err)
		got := keys(issues)
		slices.SortFunc(got, func(a, b string) int { return len(a)*100 + strings.Compare(a, b) - len(b)*100 })
		w.equal(what, strings.Join(got, " "), want)
	}
	planned := func(versions, sprints []string) jira.Query {
		q, ok := shop.PlannedFor(versions, sprints)
		w.equal("there is something to look for", ok, true)
		return q
	}
	find("a release", planned([]string{"10002"}, nil), "SHOP-8 SHOP-9")
	find("a sprint", planned(nil, []string{"1"}), "SHOP-4 SHOP-5")
	find("either", planned([]string{"10002"}, []string{"1", "3"}), "SHOP-4 SHOP-5 SHOP-8 SHOP-9")
	find("own words", shop.Matching(`type = Story and labels = "checkout" or key = SHOP-3`), "SHOP-2 SHOP-3 SHOP-7")
	find("both", planned(nil, []string{"2"}).Matching("type = Story or type = Epic"), "SHOP-1 SHOP-2 SHOP-7 SHOP-11")
	for _, q := range []jira.Query{planned([]string{"99"}, nil), planned(nil, []string{"99"}), planned([]string{"10002"}, []string{"2", "99"}),
		shop.Matching("fixVersion = nope"), shop.Matching("sprint = nope"), shop.Matching("key = SHOP-1) or (key = SHOP-2")} {
		_, err := w.Jira.Search(w.Context(), q, 0)
		w.kind(err, jira.Refused)
	}
}

// labelHistory: what came and went, by whom and when, over all pages, oldest first.
func labelHistory(w *World) {
	ada, begun := w.Sim.As(Ada), time.Now()
	w.ok(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{AddLabels: []string{"b", "a"}, RemoveLabels: []string{"cart"}}))
	w.did("update SHOP-1 labels")
	for n := range 120 {
		time.Sleep(time.Minute)
		w.ok(ada.Edit("SHOP-1", simjira.Fields{"summary": fmt.Sprint("x", n)}))
	}
	w.ok(ada.AddLabel("SHOP-1", "qa-waived"))
	time.Sleep(time.Hour)
	w.ok(ada.RemoveLabel("SHOP-1", "qa-waived", "a"))
	got, err := w.Jira.LabelHistory(w.Context(), w.issue("SHOP-1").ID)
	w.ok(err)
	var told []string
	for _, c := range got {
		told = append(told, fmt.Sprint(map[bool]string{true: "+", false: "-"}[c.Added], c.Label, " ", c.Who, " ", c.At.Sub(begun).Truncate(time.Minute)))
	}
	w.equal("history", told, []string{"-cart Demo User 0s", "+a Demo User 0s", "+b Demo User 0s", "+qa-waived Ada Example 2h0m0s", "-a Ada Example 3h0m0s", "-qa-waived Ada Example 3h0m0s"})
	none, err := w.Jira.LabelHistory(w.Context(), "SHOP-2")
	w.ok(err)
	w.equal("history of an issue that nobody changed", len(none), 0)
	_, err = w.Jira.LabelHistory(w.Context(), "SHOP-999")
	w.kind(err, jira.NotFound)
	_, err = w.as(Demo, "no-such-token").LabelHistory(w.Context(), "SHOP-1")
	w.kind(err, jira.Auth)
}
