package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"syncd/internal/config"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// reviewed is a store in which two syncs judge releases, at a moment.
func reviewed(t *testing.T, now time.Time) reviews {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "syncd.db"), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	cfg := &config.Config{}
	cfg.Jira.URL = "https://acme.atlassian.net/"
	for _, name := range []string{"pay", "shop"} {
		cfg.Syncs = append(cfg.Syncs, config.Sync{Name: name, Verdict: config.Verdict{DarkAfter: 24 * time.Hour}})
	}
	return reviews{cfg, st, now}
}

// judgedAs is a release as a sync judges it.
func judgedAs(sync, id, name string, state readiness.State, at time.Time, stories int) readiness.Readiness {
	r := readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: id, Name: name}, Sync: sync, State: state, Why: state.Words(),
		AsOf: at, Evidence: verdict.Complete, Total: stories, Stories: map[verdict.Word]int{}, Tests: map[verdict.Progress]int{}, Failing: map[plan.StateWord]int{}}
	for n := range stories {
		r.Members = append(r.Members, readiness.Member{Key: fmt.Sprintf("SHOP-%d", n+1), Verdict: verdict.Failing})
	}
	for _, kind := range readiness.RiskKinds() {
		risk := readiness.Risk{Kind: kind, Count: stories}
		for n := range min(stories, readiness.ItemsMax) {
			risk.Items = append(risk.Items, readiness.Item{Key: fmt.Sprintf("SHOP-%d", n+1)})
		}
		r.Risks = append(r.Risks, risk)
	}
	return r
}

// ask is a release of SHOP.
func ask(name string) record.ScopeAsk {
	return record.ScopeAsk{Kind: readiness.Release, Project: "SHOP", Name: name}
}

func TestTheWorstJudgementIsShown(t *testing.T) {
	now := time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	r := reviewed(t, now)
	put(t, r, "pay", judgedAs("pay", "14", "1.4", readiness.NotReady, now, 2))
	put(t, r, "shop", judgedAs("shop", "14", "1.4", readiness.AtRisk, now, 3), judgedAs("shop", "15", "1.5", readiness.Ready, now, 1))
	v, err := r.scope(t.Context(), ask("1.4"))
	if err != nil || v.Sync != "pay" || len(v.Judged) != 2 || v.Judged[1].Sync != "shop" || v.Outdated || v.HasThen || !v.HasLive {
		t.Errorf("%+v, %v", v, err)
	}
	if v.URL != "https://acme.atlassian.net/projects/SHOP/versions/14" || v.Issue("SHOP-1") != "https://acme.atlassian.net/browse/SHOP-1" {
		t.Errorf("addresses %q and %q", v.URL, v.IssuesAt)
	}
	one := ask("1.4")
	one.Sync = "shop"
	if v, err := r.scope(t.Context(), one); err != nil || v.Sync != "shop" || v.Total != 3 {
		t.Errorf("of one sync: %+v, %v", v, err)
	}
	list, err := r.list(t.Context(), 0)
	if err != nil || len(list.Releases) != 2 || list.Releases[0].Judges != 2 || list.Releases[0].Sync != "pay" {
		t.Errorf("%+v, %v", list, err)
	}
	_, err = r.scope(t.Context(), ask("9.9"))
	if !errors.Is(err, record.ErrNotFound) || !strings.Contains(err.Error(), "SHOP 1.4, SHOP 1.5") {
		t.Errorf("what is not judged: %v", err)
	}
	in, err := r.storyScopes(t.Context(), "jira", "SHOP-2")
	if err != nil || len(in) != 2 || in[0].Name != "1.4" {
		t.Errorf("SHOP-2 is planned for %+v, %v", in, err)
	}
}

// Where nobody has judged for long, nobody knows.
func TestAnOldJudgementIsNoAnswer(t *testing.T) {
	now := time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	r := reviewed(t, now)
	put(t, r, "shop", judgedAs("shop", "14", "1.4", readiness.Ready, now.Add(-25*time.Hour), 1))
	out, err := r.report(t.Context(), record.ScopeAsk{Kind: readiness.Release, Name: "1.4"}, "dev")
	if err != nil || !out.Outdated || out.ReportCode() != 5 || len(out.Doubting()) != 1 {
		t.Errorf("code %d, %q, %v", out.ReportCode(), out.Doubting(), err)
	}
}

