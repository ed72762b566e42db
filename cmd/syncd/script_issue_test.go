package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	simjira "syncd/internal/sim/jira"
)

// simissueCommand prints fields of an issue as people see them, one a line, by their
// names in the simulator's state or by those of custom fields:
// `simissue SHOP-13 priority Team attachments`.
func simissueCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: simissue KEY FIELD…")
	}
	out := ts.Stdout() // also clears what the last command printed
	issue := stateOf(ts, args[0])
	custom, _ := issue["custom"].(map[string]any)
	for _, field := range args[1:] {
		v, ok := issue[field]
		if !ok {
			v = custom[field]
		}
		fmt.Fprintf(out, "%s: %s\n", field, words(v))
	}
}

// stateOf is an issue in the simulator's own words.
func stateOf(ts *testscript.TestScript, key string) map[string]any {
	var state struct {
		Issues []map[string]any
	}
	ts.Check(json.Unmarshal(ask(ts, http.MethodGet, ts.Getenv("JIRA")+"/_sim/state", ""), &state))
	for _, i := range state.Issues {
		if i["key"] == key {
			return i
		}
	}
	ts.Fatalf("there is no %s", key)
	return nil
}

// words are the texts of a value.
func words(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, words(one))
		}
		return strings.Join(out, ", ")
	}
	return fmt.Sprint(v)
}

// simfileCommand prints what the one attachment of an issue holds: `simfile SHOP-13`.
func simfileCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: simfile KEY")
	}
	out := ts.Stdout()
	sim, _ := sims.Load(ts.Getenv("JIRA"))
	issue, ok := sim.(*simjira.Server).Issue(args[0])
	if n := len(issue.Files); !ok || n != 1 {
		ts.Fatalf("%s has %d attachments", args[0], n)
	}
	_, err := out.Write(issue.Files[0].Content)
	ts.Check(err)
}

// sims are the simulated Jiras of all scripts, by address.
var sims sync.Map
