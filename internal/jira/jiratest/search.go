package jiratest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// plant makes n issues by hand, all with one label.
func (w *World) plant(n int, label string) []string {
	w.Helper()
	var out []string
	for i := range n {
		key, err := w.Sim.As(Ada).Create("SHOP", "Task", fmt.Sprintf("planted %d", i), simjira.Fields{"labels": []string{label}})
		w.ok(err)
		out = append(out, key)
	}
	return out
}

// searchPages: every page to the end, each issue once, with its fields.
func searchPages(w *World) {
	want := w.plant(250, "many")
	issues, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("many"), 0)
	w.ok(err)
	got := keys(issues)
	slices.Sort(got)
	slices.Sort(want)
	w.equal("keys", got, want)
	i := issues[0]
	if i.Summary == "" || i.Project != "SHOP" || i.Type != "Task" || i.Category != jira.ToDo || i.Created.IsZero() ||
		i.Updated.IsZero() || i.Creator == "" || !i.Has("many") || i.Subtask || i.Priority != "Medium" {
		w.Errorf("the first issue is %+v", i)
	}
	none, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("nobody-has-this"), 0)
	w.ok(err)
	w.equal("issues without the label", len(none), 0)
}

// searchMoves: an issue that moves to a later page while pages are read comes once.
func searchMoves(w *World) {
	planted := w.plant(220, "moving")
	edits := 0
	w.wire.interrupt(func(req *http.Request) {
		if strings.HasSuffix(req.URL.Path, w.Suite.Search) {
			if edits++; edits == 2 {
				w.ok(w.Sim.As(Ada).AddLabel(planted[3], "touched"))
			}
		}
	})
	time.Sleep(time.Minute)
	issues, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("moving").OldestUpdate(), 0)
	w.ok(err)
	got := keys(issues)
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != len(issues) || n != 220 {
		w.Errorf("%d issues, %d of them different; want 220", len(issues), n)
	}
}

// searchMax: never more than asked for, and no page more than needed.
func searchMax(w *World) {
	w.plant(250, "many")
	for _, max := range []int{1, 99, 100, 101, 150, 249, 250, 251, 1000} {
		issues, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("many").NewestFirst(), max)
		w.ok(err)
		w.equal(fmt.Sprintf("issues with max %d", max), len(issues), min(max, 250))
	}
	issues, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP").NewestFirst(), 1)
	w.ok(err)
	w.equal("the newest", keys(issues), []string{"SHOP-262"})
}

// searchValues: whatever a value holds, it stays a value.
func searchValues(w *World) {
	odd := `a"b\c'd)(,OR[1]`
	w.ok(w.Sim.As(Ada).AddLabel("SHOP-7", odd))
	issues, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled(odd), 0)
	w.ok(err)
	w.equal("issues with an odd label", keys(issues), []string{"SHOP-7"})
	for _, v := range []string{`x" OR project = PAY OR labels = "y`, `x\`, `\" OR project = SHOP`, "x\" OR\nproject=SHOP", "\x00\x1b[31m",
		"EMPTY", "currentUser()", "*", "x' OR 'a'='a", "x) OR (project = SHOP", "\u201d OR project = SHOP", "ORDER BY key", "🧪"} {
		issues, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP").Labelled(v), 0)
		if err != nil || len(issues) > 0 {
			w.Errorf("label %q finds %v, error %v", v, keys(issues), err)
		}
		_, err = w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP", v), 0)
		w.kind(err, jira.Refused)
	}
}

// searchZone: dates are read in the zone of the account, by the minute.
func searchZone(w *World) {
	time.Sleep(7*time.Hour + 40*time.Minute + 30*time.Second)
	w.ok(w.Sim.As(Ada).AddLabel("SHOP-7", "now"))
	at := time.Now()
	for _, account := range [][2]string{{Demo, "demo-token"}, {Ada, "ada-token"}, {"guest@example.com", "guest-token"}} {
		g := w.as(account[0], account[1])
		me, err := g.Myself(w.Context())
		w.ok(err)
		zone, err := time.LoadLocation(me.TimeZone)
		w.ok(err)
		for shift, want := range map[time.Duration]int{-time.Hour: 1, -time.Minute: 1, 0: 1, 29 * time.Second: 1, 30 * time.Second: 0, time.Hour: 0} {
			issues, err := g.Search(w.Context(), jira.Query{}.InProjects("SHOP").UpdatedSince(at.Add(shift), zone), 0)
			w.ok(err)
			w.equal(fmt.Sprintf("updated since %s of it, in %s", shift, zone), len(issues), want)
		}
		before, err := g.Search(w.Context(), jira.Query{}.InProjects("SHOP").CreatedBefore(at, zone).NewestFirst(), 1)
		w.ok(err)
		w.equal("the newest before that", keys(before), []string{"SHOP-12"})
	}
}

// searchLag: the index lags; reading by id or key does not.
func searchLag(w *World) {
	w.site(simjira.Options{IndexLag: time.Minute}, w.wire.tape)
	made, err := w.Jira.Create(w.Context(), drafts(1))
	w.ok(err)
	w.did("create SHOP-13")
	found, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("syncd-k000"), 0)
	w.ok(err)
	w.equal("in the index", len(found), 0)
	w.equal("read by id", w.read(made[0].ID).Key, "SHOP-13")
	time.Sleep(time.Minute)
	found, err = w.Jira.Search(w.Context(), jira.Query{}.Labelled("syncd-k000"), 0)
	w.ok(err)
	w.equal("in the index later", keys(found), []string{"SHOP-13"})
}
