package zephyr

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// View is the state during Site.With. Slices are the state's own, oldest first.
type View struct{ s *Site }

// Now is the site's time.
func (v View) Now() time.Time { return v.s.now() }

// Projects are all projects, also those where Zephyr is off.
func (v View) Projects() []*Project { return v.s.projects }

// Project finds a project by key or id; nil when there is none.
func (v View) Project(keyOrID string) *Project {
	return find(v.s.projects, func(p *Project) bool { return p.Key == keyOrID || strconv.FormatInt(p.ID, 10) == keyOrID })
}

// Folders are all folders; parents come before their children.
func (v View) Folders() []*Folder { return v.s.folders }

// Folder finds a folder of a kind by its path; nil when there is none.
func (v View) Folder(kind, path string) *Folder {
	return find(v.s.folders, func(f *Folder) bool { return f.Kind == kind && f.Path == path })
}

// Statuses are all statuses in their order; Status finds one of a kind by name.
func (v View) Statuses() []*Status { return v.s.statuses }

// Status finds a status of a kind by name, in its exact case; nil when there is none.
func (v View) Status(kind, name string) *Status {
	return find(v.s.statuses, func(t *Status) bool { return t.Kind == kind && t.Name == name })
}

// Priorities and Environments are the options of the project.
func (v View) Priorities() []*Option { return v.s.priority }

// Priority finds a priority by name; nil when there is none.
func (v View) Priority(name string) *Option { return named(v.s.priority, name) }

// Environments are where tests run.
func (v View) Environments() []*Option { return v.s.environs }

// Environment finds an environment by name, in its exact case; nil when there is none.
func (v View) Environment(name string) *Option { return named(v.s.environs, name) }

// Cases are all cases, the archived ones too.
func (v View) Cases() []*Case { return v.s.cases }

// Case finds a case by key or id; nil when there is none or it is archived, on which no operation works.
func (v View) Case(keyOrID string) *Case {
	return find(v.s.cases, func(c *Case) bool { return !c.Archived && is(keyOrID, c.Key, c.ID) })
}

// Cycles are all cycles.
func (v View) Cycles() []*Cycle { return v.s.cycles }

// Cycle finds a cycle by key or id; nil when there is none.
func (v View) Cycle(keyOrID string) *Cycle {
	return find(v.s.cycles, func(c *Cycle) bool { return is(keyOrID, c.Key, c.ID) })
}

// Plans are all plans.
func (v View) Plans() []*Plan { return v.s.plans }

// Plan finds a plan by key or id; nil when there is none.
func (v View) Plan(keyOrID string) *Plan {
	return find(v.s.plans, func(p *Plan) bool { return is(keyOrID, p.Key, p.ID) })
}

// Executions are all executions in the order in which they were made.
func (v View) Executions() []*Execution { return v.s.runs }

// Execution finds an execution by key or id; nil when there is none.
func (v View) Execution(keyOrID string) *Execution {
	return find(v.s.runs, func(e *Execution) bool { return is(keyOrID, e.Key, e.ID) })
}

// Last is the last execution of an item; nil when all have been deleted.
func (v View) Last(item int64) *Execution {
	for _, e := range slices.Backward(v.s.runs) {
		if e.Item == item {
			return e
		}
	}
	return nil
}

// IsLast reports whether an execution is the last one of its item; those without a cycle always are.
func (v View) IsLast(e *Execution) bool { return e.Item == 0 || v.Last(e.Item) == e }

// LastOf is the execution of a case that was made last, in whatever cycle; nil when there is none or when it was deleted
// together with its cycle, which no other one makes up for.
func (v View) LastOf(testCase string) *Execution {
	for _, e := range slices.Backward(v.s.runs) {
		if e.Case == testCase {
			if e.ID < v.s.lost[testCase] {
				return nil
			}
			return e
		}
	}
	return nil
}

// Item finds the first item of a cycle for a case; an environment and an assignee narrow it down unless they are empty.
func (v View) Item(c *Cycle, testCase, environment, assigned string) *Item {
	return find(c.Items, func(i *Item) bool {
		return i.Case == testCase && (environment == "" || i.Environment == environment) && (assigned == "" || i.Assigned == assigned)
	})
}

// ReleaseID is Jira's id of a version; 0 when it has none of that name.
func (v View) ReleaseID(name string) int64 {
	p, _ := v.s.jira.Project("SHOP")
	return number(p.Versions[name])
}

// ReleaseName is the name of a version by its id in Jira; "" when it has none.
func (v View) ReleaseName(id int64) string {
	p, _ := v.s.jira.Project("SHOP")
	for name, has := range p.Versions {
		if number(has) == id {
			return name
		}
	}
	return ""
}

// Linked are the links of something to an issue.
func Linked(links []Link, issue int64) []Link {
	return slices.DeleteFunc(slices.Clone(links), func(l Link) bool { return l.Issue != issue })
}

func is(keyOrID, key string, id int64) bool {
	return keyOrID == key || keyOrID == strconv.FormatInt(id, 10)
}

func named(options []*Option, name string) *Option {
	return find(options, func(o *Option) bool { return o.Name == name && !o.Archived })
}

func find[T any](list []*T, fits func(*T) bool) *T {
	if n := slices.IndexFunc(list, fits); n >= 0 {
		return list[n]
	}
	return nil
}

func number(id string) int64 {
	// An id that is no number is as good as none.
	n, _ := strconv.ParseInt(cmp.Or(id, "0"), 10, 64)
	return n
}

// missing says that something named does not exist.
func missing(what, name string) error { return fmt.Errorf("no %s %q", what, name) }
