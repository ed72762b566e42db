package zephyrcloud

import (
	"cmp"
	"fmt"
	"net/url"
	"time"

	"syncd/internal/sim/zephyr"
)

// ref is how one object refers to another.
type ref struct {
	ID   int64  `json:"id"`
	Self string `json:"self"`
}

func (c *call) ref(kind string, id int64) ref {
	return ref{id, fmt.Sprintf("%s/%s/%d", c.base, kind, id)}
}

// user refers to a user of Jira.
type user struct {
	Self      string `json:"self"`
	AccountID string `json:"accountId"`
}

func (c *call) user(who string) *user {
	if who == "" {
		return nil
	}
	id := c.server.AccountID(who)
	return &user{c.server.opts.JiraURL + "/rest/api/2/user?accountId=" + url.QueryEscape(id), id}
}

func (c *call) account(who string) *string {
	if who == "" {
		return nil
	}
	id := c.server.AccountID(who)
	return &id
}

// issueLink is a link to an issue.
type issueLink struct {
	Self    string `json:"self"`
	IssueID int64  `json:"issueId"`
	ID      int64  `json:"id"`
	Target  string `json:"target"`
	Type    string `json:"type"`
}

func (c *call) issues(links []zephyr.Link) []issueLink {
	out := []issueLink{}
	for _, l := range links {
		out = append(out, issueLink{fmt.Sprintf("%s/links/%d", c.base, l.ID), l.Issue, l.ID, fmt.Sprintf("%s/rest/api/2/issue/%d", c.server.opts.JiraURL, l.Issue), l.Type})
	}
	return out
}

// links is what hangs on a test case; other things have other members beside the issues.
type links struct {
	Self     string      `json:"self,omitempty"`
	Issues   []issueLink `json:"issues"`
	WebLinks *[]any      `json:"webLinks,omitempty"`
}

func (c *call) links(self string, of []zephyr.Link) links {
	return links{Self: self + "/links", Issues: c.issues(of), WebLinks: &[]any{}}
}

// text is nil for nothing.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// stamp is a moment on the wire, nil for none.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return text(t.UTC().Format(moment))
}

// millis is a duration on the wire, nil for none.
func millis(d time.Duration) *int64 {
	if d == 0 {
		return nil
	}
	ms := d.Milliseconds()
	return &ms
}

func custom(fields map[string]any) map[string]any {
	if fields == nil {
		return map[string]any{}
	}
	return fields
}

func (c *call) projectRef() ref { return c.ref("projects", c.Project("SHOP").ID) }

func (c *call) statusRef(kind, name string) ref { return c.ref("statuses", c.Status(kind, name).ID) }

func (c *call) folderRef(kind, path string) *ref {
	if f := c.Folder(kind, path); f != nil {
		out := c.ref("folders", f.ID)
		return &out
	}
	return nil
}

// release refers to a version of Jira, by the address that Jira has it at.
func (c *call) release(name string) *ref {
	if id := c.ReleaseID(name); id != 0 {
		return &ref{id, fmt.Sprintf("%s/rest/api/2/version/%d", c.server.opts.JiraURL, id)}
	}
	return nil
}

// testCase is a test case on the wire.
type testCase struct {
	ID            int64             `json:"id"`
	Key           string            `json:"key"`
	Name          string            `json:"name"`
	Project       ref               `json:"project"`
	CreatedOn     *string           `json:"createdOn"`
	Objective     *string           `json:"objective"`
	Precondition  *string           `json:"precondition"`
	EstimatedTime *int64            `json:"estimatedTime"`
	Labels        []string          `json:"labels"`
	Component     *ref              `json:"component"`
	Priority      ref               `json:"priority"`
	Status        ref               `json:"status"`
	Folder        *ref              `json:"folder"`
	Owner         *user             `json:"owner"`
	TestScript    map[string]string `json:"testScript"`
	CustomFields  map[string]any    `json:"customFields"`
	Links         links             `json:"links"`
}

func (c *call) testCase(t *zephyr.Case) any {
	self := c.base + "/testcases/" + t.Key
	return testCase{ID: t.ID, Key: t.Key, Name: t.Name, Project: c.projectRef(), CreatedOn: stamp(t.Created), Objective: text(t.Objective),
		EstimatedTime: millis(t.Estimate), Labels: t.Labels, Priority: c.ref("priorities", c.Priority(t.Priority).ID),
		Status: c.statusRef(zephyr.TestCase, t.Status), Folder: c.folderRef(zephyr.TestCase, t.Folder), Owner: c.user(t.Owner),
		TestScript: map[string]string{"self": self + "/testscript"}, CustomFields: custom(t.CustomFields), Links: c.links(self, t.Links)}
}

// testCycle is a test cycle on the wire.
type testCycle struct {
	ID                 int64          `json:"id"`
	Key                string         `json:"key"`
	Name               string         `json:"name"`
	Project            ref            `json:"project"`
	JiraProjectVersion *ref           `json:"jiraProjectVersion"`
	Status             ref            `json:"status"`
	Folder             *ref           `json:"folder"`
	Description        *string        `json:"description"`
	PlannedStartDate   *string        `json:"plannedStartDate"`
	PlannedEndDate     *string        `json:"plannedEndDate"`
	Owner              *user          `json:"owner"`
	CustomFields       map[string]any `json:"customFields"`
	Links              cycleLinks     `json:"links"`
}

// cycleLinks are a cycle's issues and the plans that it belongs to.
type cycleLinks struct {
	links
	TestPlans []planLink `json:"testPlans"`
}

