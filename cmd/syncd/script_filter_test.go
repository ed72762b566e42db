package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// filterCommand runs one of the filters of docs/jql.md, by its number, in the simulated Jira
// and prints the keys that it finds, in its order: `filter 3`. The owner label of scripts
// stands in place of the one on the page.
func filterCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: filter NUMBER")
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "jql.md"))
	ts.Check(err)
	all := regexp.MustCompile("(?s)## (\\d)[^`]*?```jql\n(.*?)\n```").FindAllSubmatch(page, -1)
	if len(all) != 6 {
		ts.Fatalf("docs/jql.md promises six filters and has %d", len(all))
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	jql := strings.ReplaceAll(string(all[n-1][2]), "syncd-acme", "syncd-demo")
	body, err := json.Marshal(map[string]any{"jql": jql, "fields": []string{"key"}, "maxResults": 100})
	ts.Check(err)
	req, err := http.NewRequest(http.MethodPost, ts.Getenv("JIRA")+"/rest/api/3/search/jql", strings.NewReader(string(body)))
	ts.Check(err)
	req.SetBasicAuth("demo@example.com", "demo-token")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	var found struct {
		Issues        []struct{ Key string }
		ErrorMessages []string
	}
	ts.Check(json.NewDecoder(resp.Body).Decode(&found))
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %d %v", jql, resp.StatusCode, found.ErrorMessages)
	}
	out := ts.Stdout()
	for _, i := range found.Issues {
		fmt.Fprintln(out, i.Key)
	}
}
