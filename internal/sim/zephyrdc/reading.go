package zephyrdc

import (
	"slices"
	"strings"
	"time"

	"syncd/internal/sim/zephyr"
)

// inProject and inFolder tell which values exist.
func (c *call) inProject(key string) bool {
	p := c.Project(key)
	return p != nil && p.Enabled && p.Key == key
}

func (c *call) inFolder(kind string) func(string) bool {
	return func(path string) bool { return path == "/" || c.Folder(kind, path) != nil }
}

func (c *call) inStatus(kind string) func(string) bool {
	return func(name string) bool { return c.Status(kind, name) != nil }
}

// top is how a search names the folder of a thing: "/" is above all folders.
func top(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// inShop is the project of everything.
func inShop[T any](T) string { return "SHOP" }

func searchCases(c *call) error {
	if err := c.only("query", "fields", "startAt", "maxResults"); err != nil {
		return err
	}
	open := slices.DeleteFunc(slices.Clone(c.Cases()), func(t *zephyr.Case) bool { return t.Archived })
	found, err := search(c.query.Get("query"), open, fields[*zephyr.Case]{
		one: map[string]func(*zephyr.Case) string{"projectKey": inShop[*zephyr.Case], "key": func(t *zephyr.Case) string { return t.Key },
			"name": func(t *zephyr.Case) string { return t.Name }, "status": func(t *zephyr.Case) string { return t.Status },
			"priority": func(t *zephyr.Case) string { return t.Priority }, "folder": func(t *zephyr.Case) string { return top(t.Folder) },
			"owner": func(t *zephyr.Case) string { return c.name(t.Owner) }, "component": func(*zephyr.Case) string { return "" }},
		many: map[string]func(*zephyr.Case) []string{"labels": func(t *zephyr.Case) []string { return t.Labels },
			"issueKeys": func(t *zephyr.Case) []string { return c.issueKeys(t.Links) }},
		numbers: map[string]func(*zephyr.Case) int64{"estimatedTime": func(t *zephyr.Case) int64 { return t.Estimate.Milliseconds() }},
		known: map[string]func(string) bool{"projectKey": c.inProject, "status": c.inStatus(zephyr.TestCase), "folder": c.inFolder(zephyr.TestCase),
			"priority": func(name string) bool { return c.Priority(name) != nil }, "component": func(string) bool { return false }},
	})
	if err != nil {
		return err
	}
	return listed(c, found, c.testCase)
}

// listed answers with a page of things: a plain array, which does not say whether there is more.
func listed[T any](c *call, found []T, show func(T) any) error {
	page, err := window(c, found)
	if err != nil {
		return err
	}
	out := []any{}
	for _, t := range page {
		out = append(out, show(t))
	}
	return c.list(out)
}

func getCase(c *call) error {
	t := c.Case(c.request.PathValue("key"))
	if t == nil || t.Key != c.request.PathValue("key") {
		return errAbsent
	}
	return c.one(c.testCase(t))
}

// latest is the result that was created last, whichever ended last. That its run was deleted leaves the case without one.
func latest(c *call) error {
	t := c.Case(c.request.PathValue("key"))
	if t == nil {
		return errAbsent
	}
	e := c.LastOf(t.Key)
	if e == nil {
		return errAbsent
	}
	return c.ok(c.result(e))
}

func searchRuns(c *call) error {
	if err := c.only("query", "fields", "startAt", "maxResults"); err != nil {
		return err
	}
	found, err := search(c.query.Get("query"), c.Cycles(), fields[*zephyr.Cycle]{
		one:   map[string]func(*zephyr.Cycle) string{"projectKey": inShop[*zephyr.Cycle], "folder": func(t *zephyr.Cycle) string { return top(t.Folder) }},
		known: map[string]func(string) bool{"projectKey": c.inProject, "folder": c.inFolder(zephyr.TestCycle)},
	})
	if err != nil {
		return err
	}
	return listed(c, found, func(r *zephyr.Cycle) any { return c.run(r, false) })
}

// theRun is the run in the path; nil when there is none.
func (c *call) theRun() *zephyr.Cycle {
	key := c.request.PathValue("key")
	if r := c.Cycle(key); r != nil && r.Key == key {
		return r
	}
	return nil
}

func getRun(c *call) error {
	r := c.theRun()
	if r == nil {
		return errAbsent
	}
	return c.one(c.run(r, true))
}

// results are those of a run, the overtaken ones too unless only the last ones are wanted.
func (c *call) results(r *zephyr.Cycle, last bool) []any {
	out := []any{}
	for _, e := range c.Executions() {
		if e.Cycle == r.Key && (!last || c.IsLast(e)) {
			out = append(out, c.result(e))
		}
	}
	return out
}

func runResults(c *call) error {
	r := c.theRun()
	if r == nil {
		return errAbsent
	}
	if err := c.only(); err != nil {
		return err
	}
	return c.ok(c.results(r, false))
}

// resultsPage is a page of results; no document shows it, its members are those that clients of it read.
type resultsPage struct {
	Total  int   `json:"total"`
	Values []any `json:"values"`
}

func runResultsPage(c *call) error {
	r := c.theRun()
	if r == nil || c.server.opts.NoPages {
		return errAbsent
	}
	if err := c.only("startAt", "maxResults", "onlyLastExecutions"); err != nil {
		return err
	}
	last := c.query.Get("onlyLastExecutions")
	if last != "" && last != "true" && last != "false" {
		return bad("The value %s is not valid for the parameter onlyLastExecutions.", last)
	}
	all := c.results(r, last == "true")
	page, err := window(c, all)
	if err != nil {
		return err
	}
	return c.ok(resultsPage{len(all), append([]any{}, page...)})
}

func searchPlans(c *call) error {
	if err := c.only("query", "fields", "startAt", "maxResults"); err != nil {
		return err
	}
	found, err := search(c.query.Get("query"), c.Plans(), fields[*zephyr.Plan]{
		one: map[string]func(*zephyr.Plan) string{"projectKey": inShop[*zephyr.Plan], "key": func(t *zephyr.Plan) string { return t.Key },
			"name": func(t *zephyr.Plan) string { return t.Name }, "status": func(t *zephyr.Plan) string { return t.Status },
			"folder": func(t *zephyr.Plan) string { return top(t.Folder) }, "owner": func(t *zephyr.Plan) string { return c.name(t.Owner) }},
		many: map[string]func(*zephyr.Plan) []string{"labels": func(t *zephyr.Plan) []string { return t.Labels },
			"issueKeys": func(t *zephyr.Plan) []string { return c.issueKeys(t.Links) }},
		known: map[string]func(string) bool{"projectKey": c.inProject, "status": c.inStatus(zephyr.TestPlan), "folder": c.inFolder(zephyr.TestPlan)},
	})
	if err != nil {
		return err
	}
	return listed(c, found, c.plan)
}

func getPlan(c *call) error {
	p := c.Plan(c.request.PathValue("key"))
	if p == nil || p.Key != c.request.PathValue("key") {
		return errAbsent
	}
	return c.one(c.plan(p))
}

// issueCases has a row for each link, so that a case may come twice, in an order that is another one each time. That an
// answer repeats a case is documented by clients; here every case does.
func issueCases(c *call) error {
	if err := c.only("fields"); err != nil {
		return err
	}
	id, ok := c.server.IssueID(c.request.PathValue("key"))
	if !ok {
		return errAbsent
	}
	rows := []any{}
	for _, t := range c.Cases() {
		if !t.Archived && len(zephyr.Linked(t.Links, id)) > 0 {
			rows = append(rows, c.testCase(t), c.testCase(t))
		}
	}
	if n := len(rows); n > 0 {
		turn := int(c.server.turns.Add(1)) % n
		rows = slices.Concat(rows[turn:], rows[:turn])
	}
	return c.list(rows)
}

// environment is an environment on the wire.
type environment struct {
	ID          string `json:"id"`
	ProjectKey  string `json:"projectKey"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

func environments(c *call) error {
	if err := c.only("projectKey"); err != nil {
		return err
	}
	key := c.query.Get("projectKey")
	switch p := c.Project(key); {
	case p == nil || p.Key != key:
		return bad("Could not find project %s", key)
	case !p.Enabled:
		return bad("Zephyr Scale is disabled for project %s", key)
	}
	out := []any{}
	for _, o := range c.Environments() {
		out = append(out, environment{itoa(o.ID), key, o.Name, o.Description})
	}
	return c.ok(out)
}

// moments are the forms that the API takes, by level of detail; without a zone they are in GMT.
var moments = []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05.000"}

// moment reads a time. An offset with a colon is not among the documented forms.
func moment(text string) (time.Time, bool) {
	for _, layout := range moments {
		for _, zone := range []string{"", "Z", "-0700"} {
			if zone == "Z" && strings.HasSuffix(text, "Z") {
				if t, err := time.Parse(layout, strings.TrimSuffix(text, "Z")); err == nil {
					return t, true
				}
			} else if t, err := time.Parse(layout+zone, text); err == nil {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
