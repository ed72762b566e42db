package config_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine that runs the tests may have no zones

	"syncd/internal/config"
	"syncd/internal/secret"
	"syncd/internal/source"
)

var update = flag.Bool("update", false, "rewrite golden files")

// folder is a kind of source for these tests, with one field of every type.
type folder struct {
	Path    string            `yaml:"path" doc:"folder to read"`
	Formats []string          `yaml:"formats" enum:"junit,ctrf"`
	Run     string            `yaml:"run" enum:"file,folder"`
	Context string            `yaml:"context"`
	Quiet   time.Duration     `yaml:"quiet" min:"1s"`
	Depth   int               `yaml:"depth" min:"1"`
	Ratio   float64           `yaml:"ratio"`
	Follow  bool              `yaml:"follow"`
	Env     map[string]string `yaml:"env"`
	Key     secret.Ref        `yaml:"key"`
	Proxy   *proxy            `yaml:"proxy"`

	base string
}

// proxy is a nested section behind a pointer.
type proxy struct {
	URL   string     `yaml:"url" required:"yes" check:"url"`
	Token secret.Ref `yaml:"token"`
}

func (f *folder) Validate() []source.Problem {
	if f.Path == "" {
		return []source.Problem{{Key: "path", Text: "path is missing: name the folder"}}
	}
	if strings.HasPrefix(f.Path, "/proc") {
		return []source.Problem{{Key: "path", Text: "path must not lie below /proc"}}
	}
	return nil
}

func (f *folder) New(source.Env) (source.Source, error) { return nil, errors.New("not built in tests") }

func (f *folder) Resolve(base string) { f.base = base }

// plain is the config of a source that needs none.
type plain struct {
	Site string `yaml:"site" doc:"the Jira in which the tool lives"`
}

func (*plain) Validate() []source.Problem            { return nil }
func (p *plain) Home() string                        { return p.Site }
func (*plain) New(source.Env) (source.Source, error) { return nil, nil }

// options is a catalog of two kinds, and rules that know two bad texts.
func options() config.Options {
	bad := func(word string) func(string) error {
		return func(s string) error {
			if strings.Contains(s, word) {
				return fmt.Errorf("unknown name %s", word)
			}
			return nil
		}
	}
	return config.Options{
		Catalog: []source.Spec{{Kind: "files", Title: "Files", Config: func() source.Config {
			return &folder{Run: "file", Quiet: 2 * time.Minute, Depth: 3}
		}}, {Kind: "byid", Title: "A tool in Jira Cloud", Abilities: source.Abilities{ByID: true}, Config: func() source.Config { return &plain{} }}},
		CheckWhen:    bad("failuers"),
		CheckSummary: bad(".Cese"),
		CheckExclude: bad("brunch"),
	}
}

// minimal is the smallest text that loads.
const minimal = `jira:
  url: https://acme.atlassian.net
  owner: acme-prod
  auth:
    user: syncd@acme.example
    token: { env: JIRA_TOKEN }
sources:
  - name: web-e2e
    kind: files
    path: results
syncs:
  - name: shop
    sources: [web-e2e]
    project: SHOP
`

// parse loads a text that must be right.
func parse(t *testing.T, text string, opt config.Options) *config.Config {
	t.Helper()
	c, report := config.Parse("/etc/syncd/syncd.yaml", []byte(text), opt)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// golden compares with a file below testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update after checking)\n--- got\n%s\n--- want\n%s", path, got, want)
	}
}

// TestFaults shows the whole text that people get for each broken file.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) < 15 {
		t.Fatal("testdata is missing", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, report := config.Parse(name+".yaml", raw, options())
			if (c == nil) == (report.Err() == nil) {
				t.Errorf("config %v with faults %v", c != nil, report.Err())
			}
			got := report.Error() + "\n"
			if w := report.Warning(); w != "" {
				got += "\n" + w + "\n"
			}
			if strings.Contains(got, "hunter2") {
				t.Errorf("a secret is shown:\n%s", got)
			}
			golden(t, name+".txt", got)
		})
	}
}

func TestMinimal(t *testing.T) {
	c := parse(t, minimal, options())
	s := c.Syncs[0]
	got := fmt.Sprintln(c.Location, c.Jira.Endpoint, c.Jira.Timeout, c.Jira.Auth.Method, c.Store.Path, c.Web.Listen, c.Log) +
		fmt.Sprintln(s.Policy, s.Cron, s.Stories.Projects, s.Defects.Project, s.Defects.Labels, s.Runs.Branches, s.Defects.Resolve)
	want := `UTC https://acme.atlassian.net 20s basic /var/lib/syncd/syncd.db 127.0.0.1:9717 {info json}
observe @every 5m [SHOP] SHOP [] [main master trunk develop release/* hotfix/*] {comment 2}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	f := c.Sources[0].Config.(*folder)
	if f.Path != "results" || f.Quiet != 2*time.Minute || f.base != "/etc/syncd" || c.Sources[0].Namespace != "web-e2e" {
		t.Errorf("source %+v, section %+v", c.Sources[0], f)
	}
}

func TestSectionOfSource(t *testing.T) {
	text := strings.Replace(minimal, "    path: results\n", `    path: results
    namespace: web
    timezone: Europe/Berlin
    formats: [junit]
    run: folder
    quiet: 1m30s
    depth: 7
    ratio: 0.5
    follow: true
    env: { A: b, "1": 2 }
    key: { file: key }
    proxy: { url: "https://proxy.example", token: { credential: proxy } }
`, 1)
	s := parse(t, text, options()).Sources[0]
	f := s.Config.(*folder)
	got := fmt.Sprintln(s.Namespace, s.Location, f.Formats, f.Run, f.Quiet, f.Depth, f.Ratio, f.Follow, f.Env, f.Key, *f.Proxy)
	want := "web Europe/Berlin [junit] folder 1m30s 7 0.5 true map[1:2 A:b] file /etc/syncd/key {https://proxy.example credential proxy}\n"
	if got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}
