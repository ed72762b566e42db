package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// cycle is a cycle of these tests with a plan that held two cases.
func cycle(n int, sync string) record.Cycle {
	change := plan.Change{ID: fmt.Sprint("change", n), Verb: plan.Comment, Target: plan.Target{Project: "SHOP", Issue: "SHOP-1"},
		Reason: plan.PassedAgain, Why: "it passes", Case: cart("adds").ID, Work: plan.Work{Note: &plan.NoteWork{Digest: "d"}}}
	return record.Cycle{ID: fmt.Sprint("cycle-", sync, n), Sync: sync, Trigger: "schedule", Started: minute(n), Finished: minute(n + 1),
		Collected: []record.Collected{{Source: "unit", Runs: 1, Took: time.Second}},
		Plan: plan.Plan{Sync: sync, Made: minute(n), Changes: []plan.Change{change}, Holds: []plan.Hold{{Change: change, Hold: plan.HoldLimit}},
			Failing: []plan.CaseState{{Case: cart("adds").ID, Title: fmt.Sprint("state ", n), State: plan.StateHeld}}},
		Stories:  []verdict.Story{{Key: "SHOP-7", Total: n, Cases: []model.CaseID{cart("adds").ID}}},
		Outcomes: []plan.Outcome{{Change: change, Result: plan.Failed, At: minute(n)}},
		Faults:   []record.Fault{{Step: "apply", Text: "no"}}, Requests: map[string]int{"jira": 3}}
}

// cycles checks the journal of cycles.
func cycles(t *testing.T, s *store.Store) {
	ctx := t.Context()
	for n := range 5 {
		must(t, s.PutCycle(ctx, cycle(n, "shop")), s.PutCycle(ctx, cycle(n, "web")))
	}
	again := cycle(2, "shop")
	again.Trigger = "command"
	must(t, s.PutCycle(ctx, again))
	got, err := s.Cycle(ctx, again.ID)
	must(t, err)
	equal(t, "cycle", got, again)
	if _, err := s.Cycle(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such cycle: %v", err)
	}

	list, err := s.Cycles(ctx, "shop", minute(4), 2)
	must(t, err)
	equal(t, "page", ids(list), []string{"cycle-shop3", "cycle-shop2"})
	want := again
	want.Plan = plan.Plan{Sync: "shop", Made: minute(2)}
	want.Stories = nil
	want.Outcomes[0].Change.Work = plan.Work{}
	equal(t, "summary", list[1], want)
	equal(t, "word", list[1].Word(), "incomplete")
	list, err = s.Cycles(ctx, "", time.Time{}, 3)
	must(t, err)
	equal(t, "page of all", ids(list), []string{"cycle-web4", "cycle-shop4", "cycle-web3"})
	list, err = s.Cycles(ctx, "", time.Time{}, 0)
	must(t, err)
	equal(t, "all", len(list), 10)
}

// ids are the ids of cycles.
func ids(cycles []record.Cycle) []string {
	var out []string
	for _, c := range cycles {
		out = append(out, c.ID)
	}
	return out
}

// failing checks that the latest plan of each sync speaks, not a cycle without one.
func failing(t *testing.T, s *store.Store) {
	ctx := t.Context()
	broken := record.Cycle{ID: "broken", Sync: "shop", Started: minute(9), Faults: []record.Fault{{Step: "observe", Fatal: true}}}
	must(t, s.PutCycle(ctx, cycle(2, "shop")), s.PutCycle(ctx, cycle(1, "shop")), s.PutCycle(ctx, broken), s.PutCycle(ctx, cycle(3, "web")))
	got, err := s.Failing(ctx)
	must(t, err)
	equal(t, "failing", got, map[string][]plan.CaseState{"shop": cycle(2, "shop").Plan.Failing, "web": cycle(3, "web").Plan.Failing})
	c, err := s.Cycle(ctx, "broken")
	must(t, err)
	equal(t, "a cycle without a plan", c, broken)

	want := cycle(2, "shop")
	want.Plan.Changes, want.Plan.Holds = nil, nil
	c, err = s.Judged(ctx, "shop")
	must(t, err)
	equal(t, "judged", c, want)
	if _, err := s.Judged(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a sync that never judged: %v", err)
	}
}