type planLink struct {
	ID         int64  `json:"id"`
	Self       string `json:"self"`
	Type       string `json:"type"`
	TestPlanID int64  `json:"testPlanId"`
	Target     string `json:"target"`
}

func (c *call) testCycle(t *zephyr.Cycle) any {
	hang := cycleLinks{c.links(fmt.Sprintf("%s/testcycles/%d", c.base, t.ID), t.Links), []planLink{}}
	for _, p := range c.Plans() {
		for _, m := range p.Cycles {
			if m.Cycle == t.Key {
				hang.TestPlans = append(hang.TestPlans, planLink{m.ID, fmt.Sprintf("%s/links/%d", c.base, m.ID), "RELATED", p.ID, c.ref("testplans", p.ID).Self})
			}
		}
	}
	return testCycle{ID: t.ID, Key: t.Key, Name: t.Name, Project: c.projectRef(), JiraProjectVersion: c.release(t.Release),
		Status: c.statusRef(zephyr.TestCycle, t.Status), Folder: c.folderRef(zephyr.TestCycle, t.Folder), Description: text(t.Description),
		PlannedStartDate: stamp(t.Start), PlannedEndDate: stamp(t.End), Owner: c.user(t.Owner), CustomFields: map[string]any{}, Links: hang}
}

// testPlan is a test plan on the wire.
type testPlan struct {
	ID           int64          `json:"id"`
	Key          string         `json:"key"`
	Name         string         `json:"name"`
	Objective    *string        `json:"objective"`
	Project      ref            `json:"project"`
	Status       ref            `json:"status"`
	Folder       *ref           `json:"folder"`
	Owner        *user          `json:"owner"`
	CustomFields map[string]any `json:"customFields"`
	Labels       []string       `json:"labels"`
	Links        planLinks      `json:"links"`
}

// planLinks are a plan's issues and its cycles.
type planLinks struct {
	WebLinks   []any       `json:"webLinks"`
	Issues     []issueLink `json:"issues"`
	TestCycles []cycleLink `json:"testCycles"`
}

type cycleLink struct {
	ID          int64  `json:"id"`
	Self        string `json:"self"`
	TestCycleID int64  `json:"testCycleId"`
	Type        string `json:"type"`
	Target      string `json:"target"`
}

func (c *call) testPlan(t *zephyr.Plan) any {
	hang := planLinks{[]any{}, c.issues(t.Links), []cycleLink{}}
	for _, m := range t.Cycles {
		id := c.Cycle(m.Cycle).ID
		hang.TestCycles = append(hang.TestCycles, cycleLink{m.ID, fmt.Sprintf("%s/links/%d", c.base, m.ID), id, "RELATED", c.ref("testcycles", id).Self})
	}
	return testPlan{ID: t.ID, Key: t.Key, Name: t.Name, Objective: text(t.Objective), Project: c.projectRef(), Status: c.statusRef(zephyr.TestPlan, t.Status),
		Folder: c.folderRef(zephyr.TestPlan, t.Folder), Owner: c.user(t.Owner), CustomFields: map[string]any{}, Labels: t.Labels, Links: hang}
}

// execution is a test execution on the wire. Its test case has no key but in its address.
type execution struct {
	ID                  int64          `json:"id"`
	Key                 string         `json:"key"`
	Project             ref            `json:"project"`
	TestCase            ref            `json:"testCase"`
	Environment         *ref           `json:"environment"`
	JiraProjectVersion  *ref           `json:"jiraProjectVersion"`
	TestExecutionStatus ref            `json:"testExecutionStatus"`
	ActualEndDate       *string        `json:"actualEndDate,omitempty"` // absent rather than null
	EstimatedTime       *int64         `json:"estimatedTime"`
	ExecutionTime       *int64         `json:"executionTime"`
	ExecutedByID        *string        `json:"executedById"`
	AssignedToID        *string        `json:"assignedToId"`
	Comment             *string        `json:"comment"`
	Automated           bool           `json:"automated"`
	TestCycle           *ref           `json:"testCycle"`
	CustomFields        map[string]any `json:"customFields"`
	Links               links          `json:"links"`
}

func (c *call) execution(e *zephyr.Execution, steps bool) any {
	out := execution{ID: e.ID, Key: e.Key, Project: c.projectRef(), JiraProjectVersion: c.release(e.Release),
		TestExecutionStatus: c.statusRef(zephyr.TestExecution, e.Status), ActualEndDate: stamp(e.End), ExecutionTime: millis(e.Took),
		ExecutedByID: c.account(e.Executed), AssignedToID: c.account(e.Assigned), Comment: text(e.Comment), Automated: e.Automated,
		CustomFields: custom(e.CustomFields), Links: c.executionLinks(e, steps)}
	out.TestCase.Self = fmt.Sprintf("%s/testcases/%s/versions/%d", c.base, e.Case, cmp.Or(e.CaseVersion, 1))
	for _, t := range c.Cases() { // also of an archived case
		if t.Key == e.Case {
			out.TestCase.ID = t.ID
		}
	}
	if o := c.Environment(e.Environment); o != nil {
		r := c.ref("environments", o.ID)
		out.Environment = &r
	}
	if t := c.Cycle(e.Cycle); t != nil {
		r := c.ref("testcycles", t.ID)
		out.TestCycle = &r
	}
	return out
}

func (c *call) executionLinks(e *zephyr.Execution, steps bool) links {
	of := e.Links
	if steps {
		of = append(append([]zephyr.Link{}, of...), e.StepLinks...)
	}
	return links{Self: fmt.Sprintf("%s/testexecutions/%d/links", c.base, e.ID), Issues: c.issues(of)}
}
