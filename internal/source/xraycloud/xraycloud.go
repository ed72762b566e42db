// Package xraycloud is the source for Xray in Jira Cloud, through its GraphQL interface
// (version 2).
//
// Tests and test executions are issues of Jira: a test is a case, an execution is a run, and
// the stories of a case are the issues that Xray says it covers. What became of a test in an
// execution is Xray's alone. Xray keeps one result there and overwrites it, so a result is
// told by the id of the test run and the time when it was finished: a pass on Tuesday in the
// same run is another point than the failure on Monday, if both were read.
//
// A case is known by the id of its issue: keys change when issues move, ids do not. The key
// stands beside it as a foreign id, for files that name it, and so does the definition of a
// Generic test, which is class and name where Xray imported the results of a runner. Xray
// names defects by ids alone.
//
// Tests, executions and runs can be asked for by when they changed last. `reread` lists all
// executions, so that deleted ones show and those from which tests were taken; `sweep` reads
// everything anew. A test whose issue is gone or of another type is retired.
//
// Limits: 300 requests in five minutes (1000 with the Enterprise edition); at most 100
// objects on a page, 10 000 in an answer with all that is nested, and about 25 resolvers in a
// request. The iterations of data-driven tests are not read: Xray dates the test run, which
// is one result. An answer with errors is believed in no part, but where GraphQL says of a
// single object that it may not be seen; see shown.go.
package xraycloud

import (
	_ "embed"
	"fmt"
	"net/http"
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
const home = "https://xray.cloud.getxray.app"

// Spec describes the kind to the catalog.
func Spec() source.Spec {
	return source.Spec{
		Kind:  "xray-cloud",
		Title: "Xray for Jira Cloud",
		Abilities: source.Abilities{Incremental: true, SeesEdits: true, WritesBack: true, Retests: true, Cases: true, StoryRefs: true,
			Planned: true, Statuses: true, Complete: true, ByID: true},
		Facts: source.Facts{
			Products:    "Xray Test Management for Jira Cloud, Standard, Advanced and Enterprise.",
			API:         "GraphQL, version 2, in the region in which the site's data lies.",
			Login:       "Client id and client secret of an API key (Jira › Apps › Xray › API Keys). A key belongs to one user of one Jira site; the token that is got for it lasts about a day and is renewed by itself.",
			Permissions: "The user of the key must be allowed to browse the project of the tests and those of their stories; for `write_back` to edit issues in the project of the executions. Folders of tests that the user may not view, and single tests, stories and executions, keep syncd from nothing else: what Xray does not show is said with the source.",
			Limits: []string{"300 requests in five minutes, with Enterprise 1000, shared with all who use Xray's interfaces there. `rate` is what syncd allows itself; a cycle at which nothing is new takes 4 requests, and one more for each further hundred executions.",
				"A page holds 100 objects. The first pull takes about one request for a hundred results."},
			Edits:     "New and changed tests, executions and results, and defects that were added later: within a cycle. Deleted executions, and tests taken out of an execution: with `reread`, or when Xray says that the execution has changed. A new link between a test and a story where it does not count as a change of the test, and all else: with `sweep`; so do tests whose issue was deleted, hidden from the user or made an issue of another type, which are out of the verdict.",
			WriteBack: "The defect is added to those that the test run names (`addDefectsToTestRun`), as long as the run is as it was when the failure was read; a run that was executed again is left alone. It takes the id of the issue in the Jira in which Xray lives, so the sync's Jira must be that one. A retest sets the run's status to TO DO, as testers do. In Xray that erases the failure, so it needs `key+retest` and happens only where the run has not changed since; syncd remembers the failure.",
			Statuses:  "PASSED and FAILED are what they say, TO DO and EXECUTING are pending, ABORTED is skipped. Statuses of your own are unknown until `statuses` maps them, whatever their coverage setting in Xray. A run that was set back to TO DO is pending from then on; what it came to before is remembered. A data-driven run is one result, as Xray sums it up.",
		},
		Example: example,
		Config: func() source.Config {
			return &Config{URL: home, Settings: tool.Usual(40), Automated: []string{"Generic", "Cucumber"}}
		},
	}
}

// Config is one entry under `sources:` with `kind: xray-cloud`.
type Config struct {
	URL           string   `yaml:"url" doc:"address of Xray in your region: https://xray.cloud.getxray.app, or the same with us., eu. or au. before xray"`
	Site          string   `yaml:"site" doc:"address of the Jira in which Xray lives, for links to its pages: https://acme.atlassian.net"`
	Project       string   `yaml:"project" doc:"key of the project that holds tests and executions"`
	Auth          Auth     `yaml:"auth" doc:"how syncd logs in to Xray"`
	Automated     []string `yaml:"automated" doc:"types of tests that machines run, by name or kind"`
	tool.Settings          // since, rate, reread, sweep, statuses, write_back
}

// Auth is an API key of Xray.
type Auth struct {
	ID     string     `yaml:"client_id" doc:"client id of an API key of Xray"`
	Secret secret.Ref `yaml:"client_secret" doc:"client secret of the same key"`
}

// projectKey is a key as administrators may form them; that it exists is for Jira to say.
var projectKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)

