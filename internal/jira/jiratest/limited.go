package jiratest

import (
	"net/http"
	"time"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// rateLimits: a create that was refused with 429 is sent again after the time that
// was asked for, in whatever form, and made once.
func rateLimits(w *World) {
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for _, tc := range []struct {
		name        string
		headers     map[string]string
		least, most time.Duration
	}{
		{"seconds", map[string]string{"Retry-After": "3"}, 3 * time.Second, 4 * time.Second},
		{"a date", map[string]string{"Retry-After": date(5 * time.Second), "Date": date(0)}, 5 * time.Second, 6 * time.Second},
		{"a date of a clock that is wrong", map[string]string{"Retry-After": date(2*time.Hour + 5*time.Second), "Date": date(2 * time.Hour)}, 5 * time.Second, 6 * time.Second},
		{"zero", map[string]string{"Retry-After": "0"}, 500 * time.Millisecond, time.Second},
		{"nonsense", map[string]string{"Retry-After": "soon"}, 500 * time.Millisecond, time.Second},
		{"nothing", nil, 500 * time.Millisecond, time.Second},
		{"a reset time", map[string]string{"X-RateLimit-Reset": time.Now().Add(time.Second * 10).UTC().Format(time.RFC3339), "Date": date(0)}, 10 * time.Second, 11 * time.Second},
	} {
		w.site(simjira.Options{}, w.wire.tape)
		w.seen = 0
		w.fault(simjira.Fault{Method: "POST", Effect: simjira.Status, Status: 429, Nth: 1, Headers: tc.headers})
		start := time.Now()
		made, err := w.Jira.Create(w.Context(), drafts(1))
		w.ok(err)
		w.ok(made[0].Err)
		if took := time.Since(start); took < tc.least || took > tc.most {
			w.Errorf("%s: it took %s, want %s to %s", tc.name, took, tc.least, tc.most)
		}
		w.did("create SHOP-13")
		w.equal("requests", w.requests("POST", "issue"), 2)
	}
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 429})
	for _, call := range w.calls() {
		w.Sim.ResetRequests()
		w.kind(call(), jira.RateLimited)
		w.equal("requests", w.Sim.RequestCount(), 4)
	}
}

// calls is one call of each class: a read, an edit, a create.
func (w *World) calls() map[string]func() error {
	return map[string]func() error{
		"read": func() error {
			_, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP"), 0)
			return err
		},
		"edit": func() error { return w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x")}) },
		"create": func() error {
			_, err := w.Jira.Create(w.Context(), drafts(1))
			return err
		},
	}
}

// rateLimitedLong: a long wait is the caller's to plan, told with Jira's reason.
func rateLimitedLong(w *World) {
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 429,
		Headers: map[string]string{"Retry-After": "3600", "RateLimit-Reason": "jira-quota-tenant-based"}})
	for name, call := range w.calls() {
		w.Sim.ResetRequests()
		start := time.Now()
		err := call()
		e := w.kind(err, jira.RateLimited)
		w.equal(name+": after", e.After, time.Hour)
		w.equal(name+": scope", e.Scope, "jira-quota-tenant-based")
		w.says(err, "1h0m0s")
		w.equal(name+": took", time.Since(start), time.Duration(0))
		w.equal(name+": requests", w.Sim.RequestCount(), 1)
	}
}

// serverErrors: reads and edits are repeated, a create is not: who answered may not
// be the one who did the work.
func serverErrors(w *World) {
	for _, status := range []int{500, 502, 503, 504} {
		w.fault(simjira.Fault{Effect: simjira.Status, Status: status, Nth: 1, Count: 3})
		w.ok(w.calls()["read"]())
		w.fault(simjira.Fault{Effect: simjira.Status, Status: status, Body: "upstream connect error"})
		for name, want := range map[string]struct {
			kind     jira.Kind
			requests int
		}{"read": {jira.Unavailable, 4}, "edit": {jira.Unavailable, 4}, "create": {jira.Unknown, 1}} {
			w.Sim.ResetRequests()
			err := w.calls()[name]()
			w.kind(err, want.kind)
			w.says(err, "upstream connect error")
			w.equal(name+": requests", w.Sim.RequestCount(), want.requests)
		}
	}
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 503, Headers: map[string]string{"Retry-After": "600"}})
	start := time.Now()
	w.kind(w.calls()["read"](), jira.Unavailable)
	w.equal("took", time.Since(start), time.Duration(0))
}