// lastOK checks which cycles count as good ones.
func lastOK(t *testing.T, s *store.Store) {
	ctx := t.Context()
	good, dry := cycle(1, "shop"), cycle(2, "shop")
	good.Outcomes, dry.Outcomes, dry.Dry = nil, nil, true
	for _, step := range []struct {
		put  record.Cycle
		want time.Time
	}{{cycle(0, "shop"), time.Time{}}, {good, minute(2)}, {dry, minute(3)}, {cycle(3, "shop"), minute(3)}} {
		must(t, s.PutCycle(ctx, step.put))
		got, err := s.LastOK(ctx, "shop")
		must(t, err)
		equal(t, "last good cycle after "+step.put.ID, got, step.want)
	}
}

// written is a write of these tests.
func written(n int, issue string, c model.CaseID) record.Write {
	return record.Write{Cycle: fmt.Sprint("cycle", n/2), Sync: "shop", Outcome: plan.Outcome{Result: plan.Done, Issue: issue, At: minute(n),
		Change: plan.Change{ID: fmt.Sprint("change", n), Verb: plan.Update, Case: c, Fields: []plan.Field{{Name: "summary", From: "a", To: "b"}}}}}
}

// writes checks the history and its filters.
func writes(t *testing.T, s *store.Store) {
	w := []record.Write{written(0, "SHOP-1", "a"), written(1, "SHOP-2", "a"), written(2, "SHOP-1", "b"), written(3, "", "b")}
	w[3].Outcome.Change.Target.Issue = "SHOP-1" // a write that failed names what it aimed at
	must(t, s.AddWrites(t.Context(), w[:1]), s.AddWrites(t.Context(), w[1:3]), s.AddWrites(t.Context(), w[3:]), s.AddWrites(t.Context(), nil))
	for _, c := range []struct {
		filter store.WriteFilter
		want   []int
	}{
		{store.WriteFilter{}, []int{3, 2, 1, 0}},
		{store.WriteFilter{Limit: 2}, []int{3, 2}},
		{store.WriteFilter{Issue: "SHOP-1"}, []int{3, 2, 0}},
		{store.WriteFilter{Case: "a"}, []int{1, 0}},
		{store.WriteFilter{Cycle: "cycle1"}, []int{3, 2}},
		{store.WriteFilter{Since: minute(1)}, []int{3, 2, 1}},
		{store.WriteFilter{Issue: "SHOP-1", Case: "b", Since: minute(1), Limit: 1}, []int{3}},
		{store.WriteFilter{Issue: "SHOP-9"}, nil},
	} {
		got, err := s.Writes(t.Context(), c.filter)
		must(t, err)
		var want []record.Write
		for _, n := range c.want {
			want = append(want, w[n])
		}
		equal(t, fmt.Sprintf("%+v", c.filter), got, want)
	}
}

// brake checks pauses, their ends, and which of two holds.
func brake(t *testing.T, s *store.Store) {
	ctx := t.Context()
	shop := record.Pause{Sync: "shop", Until: minute(10), Reason: "release day", Who: "ada", At: minute(0)}
	all := record.Pause{Reason: "migration", Who: "bob", At: minute(1)}
	paused := func(sync string, now int) record.Pause {
		t.Helper()
		p, ok, err := s.Paused(ctx, sync, minute(now))
		must(t, err)
		equal(t, "paused at all", ok, p != record.Pause{})
		return p
	}
	equal(t, "no pause", paused("shop", 1), record.Pause{})
	must(t, s.SetPause(ctx, shop))
	equal(t, "own pause", paused("shop", 9), shop)
	equal(t, "another sync", paused("web", 9), record.Pause{})
	equal(t, "expired", paused("shop", 10), record.Pause{})
	must(t, s.SetPause(ctx, all))
	equal(t, "pause of all", paused("web", 9999), all)
	pauses, err := s.Pauses(ctx, minute(9))
	must(t, err)
	equal(t, "pauses", pauses, []record.Pause{all, shop})
	shop.Until, shop.Reason = time.Time{}, "until further notice"
	must(t, s.SetPause(ctx, shop), s.Resume(ctx, ""), s.Resume(ctx, "never paused"))
	equal(t, "after resuming all", paused("web", 9), record.Pause{})
	equal(t, "the sync's own stays", paused("shop", 9999), shop)
	must(t, s.Resume(ctx, "shop"))
	equal(t, "resumed", paused("shop", 9), record.Pause{})
}
