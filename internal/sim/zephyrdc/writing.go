package zephyrdc

import (
	"net/http"
	"strconv"
	"time"

	"syncd/internal/sim/zephyr"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// change is the body that writes a result; executionDate and userKey are deprecated twins.
type change struct {
	Status        *string        `json:"status"`
	Environment   *string        `json:"environment"`
	Comment       *string        `json:"comment"`
	AssignedTo    *string        `json:"assignedTo"`
	ExecutedBy    *string        `json:"executedBy"`
	UserKey       *string        `json:"userKey"`
	ExecutionTime *int64         `json:"executionTime"`
	ActualBegin   *string        `json:"actualStartDate"`
	ActualEnd     *string        `json:"actualEndDate"`
	ExecutionDate *string        `json:"executionDate"`
	CustomFields  map[string]any `json:"customFields"`
	IssueLinks    *[]string      `json:"issueLinks"`
	ScriptResults []scriptResult `json:"scriptResults"`
}

// scriptResult is the result of a step; the simulator has no steps and drops it.
type scriptResult struct {
	Index   int    `json:"index"`
	Status  string `json:"status"`
	Comment string `json:"comment"`
}

// either is the first that is given.
func either(a, b *string) *string {
	if a != nil {
		return a
	}
	return b
}

// edit checks the body and gathers everything that is wrong with it.
func (c *call) edit(in change) (how zephyr.Edit, issues []int64, err error) {
	how = zephyr.Edit{Status: in.Status, Environment: in.Environment, Comment: in.Comment, Assigned: in.AssignedTo, Executed: either(in.ExecutedBy, in.UserKey), Custom: in.CustomFields}
	wrong := refusal{status: http.StatusBadRequest}
	missing := func(value, field string) {
		wrong.Messages = append(wrong.Messages, "The value "+value+" was not found for field "+field+" on project SHOP.")
	}
	if in.Status != nil && c.Status(zephyr.TestExecution, *in.Status) == nil {
		missing(*in.Status, "status")
	}
	if in.Environment != nil && c.Environment(*in.Environment) == nil {
		missing(*in.Environment, "environment")
	}
	for field, at := range map[string]struct {
		text *string
		into **time.Time
	}{"actualStartDate": {in.ActualBegin, &how.Begin}, "actualEndDate": {either(in.ActualEnd, in.ExecutionDate), &how.End}} {
		if at.text == nil {
			continue
		}
		when, ok := moment(*at.text)
		if !ok {
			missing(*at.text, field)
		}
		*at.into = &when
	}
	if in.ExecutionTime != nil {
		took := time.Duration(*in.ExecutionTime) * time.Millisecond
		how.Took = &took
	}
	issues = c.issueIDs(in.IssueLinks, missing)
	if len(wrong.Messages) > 0 {
		return how, nil, wrong
	}
	return how, issues, nil
}

// issueIDs are the ids of issues by key, nil when none are given; missing is told of keys that Jira does not have.
func (c *call) issueIDs(keys *[]string, missing func(value, field string)) []int64 {
	if keys == nil {
		return nil
	}
	out := []int64{}
	for _, key := range *keys {
		id, ok := c.server.IssueID(key)
		if !ok || key == itoa(id) {
			missing(key, "issueLinks")
			continue
		}
		out = append(out, id)
	}
	return out
}

// relink has a result name exactly the issues given; nil leaves what it names.
func (c *call) relink(e *zephyr.Execution, issues []int64) error {
	if issues == nil {
		return nil
	}
	return c.Relink(zephyr.API, zephyr.TestExecution, itoa(e.ID), issues)
}

// place finds the run, the case and its first item that matches environment and userKey.
func (c *call) place() (*zephyr.Cycle, *zephyr.Case, *zephyr.Item, error) {
	if err := c.only("environment", "userKey"); err != nil {
		return nil, nil, nil, err
	}
	r, key := c.theRun(), c.request.PathValue("testCase")
	t := c.Case(key)
	switch {
	case r == nil:
		return nil, nil, nil, bad("The key %s was not found for field testRunKey.", c.request.PathValue("key"))
	case t == nil || t.Key != key:
		return nil, nil, nil, bad("The key %s was not found for field testCaseKey.", key)
	}
	i := c.Item(r, key, c.query.Get("environment"), c.query.Get("userKey"))
	if i == nil {
		return nil, nil, nil, bad("No item of the test run %s matches the test case %s and the given parameters.", r.Key, key)
	}
	return r, t, i, nil
}

// written names a result.
type written struct {
	ID int64 `json:"id"`
}

// updateResult changes what the body names of the last result of the first matching item; its issueLinks are the whole
// list.
func updateResult(c *call) error {
	_, t, i, err := c.place()
	if err != nil {
		return err
	}
	var in change
	if err := c.body(&in); err != nil {
		return err
	}
	how, issues, err := c.edit(in)
	if err != nil {
		return err
	}
	e := c.Last(i.ID)
	if e == nil {
		return bad("The test case %s has no result in the test run.", t.Key)
	}
	if err := c.Edit(zephyr.API, e, how); err != nil {
		return err
	}
	if err := c.relink(e, issues); err != nil {
		return err
	}
	return c.ok(written{e.ID})
}

// createResult adds a result to the first matching item, beside those it has.
func createResult(c *call) error {
	r, t, i, err := c.place()
	if err != nil {
		return err
	}
	var in change
	if err := c.body(&in); err != nil {
		return err
	}
	return c.create(r, t, i, in)
}

func (c *call) create(r *zephyr.Cycle, t *zephyr.Case, i *zephyr.Item, in change) error {
	how, issues, err := c.edit(in)
	if err != nil {
		return err
	}
	if how.Executed == nil && how.Status != nil {
		how.Executed = &c.user
	}
	e := c.Execute(zephyr.API, t, r, i, how)
	if err := c.relink(e, issues); err != nil {
		return err
	}
	zephyr.WriteJSON(c.writer, http.StatusCreated, written{e.ID})
	return nil
}

// createAdHoc adds a result of a case outside of all runs.
func createAdHoc(c *call) error {
	if err := c.only(); err != nil {
		return err
	}
	var in struct {
		ProjectKey  string `json:"projectKey"`
		TestCaseKey string `json:"testCaseKey"`
		change
	}
	if err := c.body(&in); err != nil {
		return err
	}
	t := c.Case(in.TestCaseKey)
	switch {
	case !c.inProject(in.ProjectKey):
		return bad("The project %s was not found for field projectKey.", in.ProjectKey)
	case t == nil || t.Key != in.TestCaseKey:
		return bad("The key %s was not found for field testCaseKey.", in.TestCaseKey)
	}
	return c.create(nil, t, nil, in.change)
}