func TestFrozenIsFound(t *testing.T) {
	now := time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	r := reviewed(t, now)
	for _, f := range []record.Frozen{{At: now.Add(-time.Hour), Then: judgedAs("shop", "13", "1.3", readiness.AtRisk, now, 2)},
		{At: now.Add(-2 * time.Hour), Then: judgedAs("shop", "12", "1.2", readiness.Ready, now, 2)}} {
		if _, err := r.store.Freeze(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	put(t, r, "shop", judgedAs("shop", "12", "1.2 (summer)", readiness.NotReady, now, 5)) // renamed since
	gone, err := r.scope(t.Context(), ask("1.3"))
	if err != nil || gone.FrozenAt.IsZero() || gone.HasLive {
		t.Errorf("what is tracked no longer: %+v, %v", gone, err)
	}
	page, err := r.members(t.Context(), gone, record.MemberFilter{Limit: 1})
	if err != nil || len(page.Members) != 1 || page.Next != 1 {
		t.Errorf("its stories: %+v, %v", page, err)
	}
	live, err := r.scope(t.Context(), ask("1.2 (summer)"))
	if err != nil || !live.FrozenAt.IsZero() || !live.HasThen || live.State != readiness.NotReady {
		t.Errorf("what is over and tracked: %+v, %v", live, err)
	}
	old := ask("1.2 (summer)")
	old.Frozen = true
	if then, err := r.scope(t.Context(), old); err != nil || then.State != readiness.Ready || then.Total != 2 {
		t.Errorf("how it stood under its old name: %+v, %v", then, err)
	}
	found, err := r.report(t.Context(), record.ScopeAsk{Kind: readiness.Release, Name: "1.3"}, "dev")
	if err != nil || len(found.Stories) != 2 || found.ReportCode() != 3 {
		t.Errorf("a report of what is tracked no longer: %+v, %v", found, err)
	}
}

// Lists of many large releases stay small.
func TestListsAreBrief(t *testing.T) {
	now := time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	r := reviewed(t, now)
	var all []readiness.Readiness
	for n := range 50 {
		all = append(all, judgedAs("shop", fmt.Sprint(n), fmt.Sprint("1.", n), readiness.NotReady, now, 200))
	}
	put(t, r, "shop", all...)
	list, err := r.list(t.Context(), 0)
	if err != nil || len(list.Releases) != 50 {
		t.Fatalf("%d releases, %v", len(list.Releases), err)
	}
	for _, row := range list.Releases {
		for _, risk := range row.Risks {
			if len(risk.Items) > 0 || risk.Count != 200 {
				t.Fatalf("a list reads the items of risks: %+v", risk)
			}
		}
	}
}

func TestWhatAReportMeans(t *testing.T) {
	now := time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	r := reviewed(t, now)
	pay := judgedAs("pay", "24", "1.4", readiness.Ready, now, 1)
	pay.Project = "PAY"
	sprints := []readiness.Readiness{judgedAs("shop", "2", "Sprint 2", readiness.Ready, now, 1), judgedAs("shop", "3", "2", readiness.Ready, now, 1)}
	for i := range sprints {
		sprints[i].Kind, sprints[i].Project = readiness.Sprint, ""
	}
	put(t, r, "pay", pay)
	put(t, r, "shop", append(sprints, judgedAs("shop", "14", "1.4", readiness.Ready, now, 1))...)
	_, err := r.report(t.Context(), record.ScopeAsk{Kind: readiness.Release, Name: "1.4"}, "dev")
	if err == nil || !strings.Contains(err.Error(), "any of 2: PAY, SHOP; name one with --project") {
		t.Errorf("an ambiguous name: %v", err)
	}
	for _, c := range []struct{ kind, project, name, want string }{{"release", "pay", "1.4", "24"}, {"sprint", "", "2", "2"}, {"sprint", "", "sprint 2", "2"}} {
		got, err := r.report(t.Context(), record.ScopeAsk{Kind: readiness.Kind(c.kind), Project: c.project, Name: c.name}, "dev")
		if err != nil || got.ID != c.want || got.ReportCode() != 0 {
			t.Errorf("%+v is %s, %v", c, got.ID, err)
		}
	}
}

// put stores judgements of a sync.
func put(t *testing.T, r reviews, sync string, all ...readiness.Readiness) {
	t.Helper()
	if err := r.store.PutScopes(t.Context(), sync, all); err != nil {
		t.Fatal(err)
	}
}
