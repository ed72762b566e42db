package zephyrdc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/secret"
	simjira "syncd/internal/sim/jira"
	sim "syncd/internal/sim/zephyrdc"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/zephyrdc"
)

// section is a sound section for the simulated Zephyr.
func section() source.Config {
	c := zephyrdc.Spec().Config().(*zephyrdc.Config)
	c.URL, c.Project = "https://jira.example.com/jira", "SHOP"
	c.Auth.Token = secret.Ref{Env: "JIRA_TOKEN"}
	c.Rate = 6000
	return c
}

// broken breaks a section in one way.
func broken(change func(*zephyrdc.Config)) func(source.Config) {
	return func(c source.Config) { change(c.(*zephyrdc.Config)) }
}

// start starts a simulated Zephyr in a simulated Jira.
func start(t *testing.T, opts sim.Options, s sourcetest.Shape) *sim.Server {
	t.Helper()
	opts.Page = s.Page
	if s.Empty {
		opts.Seed = []sim.Deed{{Do: "add_environment", Name: "Chrome"}}
	}
	now := s.Start
	clock := func() time.Time {
		if !now.IsZero() {
			return now
		}
		return time.Now().Add(s.Ahead)
	}
	jira, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: "/jira", Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	opts.Jira, opts.Now = jira, clock
	server, err := sim.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	now = time.Time{}
	return server
}

// open starts a simulated Zephyr for the tour.
func open(opts sim.Options) func(*testing.T, sourcetest.Shape) sourcetest.Tool {
	return func(t *testing.T, s sourcetest.Shape) sourcetest.Tool {
		t.Helper()
		out := tool(t, start(t, opts, s))
		if s.Drift {
			out.Transport = sourcetest.Drift(out.Transport)
		}
		return out
	}
}

// perform does what a person does.
func perform(t *testing.T, server *sim.Server, d sim.Deed) string {
	t.Helper()
	key, err := server.Perform(d)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// result is the result of a Ref or an execution's key, as Zephyr has it.
func result(t *testing.T, server *sim.Server, ref string) sim.Execution {
	t.Helper()
	id, _, _ := strings.Cut(ref, " ")
	e, ok := server.Execution(id)
	if !ok {
		t.Fatalf("there is no result %s", ref)
	}
	return e
}

// links are the keys of the issues that a result links.
func links(t *testing.T, server *sim.Server, ref string) []string {
	t.Helper()
	var out []string
	for _, l := range result(t, server, ref).Links {
		key, _ := server.IssueKey(l.Issue)
		out = append(out, key)
	}
	return out
}

// tool is a simulated Zephyr with what people do in it.
func tool(t *testing.T, server *sim.Server) sourcetest.Tool {
	// Tests that were executed: others have a result already, which is filled in.
	n, order := 0, [][2]string{{"SHOP-T1", "Chrome"}, {"SHOP-T2", "Chrome"}, {"SHOP-T3", "Chrome"}, {"SHOP-T4", "Chrome"}, {"SHOP-T5", "Firefox"}}
	return sourcetest.Tool{
		Transport: server.Client().Transport,
		Execute: func(count int) []string {
			var out []string
			for range count {
				at := order[n%len(order)]
				n++
				key := perform(t, server, sim.Deed{Do: "execute", Cycle: "SHOP-R1", Case: at[0], Environment: at[1], Status: "Fail", Comment: fmt.Sprintf("Failure %d.", n)})
				out = append(out, fmt.Sprint(result(t, server, key).ID))
			}
			return out
		},
		Edit: func() {
			perform(t, server, sim.Deed{Do: "relink", Execution: "SHOP-E2", Issues: []string{"SHOP-8"}})
			perform(t, server, sim.Deed{Do: "relink", Case: "SHOP-T10", Issues: []string{"SHOP-6"}})
			perform(t, server, sim.Deed{Do: "edit", Execution: "SHOP-E8", Status: "Pass"})
		},
		Retire: func() string {
			return perform(t, server, sim.Deed{Do: "edit_case", Case: "SHOP-T9", Status: "Deprecated"})
		},
		Restore: func() { perform(t, server, sim.Deed{Do: "edit_case", Case: "SHOP-T9", Status: "Approved"}) },
		Remove:  func() string { return perform(t, server, sim.Deed{Do: "delete_case", Case: "SHOP-T3"}) },
		Delete:  func() { perform(t, server, sim.Deed{Do: "delete_cycle", Cycle: "SHOP-R2"}) },
		Grow:    func(results int) { grow(t, server, results) },
		Named: func(ref string) ([]string, int) {
			return links(t, server, ref), len(server.Audit("api"))
		},
		Asked: func(ref string) bool {
			e := result(t, server, ref)
			for _, o := range server.State().Executions {
				if o.ID > e.ID && o.Item == e.Item && o.Status == "Not Executed" {
					return true
				}
			}
			return false
		},
	}
}

// grow makes many results, in runs of some thousands.
func grow(t *testing.T, server *sim.Server, results int) {
	cases := []string{"SHOP-T1 Chrome", "SHOP-T2", "SHOP-T3", "SHOP-T4 Firefox", "SHOP-T5"}
	for i := range results / len(cases) {
		if i%1000 == 0 {
			perform(t, server, sim.Deed{Do: "add_cycle", Key: fmt.Sprint("SHOP-R", 100+i), Cases: cases})
		}
		for _, c := range cases {
			key, environment, _ := strings.Cut(c, " ")
			perform(t, server, sim.Deed{Do: "execute", Cycle: fmt.Sprint("SHOP-R", 100+i/1000*1000), Case: key, Environment: environment, Status: "Pass"})
		}
	}
}

func TestTour(t *testing.T) {
	for name, opts := range map[string]sim.Options{
		"as documented":  {Summaries: true},
		"an older build": {NoPages: true},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Do(t, sourcetest.Tour{
				Spec: zephyrdc.Spec(), Config: section, Token: "demo-token", Requests: 4, Open: open(opts),
				Broken: map[string]func(source.Config){
					"url":          broken(func(c *zephyrdc.Config) { c.URL = "https://jira.example.com/rest/atm/1.0" }),
					"project":      broken(func(c *zephyrdc.Config) { c.Project = "shop" }),
					"auth.method":  broken(func(c *zephyrdc.Config) { c.Auth.Method = "cookie" }),
					"auth.user":    broken(func(c *zephyrdc.Config) { c.Auth.Method = "basic" }),
					"auth.token":   broken(func(c *zephyrdc.Config) { c.Auth.Token = secret.Ref{} }),
					"since":        broken(func(c *zephyrdc.Config) { c.Since = time.Minute }),
					"rate":         broken(func(c *zephyrdc.Config) { c.Rate = 0 }),
					"reread":       broken(func(c *zephyrdc.Config) { c.Reread = 0 }),
					"sweep":        broken(func(c *zephyrdc.Config) { c.Sweep = 0 }),
					"write_back":   broken(func(c *zephyrdc.Config) { c.Writes = "yes" }),
					"statuses.Odd": broken(func(c *zephyrdc.Config) { c.Maps = map[string]string{"Odd": "good"} }),
				},
			})
		})
	}
}
