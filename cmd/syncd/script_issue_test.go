package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
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
	var issue struct {
		Fields struct {
			Attachment []struct {
				Content string
			}
		}
	}
	ts.Check(json.Unmarshal(asDemo(ts, ts.Getenv("JIRA")+"/rest/api/3/issue/"+args[0]+"?fields=attachment"), &issue))
	if n := len(issue.Fields.Attachment); n != 1 {
		ts.Fatalf("%s has %d attachments", args[0], n)
	}
	_, err := out.Write(asDemo(ts, issue.Fields.Attachment[0].Content))
	ts.Check(err)
}

// asDemo reads an address of Jira with syncd's credentials.
func asDemo(ts *testscript.TestScript, url string) []byte {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	ts.Check(err)
	req.SetBasicAuth("demo@example.com", "demo-token")
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	ts.Check(err)
	if res.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %s", url, res.Status)
	}
	return data
}
