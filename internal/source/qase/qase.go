// Package qase is the source for Qase, Cloud and Enterprise, through its API v1.
//
// A case of Qase is a case, a test run is a run, and each result in it is an execution: fail
// on Monday and pass on Tuesday are two points. Cases of a run without a result are pending,
// and so is what is in progress. Keys of stories come from the external issues of cases,
// keys of defects from Qase's own defects (their external data or title) and from lines
// `Defect: KEY` in the comments of results.
//
// Runs are asked for by their start and results by their end. An edited result keeps its
// end, and what is in progress has none: whatever moves a counter of a run has it read
// anew, open runs are read whole from time to time (`reread`), and all runs since are
// listed anew (`sweep`). Cases and defects have no filter for what changed: they are listed
// when the project's counter of them moves, and with `reread`.
//
// Limits: 100 objects a page, 100 000 a list, and 600 requests a minute for each token; who
// asks for more is sent away for a minute. API v1 as published in August 2026; the words
// for the states of runs from before are understood, too.
package qase

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
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
		Kind:  "qase",
		Title: "Qase",
		Abilities: source.Abilities{Incremental: true, SeesEdits: true, WritesBack: true, StoryRefs: true,
			Cases: true, Planned: true, Statuses: true, Complete: true},
		Facts: facts, Example: example,
		Config: func() source.Config {
			return &Config{Settings: tool.Usual(200), URL: cloud, Jira: "jira-cloud"}
		},
	}
}

// facts are for people who connect Qase.
var facts = source.Facts{
	Products:    "Qase Cloud and Qase Enterprise.",
	API:         "API v1.",
	Login:       "API token of a user (app.qase.io/user/api/token).",
	Permissions: "A role that may read the project with its cases, runs and defects; for `write_back` one that may edit results of runs. A role or subscription that does not show suites, configurations or system fields is told with the source, and the rest is read: cases lie in no folder then, runs without an environment go by the numbers of their configurations, and deprecated cases count.",
	Limits: []string{"Qase allows 600 requests a minute to a token and sends who exceeds them away for a minute. `rate` is the share that syncd takes.",
		"A subscription without external issues does not show which stories a case is for; syncd says so and reads the rest.",
		"Results show neither their parameters nor who ran them: two rows of parameters of a case are two executions of it, and the later one counts. Results of no case are left out."},
	Edits:     "New results within a cycle; in runs of more than 500 cases, those that a reporter sends later than five minutes after their end, and what is in progress, with `reread`. Edited results and cases, and stories and defects that were added: when a counter moves, else with `reread`. In runs that are closed: when a case counts as something else, with `sweep`. Deleted runs: open ones within a cycle, closed ones with `sweep`. Deleted and deprecated cases: as edited ones; they are out of the verdict.",
	WriteBack: "Qase has no field for a defect of another tool on a result: a defect of Qase cannot be given its Jira issue through the API, and the one issue that a run may name would speak for all of the run. So the result's comment keeps what is there and gets one line, `Defect: SHOP-9 https://…`; it is read back from there. A retest cannot be asked for: no status and no field of Qase says so, so `key+retest` does what `key` does.",
	Statuses:  "Passed, Failed, Blocked and Skipped are what they say, In progress is pending. Invalid counts as blocked: it says that the test is to blame. Custom statuses are unknown until `statuses` maps them.",
}

// cloud is where Qase's own API lives.
const cloud = "https://api.qase.io"

// Config is one entry under `sources:` with `kind: qase`.
type Config struct {
	URL           string `yaml:"url" doc:"address of the API; Enterprise has one of its own"`
	App           string `yaml:"app" doc:"address of Qase as a browser shows it, for links; empty: derived from url"`
	Project       string `yaml:"project" doc:"code of the project, as in the address of its page"`
	Jira          string `yaml:"jira" enum:"jira-cloud,jira-server" doc:"which of Qase's apps for Jira links cases to issues"`
	Auth          Auth   `yaml:"auth" doc:"how syncd logs in"`
	tool.Settings        // since, rate, reread, sweep, statuses, write_back
}

// Auth is how syncd logs in.
type Auth struct {
	Token secret.Ref `yaml:"token" doc:"API token of a user"`
}

// codes is the form of a project's code.
var codes = regexp.MustCompile(`^[A-Z0-9]{2,10}$`)

// Validate returns every fault of the section.
func (c *Config) Validate() []source.Problem {
	out := c.Problems()
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if u, err := tool.Address(c.URL); err != nil {
		add("url", "%v", err)
	} else if strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/v1") {
		add("url", "url %q must end before /v1", c.URL)
	} else if strings.HasPrefix(u.Host, "app.") {
		add("url", "url %q is where browsers go; the API has an address of its own, %s", c.URL, cloud)
	}
	if c.App != "" {
		if _, err := tool.Address(c.App); err != nil {
			add("app", "%s", strings.Replace(err.Error(), "url", "app", 1))
		}
	}
	if !codes.MatchString(c.Project) {
		add("project", "project is %q; give the code of the project, 2 to 10 capital letters and digits, as in the address app.qase.io/project/SHOP", c.Project)
	}
	if c.Jira != "jira-cloud" && c.Jira != "jira-server" {
		add("jira", "jira is %q; it must be jira-cloud or jira-server", c.Jira)
	}
	if c.Auth.Token.IsZero() {
		add("auth.token", "auth.token is missing: make an API token (app.qase.io/user/api/token) and say where it lies, for example `token: { credential: qase }`")
	}
	return out
}

// Secrets implements source.Holder.
func (c *Config) Secrets() []secret.Ref { return []secret.Ref{c.Auth.Token} }

// Setup implements source.Setup.
func (c *Config) Setup() string {
	return tool.Setup(c.Settings, c.URL, c.App, c.Project, c.Jira)
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
	client := tool.New(env, tool.Options{Name: "Qase", Base: base, Rate: c.Rate, Words: words, Login: "auth.token of this source",
		Authorize: func(r *http.Request) error { r.Header.Set("Token", token.Reveal()); return nil }})
	app := strings.TrimRight(c.App, "/")
	if app == "" {
		app = pages(base)
	}
	return &Project{cfg: *c, env: env, api: &api{client}, app: app, code: url.PathEscape(c.Project)}, nil
}

// pages is where browsers go, by the address of the API: api.qase.io has app.qase.io, and
// Enterprise's api-acme.qase.io has acme.qase.io (qase-javascript derives them so).
func pages(api *url.URL) string {
	out := *api
	if rest, ok := strings.CutPrefix(api.Host, "api."); ok {
		out.Host = "app." + rest
	} else if rest, ok := strings.CutPrefix(api.Host, "api-"); ok {
		out.Host = rest
	}
	return strings.TrimRight(out.String(), "/")
}

// usual is what Qase's own statuses count as.
var usual = map[string]model.Outcome{
	"passed": model.Passed, "failed": model.Failed, "blocked": model.Blocked, "skipped": model.Skipped, "in_progress": model.Pending, "invalid": model.Blocked,
}

// Project reads one project.
type Project struct {
	cfg  Config
	env  source.Env
	api  *api
	app  string // address of its pages
	code string // of the project, as it stands in paths
}
