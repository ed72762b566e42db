package testrail

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

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
