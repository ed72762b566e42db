package zephyr

import "time"

// Link says that something refers to an issue of Jira.
type Link struct {
	ID    int64  `json:"id"`
	Issue int64  `json:"issue"` // id in Jira
	Type  string `json:"type"`  // COVERAGE, BLOCKS or RELATED
}

// Project is a project of Jira; where it is not enabled, nothing else exists.
type Project struct {
	ID      int64  `json:"id"`
	JiraID  int64  `json:"jiraId"`
	Key     string `json:"key"`
	Enabled bool   `json:"enabled"`
}

// The kinds of things that have folders and statuses, as Cloud writes them.
const (
	TestCase      = "TEST_CASE"
	TestPlan      = "TEST_PLAN"
	TestCycle     = "TEST_CYCLE"
	TestExecution = "TEST_EXECUTION"
)

// Folder is a place for cases, cycles or plans; Path is like "/Checkout/Cart".
type Folder struct {
	ID     int64  `json:"id"`
	Parent int64  `json:"parent,omitempty"` // 0: at the top
	Name   string `json:"name"`
	Path   string `json:"path"`
	Kind   string `json:"kind"`
	Index  int    `json:"index"`
}

// Option is a priority or an environment.
type Option struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Index       int    `json:"index"`
	Default     bool   `json:"default,omitempty"`
	Archived    bool   `json:"archived,omitempty"`
}

// Status is what a kind of thing may be in.
type Status struct {
	Option
	Kind  string `json:"kind"`
	Color string `json:"color"`
}

// Case is a test case.
type Case struct {
	ID           int64          `json:"id"`
	Key          string         `json:"key"`
	Name         string         `json:"name"`
	Objective    string         `json:"objective,omitempty"`
	Folder       string         `json:"folder,omitempty"` // path
	Status       string         `json:"status"`
	Priority     string         `json:"priority"`
	Owner        string         `json:"owner,omitempty"`
	Labels       []string       `json:"labels"`
	Estimate     time.Duration  `json:"estimate,omitempty"`
	Version      int            `json:"version"`
	Links        []Link         `json:"links"`
	Archived     bool           `json:"archived,omitempty"`
	CustomFields map[string]any `json:"customFields,omitempty"`
	Created      time.Time      `json:"created"`
	Updated      time.Time      `json:"updated"`
}

// Item is a case that is to be tested in a cycle, in one environment.
type Item struct {
	ID          int64  `json:"id"`
	Case        string `json:"case"`
	Environment string `json:"environment,omitempty"`
	Assigned    string `json:"assigned,omitempty"`
}

// Cycle is a test cycle, which Data Center calls a run.
type Cycle struct {
	ID          int64     `json:"id"`
	Key         string    `json:"key"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Folder      string    `json:"folder,omitempty"`
	Status      string    `json:"status"`
	Release     string    `json:"release,omitempty"` // name of a version of Jira
	Iteration   string    `json:"iteration,omitempty"`
	Owner       string    `json:"owner,omitempty"`
	Start       time.Time `json:"start"` // planned
	End         time.Time `json:"end"`
	Items       []*Item   `json:"items"`
	Links       []Link    `json:"links"`
	Created     time.Time `json:"created"`
	Updated     time.Time `json:"updated"`
}

// Plan is a test plan.
type Plan struct {
	ID        int64     `json:"id"`
	Key       string    `json:"key"`
	Name      string    `json:"name"`
	Objective string    `json:"objective,omitempty"`
	Folder    string    `json:"folder,omitempty"`
	Status    string    `json:"status"`
	Owner     string    `json:"owner,omitempty"`
	Labels    []string  `json:"labels"`
	Cycles    []Member  `json:"cycles"`
	Links     []Link    `json:"links"`
	Updated   time.Time `json:"updated"`
}

// Member is a cycle that belongs to a plan.
type Member struct {
	ID    int64  `json:"id"` // of the link
	Cycle string `json:"cycle"`
}

// Execution is one run of a case, which Data Center calls a result. Those of one item follow each other; the last one
// counts. One without a cycle is ad hoc.
type Execution struct {
	ID           int64          `json:"id"`
	Key          string         `json:"key"`
	Case         string         `json:"case"`
	CaseVersion  int            `json:"caseVersion"`
	Cycle        string         `json:"cycle,omitempty"`
	Item         int64          `json:"item,omitempty"`
	Status       string         `json:"status"`
	Environment  string         `json:"environment,omitempty"`
	Release      string         `json:"release,omitempty"`
	Iteration    string         `json:"iteration,omitempty"`
	Comment      string         `json:"comment,omitempty"` // HTML
	Executed     string         `json:"executed,omitempty"`
	Assigned     string         `json:"assigned,omitempty"`
	Automated    bool           `json:"automated,omitempty"`
	Begin        time.Time      `json:"begin,omitzero"`
	End          time.Time      `json:"end,omitzero"` // zero: not executed
	Took         time.Duration  `json:"took,omitempty"`
	Links        []Link         `json:"links"`
	StepLinks    []Link         `json:"stepLinks,omitempty"` // of its steps; shown on demand
	CustomFields map[string]any `json:"customFields,omitempty"`
	Created      time.Time      `json:"created"`
	Updated      time.Time      `json:"updated"`
}
