package jiratest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/published"
)

// guide holds the list of requests in docs/jira.md against what the tour has sent: an
// administrator who approves syncd by that page must find all of them there, and no other.
func guide(t *testing.T, s Suite, all *tape) {
	root := "."
	for _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil; _, err = os.Stat(filepath.Join(root, "go.mod")) {
		root = filepath.Join(root, "..")
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "jira.md"))
	if err != nil {
		t.Fatal(err)
	}
	prefix := platform
	if s.Edition.Sim == simjira.DataCenter {
		prefix = "/rest/api/2/"
	}
	listed := append(requestsIn(string(page), prefix), requestsIn(string(page), agile)...)
	sent, lacking := map[string]bool{}, map[string]bool{}
	for _, e := range all.exchanges() {
		_, path, _ := strings.Cut(e.Path, "/rest/")
		if path = "/rest/" + path; !strings.HasPrefix(path, prefix) && !strings.HasPrefix(path, agile) {
			continue // of another edition, to find out which it is
		}
		name, ok := listing(listed, e.Method, path)
		if !ok && !strings.HasSuffix(path, elsewhere) {
			lacking[e.Method+" "+path] = true
		}
		sent[name] = true
	}
	for name := range lacking {
		t.Errorf("docs/jira.md does not list %s", name)
	}
	for _, name := range listed {
		if !sent[name] {
			t.Errorf("docs/jira.md lists %s, which is never sent", name)
		}
	}
	if s.Published {
		t.Run("scopes", func(t *testing.T) { scopes(t, string(page), listed) })
	}
}

// agile is the root of the API of boards and sprints, platform that of all else on Cloud.
const (
	agile    = "/rest/agile/1.0/"
	platform = "/rest/api/3/"
)

// elsewhere ends where a redirect leads that the tour makes up, see sentElsewhere.
const elsewhere = "/priority"

// request is a request as the page writes one.
var request = regexp.MustCompile("`((?:GET|POST|PUT|DELETE) /rest/[^`]+)`")

// requestsIn are the requests below a prefix that the tables of a page list.
func requestsIn(page, prefix string) []string {
	var out []string
	for _, line := range strings.Split(page, "\n") {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		for _, m := range request.FindAllStringSubmatch(line, -1) {
			if _, path, _ := strings.Cut(m[1], " "); strings.HasPrefix(path, prefix) {
				out = append(out, m[1])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// parameter is what stands for a value in a path.
var parameter = regexp.MustCompile(`\\\{\w+\\\}`)

// listing finds the request of the list that was sent: of several that fit, the one that
// leaves least open.
func listing(listed []string, method, path string) (string, bool) {
	best, open := "", 0
	for _, name := range listed {
		m, template, _ := strings.Cut(name, " ")
		fits := regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(template), `[^/]+`) + "$")
		if n := strings.Count(template, "{"); m == method && fits.MatchString(path) && (best == "" || n < open) {
			best, open = name, n
		}
	}
	return best, best != ""
}

// operation is what the documents say of an operation's scopes: that of the platform
// classic and granular ones, that of boards and sprints granular ones only.
type operation struct {
	Scopes []struct {
		Scopes []string
		State  string
	} `json:"x-atlassian-oauth2-scopes"`
	Security []map[string][]string
}

// row is what the page must say of the scopes of a request.
func (o operation) row(name string) string {
	classic, granular := "", ""
	for _, s := range o.Scopes {
		slices.Sort(s.Scopes)
		if s.State == "Current" {
			classic = strings.Join(s.Scopes, " ")
		} else {
			granular = strings.Join(s.Scopes, " ")
		}
	}
	if strings.Contains(name, agile) {
		for _, s := range o.Security {
			slices.Sort(s["OAuth2"])
			granular += strings.Join(s["OAuth2"], " ")
		}
		return "| `" + name + "` | no classic one | " + quoted(granular) + " |"
	}
	return "| `" + name + "` | " + quoted(classic) + " | " + quoted(granular) + " |"
}

// scopes holds the table of scopes against what Atlassian publishes.
func scopes(t *testing.T, page string, listed []string) {
	var docs struct {
		platform, agile struct {
			Paths map[string]map[string]json.RawMessage
		}
	}
	for root, into := range map[string]any{platform: &docs.platform, agile: &docs.agile} {
		data, err := published.Document(root)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("the scopes in docs/jira.md were not compared with the published API: %v", err)
		}
		if err == nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	_, table, _ := strings.Cut(page, "\n## Scopes on Cloud\n")
	table, _, _ = strings.Cut(table, "\n## ")
	for _, name := range listed {
		method, path, _ := strings.Cut(name, " ")
		doc := docs.platform
		if strings.HasPrefix(path, agile) {
			doc = docs.agile
		}
		var op operation
		if err := json.Unmarshal(doc.Paths[path][strings.ToLower(method)], &op); err != nil {
			t.Errorf("%s in the published API: %v", name, err)
			continue
		}
		if row := op.row(name); !strings.Contains(table, row) {
			t.Errorf("docs/jira.md does not say\n%s", row)
		}
	}
}

// quoted is a list of scopes as the page writes it.
func quoted(scopes string) string {
	if scopes == "" {
		return "none"
	}
	return "`" + strings.ReplaceAll(scopes, " ", "` `") + "`"
}
