package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// scope is how a release of these tests stands, with so many stories.
func scope(sync, id string, stories int) readiness.Readiness {
	r := readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: id, Name: "1." + id}, Sync: sync,
		State: readiness.NotReady, Why: "Not ready", AsOf: minute(1), Stories: map[verdict.Word]int{verdict.Failing: stories}, Total: stories,
		Tests: map[verdict.Progress]int{verdict.Failed: 1}, Failing: map[plan.StateWord]int{plan.StateDefect: 1},
		Defects: []readiness.PriorityCount{{Priority: "High", Open: 2, Blocking: true}}, Risks: []readiness.Risk{},
		Score: readiness.Score{Total: 0.5, Parts: map[string]float64{"failing": 0.5}}}
	for n := range stories {
		m := readiness.Member{IssueID: fmt.Sprint(n), Key: fmt.Sprint("SHOP-", n+1), Title: "Pay 100% of a_cart", Verdict: verdict.Failing}
		if n%2 == 1 {
			m.Verdict, m.Title = verdict.FullyTested, "ÄPFEL and pears"
		}
		r.Members = append(r.Members, m)
	}
	return r
}

// keys lists the keys of stories.
func keys(page record.MemberPage) []string {
	out := []string{}
	for _, m := range page.Members {
		out = append(out, m.Key)
	}
	return out
}

// scopes checks what is kept of releases and their stories.
func scopes(t *testing.T, s *store.Store) {
	ctx := t.Context()
	a, b := scope("shop", "4", 5), scope("shop", "5", 1)
	must(t, s.PutScopes(ctx, "shop", []readiness.Readiness{a, b}), s.PutScopes(ctx, "web", []readiness.Readiness{scope("web", "4", 2)}))
	all, err := s.Scopes(ctx, []string{"shop"})
	must(t, err)
	bare := a
	bare.Members = nil
	equal(t, "scopes of one sync", len(all), 2)
	equal(t, "a scope", all[0], bare)
	one, err := s.Scope(ctx, record.NameOf(a))
	must(t, err)
	equal(t, "one scope", one, bare)
	briefs, err := s.ScopeBriefs(ctx, []string{"shop"})
	must(t, err)
	equal(t, "in brief", briefs[0], a.Brief())
	of, err := s.MembersOf(ctx, "SHOP-2", []string{"shop", "web"})
	must(t, err)
	equal(t, "what holds a story", of, map[record.ScopeName]readiness.Member{record.NameOf(a): a.Members[1], {Sync: "web", Kind: readiness.Release, ID: "4"}: a.Members[1]})
	if _, err := s.Scope(ctx, record.ScopeName{Sync: "shop", Kind: readiness.Sprint, ID: "4"}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a scope that is not judged: %v", err)
	}
	if none, err := s.Scopes(ctx, nil); err != nil || none != nil {
		t.Errorf("of no sync: %v, %v", none, err)
	}

	name := record.NameOf(a)
	page, err := s.Members(ctx, name, record.MemberFilter{Limit: 2})
	must(t, err)
	equal(t, "first page", keys(page), []string{"SHOP-1", "SHOP-2"})
	page, err = s.Members(ctx, name, record.MemberFilter{Limit: 2, After: page.Next})
	must(t, err)
	equal(t, "second page", keys(page), []string{"SHOP-3", "SHOP-4"})
	page, err = s.Members(ctx, name, record.MemberFilter{Limit: 2, After: page.Next})
	must(t, err)
	equal(t, "last page", keys(page), []string{"SHOP-5"})
	equal(t, "after the last", page.Next, 0)
	for search, want := range map[string][]string{"100%": {"SHOP-1", "SHOP-3", "SHOP-5"}, "a_c": {"SHOP-1", "SHOP-3", "SHOP-5"}, "axc": {}, "äpfel": {"SHOP-2", "SHOP-4"}, "shop-3": {"SHOP-3"}, "!": {}} {
		page, err := s.Members(ctx, name, record.MemberFilter{Search: search})
		must(t, err)
		equal(t, "search for "+search, keys(page), want)
	}
	page, err = s.Members(ctx, name, record.MemberFilter{Verdict: verdict.FullyTested, Search: "pears"})
	must(t, err)
	equal(t, "by verdict", keys(page), []string{"SHOP-2", "SHOP-4"})

	a.Members, a.Total = a.Members[:1], 1
	must(t, s.PutScopes(ctx, "shop", []readiness.Readiness{a}))
	all, err = s.Scopes(ctx, []string{"shop", "web"})
	must(t, err)
	equal(t, "what is no longer judged goes", len(all), 2)
	page, err = s.Members(ctx, name, record.MemberFilter{})
	must(t, err)
	equal(t, "fewer stories", keys(page), []string{"SHOP-1"})
	page, err = s.Members(ctx, record.NameOf(b), record.MemberFilter{})
	must(t, err)
	equal(t, "stories of what went", keys(page), []string{})
}

// frozen checks that what was frozen stays as it was.
func frozen(t *testing.T, s *store.Store) {
	ctx := t.Context()
	then := scope("shop", "3", 2)
	f := record.Frozen{At: minute(5), Cycle: "c1", Then: then}
	first, err := s.Freeze(ctx, f)
	must(t, err)
	equal(t, "the first word", first, true)
	later := f
	later.At, later.Then = minute(9), scope("shop", "3", 1)
	first, err = s.Freeze(ctx, later)
	must(t, err)
	equal(t, "a later word", first, false)
	got, err := s.Frozen(ctx, record.NameOf(then))
	must(t, err)
	equal(t, "frozen", got, f)
	must(t, s.PutScopes(ctx, "shop", nil))
	f.Then = f.Then.Brief()
	for _, read := range []func() ([]record.Frozen, error){
		func() ([]record.Frozen, error) { return s.FrozenScopes(ctx, 0, 10) },
		func() ([]record.Frozen, error) { return s.FrozenAs(ctx, readiness.Release, "SHOP", "1.3") },
		func() ([]record.Frozen, error) { return s.FrozenWith(ctx, readiness.Release, "3") },
	} {
		list, err := read()
		must(t, err)
		equal(t, "what is frozen", list, []record.Frozen{f})
	}
	list, err := s.FrozenScopes(ctx, 1, 10)
	must(t, err)
	equal(t, "after the last that is frozen", len(list), 0)
	if _, err := s.Frozen(ctx, record.ScopeName{Sync: "shop", Kind: readiness.Sprint, ID: "3"}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("nothing is frozen there: %v", err)
	}
}

// trends checks that the last word of a day counts, and that old days go.
func trends(t *testing.T, s *store.Store) {
	ctx := t.Context()
	name := record.ScopeName{Sync: "shop", Kind: record.Project, ID: "SHOP"}
	day := func(n, open int) record.Trend {
		return record.Trend{Day: time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC), Stories: map[verdict.Word]int{verdict.Failing: n}, Failing: map[plan.StateWord]int{}, Open: open}
	}
	for _, d := range []record.Trend{day(2, 1), day(3, 2), day(3, 4), day(10, 5)} {
		must(t, s.PutTrends(ctx, map[record.ScopeName]record.Trend{name: d}))
	}
	got, err := s.Trends(ctx, name, day(3, 0).Day)
	must(t, err)
	equal(t, "days", got, []record.Trend{day(3, 4), day(10, 5)})
	n, err := s.PruneTrends(ctx, day(10, 0).Day.Add(5*time.Hour))
	must(t, err)
	equal(t, "removed", n, 2)
	got, err = s.Trends(ctx, name, time.Time{})
	must(t, err)
	equal(t, "what is left", got, []record.Trend{day(10, 5)})
}
