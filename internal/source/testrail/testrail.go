// Package testrail is the source for TestRail, Cloud and Server, through its API v2.
//
// A case of TestRail is a case, a test run (alone or in a plan, one for each
// configuration) is a run, and each result of a test in it is an execution: fail on
// Monday and pass on Tuesday are two points. Tests without a result are pending. Keys of
// stories come from the references of cases, keys of defects from those of results.
//
// What is new is asked for: cases by updated_after, results by created_after, of runs
// whose counters have moved; plans are opened when theirs have. TestRail tells of nothing else, so open runs are read whole
// from time to time (`reread`), and all runs since are listed anew (`sweep`).
//
// Limits: 250 objects a page, and on Cloud 180 or 300 requests a minute for all users of
// the instance. API v2 as of TestRail 5.7; older answers without pages are read too.
package testrail

import (
	_ "embed"
	"fmt"
	"slices"
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
		Kind:  "testrail",
		Title: "TestRail",
		Abilities: source.Abilities{Incremental: true, SeesEdits: true, WritesBack: true, Retests: true, StoryRefs: true,
			Cases: true, Planned: true, Statuses: true, Complete: true},
		Facts: source.Facts{
			Products:    "TestRail Cloud and Server, from 5.7 on.",
			API:         "API v2. It must be switched on: Administration › Site Settings › API.",
			Login:       "E-mail address and API key (My Settings › API Keys) of a user.",
			Permissions: "Read access to the project; for `write_back` a role that may add and edit test results.",
			Limits: []string{"Cloud allows 180 requests a minute (Professional) or 300 (Enterprise), shared by all users and integrations of the instance; Server has no limit. `rate` is the share that syncd takes.",
				"During its daily maintenance Cloud answers nobody; syncd waits and goes on with the next cycle."},
			Edits:     "New results, and tests that were added to or taken from a run: within a cycle where a counter of the run or its plan moves, else (the same failure again, for one) with `reread`, ten runs in one collection. Results that were edited and defects that were added later: likewise. Deleted runs and cases: with `sweep`; a deleted case is out of the verdict. TestRail does not change completed runs, and they are not read again.",
			WriteBack: "The result itself is edited (`edit_result`, TestRail of 2026) and keeps what else it names; where that is not possible or not allowed, a row with the key and a comment is added, which leaves the test's status alone. A retest sets the status Retest. Results of completed runs cannot be written to.",
			Statuses:  "Passed, Failed and Blocked are what they say, Untested and Retest are pending. Custom statuses are unknown until `statuses` maps them.",
		},
		Example: example,
		Config: func() source.Config {
			return &Config{Settings: tool.Usual(60), Refs: []string{"refs"}, Automated: []string{"Automated"}, AutomationID: "custom_automation_id"}
		},
	}
}

// Config is one entry under `sources:` with `kind: testrail`.
type Config struct {
	URL     string   `yaml:"url" doc:"address of TestRail as a browser shows it, without index.php"`
	Project int64    `yaml:"project" doc:"number of the project, as in the address of its page"`
	Suites  []int64  `yaml:"suites" doc:"numbers of the suites to read; empty: all"`
	Auth    Auth     `yaml:"auth" doc:"how syncd logs in"`
	Refs    []string `yaml:"refs" doc:"fields of a case that name issues, besides refs for example custom_jira"`
	// Automated and AutomationID tell which cases machines run, and how files name them.
	Automated     []string `yaml:"automated" doc:"types of cases that machines run"`
	AutomationID  string   `yaml:"automation_id" doc:"field of a case that holds class and name of the automated test, as TestRail's command line keeps it"`
	tool.Settings          // since, rate, reread, sweep, statuses, write_back
}

// Auth is how syncd logs in.
type Auth struct {
	User string     `yaml:"user" doc:"e-mail address of the user"`
	Key  secret.Ref `yaml:"key" doc:"API key of the user, or the password"`
}

// Validate returns every fault of the section.
func (c *Config) Validate() []source.Problem {
	out := c.Problems()
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if _, err := tool.Address(c.URL); err != nil {
		add("url", "%v", err)
	} else if strings.Contains(c.URL, "index.php") {
		add("url", "url %q must end before index.php", c.URL)
	}
	if c.Project < 1 {
		add("project", "project is missing: give the number of the project, as in the address …/index.php?/projects/overview/3")
	}
	if slices.ContainsFunc(c.Suites, func(id int64) bool { return id < 1 }) {
		add("suites", "suites holds a number below 1; give the numbers of suites, as in the address …/index.php?/suites/view/7")
	}
	if c.Auth.User == "" {
		add("auth.user", "auth.user is missing: give the e-mail address of the user")
	}
	if c.Auth.Key.IsZero() {
		add("auth.key", "auth.key is missing: make an API key under My Settings › API Keys and say where it lies, for example `key: { credential: testrail }`")
	}
	return out
}

// Secrets implements source.Holder.
func (c *Config) Secrets() []secret.Ref { return []secret.Ref{c.Auth.Key} }

// Setup implements source.Setup.
func (c *Config) Setup() string {
	return tool.Setup(c.Settings, c.URL, c.Project, c.Suites, c.Refs, c.Automated, c.AutomationID)
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
	key, err := env.Secret(c.Auth.Key)
	if err != nil {
		return nil, fmt.Errorf("read auth.key: %w", err)
	}
	client := tool.New(env, tool.Options{Name: "TestRail", Base: base, Rate: c.Rate, Words: words, Kind: kind, Tidy: tidy,
		Login:     "auth.user and auth.key of this source, and whether TestRail's API is switched on (Administration › Site Settings › API)",
		Authorize: tool.Basic(c.Auth.User, key)})
	return &Project{cfg: *c, env: env, api: &api{client}, base: strings.TrimRight(base.String(), "/")}, nil
}

// usual is what TestRail's own statuses count as.
var usual = map[string]model.Outcome{
	"passed": model.Passed, "failed": model.Failed, "blocked": model.Blocked, "untested": model.Pending, "retest": model.Pending,
}

// Project reads one project.
type Project struct {
	cfg  Config
	env  source.Env
	api  *api
	base string
}
