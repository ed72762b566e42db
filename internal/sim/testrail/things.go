package testrail

import "maps"

// The statuses that every instance has, and the range of those that people add.
const (
	Passed   = 1
	Blocked  = 2
	Untested = 3
	Retest   = 4
	Failed   = 5

	firstCustom, lastCustom = 6, 12
)

// User is an account.
type User struct {
	ID       int64    `json:"id"`
	Name     string   `json:"name"`
	Email    string   `json:"email"`
	Keys     []string `json:"keys"`               // API keys and passwords
	Admin    bool     `json:"admin,omitempty"`    // may do everything
	ReadOnly bool     `json:"readOnly,omitempty"` // may not write
	Projects []int64  `json:"projects,omitempty"` // which it sees; none: all
}

// Status is what a result may say.
type Status struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Label string `json:"label"`
	Final bool   `json:"final"`
}

// Project is a project. SuiteMode is 1 (one suite), 2 (one with baselines) or 3 (several).
type Project struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	SuiteMode int    `json:"suiteMode"`
	Completed int64  `json:"completedOn,omitempty"` // UNIX seconds; 0: it is not
}

// Suite is a suite of cases.
type Suite struct {
	ID      int64  `json:"id"`
	Project int64  `json:"project"`
	Name    string `json:"name"`
}

// Section is a folder of cases.
type Section struct {
	ID     int64  `json:"id"`
	Suite  int64  `json:"suite"`
	Parent int64  `json:"parent,omitempty"`
	Name   string `json:"name"`
	Text   string `json:"description,omitempty"`
}

// Case is a test case. Times are UNIX seconds, here and below.
type Case struct {
	ID        int64          `json:"id"`
	Project   int64          `json:"project"`
	Suite     int64          `json:"suite"`
	Section   int64          `json:"section"`
	Title     string         `json:"title"`
	Refs      string         `json:"refs,omitempty"`
	Template  int64          `json:"template"`
	Type      int64          `json:"type"`
	Priority  int64          `json:"priority"`
	Milestone int64          `json:"milestone,omitempty"`
	Estimate  string         `json:"estimate,omitempty"`
	Custom    map[string]any `json:"custom,omitempty"` // custom_* by their system names
	Deleted   bool           `json:"deleted,omitempty"`
	CreatedBy int64          `json:"createdBy"`
	Created   int64          `json:"createdOn"`
	UpdatedBy int64          `json:"updatedBy"`
	Updated   int64          `json:"updatedOn"`
}

// Milestone is a milestone; it may lie in another.
type Milestone struct {
	ID        int64  `json:"id"`
	Project   int64  `json:"project"`
	Parent    int64  `json:"parent,omitempty"`
	Name      string `json:"name"`
	Refs      string `json:"refs,omitempty"`
	Start     int64  `json:"startOn,omitempty"`
	Started   int64  `json:"startedOn,omitempty"`
	Due       int64  `json:"dueOn,omitempty"`
	Completed int64  `json:"completedOn,omitempty"`
}

// ConfigGroup is a group of configurations, such as browsers.
type ConfigGroup struct {
	ID      int64    `json:"id"`
	Project int64    `json:"project"`
	Name    string   `json:"name"`
	Configs []Config `json:"configs"`
}

// Config is a configuration, such as a browser.
type Config struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// Plan is a test plan.
type Plan struct {
	ID        int64   `json:"id"`
	Project   int64   `json:"project"`
	Name      string  `json:"name"`
	Text      string  `json:"description,omitempty"`
	Refs      string  `json:"refs,omitempty"`
	Milestone int64   `json:"milestone,omitempty"`
	Entries   []Entry `json:"entries"`
	CreatedBy int64   `json:"createdBy"`
	Created   int64   `json:"createdOn"`
	Completed int64   `json:"completedOn,omitempty"`
}

// Entry is a suite within a plan, and its runs.
type Entry struct {
	ID    string  `json:"id"` // GUID
	Suite int64   `json:"suite"`
	Name  string  `json:"name"`
	Refs  string  `json:"refs,omitempty"`
	All   bool    `json:"includeAll"`
	Runs  []int64 `json:"runs"`
}

// Run is a test run.
type Run struct {
	ID        int64         `json:"id"`
	Project   int64         `json:"project"`
	Suite     int64         `json:"suite"`
	Plan      int64         `json:"plan,omitempty"`
	Entry     string        `json:"entry,omitempty"`
	Milestone int64         `json:"milestone,omitempty"`
	Name      string        `json:"name"`
	Text      string        `json:"description,omitempty"`
	Refs      string        `json:"refs,omitempty"`
	Configs   []int64       `json:"configs,omitempty"`
	All       bool          `json:"includeAll"`
	Assigned  int64         `json:"assignedTo,omitempty"`
	Start     int64         `json:"startOn,omitempty"`
	Due       int64         `json:"dueOn,omitempty"`
	CreatedBy int64         `json:"createdBy"`
	Created   int64         `json:"createdOn"`
	Updated   int64         `json:"updatedOn"` // of the run itself; results do not move it
	Completed int64         `json:"completedOn,omitempty"`
	Counts    map[int64]int `json:"counts"` // tests by the id of their status

	tests   []*Test
	results []*Result // oldest first
	byCase  map[int64]*Test
}

// copy is a run whose counters do not move any more.
func (r *Run) copy() Run {
	out := *r
	out.Counts = maps.Clone(r.Counts)
	return out
}

// Test is a case in a run.
type Test struct {
	ID       int64 `json:"id"`
	Run      int64 `json:"run"`
	Case     int64 `json:"case"`
	Status   int64 `json:"status"`
	Assigned int64 `json:"assignedTo,omitempty"`
	// frozen is the case as it was when the run was closed; nil while it is open.
	frozen  *Case
	results []*Result // oldest first
}

// Result is a result, or a comment when Status is 0.
type Result struct {
	ID        int64          `json:"id"`
	Run       int64          `json:"run"`
	Test      int64          `json:"test"`
	Case      int64          `json:"case"`
	Status    int64          `json:"status,omitempty"`
	Comment   string         `json:"comment,omitempty"`
	Defects   string         `json:"defects,omitempty"`
	Elapsed   string         `json:"elapsed,omitempty"`
	Version   string         `json:"version,omitempty"`
	Assigned  int64          `json:"assignedTo,omitempty"`
	Custom    map[string]any `json:"custom,omitempty"`
	CreatedBy int64          `json:"createdBy"`
	Created   int64          `json:"createdOn"`
}
