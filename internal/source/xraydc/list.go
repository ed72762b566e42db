package xraydc

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"syncd/internal/source/tool"
)

// executionFields are what is read of an execution; its environments come with its runs.
const executionFields = "summary,fixVersions,status,created,updated"

// ofType is the JQL for the issues of a type in the project.
func (p *Project) ofType(name string) string {
	return fmt.Sprintf("project = %s AND issuetype = %s", quote(p.cfg.Project), quote(name))
}

// since is the JQL for what changed after a time. It counts minutes back from Jira's own
// now: so the zone of the account does not matter, in which JQL would read a date.
func (c *collection) since(at int64) string {
	minutes := max(1, (c.next.Begun-at+overlap)/60+1)
	if minutes > 2*24*60 {
		return fmt.Sprintf(`updated >= "-%dd"`, minutes/(24*60)+1)
	}
	return fmt.Sprintf(`updated >= "-%dm"`, minutes)
}

// listed lists the executions that may have to be read: those that changed, or all that are
// open or changed since the first pull looked back.
func (c *collection) listed(ctx context.Context) ([]execution, error) {
	jql := c.ofType(c.cfg.Types.Execution) + " AND " + c.since(c.next.At)
	if c.next.Whole {
		jql = fmt.Sprintf("%s AND (statusCategory != Done OR %s)", c.ofType(c.cfg.Types.Execution), c.since(c.edge()))
	}
	list, err := c.api.search(ctx, "list the executions of "+c.cfg.Project, jql, executionFields)
	if err != nil {
		return nil, err
	}
	var out []execution
	there := map[string]bool{}
	for _, w := range list {
		e := told(w)
		there[e.ID] = true
		out = append(out, e)
	}
	if c.next.Whole {
		return out, c.missed(ctx, there)
	}
	return out, nil
}

// told is an execution as Jira tells of it.
func told(w wireIssue) execution {
	e := execution{ID: string(w.ID), Key: string(w.Key), Name: strings.TrimSpace(string(w.Fields.Summary)), Version: strings.Join(names(w.Fields.FixVersions), ", "),
		Done: w.Fields.Status.Category.Key == "done"}
	if e.Name == "" {
		e.Name = e.Key
	}
	e.Created, e.Updated = unix(w.Fields.Created), unix(w.Fields.Updated)
	return e
}

// unix is a time of Jira in seconds since 1970; 0 for none.
func unix(text tool.Text) int64 {
	if at := tool.Time(string(text), time.UTC); !at.IsZero() {
		return at.Unix()
	}
	return 0
}

// missed looks for known executions that a whole list does not show: those that were deleted
// are taken back. Others were moved elsewhere and are not read any more.
func (c *collection) missed(ctx context.Context, there map[string]bool) error {
	for _, id := range slices.Sorted(maps.Keys(c.next.Runs)) {
		s := c.next.Runs[id]
		if there[id] || s.Done && s.Updated < c.edge()+overlap {
			continue
		}
		gone, err := c.api.gone(ctx, id)
		switch {
		case err != nil:
			return err
		case gone:
			c.withdraw(id)
		default:
			delete(c.next.Runs, id)
		}
	}
	return nil
}

// probes is how many open executions are read in one collection because something happened
// in them last, and how many because they have not been read for long: all of them at once
// would use up the budget of a minute.
const probes = 20

// plan decides which executions are read: those that are new or have changed, the oldest
// first; those that could not be read last time; and of the open ones those in which
// something happened last, and those that have not been read for long.
func (c *collection) plan(listed []execution) {
	planned := map[string]bool{}
	add := func(e execution) {
		if !planned[e.ID] {
			planned[e.ID] = true
			c.next.Todo = append(c.next.Todo, e)
		}
	}
	slices.SortFunc(listed, func(a, b execution) int { return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID)) })
	for _, e := range listed {
		if was, known := c.next.Runs[e.ID]; !known || was.execution != e {
			add(e)
		}
	}
	for _, e := range c.next.Again {
		add(e)
	}
	c.next.Again = nil
	var open []seen
	for _, s := range c.next.Runs {
		if !s.Done && !planned[s.ID] {
			open = append(open, s)
		}
	}
	slices.SortFunc(open, func(a, b seen) int { return cmp.Or(cmp.Compare(b.Active, a.Active), cmp.Compare(a.ID, b.ID)) })
	for _, s := range open[:min(probes, len(open))] {
		add(s.execution)
	}
	slices.SortFunc(open, func(a, b seen) int { return cmp.Or(cmp.Compare(a.Read, b.Read), cmp.Compare(a.ID, b.ID)) })
	for _, s := range open[:min(probes, len(open))] {
		if s.Read <= c.next.Begun-tool.Seconds(c.cfg.Reread) {
			add(s.execution)
		}
	}
}
