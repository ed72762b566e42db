// Package zephyrdc is the source for Zephyr Scale in Jira Data Center and Server, through
// its API 1.0 ("ATM") below the Jira's address.
//
// A test case of Zephyr is a case, a test run is a run, and each test result in it is an
// execution of ours, by its number: Zephyr makes one with the run that nobody has executed
// yet, which is pending and turns into what comes of it. All goes by key and name: the issues
// that a case links are its stories, those that a result links are its defects. Results
// outside of all runs are listed nowhere and are not read. A case that is Deprecated, archived
// or deleted is retired.
//
// The API has no dates to ask by, neither for cases nor for runs. So all runs are listed with
// every collection, without what is in them; the tests of the open ones are read in turn:
// those in which something happened of late with every collection, all with `reread`; and
// the results of a run when its tests or the list say that something has changed, or with
// `reread`, for links and comments show nowhere else. Cases are listed with `reread`, new
// ones that a run has are looked up. Runs that are Done are read once, and again with
// `sweep` or when the list says something else of them.
//
// Limits: those of Jira; 200 cases or runs a page. The API does not say how many there are.
// API 1.0 as the vendor's document of 2024 has it; newer builds add pages of results.
package zephyrdc

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"syncd/internal/model"
	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

//go:embed example.yaml
var example string

// Spec describes the kind to the catalog.
func Spec() source.Spec {
	return source.Spec{
		Kind:  "zephyr-datacenter",
		Title: "Zephyr Scale Data Center",
		Abilities: source.Abilities{SeesEdits: true, WritesBack: true, Retests: true, Cases: true, StoryRefs: true,
			Planned: true, Complete: true},
		Facts: source.Facts{
			Products:    "Zephyr Scale (once Test Management for Jira, Adaptavist) for Jira Data Center and Server. Not Zephyr Squad or Enterprise.",
			API:         "REST API 1.0 below the Jira's address (`/rest/atm/1.0`); `check --online` also asks Jira's own, v2.",
			Login:       "As in Jira: a personal access token (`bearer`, Jira 8.14 and later), or user name and password (`basic`).",
			Permissions: "Browse Projects in the project of the tests; for `write_back` also Zephyr's permission to execute tests, where its permissions are switched on.",
			Limits: []string{"Jira may limit how many requests a user makes; `rate` is the share that syncd takes.",
				"Zephyr cannot be asked what is new. All runs are listed with every collection, 200 a request; then the 20 open ones in which something happened last are looked into, one request each and one more where something has changed. The other open ones are read with `reread`, 20 in one collection.",
				"Results outside of all runs are listed nowhere: they are not read."},
			Edits:     "New results, and results whose status or time was changed: within a cycle in the runs in which something happened last, else with `reread`. Links to issues, comments, and what cases say: with `reread`; so do cases that are Deprecated, archived or deleted, which are out of the verdict. Deleted runs: within a cycle. Deleted results: as new ones. Runs that are Done: when the list of runs says something else of them, else with `sweep`.",
			WriteBack: "The issue is added to those that the result links. Zephyr changes the last result of a test in a run only, so the run is read right before: a result that was followed by another is left alone, and so is one that cannot be told from another test of the same run, of the same test case and environment. A retest is a new result of the test in its run and environment, Not Executed: the failed one stays as it is. In runs that are Done none is asked for.",
			Statuses:  "Pass, Fail and Blocked are what they say, Not Executed and In Progress are pending. Statuses of your own are unknown until `statuses` maps them; Zephyr does not list them, so they show once a result has them.",
		},
		Example: example,
		Config:  func() source.Config { return &Config{Settings: tool.Usual(300), Auth: Auth{Method: "bearer"}} },
	}
}

// Config is one entry under `sources:` with `kind: zephyr-datacenter`.
type Config struct {
	URL           string `yaml:"url" doc:"address of the Jira as a browser shows it, with its context path if it has one"`
	Project       string `yaml:"project" doc:"key of the Jira project, for example SHOP"`
	Auth          Auth   `yaml:"auth" doc:"how syncd logs in to Jira"`
	tool.Settings        // since, rate, reread, sweep, statuses, write_back
}

// Auth is how syncd logs in.
type Auth struct {
	Method string     `yaml:"method" enum:"bearer,basic" doc:"bearer: a personal access token; basic: user name and password"`
	User   string     `yaml:"user" doc:"user name, with basic"`
	Token  secret.Ref `yaml:"token" doc:"personal access token, or with basic the password"`
}

// projectKey is how keys of Jira's projects look. One that fits needs no quoting in a query.
var projectKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)

// Validate returns every fault of the section.
func (c *Config) Validate() []source.Problem {
	out := c.Problems()
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if _, err := tool.JiraAddress(c.URL); err != nil {
		add("url", "%v", err)
	}
	if !projectKey.MatchString(c.Project) {
		add("project", "project is %q; it must be the key of a Jira project, for example SHOP", c.Project)
	}
	switch {
	case c.Auth.Method != "bearer" && c.Auth.Method != "basic":
		add("auth.method", "auth.method is %q; it must be bearer or basic", c.Auth.Method)
	case c.Auth.Method == "basic" && c.Auth.User == "":
		add("auth.user", "auth.user is missing: with basic give the user name")
	}
	if c.Auth.Token.IsZero() {
		add("auth.token", "auth.token is missing: make a personal access token in your Jira profile and say where it lies, for example `token: { credential: zephyr }`")
	}
	return out
}

// Secrets implements source.Holder.
func (c *Config) Secrets() []secret.Ref { return []secret.Ref{c.Auth.Token} }

// Setup implements source.Setup.
func (c *Config) Setup() string {
	return tool.Setup(c.Settings, c.URL, c.Project)
}

// New builds the source.
func (c *Config) New(env source.Env) (source.Source, error) { return c.open(env) }

// Backlinker implements source.Writable.
func (c *Config) Backlinker(env source.Env) (source.Backlinker, error) {
	p, err := c.open(env)
	if err != nil {
		return nil, err
	}
	return &writer{project: p}, nil
}

// open builds what reads and writes have in common.
func (c *Config) open(env source.Env) (*Project, error) {
	base, err := tool.Address(c.URL)
	if err != nil {
		return nil, err
	}
	token, err := env.Secret(c.Auth.Token)
	if err != nil {
		return nil, fmt.Errorf("read auth.token: %w", err)
	}
	login := tool.Bearer(token)
	if c.Auth.Method == "basic" {
		login = tool.Basic(c.Auth.User, token)
	}
	client := tool.New(env, tool.Options{Name: "Zephyr Scale", Base: base, Rate: c.Rate, Words: words, Authorize: login,
		Login: "auth of this source, and whether Zephyr Scale's licence is valid"})
	return &Project{cfg: *c, env: env, api: &api{client}, base: strings.TrimRight(base.String(), "/")}, nil
}

// usual is what Zephyr's own statuses count as.
var usual = map[string]model.Outcome{
	"Pass": model.Passed, "Fail": model.Failed, "Blocked": model.Blocked, notExecuted: model.Pending, "In Progress": model.Pending,
}

const (
	// notExecuted is the status in which results begin.
	notExecuted = "Not Executed"
	// done is the status of a run that nobody works on any more.
	done = "Done"
)

// Project reads one project.
type Project struct {
	cfg  Config
	env  source.Env
	api  *api
	base string
}
