package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	simjira "syncd/internal/sim/jira"
)

// seedWith is the built-in seed, with the fields of a file.
func seedWith(ts *testscript.TestScript, fields string) *simjira.Seed {
	seed, err := simjira.BuiltinSeed()
	ts.Check(err)
	if fields == "" {
		return seed
	}
	var more struct {
		Fields      []simjira.SeedField
		Required    []string
		Off         []string                       // fields that are on no create screen
		Permissions map[string]map[string][]string // all that a user (by e-mail) may do in a project
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(fields)), &more))
	for _, f := range more.Fields {
		seed.Fields = append(seed.Fields, f)
		seed.Screens[0].Fields = append(seed.Screens[0].Fields, f.ID)
	}
	seed.Screens[0].Required = append(seed.Screens[0].Required, more.Required...)
	seed.Screens[0].Fields = slices.DeleteFunc(seed.Screens[0].Fields, func(id string) bool { return slices.Contains(more.Off, id) })
	for i, p := range seed.Projects {
		seed.Projects[i].Permissions = more.Permissions[p.Key]
	}
	return seed
}

// simjiraCommand starts a simulated Jira that lives as long as the script, and sets
// $JIRA to its address: `simjira`, `simjira -lag 2s` with a search that lags,
// `simjira -datacenter /jira` for a Data Center site with a context path, or
// `simjira -fields more.json` with further fields on every create screen, in the form of
// a seed's, and `required` naming some of them; `off` names fields that are on no screen,
// `permissions` all that users may do in projects. What edition it is stands in the
// environment, but for Data Center, which is to be found out. One of several is named:
// `simjira -as CLOUD` sets $CLOUD to its address and nothing else.
func simjiraCommand(ts *testscript.TestScript, neg bool, args []string) {
	flags := flag.NewFlagSet("simjira", flag.ContinueOnError)
	lag := flags.Duration("lag", 0, "how far search lags behind writes")
	fields := flags.String("fields", "", "JSON file with further fields")
	path := flags.String("datacenter", "", "be Data Center, below this path")
	as := flags.String("as", "", "variable for the address")
	if err := flags.Parse(args); err != nil || neg || flags.NArg() > 0 {
		ts.Fatalf("usage: simjira [-lag 2s] [-datacenter /jira] [-fields FILE] [-as NAME]")
	}
	opt := simjira.Options{IndexLag: *lag, Seed: seedWith(ts, *fields)}
	switch {
	case *path == "" && *as == "":
		ts.Setenv("SYNCD_JIRA__EDITION", "cloud")
	case *path != "":
		opt.Edition, opt.ContextPath = simjira.DataCenter, *path
	}
	sim, err := simjira.New(opt)
	ts.Check(err)
	server := httptest.NewServer(sim)
	ts.Defer(func() {
		server.CloseClientConnections() // of requests that hang on purpose
		server.Close()
	})
	sims.Store(server.URL, sim)
	if *as != "" {
		ts.Setenv(*as, server.URL)
		return
	}
	ts.Setenv("JIRA", server.URL)
	ts.Setenv("SYNCD_JIRA__URL", server.URL+*path)
	ts.Setenv("JIRA_PORT", server.URL[strings.LastIndexByte(server.URL, ':')+1:])
}

// simfaultCommand scripts a fault: `simfault '{"effect":"drop","count":2}'`. With
// `clear` instead, Jira is well again.
func simfaultCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: simfault JSON, or simfault clear")
	}
	if args[0] == "clear" {
		ask(ts, http.MethodDelete, ts.Getenv("JIRA")+"/_sim/faults", "")
		return
	}
	ask(ts, http.MethodPost, ts.Getenv("JIRA")+"/_sim/faults", args[0])
}

// simpersonCommand does what a person does by hand:
// `simperson '{"user":"ada@example.com","do":"resolve","issue":"SHOP-13"}'`.
func simpersonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: simperson JSON")
	}
	ask(ts, http.MethodPost, ts.Getenv("JIRA")+"/_sim/person", args[0])
}

// simclockCommand moves the simulated Jira's clock forward: `simclock 90s`.
func simclockCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: simclock DURATION")
	}
	ask(ts, http.MethodPost, ts.Getenv("JIRA")+"/_sim/clock", fmt.Sprintf(`{"advance":%q}`, args[0]))
}

// simrequestsCommand lists the requests that the simulated Jira got since it was last asked
// so, one line for each endpoint, and how many there were: `simrequests`.
func simrequestsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: simrequests")
	}
	out := ts.Stdout()
	var all []struct {
		Method, Endpoint string
		Count            int
	}
	ts.Check(json.Unmarshal(ask(ts, http.MethodGet, ts.Getenv("JIRA")+"/_sim/requests", ""), &all))
	ask(ts, http.MethodDelete, ts.Getenv("JIRA")+"/_sim/requests", "")
	sum := 0
	for _, r := range all {
		sum += r.Count
		fmt.Fprintf(out, "%3d %s %s\n", r.Count, r.Method, r.Endpoint)
	}
	fmt.Fprintf(out, "%3d\n", sum)
}

// simauditCommand lists what was done to issues since the start, in order, one line
// each: verb, key, what. With verbs, only those. What syncd's user did not do begins
// with who did it.
func simauditCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: simaudit [VERB…]")
	}
	out := ts.Stdout() // also clears what the last command printed
	var all []simjira.Mutation
	ts.Check(json.Unmarshal(ask(ts, http.MethodGet, ts.Getenv("JIRA")+"/_sim/audit", ""), &all))
	for _, m := range all {
		if len(args) > 0 && !slices.Contains(args, m.Verb) {
			continue
		}
		who := ""
		if m.User != "demo@example.com" {
			who = m.User + " "
		}
		fmt.Fprintln(out, strings.TrimSpace(who+m.Verb+" "+m.Key+" "+mutated(m)))
	}
}

// mutated is what people would say of a mutation: the summary of what was created,
// the statuses of a transition, else the first line of what was written.
func mutated(m simjira.Mutation) string {
	for _, c := range m.Changes {
		switch {
		case c.Field == "summary" && m.Verb == "create":
			return c.ToText
		case c.Field == "status" && m.Verb == "transition":
			return c.FromText + " → " + c.ToText
		}
	}
	var parts []string
	for _, c := range m.Changes {
		if c.Field == "property" {
			continue // for us alone
		}
		first, _, _ := strings.Cut(c.ToText, "\n")
		if m.Verb == "update" {
			first = c.Field + ": " + first
		}
		parts = append(parts, first)
	}
	return strings.Join(parts, "; ")
}
