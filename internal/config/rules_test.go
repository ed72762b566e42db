package config_test

import (
	"strings"
	"testing"

	"syncd/internal/config"
)

// TestRules sets one value by a flag and looks for a part of what comes back.
func TestRules(t *testing.T) {
	tests := []struct{ path, value, want string }{
		{"store.url", "sqlite:x.db", ""},
		{"store.url", "", "must be sqlite: and a path"},
		{"store.url", "/x.db", "must be sqlite: and a path"},
		{"store.url", "sqlite:", "names no file"},
		{"store.url", "sqlite:/x/", "names no file"},
		{"store.url", "sqlite:///x.db", "slashes after sqlite:"},
		{"store.url", "sqlite::memory:", "is in memory"},
		{"store.url", "sqlite:x.db?mode=ro", "must not contain ?"},
		{"store.url", "postgres://syncd@db.example.com/syncd", ""},
		{"store.url", "postgresql://syncd@a.example.com:5432,b.example.com:5432/syncd?sslmode=verify-full", ""},
		{"store.url", "postgres:///syncd?host=/run/postgresql", ""},
		{"store.url", "postgres:syncd", "must be sqlite: and a path"},
		{"store.url", "postgres://db.example.com", "names no database"},
		{"store.url", "postgres:///syncd", "names no host"},
		{"store.url", "postgres://db.example.com/syncd?sslmod=disable", "unknown parameter sslmod"},
		{"store.url", "postgres://syncd:hunter2@db.example.com/syncd", "must not hold a password"},
		{"store.url", "postgres://db.example.com/syncd?password=hunter2", "must not hold a password"},
		{"store.url", "postgres://syncd:hunter2@db.example.com:x/syncd", "is not a URL"},
		{"store.lease", "1s", "must be at least 5s"},
		{"store.keep.results", "12h", "must be at least 1d"},
		{"web.listen", "", ""},
		{"web.listen", "localhost:0", ""},
		{"web.listen", "[::1]:9717", ""},
		{"web.listen", "9717", "must be host:port"},
		{"web.listen", "127.0.0.1:http", "port that is not a number"},
		{"web.listen", "127.0.0.1:70000", "port that is not a number"},
		{"web.listen", "[::]:9717", "reachable from other machines"},
		{"web.url", "ftp://x.example", "must begin with https://"},
		{"web.url", "https://%zz", "is not a URL"},
		{"jira.url", "https://api.atlassian.com/ex/jira/1f2e", ""},
		{"jira.url", "", `"url" is missing in jira`},
		{"jira.owner", strings.Repeat("a", 41), "must be 1 to 40"},
		{"jira.owner", "ignore", "would make the label syncd-ignore"},
		{"jira.auth.expires", "2027-05-01", ""},
		{"jira.auth.token", "hunter2", ""},
		{"jira.auth.token.credential", "a/b", "not a plain file name"},
		{"jira.auth.token.env", "A-B", "not the name of an environment variable"},
		{"timezone", "America/New_York", ""},
		{"timezone", "Local", "not a known time zone"},
		{"control.socket", "/" + strings.Repeat("x", 120), "which sockets do not allow"},
		{"log.format", "text", `known: json, console`},
	}
	for _, tc := range tests {
		opt := options()
		opt.Overrides = map[string]string{tc.path: tc.value}
		c, report := config.Parse("/etc/syncd/syncd.yaml", []byte(minimal), opt)
		switch {
		case tc.want == "" && (c == nil || c.Origin(tc.path).String() != "flag "+tc.path):
			t.Errorf("%s=%s: %s", tc.path, tc.value, report.Error())
		case tc.want != "" && (len(report.Faults) != 1 || !strings.Contains(report.Error(), tc.want)):
			t.Errorf("%s=%s: %s, want %q", tc.path, tc.value, report.Error(), tc.want)
		}
		if all := report.Error() + report.Warning(); strings.Contains(all, "hunter2") {
			t.Errorf("a secret is shown: %s", all)
		}
	}
}

func TestLookup(t *testing.T) {
	c := parse(t, minimal, options())
	if s, ok := c.Source("web-e2e"); !ok || s.Kind != "files" {
		t.Error("source web-e2e is not found")
	}
	if s, ok := c.Sync("shop"); !ok || s.Project != "SHOP" {
		t.Error("sync shop is not found")
	}
	if _, ok := c.Source("shop"); ok {
		t.Error("a source that is not there is found")
	}
	if _, ok := c.Sync("web-e2e"); ok {
		t.Error("a sync that is not there is found")
	}
}

// TestMergeKeys: `<<` brings what a mapping does not set itself.
func TestMergeKeys(t *testing.T) {
	text := minimal + `    defects: &d { max_age: 60d, type: Task }
    runs: &l { environments: [staging] }
  - name: two
    sources: [web-e2e]
    project: PAY
    defects:
      <<: [*d]
      type: Bug
    runs: *l
`
	s := parse(t, text, options()).Syncs[1]
	if s.Defects.MaxAge.Hours() != 60*24 || s.Defects.Type != "Bug" || s.Runs.Environments[0] != "staging" || s.Defects.Project != "PAY" {
		t.Errorf("sync two is %+v", s)
	}
	_, report := config.Parse("x.yaml", []byte(strings.Replace(text, "[*d]", "[3]", 1)), options())
	if !strings.Contains(report.Error(), "<< takes a mapping") {
		t.Error(report.Error())
	}
}

// TestJiraOf: a source is read for one Jira, as people find it, or nobody can tell for which.
func TestJiraOf(t *testing.T) {
	c := parse(t, `
jiras:
  acme: { url: "https://api.atlassian.com/ex/jira/1", browse_url: "https://acme.atlassian.net", edition: cloud, owner: acme, auth: { user: syncd@acme.example, token: { env: JIRA_TOKEN } } }
  home: { url: "https://jira.acme.example", owner: home, auth: { user: syncd, token: { env: JIRA_TOKEN } } }
sources: [{ name: one, kind: files, path: a }, { name: both, kind: files, path: b }, { name: none, kind: files, path: c }]
syncs:
  - { name: shop, jira: acme, project: SHOP, sources: [one, both] }
  - { name: cart, jira: acme, project: CART, sources: [one] }
  - { name: till, jira: home, project: TILL, sources: [both] }
`, options())
	for name, want := range map[string]string{"one": "https://acme.atlassian.net", "both": "", "none": ""} {
		if got := c.JiraOf(name); got != want {
			t.Errorf("%s is read for %q, want %q", name, got, want)
		}
	}
}
