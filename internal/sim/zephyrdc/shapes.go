package zephyrdc

import (
	"slices"
	"time"

	"syncd/internal/sim/zephyr"
)

// The forms of times: plans of runs in UTC with fractions, moments of results with an offset that has no colon.
const (
	planned = "2006-01-02T15:04:05.000Z"
	offset  = "2006-01-02T15:04:05-0700"
)

func stamp(t time.Time, layout string, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(layout)
}

// issueKeys are the present keys of linked issues; one that Jira has no more is not linked.
func (c *call) issueKeys(links []zephyr.Link) []string {
	var out []string
	for _, l := range links {
		if key, ok := c.server.IssueKey(l.Issue); ok && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// name is how a person is called here.
func (c *call) name(who string) string {
	if who == "" {
		return ""
	}
	return c.server.Username(who)
}

// testCase is a test case on the wire.
type testCase struct {
	Key           string         `json:"key"`
	ProjectKey    string         `json:"projectKey"`
	Name          string         `json:"name"`
	Objective     string         `json:"objective,omitempty"`
	Folder        string         `json:"folder,omitempty"`
	Status        string         `json:"status"`
	Priority      string         `json:"priority"`
	Owner         string         `json:"owner,omitempty"`
	EstimatedTime int64          `json:"estimatedTime,omitempty"` // milliseconds
	Labels        []string       `json:"labels,omitempty"`
	IssueLinks    []string       `json:"issueLinks,omitempty"`
	CustomFields  map[string]any `json:"customFields,omitempty"`
}

func (c *call) testCase(t *zephyr.Case) any {
	return testCase{t.Key, "SHOP", t.Name, t.Objective, t.Folder, t.Status, t.Priority, c.name(t.Owner), t.Estimate.Milliseconds(), t.Labels, c.issueKeys(t.Links), t.CustomFields}
}

// item is a case of a run; in a search it has the first four members only.
type item struct {
	TestCaseKey   string `json:"testCaseKey"`
	Environment   string `json:"environment,omitempty"`
	UserKey       string `json:"userKey,omitempty"` // deprecated twin of executedBy
	AssignedTo    string `json:"assignedTo,omitempty"`
	ID            int64  `json:"id,omitempty"` // of its last result
	Status        string `json:"status,omitempty"`
	ExecutedBy    string `json:"executedBy,omitempty"`
	ExecutionDate string `json:"executionDate,omitempty"` // deprecated twin of actualEndDate
	ActualBegin   string `json:"actualStartDate,omitempty"`
	ActualEnd     string `json:"actualEndDate,omitempty"`
}

// testRun is a test run on the wire.
type testRun struct {
	Summary          map[string]int `json:"executionResultsSummary,omitempty"`
	Key              string         `json:"key"`
	ProjectKey       string         `json:"projectKey"`
	Name             string         `json:"name"`
	Status           string         `json:"status"`
	Iteration        string         `json:"iteration,omitempty"`
	Folder           string         `json:"folder,omitempty"`
	Version          string         `json:"version,omitempty"`
	IssueKey         string         `json:"issueKey,omitempty"`
	Owner            string         `json:"owner,omitempty"`
	PlannedStartDate string         `json:"plannedStartDate,omitempty"`
	PlannedEndDate   string         `json:"plannedEndDate,omitempty"`
	EstimatedTime    int64          `json:"estimatedTime"`
	ExecutionTime    int64          `json:"executionTime"`
	TestCaseCount    int            `json:"testCaseCount"`
	IssueCount       int            `json:"issueCount"`
	Items            []item         `json:"items,omitempty"`
}

// run shows a run; full is how it is read on its own.
func (c *call) run(r *zephyr.Cycle, full bool) testRun {
	out := testRun{Key: r.Key, ProjectKey: "SHOP", Name: r.Name, Status: r.Status, Iteration: r.Iteration, Folder: r.Folder, Version: r.Release, Owner: c.name(r.Owner),
		PlannedStartDate: stamp(r.Start, planned, time.UTC), PlannedEndDate: stamp(r.End, planned, time.UTC), TestCaseCount: len(r.Items), Summary: map[string]int{}}
	if keys := c.issueKeys(r.Links); len(keys) > 0 {
		out.IssueKey = keys[0]
	}
	linked := map[string]bool{}
	for _, i := range r.Items {
		shown := item{TestCaseKey: i.Case, Environment: i.Environment, AssignedTo: c.name(i.Assigned), Status: "Not Executed"}
		if e := c.Last(i.ID); e != nil {
			shown.ID, shown.Status, shown.ExecutedBy = e.ID, e.Status, c.name(e.Executed)
			shown.UserKey = shown.ExecutedBy
			shown.ActualBegin, shown.ActualEnd = stamp(e.Begin, offset, c.server.opts.Zone), stamp(e.End, offset, c.server.opts.Zone)
			shown.ExecutionDate = shown.ActualEnd
			out.ExecutionTime += e.Took.Milliseconds()
			for _, key := range c.issueKeys(e.Links) {
				linked[key] = true
			}
		}
		out.Summary[shown.Status]++
		if !full {
			shown = item{TestCaseKey: shown.TestCaseKey, Environment: shown.Environment, UserKey: shown.UserKey, AssignedTo: shown.AssignedTo}
		}
		out.Items = append(out.Items, shown)
	}
	if !full && !c.server.opts.Summaries {
		out.Summary = nil
	}
	out.IssueCount = len(linked)
	return out
}

// testPlan is a test plan on the wire.
type testPlan struct {
	Key        string    `json:"key"`
	ProjectKey string    `json:"projectKey"`
	Name       string    `json:"name"`
	Status     string    `json:"status"`
	Objective  string    `json:"objective,omitempty"`
	Folder     string    `json:"folder,omitempty"`
	Owner      string    `json:"owner,omitempty"`
	Labels     []string  `json:"labels,omitempty"`
	IssueLinks []string  `json:"issueLinks,omitempty"`
	TestRuns   []testRun `json:"testRuns,omitempty"`
}

func (c *call) plan(p *zephyr.Plan) any {
	out := testPlan{p.Key, "SHOP", p.Name, p.Status, p.Objective, p.Folder, c.name(p.Owner), p.Labels, c.issueKeys(p.Links), nil}
	for _, m := range p.Cycles {
		r := c.run(c.Cycle(m.Cycle), false)
		r.Items, r.Summary = nil, nil
		out.TestRuns = append(out.TestRuns, r)
	}
	return out
}

// result is a test result on the wire.
type result struct {
	ID            int64          `json:"id"`
	TestCaseKey   string         `json:"testCaseKey"`
	Status        string         `json:"status"`
	Automated     bool           `json:"automated"`
	Environment   string         `json:"environment,omitempty"`
	Comment       string         `json:"comment,omitempty"`
	UserKey       string         `json:"userKey,omitempty"` // deprecated twin of executedBy
	ExecutionTime int64          `json:"executionTime,omitempty"`
	ExecutionDate string         `json:"executionDate,omitempty"` // deprecated twin of actualEndDate
	ExecutedBy    string         `json:"executedBy,omitempty"`
	AssignedTo    string         `json:"assignedTo,omitempty"`
	ActualBegin   string         `json:"actualStartDate,omitempty"`
	ActualEnd     string         `json:"actualEndDate,omitempty"`
	Iteration     string         `json:"iteration,omitempty"`
	Version       string         `json:"version,omitempty"`
	CustomFields  map[string]any `json:"customFields,omitempty"`
	IssueLinks    []string       `json:"issueLinks,omitempty"`
}

// result shows an execution; every third one writes its times in UTC with Z, as results do that were written so.
func (c *call) result(e *zephyr.Execution) any {
	begin, end := stamp(e.Begin, offset, c.server.opts.Zone), stamp(e.End, offset, c.server.opts.Zone)
	if e.ID%3 == 0 {
		begin, end = stamp(e.Begin, planned, time.UTC), stamp(e.End, planned, time.UTC)
	}
	by, environment := c.name(e.Executed), e.Environment
	if e.Updated.Equal(e.Created) && e.Status == "Not Executed" {
		environment = "" // what is made with its run does not carry it yet, as clients have seen
	}
	return result{ID: e.ID, TestCaseKey: e.Case, Status: e.Status, Automated: e.Automated, Environment: environment, Comment: e.Comment, UserKey: by,
		ExecutionTime: e.Took.Milliseconds(), ExecutionDate: end, ExecutedBy: by, AssignedTo: c.name(e.Assigned), ActualBegin: begin, ActualEnd: end,
		Iteration: e.Iteration, Version: e.Release, CustomFields: e.CustomFields, IssueLinks: c.issueKeys(e.Links)}
}
