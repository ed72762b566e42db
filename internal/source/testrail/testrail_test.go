package testrail_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	sim "syncd/internal/sim/testrail"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/testrail"

	"syncd/internal/secret"
)

// section is a sound section for the simulated TestRail.
func section() source.Config {
	c := testrail.Spec().Config().(*testrail.Config)
	c.URL, c.Project = "https://testrail.example.com", 1
	c.Auth = testrail.Auth{User: "demo@example.com", Key: secret.Ref{Env: "TESTRAIL_KEY"}}
	c.Rate = 6000
	return c
}

// broken breaks a section in one way.
func broken(change func(*testrail.Config)) func(source.Config) {
	return func(c source.Config) { change(c.(*testrail.Config)) }
}

// open starts a simulated TestRail.
func open(opts sim.Options) func(*testing.T, sourcetest.Shape) sourcetest.Tool {
	return func(t *testing.T, s sourcetest.Shape) sourcetest.Tool {
		t.Helper()
		opts := opts
		opts.Drift, opts.Banner = s.Drift, s.Drift
		if !opts.Legacy { // which has pages of 250, or none
			opts.Page = s.Page
		}
		now := s.Start
		if s.Empty {
			seed, err := sim.BuiltinSeed()
			if err != nil {
				t.Fatal(err)
			}
			p := &seed.Projects[0]
			p.Runs, p.Plans, p.Suites[0].Sections = nil, nil, nil
			opts.Seed = seed
		}
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

// tool is a simulated TestRail with what people do in it.
func tool(t *testing.T, server *sim.Server) sourcetest.Tool {
	// Tests that do not fail yet: a test that fails once more moves no counter.
	run, n, order := int64(2), 0, []int64{1, 7, 9, 10, 3, 4}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	result := func(ref string) sim.Result {
		var runID, test, id int64
		if _, err := fmt.Sscanf(ref, "%d of T%d in R%d", &id, &test, &runID); err != nil {
			t.Fatal(err)
		}
		r, _ := server.Result(id)
		return r
	}
	return sourcetest.Tool{
		Transport: server.Transport(),
		Execute: func(count int) []string {
			var out []string
			for range count {
				n++
				id, err := server.Execute(sim.Execution{Run: run, Case: order[(n-1)%len(order)], Status: "failed", Comment: fmt.Sprintf("Failure %d.", n)})
				must(err)
				out = append(out, fmt.Sprint(id))
			}
			return out
		},
		Edit: func() {
			for _, r := range server.Results(run, 2) {
				defects := "SHOP-8"
				must(server.EditResult(r.ID, sim.ResultEdit{Defects: &defects}))
			}
		},
		Delete: func() { must(server.DeleteRun(1)) },
		Remove: func() string {
			must(server.DeleteCase(2, false))
			return "C2"
		},
		Grow: func(results int) { must(server.Grow(200, 40, results)) },
		Named: func(ref string) ([]string, int) {
			r := result(ref)
			var keys []string
			for _, x := range server.Results(r.Run, r.Case) {
				keys = append(keys, strings.FieldsFunc(x.Defects, func(r rune) bool { return r == ',' || r == ' ' })...)
			}
			return keys, len(server.Audit())
		},
		Asked: func(ref string) bool {
			r := result(ref)
			rows := server.Results(r.Run, r.Case)
			return slices.ContainsFunc(rows, func(x sim.Result) bool { return x.ID > r.ID && x.Status == 4 })
		},
	}
}

func TestTour(t *testing.T) {
	for name, opts := range map[string]sim.Options{
		"cloud":              {},
		"no edits":           {Edition: sim.OnPremises, NoEdit: 403},
		"old, without edits": {Edition: sim.OnPremises, NoEdit: 404, Legacy: true},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Do(t, sourcetest.Tour{
				Spec: testrail.Spec(), Config: section, Token: "demo-key", Requests: 8, Open: open(opts),
				Broken: map[string]func(source.Config){
					"url":          broken(func(c *testrail.Config) { c.URL = "https://testrail.example.com/index.php?/dashboard" }),
					"project":      broken(func(c *testrail.Config) { c.Project = 0 }),
					"suites":       broken(func(c *testrail.Config) { c.Suites = []int64{0} }),
					"auth.user":    broken(func(c *testrail.Config) { c.Auth.User = "" }),
					"auth.key":     broken(func(c *testrail.Config) { c.Auth.Key = secret.Ref{} }),
					"since":        broken(func(c *testrail.Config) { c.Since = time.Minute }),
					"rate":         broken(func(c *testrail.Config) { c.Rate = 0 }),
					"reread":       broken(func(c *testrail.Config) { c.Reread = 0 }),
					"sweep":        broken(func(c *testrail.Config) { c.Sweep = 0 }),
					"write_back":   broken(func(c *testrail.Config) { c.Writes = "yes" }),
					"statuses.Odd": broken(func(c *testrail.Config) { c.Maps = map[string]string{"Odd": "good"} }),
				},
			})
		})
	}
}
