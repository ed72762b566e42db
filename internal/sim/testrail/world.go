package testrail

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

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

// world is the state of an instance.
type world struct {
	users      []*User
	statuses   []*Status
	projects   map[int64]*Project
	suites     map[int64]*Suite
	sections   map[int64]*Section
	cases      map[int64]*Case
	milestones map[int64]*Milestone
	groups     map[int64]*ConfigGroup
	plans      map[int64]*Plan
	runs       map[int64]*Run
	tests      map[int64]*Test
	results    map[int64]*Result
	last       map[string]int64 // last id given away, by kind; "run" counts plans as well
}

func newWorld() *world {
	return &world{projects: map[int64]*Project{}, suites: map[int64]*Suite{}, sections: map[int64]*Section{}, cases: map[int64]*Case{},
		milestones: map[int64]*Milestone{}, groups: map[int64]*ConfigGroup{}, plans: map[int64]*Plan{}, runs: map[int64]*Run{},
		tests: map[int64]*Test{}, results: map[int64]*Result{}, last: map[string]int64{}}
}

// id gives an id away; a wanted one (of a seed) is taken as it is.
func (w *world) id(kind string, wanted int64) int64 {
	id := wanted
	if id == 0 {
		id = w.last[kind] + 1
	}
	w.last[kind] = max(w.last[kind], id)
	return id
}

// sorted lists what a map holds, by id.
func sorted[T any](m map[int64]*T, keep func(*T) bool) []*T {
	var out []*T
	for _, id := range slices.Sorted(maps.Keys(m)) {
		if keep == nil || keep(m[id]) {
			out = append(out, m[id])
		}
	}
	return out
}

// status finds a status by name or label, whatever its case.
func (w *world) status(name string) *Status {
	for _, st := range w.statuses {
		if strings.EqualFold(st.Name, name) || strings.EqualFold(st.Label, name) {
			return st
		}
	}
	return nil
}

func (w *world) statusID(id int64) *Status {
	if n := slices.IndexFunc(w.statuses, func(st *Status) bool { return st.ID == id }); n >= 0 {
		return w.statuses[n]
	}
	return nil
}

func (w *world) user(email string) *User {
	if n := slices.IndexFunc(w.users, func(u *User) bool { return strings.EqualFold(u.Email, email) }); n >= 0 {
		return w.users[n]
	}
	return nil
}

// casesOf lists the cases of a suite, by id.
func (w *world) casesOf(suite int64) []*Case {
	return sorted(w.cases, func(c *Case) bool { return c.Suite == suite && !c.Deleted })
}

// config names a configuration.
func (w *world) config(id int64) (name string, group *ConfigGroup) {
	for _, g := range w.groups {
		for _, c := range g.Configs {
			if c.ID == id {
				return c.Name, g
			}
		}
	}
	return "", nil
}

// sees tells whether a user may look into a project.
func (u *User) sees(project int64) bool {
	return len(u.Projects) == 0 || slices.Contains(u.Projects, project)
}

// older orders results by their time, and those of one second by id.
func older(a, b *Result) int {
	return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID))
}
