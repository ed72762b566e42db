// Package zephyrcloud is the source for Zephyr Scale Cloud, through its API v2.
//
// A test case of Zephyr is a case, a test cycle is a run, and each test execution in it is
// an execution of ours, by its key: one that nobody has executed yet is pending, and turns
// into what comes of it. Executions outside of all cycles are one run, "ad hoc". Zephyr
// lives in one Jira and names issues by their ids there: the issues that a case covers are
// its stories, what else an execution or a step of it links are its defects. A case that is
// Deprecated, archived or deleted is retired.
//
// What is new is asked for by updatedAfter, of the lists that the vendor calls NextGen.
// Whether a link to an issue counts as an update is said nowhere, so cycles that are not
// Done and the list of cases are read whole from time to time (`reread`), and everything
// since is listed anew (`sweep`), which shows what was deleted. Tenants without those lists
// are read by the older ones, which tell of what has ended only.
//
// Limits: 1000 objects a page, which the server may lower; requests a minute are not
// published, and Retry-After was seen to be 0. API v2 as its schemas of 2026-08 have it.
package zephyrcloud

import (
	_ "embed"
	"fmt"
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

// home is the region in which most sites live.
const home = "https://api.zephyrscale.smartbear.com"

// Spec describes the kind to the catalog.
func Spec() source.Spec {
	return source.Spec{
		Kind:  "zephyr-cloud",
		Title: "Zephyr Scale Cloud",
		Abilities: source.Abilities{Incremental: true, SeesEdits: true, WritesBack: true, Retests: true, Cases: true, StoryRefs: true, ByID: true,
			Planned: true, Statuses: true, Complete: true},
		Facts: source.Facts{
			Products:    "Zephyr Scale Cloud (now called Zephyr), the app in Jira Cloud. Not Zephyr Squad, Essential or Enterprise.",
			API:         "REST API v2 of the region in which the site's data lies.",
			Login:       "An API key of a Jira user (picture of the user › Zephyr API keys). It works in the region and for the site that it was made in.",
			Permissions: "Browse the project; for `write_back` link issues to test executions, for retests also create them. Where Zephyr's own permissions are switched on, its user needs them there.",
			Limits: []string{"SmartBear does not publish how many requests a minute it answers. `rate` is what syncd allows itself; when it is sent away it waits, also where it is told to wait for 0 seconds.",
				"A page holds 1000 objects, or fewer if the server says so."},
			Edits:     "New and changed executions within a cycle. No document says whether a new link to an issue counts as a change: links of executions in cycles that are not Done, and of cases, show with `reread`. What was deleted shows with `reread` or `sweep`; links and deletions in cycles that are Done with `sweep`. Cases that are Deprecated show within a cycle, deleted and archived ones with `reread`: they are out of the verdict. Old tenants, whose lists do not tell what has changed: results that have ended within a cycle, all else with `reread`.",
			WriteBack: "The execution is linked to the issue, beside what else it links; earlier executions of a test can be linked, too. A retest is a new execution of the case in its cycle and environment, in the status in which executions begin (Not Executed): the failed one stays as it is. Executions outside of all cycles cannot be asked for again. It takes the id of the issue in the Jira in which Zephyr lives, so the sync's Jira must be that one.",
			Statuses:  "Pass, Fail and Blocked are what they say, Not Executed and In Progress are pending. Statuses of your own are unknown until `statuses` maps them.",
		},
		Example: example,
		Config:  func() source.Config { return &Config{URL: home, Settings: tool.Usual(120)} },
	}
}

// Config is one entry under `sources:` with `kind: zephyr-cloud`.
type Config struct {
	URL           string `yaml:"url" doc:"address of Zephyr's API in your region: https://api.zephyrscale.smartbear.com, or the same with eu., au. or de. before api"`
	Project       string `yaml:"project" doc:"key of the Jira project, for example SHOP"`
	Site          string `yaml:"site" doc:"address of the Jira in which Zephyr lives, for links to its pages; left out: as links to issues say"`
	Auth          Auth   `yaml:"auth" doc:"how syncd logs in"`
	tool.Settings        // since, rate, reread, sweep, statuses, write_back
}

// Auth is how syncd logs in.
type Auth struct {
	Token secret.Ref `yaml:"token" doc:"API key of a Jira user, made in Jira under Zephyr API keys"`
}

// projectKey is how keys of Jira's projects look.
var projectKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)

// Validate returns every fault of the section.
func (c *Config) Validate() []source.Problem {
	out := c.Problems()
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if _, err := tool.Address(c.URL); err != nil {
		add("url", "%v", err)
	} else if strings.HasSuffix(strings.TrimRight(c.URL, "/"), "/v2") {
		add("url", "url %q must end before /v2", c.URL)
	}
	if _, err := tool.JiraAddress(c.Site); c.Site != "" && err != nil {
		add("site", "site: %s", strings.TrimPrefix(err.Error(), "url "))
	}
	if !projectKey.MatchString(c.Project) {
		add("project", "project is %q; it must be the key of a Jira project, for example SHOP", c.Project)
	}
	if c.Auth.Token.IsZero() {
		add("auth.token", "auth.token is missing: make an API key in Jira under your picture › Zephyr API keys and say where it lies, for example `token: { credential: zephyr }`")
	}
	return out
}

// Secrets implements source.Holder.
func (c *Config) Secrets() []secret.Ref { return []secret.Ref{c.Auth.Token} }

// Setup implements source.Setup.
func (c *Config) Setup() string {
	return tool.Setup(c.Settings, c.URL, c.Project, c.Site)
}

// Home implements source.Housed.
func (c *Config) Home() string { return c.Site }

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
	client := tool.New(env, tool.Options{Name: "Zephyr Scale", Base: base.JoinPath("v2"), Rate: c.Rate, Words: words,
		Login:     "auth.token of this source (a key works in its own region only: see url)",
		Authorize: tool.Bearer(token)})
	return &Project{cfg: *c, env: env, api: &api{client}, site: strings.TrimRight(c.Site, "/")}, nil
}

// usual is what Zephyr's own statuses count as.
var usual = map[string]model.Outcome{
	"Pass": model.Passed, "Fail": model.Failed, "Blocked": model.Blocked, "Not Executed": model.Pending, "In Progress": model.Pending,
}

// Project reads one project.
type Project struct {
	cfg  Config
	env  source.Env
	api  *api
	site string // address of the Jira, as the config says it
}

// inProject are the parameters that every list takes.
func (p *Project) inProject(more ...string) url.Values {
	q := url.Values{"projectKey": {p.cfg.Project}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}
