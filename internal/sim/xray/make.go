package xray

import (
	"cmp"

	simjira "syncd/internal/sim/jira"
)

// NewTest is a test to be written; all but the summary may be left out.
type NewTest struct {
	User, Project, Summary string // default ada@example.com, SHOP
	Kind                   string // Manual (the default), Generic or Cucumber
	Stories                []string
	Executions             []string // which it joins
	Fields                 simjira.Fields
}

// AddTest writes a test: an issue, its links, and a run in each execution. It returns the key.
func (b *Book) AddTest(t NewTest) (string, error) {
	key, err := b.create(TypeTest, t.User, t.Project, t.Summary, t.Fields)
	if err != nil {
		return "", err
	}
	for _, story := range t.Stories {
		if err := b.jira.As(cmp.Or(t.User, someone)).Link(LinkTest, key, story); err != nil {
			return key, err
		}
	}
	if i, found := b.jira.Issue(key); found && t.Kind != "" {
		unlock := b.settled()
		b.kinds[i.ID] = t.Kind
		unlock()
	}
	for _, e := range t.Executions {
		if _, err := b.AddRun(e, key); err != nil {
			return key, err
		}
	}
	return key, nil
}

// NewExecution is an execution to be planned; all but the summary may be left out.
type NewExecution struct {
	User, Project, Summary string // default ada@example.com, SHOP
	Versions               []string
	Environments           []string
	Tests                  []string
	Plan                   string
	Fields                 simjira.Fields
}

// AddExecution plans an execution: an issue, its environments, a run for each test, its place in a plan. It returns the
// key.
func (b *Book) AddExecution(e NewExecution) (string, error) {
	key, err := b.create(TypeExecution, e.User, e.Project, e.Summary, versions(e.Fields, e.Versions))
	if err != nil {
		return "", err
	}
	if len(e.Environments) > 0 {
		if err := b.SetEnvironments(key, e.Environments...); err != nil {
			return key, err
		}
	}
	for _, t := range e.Tests {
		if _, err := b.AddRun(key, t); err != nil {
			return key, err
		}
	}
	if e.Plan != "" {
		return key, b.AddToPlan(e.Plan, key)
	}
	return key, nil
}

// AddPlan makes a plan of tests and executions, by keys, and returns its key.
func (b *Book) AddPlan(user, project, summary string, fixVersions []string, holds ...string) (string, error) {
	key, err := b.create(TypePlan, user, project, summary, versions(nil, fixVersions))
	if err != nil {
		return "", err
	}
	return key, b.AddToPlan(key, holds...)
}

func (b *Book) create(kind, user, project, summary string, fields simjira.Fields) (string, error) {
	return b.jira.As(cmp.Or(user, someone)).Create(cmp.Or(project, "SHOP"), kind, cmp.Or(summary, "A new "+kind), fields)
}

func versions(fields simjira.Fields, names []string) simjira.Fields {
	out := simjira.Fields{}
	for k, v := range fields {
		out[k] = v
	}
	if len(names) > 0 {
		list := []map[string]string{}
		for _, n := range names {
			list = append(list, map[string]string{"name": n})
		}
		out["fixVersions"] = list
	}
	return out
}
