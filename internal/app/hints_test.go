package app

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/hook"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// TestHintsRing: a lone hint rings after a second, a burst once, a storm every ten seconds;
// what our own account did waits for the end of the cycle that may have done it.
func TestHintsRing(t *testing.T) {
	one, two := hook.Issue{ID: "1", Key: "SHOP-1"}, hook.Issue{ID: "2", Key: "SHOP-2"}
	wrote := func(h *hints) {
		h.cycled("jira", record.Cycle{Outcomes: []plan.Outcome{{Issue: "SHOP-1", Result: plan.Done}, {Issue: "SHOP-2", Result: plan.Skipped}}})
	}
	for name, c := range map[string]struct {
		do   func(h *hints, busy *atomic.Bool)
		want string
	}{
		"nothing": {func(*hints, *atomic.Bool) {}, ""},
		"one":     {func(h *hints, _ *atomic.Bool) { h.add("jira", "shop", one, false) }, "1s"},
		"a burst": {func(h *hints, _ *atomic.Bool) {
			for range 100 {
				h.add("jira", "shop", one, false)
				h.add("jira", "shop", two, false)
			}
		}, "1s"},
		"two after each other": {func(h *hints, _ *atomic.Bool) {
			h.add("jira", "shop", one, false)
			time.Sleep(3 * time.Second)
			h.take("shop")
			h.add("jira", "shop", two, false)
		}, "1s 11s"},
		"two with a rest": {func(h *hints, _ *atomic.Bool) {
			h.add("jira", "shop", one, false)
			time.Sleep(time.Minute)
			h.take("shop")
			h.add("jira", "shop", two, false)
		}, "1s 1m1s"},
		"a storm": {func(h *hints, _ *atomic.Bool) {
			for i := range 10_000 {
				h.add("jira", "shop", hook.Issue{Key: fmt.Sprintf("SHOP-%d", i+1)}, false)
				time.Sleep(5 * time.Millisecond)
			}
		}, "1s 11s 21s 31s 41s 51s"},
		"seen by another cycle": {func(h *hints, _ *atomic.Bool) {
			h.add("jira", "shop", one, false)
			h.take("shop")
		}, ""},
		"an echo after the cycle": {func(h *hints, _ *atomic.Bool) { wrote(h); h.add("jira", "shop", one, true) }, ""},
		"an echo at another site": {func(h *hints, _ *atomic.Bool) { wrote(h); h.add("legacy", "shop", one, true) }, "1s"},
		"an old echo":             {func(h *hints, _ *atomic.Bool) { wrote(h); time.Sleep(2 * time.Hour); h.add("jira", "shop", one, true) }, "2h0m1s"},
		"an echo of what was not tried": {func(h *hints, _ *atomic.Bool) { wrote(h); h.add("jira", "shop", two, true) },
			"1s"},
		"a person after our write": {func(h *hints, _ *atomic.Bool) {
			wrote(h)
			h.add("jira", "shop", one, true)
			h.add("jira", "shop", one, false)
		}, "1s"},
		"an echo during the cycle": {func(h *hints, busy *atomic.Bool) {
			busy.Store(true)
			h.add("jira", "shop", one, true)
			time.Sleep(30*time.Second + time.Millisecond)
			wrote(h)
			busy.Store(false)
		}, ""},
		"our account by another hand": {func(h *hints, busy *atomic.Bool) {
			busy.Store(true)
			h.add("jira", "shop", two, true)
			time.Sleep(30*time.Second + time.Millisecond)
			busy.Store(false)
		}, "31s"},
		"a person during the cycle": {func(h *hints, busy *atomic.Bool) {
			busy.Store(true)
			h.add("jira", "shop", one, true)
			h.add("jira", "shop", two, false)
		}, "1s"},
		"the sync goes away": {func(h *hints, _ *atomic.Bool) {
			h.add("jira", "shop", one, false)
			h.keep(func(string) bool { return false })
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				var busy atomic.Bool
				rung := make(chan string, 100)
				h := newHints(time.Now, func(string) { rung <- time.Since(begun).String() }, func(string) bool { return busy.Load() })
				c.do(h, &busy)
				time.Sleep(time.Hour)
				synctest.Wait()
				close(rung)
				var got []string
				for at := range rung {
					got = append(got, at)
				}
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("rings at %q, want %q", text, c.want)
				}
			})
		})
	}
}
