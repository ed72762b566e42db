package zephyrcloud_test

import (
	"fmt"
	"testing"
	"time"

	"syncd/internal/secret"
	simjira "syncd/internal/sim/jira"
	sim "syncd/internal/sim/zephyrcloud"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/zephyrcloud"
)

// section is a sound section for the simulated Zephyr.
func section() source.Config {
	c := zephyrcloud.Spec().Config().(*zephyrcloud.Config)
	c.URL, c.Project = "https://zephyr.example.com", "SHOP"
	c.Auth = zephyrcloud.Auth{Token: secret.Ref{Env: "ZEPHYR_TOKEN"}}
	c.Rate = 6000
	return c
}

// broken breaks a section in one way.
func broken(change func(*zephyrcloud.Config)) func(source.Config) {
	return func(c source.Config) { change(c.(*zephyrcloud.Config)) }
}

// open starts a simulated Zephyr.
func open(opts sim.Options) func(*testing.T, sourcetest.Shape) sourcetest.Tool {
	return func(t *testing.T, s sourcetest.Shape) sourcetest.Tool {
		t.Helper()
		opts := opts
		opts.Page = s.Page
		if s.Empty {
			opts.Seed = []sim.Deed{{Do: "add_environment", Name: "Chrome"}}
		}
		now := s.Start
		opts.Now = func() time.Time {
			if !now.IsZero() {
				return now
			}
			return time.Now().Add(s.Ahead)
		}
		jira, err := simjira.New(simjira.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		opts.Jira = jira
		server, err := sim.New(opts)
		if err != nil {
			t.Fatal(err)
		}
		now = time.Time{}
		out := tool(t, server, jira)
		if s.Drift {
			out.Transport = sourcetest.Drift(out.Transport)
		}
		return out
	}
}

// tool is a simulated Zephyr with what people do in it.
func tool(t *testing.T, server *sim.Server, jira *simjira.Server) sourcetest.Tool {
	do := func(d sim.Deed) string {
		t.Helper()
		key, err := server.Perform(d)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	// Tests that were executed: others have an execution already, which is filled in.
	n, order := 0, [][2]string{{"SHOP-T1", "Chrome"}, {"SHOP-T2", "Chrome"}, {"SHOP-T3", "Chrome"}, {"SHOP-T4", "Chrome"}, {"SHOP-T5", "Firefox"}}
	return sourcetest.Tool{
		Transport: heard(t, server.Client().Transport),
		Execute: func(count int) []string {
			var out []string
			for range count {
				at := order[n%len(order)]
				n++
				out = append(out, do(sim.Deed{Do: "execute", Cycle: "SHOP-R1", Case: at[0], Environment: at[1], Status: "Fail", Comment: fmt.Sprintf("Failure %d.", n)}))
			}
			return out
		},
		Edit: func() {
			do(sim.Deed{Do: "relink", Execution: "SHOP-E2", Issues: []string{"SHOP-8"}})
			do(sim.Deed{Do: "relink", Case: "SHOP-T10", Issues: []string{"SHOP-6"}})
			do(sim.Deed{Do: "edit", Execution: "SHOP-E8", Status: "Pass"})
		},
		Retire: func() string {
			return do(sim.Deed{Do: "edit_case", Case: "SHOP-T9", Status: "Deprecated"})
		},
		Restore: func() { do(sim.Deed{Do: "edit_case", Case: "SHOP-T9", Status: "Approved"}) },
		Remove:  func() string { return do(sim.Deed{Do: "archive_case", Case: "SHOP-T3"}) },
		Delete:  func() { do(sim.Deed{Do: "delete_cycle", Cycle: "SHOP-R2"}) },
		Grow: func(results int) {
			cases := []string{"SHOP-T1 Chrome", "SHOP-T2", "SHOP-T3", "SHOP-T4 Firefox", "SHOP-T5"}
			for i := range results / len(cases) {
				if i%1000 == 0 {
					do(sim.Deed{Do: "add_cycle", Key: fmt.Sprint("SHOP-R", 100+i), Cases: cases})
				}
				for _, c := range cases {
					key, environment := c[:7], ""
					if len(c) > 7 {
						environment = c[8:]
					}
					do(sim.Deed{Do: "execute", Cycle: fmt.Sprint("SHOP-R", 100+i/1000*1000), Case: key, Environment: environment, Status: "Pass"})
				}
			}
		},
		Named: func(ref string) ([]string, int) {
			e, _ := server.Execution(ref)
			var keys []string
			for _, l := range e.Links {
				known, _ := jira.Issue(fmt.Sprint(l.Issue))
				keys = append(keys, known.Key)
			}
			return keys, len(server.Audit("api"))
		},
		Asked: func(ref string) bool {
			e, _ := server.Execution(ref)
			for _, o := range server.State().Executions {
				if o.ID > e.ID && o.Item == e.Item && o.Status == "Not Executed" {
					return true
				}
			}
			return false
		},
	}
}

func TestTour(t *testing.T) {
	for name, opts := range map[string]sim.Options{
		"as documented": {},
		"links touch":   {LinksTouch: true},
		"an old tenant": {Classic: true},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Do(t, sourcetest.Tour{
				Spec: zephyrcloud.Spec(), Config: section, Token: "demo-token", Requests: 4, Open: open(opts),
				Broken: map[string]func(source.Config){
					"url":          broken(func(c *zephyrcloud.Config) { c.URL = "https://api.zephyrscale.smartbear.com/v2" }),
					"site":         broken(func(c *zephyrcloud.Config) { c.Site = "acme" }),
					"project":      broken(func(c *zephyrcloud.Config) { c.Project = "shop" }),
					"auth.token":   broken(func(c *zephyrcloud.Config) { c.Auth.Token = secret.Ref{} }),
					"since":        broken(func(c *zephyrcloud.Config) { c.Since = time.Minute }),
					"rate":         broken(func(c *zephyrcloud.Config) { c.Rate = 0 }),
					"reread":       broken(func(c *zephyrcloud.Config) { c.Reread = 0 }),
					"sweep":        broken(func(c *zephyrcloud.Config) { c.Sweep = 0 }),
					"write_back":   broken(func(c *zephyrcloud.Config) { c.Writes = "yes" }),
					"statuses.Odd": broken(func(c *zephyrcloud.Config) { c.Maps = map[string]string{"Odd": "good"} }),
				},
			})
		})
	}
}
