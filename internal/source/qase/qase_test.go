package qase_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/secret"
	sim "syncd/internal/sim/qase"
	"syncd/internal/source"
	"syncd/internal/source/qase"
	"syncd/internal/source/sourcetest"
)

// section is a sound section for the simulated Qase.
func section() source.Config {
	c := qase.Spec().Config().(*qase.Config)
	c.URL, c.Project = "https://api.qase.example", "SHOP"
	c.Auth = qase.Auth{Token: secret.Ref{Env: "QASE_TOKEN"}}
	c.Rate = 6000
	return c
}

// broken breaks a section in one way.
func broken(change func(*qase.Config)) func(source.Config) {
	return func(c source.Config) { change(c.(*qase.Config)) }
}

// open starts a simulated Qase.
func open(opts sim.Options) func(*testing.T, sourcetest.Shape) sourcetest.Tool {
	return func(t *testing.T, s sourcetest.Shape) sourcetest.Tool {
		t.Helper()
		opts := opts
		opts.Drift, opts.Page, opts.Bare = s.Drift, s.Page, s.Empty
		now := s.Start
		opts.Now = func() time.Time {
			if !now.IsZero() {
				return now
			}
			return time.Now().Add(s.Ahead)
		}
		server, err := sim.New(opts)
		now = time.Time{}
		if err != nil {
			t.Fatal(err)
		}
		return tool(t, server)
	}
}

// hash is the result of a case in a run, the last one.
func hash(t *testing.T, server *sim.Server, run, kase int64) string {
	t.Helper()
	p, _ := server.Project("SHOP")
	out := ""
	for _, x := range p.Results {
		if x.Run == run && x.Case == kase {
			out = x.Hash
		}
	}
	if out == "" {
		t.Fatalf("case %d has no result in run %d", kase, run)
	}
	return out
}

// done returns what a deed made, and fails the test if it made nothing.
func done[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// set gives case 3 a status.
func set(t *testing.T, server *sim.Server, status string) {
	t.Helper()
	if err := server.EditCase("SHOP", 3, func(k *sim.Case) { k.Status = status }); err != nil {
		t.Fatal(err)
	}
}

// tool is a simulated Qase with what people do in it.
func tool(t *testing.T, server *sim.Server) sourcetest.Tool {
	n, order := 0, []int64{1, 2, 3, 5, 6, 9}
	return sourcetest.Tool{
		Transport: server.Transport(),
		Execute: func(count int) []string {
			var out []string
			for range count {
				n++
				out = append(out, done[string](t)(server.Execute("SHOP", sim.Result{Run: 2, Case: order[n%len(order)], Status: "failed", Comment: fmt.Sprintf("Failure %d.", n)})))
			}
			return out
		},
		Edit: func() {
			// A comment moves no counter, the defect does.
			text := "the cart is empty after a reload\nDefect: SHOP-8"
			if err := server.EditResult("SHOP", hash(t, server, 2, 2), sim.ResultEdit{Comment: &text}); err != nil {
				t.Fatal(err)
			}
			done[int64](t)(server.AddDefect("SHOP", sim.Defect{Title: "Images are lost", External: "https://shop.atlassian.example/browse/SHOP-8",
				Results: []string{hash(t, server, 2, 9), hash(t, server, 1, 3)}}))
		},
		Retire:  func() string { set(t, server, "deprecated"); return "SHOP-3" },
		Restore: func() { set(t, server, "actual") },
		Remove: func() string {
			if err := server.DeleteCase("SHOP", 5); err != nil {
				t.Fatal(err)
			}
			return "SHOP-5"
		},
		Delete: func() {
			if err := server.DeleteRun("SHOP", 1); err != nil {
				t.Fatal(err)
			}
		},
		Grow: func(results int) { grow(t, server, results) },
		Named: func(ref string) ([]string, int) {
			p, _ := server.Project("SHOP")
			var keys []string
			for _, x := range p.Results {
				if strings.HasPrefix(ref, x.Hash+" ") {
					keys = model.Keys(x.Comment)
				}
			}
			return keys, len(server.Audit())
		},
	}
}

// grow adds runs of a thousand results.
func grow(t *testing.T, server *sim.Server, results int) {
	t.Helper()
	for left := results; left > 0; left -= 1000 {
		run := done[int64](t)(server.AddRun("SHOP", sim.Run{Title: fmt.Sprintf("Nightly, %d left", left), Started: server.Now().Add(-time.Hour)}))
		for n := range min(left, 1000) {
			done[string](t)(server.Execute("SHOP", sim.Result{Run: run, Case: int64(1 + n%12), Status: "passed"}))
		}
		if err := server.EndRun("SHOP", run, false, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTour(t *testing.T) {
	for name, opts := range map[string]sim.Options{
		"plain":        {},
		"newest first": {NewestFirst: true},
		"free plan":    {Plan: sim.Free},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Do(t, sourcetest.Tour{
				Spec: qase.Spec(), Config: section, Token: "demo-token", Requests: 4, Open: open(opts), NoStories: opts.Plan == sim.Free,
				Broken: map[string]func(source.Config){
					"url":          broken(func(c *qase.Config) { c.URL = "https://api.qase.example/v1/" }),
					"app":          broken(func(c *qase.Config) { c.App = "qase" }),
					"project":      broken(func(c *qase.Config) { c.Project = "Shop/1" }),
					"jira":         broken(func(c *qase.Config) { c.Jira = "github-app" }),
					"auth.token":   broken(func(c *qase.Config) { c.Auth.Token = secret.Ref{} }),
					"since":        broken(func(c *qase.Config) { c.Since = time.Minute }),
					"rate":         broken(func(c *qase.Config) { c.Rate = 0 }),
					"reread":       broken(func(c *qase.Config) { c.Reread = 0 }),
					"sweep":        broken(func(c *qase.Config) { c.Sweep = 0 }),
					"write_back":   broken(func(c *qase.Config) { c.Writes = "yes" }),
					"statuses.Odd": broken(func(c *qase.Config) { c.Maps = map[string]string{"Odd": "good"} }),
				},
			})
		})
	}
}
