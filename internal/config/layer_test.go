package config_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/config"
)

// write puts files into a fresh folder and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// layered is a main file with a conf.d beside it.
var layered = map[string]string{
	"syncd.yaml": minimal + "store: { url: sqlite:data/syncd.db, keep: { results: 90d } }\nlog: { level: warn }\n",
	"conf.d/20-pay.yaml": `sources:
  - { name: api, kind: files, path: api, key: { file: keys/api } }
syncs:
  - { name: pay, sources: [api, web-e2e], project: PAY, policy: full }
jira: { timeout: 10s, auth: { token: { file: token } } }
`,
	"conf.d/10-log.yaml": "log: { level: debug, format: console }\njira: { timeout: 5s }\n",
	"conf.d/30-off.yaml": "# log: { level: error }\n",
	"conf.d/ignored.txt": "nonsense: [",
	"conf.d/old.yml":     "nonsense: [",
}

func TestLayers(t *testing.T) {
	dir := write(t, layered)
	opt := options()
	opt.Files = []string{filepath.Join(dir, "syncd.yaml")}
	opt.Environ = []string{"SYNCD_JIRA__SWEEP=2h", "SYNCD_WEB__INSECURE=true", "SYNCD_LOG__LEVEL=error", "HOME=/x", "odd"}
	opt.Overrides = map[string]string{"log.level": "info"}
	c, report := config.Load(opt)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	in := func(path string) string { return strings.TrimPrefix(path, dir) }
	got := fmt.Sprintln(c.Log, c.Jira.Timeout, c.Jira.Sweep, c.Web.Insecure, c.Store.Keep.Runs, c.Store.Keep.Results) +
		fmt.Sprintln(in(c.Jira.Auth.Token.File), in(c.Store.Path), in(c.Sources[1].Config.(*folder).base), in(c.Sources[1].Config.(*folder).Key.File)) +
		fmt.Sprintln(len(c.Sources), len(c.Syncs), c.Syncs[1].Name, c.Syncs[1].Sources, len(c.Files), c.Dir == dir)
	want := `{info console} 10s 2h0m0s true 9600h0m0s 2160h0m0s
/conf.d/token /data/syncd.db /conf.d /conf.d/keys/api
2 2 pay [api web-e2e] 4 true
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if w := report.Warning(); !strings.Contains(w, "old.yml: the file is not read") {
		t.Errorf("no warning of old.yml: %q", w)
	}
	for path, want := range map[string]string{
		"log.level":             "flag log.level",
		"log.format":            "/conf.d/10-log.yaml:1:30",
		"jira.timeout":          "/conf.d/20-pay.yaml:5:18",
		"jira.sweep":            "environment variable SYNCD_JIRA__SWEEP",
		"jira.index_lag":        "default",
		"jira.owner":            "/syncd.yaml:3:10",
		"jira.auth.token":       "/conf.d/20-pay.yaml:5:38",
		"syncs[0].name":         "/syncd.yaml:12:11",
		"syncs[1].policy":       "/conf.d/20-pay.yaml:4:65",
		"sources[1].path":       "/conf.d/20-pay.yaml:2:37",
		"store.keep.results":    "/syncd.yaml:15:54",
		"syncs[1].defects.when": "default",
	} {
		if got := in(c.Origin(path).String()); got != want {
			t.Errorf("origin of %s is %s, want %s", path, got, want)
		}
	}
}

func TestFaultsOverFiles(t *testing.T) {
	dir := write(t, map[string]string{
		"syncd.yaml":       minimal,
		"conf.d/a.yaml":    "sources:\n  - { name: web-e2e, kind: files, path: x }\nsyncs:\n  - { name: b, sources: [web], project: PAY, schedule: \"0 0 31 2 *\" }\n",
		"conf.d/b.yaml":    "syncs:\n  - { name: c, sources: [web-e2e], polcy: full }\n",
		"conf.d/c.yaml":    "log: { level: loud }\n",
		"conf.d/.swp.yaml": "[",
	})
	opt := options()
	opt.Files = []string{filepath.Join(dir, "syncd.yaml")}
	opt.Environ = []string{
		"SYNCD_JIRA__URLL=x", "SYNCD_JIRA_TOKEN=hunter2", "SYNCD_LOG__FORMAT=xml", "SYNCD_SYNCS__0__POLICY=full", "SYNCD_JIRA__TIMEOUT=ten",
		"SYNCD_JIRA__AUTH__TOKEN=hunter2", "SYNCD_JIRA__AUTH__TOKEN__FILE=/x", "SYNCD_WEB__INSECURE=1", "SYNCD_NOTHING_LIKE_IT_AT_ALL=1", "SYNCD_RESERVED=1",
	}
	opt.Reserved = []string{"SYNCD_RESERVED"}
	opt.Overrides = map[string]string{"jira.ur": "x", "web.listen": ":9717"}
	_, report := config.Load(opt)
	got := strings.ReplaceAll(report.Error(), dir, "/etc/syncd") + "\n"
	if strings.Contains(got, "hunter2") {
		t.Error("a secret is shown")
	}
	golden(t, "over-files.golden", got)
}

func TestUnreadableFiles(t *testing.T) {
	dir := write(t, map[string]string{"binary.yaml": "\xff\xfe\x00", "large.yaml": strings.Repeat("# x\n", 300<<10), "nul.yaml": "a: \x00\n"})
	tests := []struct{ file, want string }{
		{"missing.yaml", "the file does not exist: create it, or name another with --config"},
		{"binary.yaml", "not UTF-8"},
		{"large.yaml", "larger than 1024 KiB"},
		{"nul.yaml", "control characters"},
		{".", "cannot be read"},
	}
	for _, tc := range tests {
		opt := options()
		opt.Files = []string{filepath.Join(dir, tc.file)}
		c, report := config.Load(opt)
		if c != nil || !strings.Contains(report.Error(), tc.want) || len(report.Faults) != 1 {
			t.Errorf("%s: %s, want %q", tc.file, report.Error(), tc.want)
		}
	}
	opt := options()
	if _, report := config.Load(opt); !strings.Contains(report.Error(), "--config") {
		t.Errorf("no file: %s", report.Error())
	}
	opt.Files = []string{"x.yaml"}
	opt.ReadFile = func(string) ([]byte, error) { return nil, fs.ErrPermission }
	if _, report := config.Load(opt); !strings.Contains(report.Error(), "may not read") {
		t.Errorf("forbidden file: %s", report.Error())
	}
}

// TestEnvironmentNames: a variable that a reference reads is no setting, and one
// that sets a reference replaces what the file says.
func TestEnvironmentNames(t *testing.T) {
	opt := options()
	opt.Environ = []string{"SYNCD_JIRA_TOKEN=x", "SYNCD_JIRA__AUTH__TOKEN__ENV=SYNCD_JIRA_TOKEN"}
	c := parse(t, minimal, opt)
	if got := c.Jira.Auth.Token.String(); got != "environment variable SYNCD_JIRA_TOKEN" {
		t.Errorf("token is %s", got)
	}
	opt.Environ = []string{"SYNCD_JIRA_TOKEN=x"}
	parse(t, strings.Replace(minimal, "JIRA_TOKEN", "SYNCD_JIRA_TOKEN", 1), opt)
}

func TestSocket(t *testing.T) {
	opt := options()
	opt.Environ = []string{"RUNTIME_DIRECTORY=/run/x:/run/y"}
	if got := parse(t, minimal, opt).Control.Socket; got != "/run/x/control.sock" {
		t.Errorf("socket is %s", got)
	}
	opt.Environ = nil
	if got := parse(t, minimal+"control: { socket: s/c.sock }\n", opt).Control.Socket; got != "/etc/syncd/s/c.sock" {
		t.Errorf("socket is %s", got)
	}
	if _, err := os.Stat("/run/syncd"); err != nil {
		if got := parse(t, minimal, opt).Control.Socket; got != "/var/lib/syncd/control.sock" {
			t.Errorf("socket is %s", got)
		}
	}
}
