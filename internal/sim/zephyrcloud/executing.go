package zephyrcloud

import (
	"errors"
	"net/http"
	"regexp"
	"time"

	"syncd/internal/sim/zephyr"
)

// accountForm is how account ids look.
var accountForm = regexp.MustCompile(`^[-:a-zA-Z0-9]{1,128}$`)

// changes are the members that creating and updating an execution share; null is as good as absent.
type changes struct {
	StatusName      *string        `json:"statusName"`
	EnvironmentName *string        `json:"environmentName"`
	ActualEndDate   *string        `json:"actualEndDate"`
	ExecutionTime   *int64         `json:"executionTime"`
	ExecutedByID    *string        `json:"executedById"`
	AssignedToID    *string        `json:"assignedToId"`
	Comment         *string        `json:"comment"`
	CustomFields    map[string]any `json:"customFields"`
}

// edit checks the members. Names that the project does not have are refused with a status that each operation chooses.
func (c *call) edit(in changes, unknown int) (zephyr.Edit, error) {
	out := zephyr.Edit{Status: in.StatusName, Environment: in.EnvironmentName, Comment: in.Comment, Executed: in.ExecutedByID, Assigned: in.AssignedToID, Custom: in.CustomFields}
	for name, id := range map[string]*string{"executedById": in.ExecutedByID, "assignedToId": in.AssignedToID} {
		if id != nil && !accountForm.MatchString(*id) {
			return out, bad("%s must match the pattern %s", name, accountForm)
		}
	}
	if in.ExecutionTime != nil {
		if *in.ExecutionTime < 0 {
			return out, bad("executionTime must be at least 0")
		}
		took := time.Duration(*in.ExecutionTime) * time.Millisecond
		out.Took = &took
	}
	if in.ActualEndDate != nil {
		at, err := instant(*in.ActualEndDate)
		if err != nil {
			return out, bad("actualEndDate %s", err)
		}
		out.End = &at
	}
	if in.StatusName != nil && c.Status(zephyr.TestExecution, *in.StatusName) == nil {
		return out, refuse(unknown, "The status %q does not exist in the project of the test execution", *in.StatusName)
	}
	if in.EnvironmentName != nil && c.Environment(*in.EnvironmentName) == nil {
		return out, refuse(unknown, "The environment %q does not exist in the project of the test execution", *in.EnvironmentName)
	}
	return out, nil
}

// updateExecution changes what the body names. An execution that was overtaken is immutable.
func updateExecution(c *call) error {
	key, err := c.key(idOrE)
	if err != nil {
		return err
	}
	var in changes
	if err := c.body(&in); err != nil {
		return err
	}
	if in.CustomFields != nil {
		return bad("The request body is not valid: unknown field %q", "customFields")
	}
	e := c.Execution(key)
	if e == nil {
		return absent("Test execution", key)
	}
	how, err := c.edit(in, http.StatusUnprocessableEntity)
	if err != nil {
		return err
	}
	if err := c.Edit(zephyr.API, e, how); errors.Is(err, zephyr.ErrImmutable) {
		return refuse(http.StatusConflict, "The test execution %s is immutable: %s", e.Key, err)
	} else if err != nil {
		return err
	}
	c.writer.Header().Set("Location", c.ref("testexecutions", e.ID).Self)
	c.writer.WriteHeader(http.StatusOK)
	return nil
}

// createExecution adds an execution of a case in a cycle, in the environment named.
func createExecution(c *call) error {
	var in struct {
		ProjectKey   *string `json:"projectKey"`
		TestCaseKey  *string `json:"testCaseKey"`
		TestCycleKey *string `json:"testCycleKey"`
		changes
	}
	if err := c.body(&in); err != nil {
		return err
	}
	for name, value := range map[string]*string{"projectKey": in.ProjectKey, "testCaseKey": in.TestCaseKey, "testCycleKey": in.TestCycleKey, "statusName": in.StatusName} {
		if value == nil {
			return bad("%s must not be null", name)
		}
	}
	for _, key := range []struct {
		name, text string
		form       *regexp.Regexp
	}{{"projectKey", *in.ProjectKey, project}, {"testCaseKey", *in.TestCaseKey, keyT}, {"testCycleKey", *in.TestCycleKey, keyR}} {
		if !key.form.MatchString(key.text) {
			return bad("%s must match the pattern %s", key.name, key.form)
		}
	}
	t, cycle := c.Case(*in.TestCaseKey), c.Cycle(*in.TestCycleKey)
	switch p := c.Project(*in.ProjectKey); {
	case p == nil || !p.Enabled:
		return refuse(http.StatusNotFound, "Project %s does not exist, is disabled or you have no access to it", *in.ProjectKey)
	case t == nil:
		return absent("Test case", *in.TestCaseKey)
	case cycle == nil:
		return absent("Test cycle", *in.TestCycleKey)
	}
	how, err := c.edit(in.changes, http.StatusBadRequest)
	if err != nil {
		return err
	}
	environment := ""
	if in.EnvironmentName != nil {
		environment = *in.EnvironmentName
	}
	item := c.Item(cycle, t.Key, environment, "")
	if item == nil {
		item = c.AddItem(cycle, t, environment)
	}
	return c.made("testexecutions", c.Execute(zephyr.API, t, cycle, item, how).ID, inBody|inHeader)
}