// Validate returns every fault of the section.
func (c *Config) Validate() []source.Problem {
	out := c.Problems()
	add := func(key, text string, args ...any) {
		out = append(out, source.Problem{Key: key, Text: fmt.Sprintf(text, args...)})
	}
	if _, err := tool.Address(c.URL); err != nil {
		add("url", "%v", err)
	} else if strings.Contains(c.URL, "/api/") {
		add("url", "url %q must end before /api/", c.URL)
	}
	switch _, err := tool.JiraAddress(c.Site); {
	case c.Site == "":
		add("site", "site is missing: give the address of the Jira, such as https://acme.atlassian.net")
	case err != nil:
		add("site", "site: %s", strings.TrimPrefix(err.Error(), "url "))
	}
	if !projectKey.MatchString(c.Project) {
		add("project", "project is %q; give the key of the project, such as SHOP", c.Project)
	}
	if strings.TrimSpace(c.Auth.ID) == "" {
		add("auth.client_id", "auth.client_id is missing: make an API key in Jira under Apps › Xray › API Keys and give its client id")
	}
	if c.Auth.Secret.IsZero() {
		add("auth.client_secret", "auth.client_secret is missing: say where the secret of the API key lies, for example `client_secret: { credential: xray }`")
	}
	return out
}

// Secrets implements source.Holder.
func (c *Config) Secrets() []secret.Ref { return []secret.Ref{c.Auth.Secret} }

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

// open builds what reads and writes have in common. The login has a way out of its own,
// without credentials; it is gone once a day.
func (c *Config) open(env source.Env) (*Project, error) {
	base, err := tool.Address(c.URL)
	if err != nil {
		return nil, err
	}
	key, err := env.Secret(c.Auth.Secret)
	if err != nil {
		return nil, fmt.Errorf("read auth.client_secret: %w", err)
	}
	const whose = "auth.client_id and auth.client_secret of this source, and whether `url` is the region of the site"
	login := tool.New(env, tool.Options{Name: "Xray", Base: base, Rate: c.Rate, Words: words, Kind: meaning, Login: whose})
	client := tool.New(env, tool.Options{Name: "Xray", Base: base.JoinPath("api/v2"), Rate: c.Rate, Words: words, Kind: meaning, Login: whose,
		Authorize: func(r *http.Request) error { r.Header.Set("Authorization", bearer(r.Context())); return nil }})
	return &Project{cfg: *c, env: env, site: strings.TrimRight(c.Site, "/"),
		api: &api{Client: client, session: &session{client: login, id: strings.TrimSpace(c.Auth.ID), secret: key}}}, nil
}

// usual is what Xray's own statuses count as.
var usual = map[string]model.Outcome{
	"passed": model.Passed, "failed": model.Failed, "todo": model.Pending, "executing": model.Pending, "aborted": model.Skipped,
	"pass": model.Passed, "fail": model.Failed, // as Data Center spells them
}

// Project reads one project.
type Project struct {
	cfg  Config
	env  source.Env
	api  *api
	site string // address of the Jira
}

// browse is the page of an issue.
func (p *Project) browse(key string) string { return p.site + "/browse/" + key }
