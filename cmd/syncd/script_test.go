package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the command that scripts call.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"syncd": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the scripts in testdata/script, which read like a manual: what
// one types, and what one sees. `go test ./cmd/syncd -run TestScripts/NAME` runs one;
// with UPDATE_SCRIPTS=1 what is printed replaces what `cmp` expects.
//
// A script's folder is where it runs. $SYNCD_CONFIG is its syncd.yaml, $JIRA_TOKEN the
// token of the simulated Jira, and $SYNCD_JIRA__URL, which simjira sets, wins over
// jira.url in the file.
func TestScripts(t *testing.T) {
	fixtures, err := filepath.Abs("../../internal/format/junit/testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("FIXTURES", fixtures)
			env.Setenv("SYNCD_CONFIG", "syncd.yaml")
			env.Setenv("JIRA_TOKEN", "demo-token")
			env.Setenv("RUNTIME_DIRECTORY", env.WorkDir) // of the control socket
			env.Setenv("GORACE", "atexit_sleep_ms=0")    // else each command takes a second under -race
			return nil
		},
		Condition: scriptCondition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json": jsonCommand, "exits": exitsCommand, "results": resultsCommand, "edit": editCommand, "freeport": freeportCommand, "signal": signalCommand,
			"certificate": certificateCommand, "get": getCommand, "post": postCommand, "wait-for": waitForCommand, "eventually": eventuallyCommand,
			"receiver": receiverCommand, "heard": heardCommand,
			"send": sendCommand, "suite": suiteCommand, "tinydisk": tinydiskCommand, "fill": fillCommand,
			"filter": filterCommand, "simjira": simjiraCommand, "simfault": simfaultCommand, "simperson": simpersonCommand,
			"simissue": simissueCommand, "simfile": simfileCommand, "simclock": simclockCommand, "simaudit": simauditCommand, "simrequests": simrequestsCommand,
		},
	})
}

// jsonCommand checks one value of a JSON file: `json stdout files.0.format junit`.
// A number in the path is an index, `length` counts a list; strings are compared bare, all
// else as JSON. With `!` there must be no such value.
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 && !(neg && len(args) == 2) {
		ts.Fatalf("usage: json FILE PATH VALUE, or ! json FILE PATH")
	}
	var doc any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc); err != nil {
		ts.Fatalf("%s is no JSON: %v", args[0], err)
	}
	got, ok := dig(doc, strings.Split(args[1], "."))
	switch {
	case neg && ok:
		ts.Fatalf("%s is %s and should not be there", args[1], got)
	case !neg && (!ok || got != args[2]):
		ts.Fatalf("%s is %q, want %q", args[1], got, args[2])
	}
}

// dig follows a path into a decoded JSON value.
func dig(v any, path []string) (string, bool) {
	for _, step := range path {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[step]
			if !ok {
				return "", false
			}
			v = next
		case []any:
			if step == "length" {
				v = len(in)
				continue
			}
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(in) {
				return "", false
			}
			v = in[i]
		default:
			return "", false
		}
	}
	if s, ok := v.(string); ok {
		return s, true
	}
	data, err := json.Marshal(v)
	return string(data), err == nil
}
