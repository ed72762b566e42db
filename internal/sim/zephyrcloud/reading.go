package zephyrcloud

import (
	"net/http"
	"strconv"
	"time"

	"syncd/internal/sim/zephyr"
)

// listed turns things into entries of a page.
func listed[T any](things []T, id func(T) int64, fits func(T) bool, show func(T) any) []entry {
	var out []entry
	for _, t := range things {
		if fits(t) {
			out = append(out, entry{id(t), func() any { return show(t) }})
		}
	}
	return out
}

func absent(what, key string) error {
	return refuse(http.StatusNotFound, "%s %s was not found", what, key)
}

// since reports whether something was changed after a moment; there need be none.
func since(changed, after time.Time) bool { return after.IsZero() || changed.After(after) }

func listCases(c *call) error {
	c.only("projectKey", "folderId", "maxResults", "startAt")
	return c.paged(c.cases(time.Time{}))
}

func listCasesNextGen(c *call) error {
	if c.server.opts.Classic {
		c.only("projectKey", "folderId", "limit", "startAtId")
	} else {
		c.only("projectKey", "folderId", "limit", "startAtId", "updatedAfter")
	}
	return c.cursored(c.cases(c.time("updatedAfter")))
}

// cases are the test cases that the parameters ask for.
func (c *call) cases(after time.Time) []entry {
	c.inProject()
	folder := c.folderPath(zephyr.TestCase)
	return listed(c.Cases(), func(t *zephyr.Case) int64 { return t.ID }, func(t *zephyr.Case) bool {
		return !t.Archived && since(t.Updated, after) && (folder == "" || t.Folder == folder)
	}, c.testCase)
}

// folderPath is the path of the folder that is asked for; "" when none is.
func (c *call) folderPath(kind string) string {
	id := c.number("folderId", 0, 1, 1<<53)
	if !c.query.Has("folderId") {
		return ""
	}
	for _, f := range c.Folders() {
		if f.ID == id && f.Kind == kind {
			return f.Path
		}
	}
	c.faults = append(c.faults, absent("Folder", strconv.FormatInt(id, 10)))
	return ""
}

// one answers with a thing by the key in the path; nil is none.
func one[T any](c *call, what, key string, thing *T, show func(*T) any) error {
	if thing == nil {
		return absent(what, key)
	}
	return c.ok(show(thing))
}

func getCase(c *call) error {
	key, err := c.key(keyT)
	if err != nil {
		return err
	}
	return one(c, "Test case", key, c.Case(key), c.testCase)
}

func caseLinks(c *call) error {
	key, err := c.key(keyT)
	if err != nil {
		return err
	}
	return one(c, "Test case", key, c.Case(key), func(t *zephyr.Case) any { return c.links(c.base+"/testcases/"+t.Key, t.Links) })
}

func listCycles(c *call) error {
	c.only("projectKey", "folderId", "jiraProjectVersionId", "maxResults", "startAt")
	return c.paged(c.cycles(time.Time{}))
}

func listCyclesNextGen(c *call) error {
	c.only("projectKey", "folderId", "jiraProjectVersionId", "limit", "startAtId", "updatedAfter")
	return c.cursored(c.cycles(c.time("updatedAfter")))
}

// releaseName is the name of the version that is asked for; set says whether one is.
func (c *call) releaseName() (name string, set bool) {
	id := c.number("jiraProjectVersionId", 0, 1, 1<<53)
	return c.ReleaseName(id), c.query.Has("jiraProjectVersionId")
}

func (c *call) cycles(after time.Time) []entry {
	c.inProject()
	folder := c.folderPath(zephyr.TestCycle)
	release, set := c.releaseName()
	return listed(c.Cycles(), func(t *zephyr.Cycle) int64 { return t.ID }, func(t *zephyr.Cycle) bool {
		return since(t.Updated, after) && (folder == "" || t.Folder == folder) && (!set || release != "" && t.Release == release)
	}, c.testCycle)
}

func getCycle(c *call) error {
	key, err := c.key(idOrR)
	if err != nil {
		return err
	}
	return one(c, "Test cycle", key, c.Cycle(key), c.testCycle)
}

func listPlans(c *call) error {
	c.only("projectKey", "maxResults", "startAt")
	return c.paged(c.plans(time.Time{}))
}

func listPlansNextGen(c *call) error {
	c.only("projectKey", "limit", "startAtId", "updatedAfter")
	return c.cursored(c.plans(c.time("updatedAfter")))
}

func (c *call) plans(after time.Time) []entry {
	c.inProject()
	return listed(c.Plans(), func(t *zephyr.Plan) int64 { return t.ID }, func(t *zephyr.Plan) bool { return since(t.Updated, after) }, c.testPlan)
}

func getPlan(c *call) error {
	key, err := c.key(idOrP)
	if err != nil {
		return err
	}
	return one(c, "Test plan", key, c.Plan(key), c.testPlan)
}

func listExecutions(c *call) error {
	c.only("projectKey", "testCycle", "testCase", "actualEndDateAfter", "actualEndDateBefore", "includeStepLinks", "jiraProjectVersionId", "onlyLastExecutions", "maxResults", "startAt")
	return c.paged(c.executions(time.Time{}))
}

func listExecutionsNextGen(c *call) error {
	c.only("projectKey", "testCycle", "testCase", "actualEndDateAfter", "actualEndDateBefore", "includeStepLinks", "jiraProjectVersionId", "onlyLastExecutions", "limit", "startAtId", "updatedAfter")
	return c.cursored(c.executions(c.time("updatedAfter")))
}

// executions are the executions that the parameters ask for.
func (c *call) executions(after time.Time) []entry {
	c.inProject()
	testCase, cycle, last, steps := c.form("testCase", idOrT), c.form("testCycle", keyR), c.flag("onlyLastExecutions"), c.flag("includeStepLinks")
	from, to := c.time("actualEndDateAfter"), c.time("actualEndDateBefore")
	release, set := c.releaseName()
	inCycle, ofCase := c.Cycle(cycle), c.Case(testCase)
	if cycle != "" && inCycle == nil {
		c.faults = append(c.faults, absent("Test cycle", cycle))
	}
	if testCase != "" && ofCase == nil {
		c.faults = append(c.faults, absent("Test case", testCase))
	}
	if c.sound() != nil {
		return nil
	}
	return listed(c.Executions(), func(e *zephyr.Execution) int64 { return e.ID }, func(e *zephyr.Execution) bool {
		switch {
		case !since(e.Updated, after), last && !c.IsLast(e), inCycle != nil && e.Cycle != inCycle.Key, ofCase != nil && e.Case != ofCase.Key:
			return false
		case !from.IsZero() && !e.End.After(from), !to.IsZero() && (e.End.IsZero() || !e.End.Before(to)):
			return false
		}
		return !set || release != "" && e.Release == release
	}, func(e *zephyr.Execution) any { return c.execution(e, steps) })
}

func getExecution(c *call) error {
	c.only("includeStepLinks")
	steps := c.flag("includeStepLinks")
	key, err := c.key(idOrE)
	if err != nil {
		return err
	}
	if err := c.sound(); err != nil {
		return err
	}
	return one(c, "Test execution", key, c.Execution(key), func(e *zephyr.Execution) any { return c.execution(e, steps) })
}

func executionLinks(c *call) error {
	key, err := c.key(idOrE)
	if err != nil {
		return err
	}
	return one(c, "Test execution", key, c.Execution(key), func(e *zephyr.Execution) any { return c.executionLinks(e, false) })
}
