// Package xraydc is the source for Xray in Jira Data Center and Server, through Jira's REST
// API v2 and Xray's own ("raven", version 1.0) beside it.
//
// Tests and test executions are issues of Jira: a test is a case, an execution is a run, and
// the stories of a case are the issues at the other end of its links. What became of a test
// in an execution is Xray's alone. Xray keeps one result there and overwrites it, so a result
// is told by the number of the test run and the time when it was finished: a pass on Tuesday
// in the same run is another point than the failure on Monday, if both were read.
//
// A case is known by the id of its issue: keys change when issues move, ids do not. The key
// stands beside it as a foreign id, for files that name it, and so does the definition of a
// Generic test, which is class and name where Xray imported the results of a runner.
//
// Xray has no filter by date, and a result does not move the `updated` of its execution.
// So Jira is asked which tests and executions changed, and the runs of open executions are
// read in turn: those in which something happened of late with every collection, all with
// `reread`. Everything is listed anew with `sweep`. A test whose issue is gone, archived or of
// another type is retired.
//
// Limits: those of Jira; pages of Xray are as large as its administrator allows.
package xraydc

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"

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
		Kind:  "xray-datacenter",
		Title: "Xray for Jira Data Center",
		Abilities: source.Abilities{Incremental: true, SeesEdits: true, WritesBack: true, Retests: true, Cases: true, StoryRefs: true,
			Planned: true, Statuses: true, Complete: true},
		Facts: source.Facts{
			Products:    "Xray for Jira Data Center and Server, from 3.0 on.",
			API:         "Jira's REST API v2 for tests and executions, Xray's (`/rest/raven/1.0`) for their runs.",
			Login:       "As in Jira: a personal access token (`bearer`, Jira 8.14 and later), or user name and password (`basic`).",
			Permissions: "Browse Projects in the project of the tests and those of their stories; for `write_back` Edit Issues in the project of the executions.",
			Limits: []string{"Jira may limit how many requests a user makes; `rate` is the share that syncd takes.",
				"Xray cannot be asked what is new. The runs of the 20 executions in which something happened last are read with every collection, two requests each, and the other open ones with `reread`, 20 in one collection.",
				"Executions that are not Done are read however old they are: a result does not move the date of its execution. `since` is for those that are Done. Executions that nobody works on any more should be closed.",
				"An export of results that names no ids of runs is refused: runs could not be told apart."},
			Edits:     "Tests and executions within a cycle, as Jira tells of them. Results, and defects that were added later: within a cycle in the executions in which something happened last, else with `reread`. Executions whose status is Done are read again when their issue changes. Deleted executions: with `sweep`; so do tests whose issue was deleted, hidden from the account, archived or made an issue of another type, which are out of the verdict.",
			WriteBack: "The defect is added to those that the test run names (`testrun/{id}/defect`), as long as the run is as it was when the failure was read; a run that was executed again is left alone. A retest sets the run's status to TODO, as testers do. In Xray that erases the failure, so it needs `key+retest` and happens only where the run has not changed since; syncd remembers the failure.",
			Statuses:  "PASS and FAIL are what they say, TODO and EXECUTING are pending, ABORTED is skipped. Statuses of your own are unknown until `statuses` maps them, whatever their coverage setting in Xray. A test with several iterations counts as Xray sums them up in the status of its run. A run that was set back to TODO is pending from then on; what it came to before is remembered.",
		},
		Example: example,
		Config: func() source.Config {
			return &Config{Settings: tool.Usual(300), Auth: Auth{Method: "bearer"}, Link: "Test",
				Types: Types{Test: "Test", Execution: "Test Execution"}, Automated: []string{"Generic", "Cucumber"}, AutomationID: "Generic Test Definition"}
		},
	}
}

// Config is one entry under `sources:` with `kind: xray-datacenter`.
type Config struct {
	URL           string   `yaml:"url" doc:"address of the Jira as a browser shows it, with its context path if it has one"`
	Project       string   `yaml:"project" doc:"key of the project that holds tests and executions"`
	Auth          Auth     `yaml:"auth" doc:"how syncd logs in to Jira"`
	Link          string   `yaml:"link" doc:"name of the type of issue links from a test to what it tests"`
	Types         Types    `yaml:"types" doc:"names of Xray's issue types, where they were renamed"`
	Automated     []string `yaml:"automated" doc:"types of tests that machines run"`
	AutomationID  string   `yaml:"automation_id" doc:"name of the field of a test that holds class and name of the automated test, as Xray's import of results keeps it"`
	tool.Settings          // since, rate, reread, sweep, statuses, write_back
}

// Auth is how syncd logs in.
type Auth struct {
	Method string     `yaml:"method" enum:"bearer,basic" doc:"bearer: a personal access token; basic: user name and password"`
	User   string     `yaml:"user" doc:"user name, with basic"`
	Token  secret.Ref `yaml:"token" doc:"personal access token, or with basic the password"`
}

// Types are the names of Xray's issue types.
type Types struct {
	Test      string `yaml:"test" doc:"of tests"`
	Execution string `yaml:"execution" doc:"of test executions"`
}

// projectKey is a key as administrators may form them; that it exists is for Jira to say.
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
		add("project", "project is %q; give the key of the project, such as SHOP", c.Project)
	}
	switch {
	case c.Auth.Method != "bearer" && c.Auth.Method != "basic":
		add("auth.method", "auth.method is %q; it must be bearer or basic", c.Auth.Method)
	case c.Auth.Method == "basic" && c.Auth.User == "":
		add("auth.user", "auth.user is missing: with basic give the user name")
	}
	if c.Auth.Token.IsZero() {
		add("auth.token", "auth.token is missing: make a personal access token in your Jira profile and say where it lies, for example `token: { credential: xray }`")
	}
	for _, name := range []struct{ key, value, usual string }{{"link", c.Link, "Test"}, {"types.test", c.Types.Test, "Test"}, {"types.execution", c.Types.Execution, "Test Execution"}} {
		if strings.TrimSpace(name.value) == "" {
			add(name.key, "%s is empty; leave it out for %q", name.key, name.usual)
		}
	}
	return out
}

// Secrets implements source.Holder.
func (c *Config) Secrets() []secret.Ref { return []secret.Ref{c.Auth.Token} }

// Setup implements source.Setup.
func (c *Config) Setup() string {
	return tool.Setup(c.Settings, c.URL, c.Project, c.Link, c.Types, c.Automated, c.AutomationID)
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
	client := tool.New(env, tool.Options{Name: "Jira", Base: base, Rate: c.Rate, Words: words, Authorize: login,
		Login: "auth of this source, and whether Xray's licence is valid"})
	return &Project{cfg: *c, env: env, api: &api{Client: client}, base: strings.TrimRight(base.String(), "/")}, nil
}

// usual is what Xray's own statuses count as.
var usual = map[string]model.Outcome{
	"pass": model.Passed, "fail": model.Failed, "todo": model.Pending, "executing": model.Pending, "aborted": model.Skipped,
}

// Project reads one project.
type Project struct {
	cfg  Config
	env  source.Env
	api  *api
	base string
}

// api is Jira's API and Xray's.
type api struct {
	*tool.Client
	bare atomic.Bool // Xray refuses our size of a page: its own is taken
}
