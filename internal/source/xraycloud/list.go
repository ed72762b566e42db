package xraycloud

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"syncd/internal/source/tool"
)

// together is how many executions are asked for in one request: Xray takes a hundred ids.
const together = 100

// plan decides which executions are read whole, which are those that are new, were renamed
// or lost a run, or all; of the others what has changed is asked for.
func (c *collection) plan(ctx context.Context) error {
	all := c.next.Whole || c.next.Begun-c.next.Listed >= tool.Seconds(c.cfg.Reread)
	listed, err := c.listed(ctx, all)
	if err != nil {
		return err
	}
	for _, s := range listed {
		was, known := c.next.Runs[s.ID]
		s.Unread = !known || c.next.Whole || was.Unread || was.execution != s.execution || s.Count < was.Count
		s.Active, s.Last = was.Active, was.Last
		c.next.Runs[s.ID] = s
	}
	if all {
		if err := c.missed(ctx, listed); err != nil {
			return err
		}
		c.next.Listed = c.next.Begun
	}
	var fresh, known []seen
	for _, s := range c.next.Runs {
		if s.Unread {
			fresh = append(fresh, s)
		} else {
			known = append(known, s)
		}
	}
	c.next.Todo = nil
	c.cut(fresh, true, tool.Part/2)
	most := 10 * tool.Part // little of it has changed
	if c.next.Begun-c.next.At > 24*60*60 {
		most = tool.Part
	}
	c.cut(known, false, most)
	c.next.Total = len(fresh) + len(known)
	return nil
}

// cut makes steps of executions, the oldest first: as many as are asked for together, and
// not many more runs than most.
func (c *collection) cut(list []seen, whole bool, most int) {
	slices.SortFunc(list, func(a, b seen) int { return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID)) })
	now, runs := step{Whole: whole}, 0
	for _, s := range list {
		if n := len(now.IDs); n == together || n > 0 && runs+s.Count > most {
			c.next.Todo = append(c.next.Todo, now)
			now, runs = step{Whole: whole}, 0
		}
		now.IDs, runs = append(now.IDs, s.ID), runs+s.Count
	}
	if len(now.IDs) > 0 {
		c.next.Todo = append(c.next.Todo, now)
	}
}

// listed lists the executions that changed, or all that are open or were changed since the
// first pull looked back.
func (c *collection) listed(ctx context.Context, all bool) ([]seen, error) {
	vars := map[string]any{"project": c.next.Project}
	if !all {
		vars["since"] = instantOf(c.next.At - overlap)
	}
	list, err := list[wireExecution](ctx, c.api, question{doing: "list the executions of " + c.cfg.Project, name: "getTestExecutions", text: executionsText, vars: vars, parts: []string{"jira"}})
	if err != nil {
		return nil, err
	}
	u := &c.next.Unshown
	if all {
		u.Executions, u.Missing = nil, nil
	}
	var out []seen
	for _, w := range list {
		was, known := c.next.Runs[w.id()]
		u.Executions = keep(u.Executions, was.Key, w.unread && known)
		// Whether one is Done is not shown either, so that its own date says what is long over.
		long := unix(w.Modified) != 0 && unix(w.Modified) < c.edge()
		u.Missing = keep(u.Missing, "issue "+w.id(), w.unread && !known && !long)
		if w.unread {
			if known {
				out = append(out, was)
			}
			continue
		}
		if s := told(w); !s.old(c.edge()) {
			out = append(out, s)
		} else if known {
			s.Active = was.Active
			out = append(out, s) // until it is forgotten
		}
	}
	return out, nil
}

// told is an execution as Xray tells of it.
func told(w wireExecution) seen {
	j := w.Jira.V
	s := seen{Modified: unix(w.Modified), Done: j.Status.V.Category.V.Key == "done", Count: int(w.Runs.V.Total.Int())}
	s.execution = execution{ID: w.id(), Key: string(j.Key), Name: strings.TrimSpace(string(j.Summary)), Version: strings.Join(names(j.FixVersions), ", "),
		Environment: environment(w), Created: unix(j.Created)}
	if s.Key == "" {
		s.Key = "execution-" + s.ID
	}
	if s.Name == "" {
		s.Name = s.Key
	}
	if s.Created == 0 {
		s.Created = s.Modified
	}
	return s
}

// environment is where an execution takes place: Xray knows several for one.
func environment(w wireExecution) string {
	var out []string
	for _, name := range w.Environments {
		if name != "" && !slices.Contains(out, string(name)) {
			out = append(out, string(name))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " + ")
}

// missed looks for known executions that a list of all does not show: those that were
// deleted are taken back. Others were moved elsewhere and are not read any more.
func (c *collection) missed(ctx context.Context, listed []seen) error {
	here := map[string]bool{}
	for _, s := range listed {
		here[s.ID] = true
	}
	var lost []string
	for _, id := range slices.Sorted(maps.Keys(c.next.Runs)) {
		if !here[id] {
			lost = append(lost, id)
		}
	}
	for ids := range slices.Chunk(lost, together) {
		there, err := c.find(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if there[id] {
				delete(c.next.Runs, id)
			} else {
				c.withdraw(id)
			}
		}
	}
	return nil
}

// find looks which executions are still there, in whatever project.
func (c *collection) find(ctx context.Context, ids []string) (map[string]bool, error) {
	list, err := list[wireExecution](ctx, c.api, question{doing: "see whether executions are still there", name: "getTestExecutions", text: executionsText,
		vars: map[string]any{"ids": ids}, parts: []string{"jira"}})
	out := map[string]bool{}
	for _, w := range list {
		out[w.id()] = true
	}
	return out, err
}
