package zephyrcloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"slices"

	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// writer writes into one project.
type writer struct{ project *Project }

// Backlink implements source.Backlinker.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	id := model.IDRef(b.Issue.ID)
	if id == "" {
		return "", &source.Error{Kind: source.Refused, Doing: "link " + b.Issue.Key, Message: fmt.Sprintf("its id is %q, and Zephyr Scale takes a number", b.Issue.ID)}
	}
	there, err := w.links(ctx, b.Ref, id)
	switch {
	case source.KindOf(err) == source.NotFound:
		return source.Moot, nil
	case err != nil:
		return "", err
	case there:
		return source.Present, nil
	}
	err = w.post(ctx, fmt.Sprintf("link %s to %s", b.Issue.Key, b.Ref), "testexecutions/"+b.Ref+"/links/issues", "testexecutions/{key}/links/issues", b.Ref, map[string]any{"issueId": json.Number(b.Issue.ID)})
	if source.KindOf(err) == source.Refused {
		// Somebody may have been faster: what refuses a second link has the first.
		if there, again := w.links(ctx, b.Ref, id); again == nil && there {
			return source.Present, nil
		}
	}
	return written(err)
}

// links reports whether an execution, or a step of it, links an issue in whatever way.
func (w *writer) links(ctx context.Context, ref, id string) (bool, error) {
	e, err := w.project.execution(ctx, ref)
	return slices.ContainsFunc(e.Links.Issues.Items, func(l wireLink) bool { return model.IDRef(string(l.IssueID)) == id }), err
}

// post writes something that would be there twice if it were sent again.
func (w *writer) post(ctx context.Context, doing, path, template, subject string, body any) error {
	return w.project.api.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Class: httpx.Create, Method: http.MethodPost, Path: path, Subject: subject, Body: body})
}

// written is what came of a write. An execution that has been overtaken is immutable to
// Zephyr, which it says by 409; by 404 it says that the execution has been deleted
// meanwhile, or that its case is archived.
func written(err error) (source.Trace, error) {
	var e *source.Error
	if errors.As(err, &e) && (e.Status == http.StatusConflict || e.Kind == source.NotFound) {
		return source.Moot, nil
	}
	if err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// Retest implements source.Backlinker: it plans the case once more in its cycle and
// environment, by an execution in the status in which executions begin.
func (w *writer) Retest(ctx context.Context, b source.Backlink) (source.Trace, error) {
	e, err := w.project.execution(ctx, b.Ref)
	if source.KindOf(err) == source.NotFound {
		return source.Moot, nil
	}
	if err != nil {
		return "", err
	}
	if e.caseKey() == "" {
		return "", &source.Error{Kind: source.Unavailable, Doing: "read execution " + b.Ref, Message: "the answer does not say which test case it is of"}
	}
	if e.Cycle.ID == "" {
		return source.Moot, nil // ad hoc: there is no cycle in which it could be planned again
	}
	cycle, err := w.project.oneCycle(ctx, string(e.Cycle.ID))
	if source.KindOf(err) == source.NotFound {
		return source.Moot, nil
	}
	if err != nil {
		return "", err
	}
	c := w.project.collection(cursor{})
	if err := c.nameStatuses(ctx); err != nil {
		return "", err
	}
	trace, err := c.overtaken(ctx, e, cycle.Key)
	if source.KindOf(err) == source.NotFound {
		return source.Moot, nil // its case is archived, or the cycle went meanwhile
	}
	if trace != "" || err != nil {
		return trace, err
	}
	return w.plan(ctx, c, e, cycle.Key, b)
}

// overtaken reports whether an execution was made after this one, and if so, whether it is
// still to be done.
func (c *collection) overtaken(ctx context.Context, e wireExecution, cycle string) (source.Trace, error) {
	list, err := all[wireExecution](ctx, c.api, listing{doing: "list the executions of " + e.caseKey() + " in " + cycle, path: "testexecutions", classic: true,
		query: c.inProject("testCycle", cycle, "testCase", e.caseKey())})
	if err != nil {
		return "", err
	}
	trace := source.Trace("")
	for _, other := range list {
		if other.ID.Int() <= e.ID.Int() || other.Environment.ID != e.Environment.ID || other.caseKey() != e.caseKey() {
			continue
		}
		outcome, err := c.outcome(ctx, other.Status)
		switch {
		case err != nil:
			return "", err
		case outcome != model.Pending:
			return source.Moot, nil // it has been run again
		}
		trace = source.Present
	}
	return trace, nil
}

// plan makes the new execution.
func (w *writer) plan(ctx context.Context, c *collection, e wireExecution, cycle string, b source.Backlink) (source.Trace, error) {
	doing := fmt.Sprintf("plan %s again in %s", e.caseKey(), cycle)
	begin := c.beginning()
	if begin == "" {
		return "", &source.Error{Kind: source.Refused, Doing: doing, Message: "no status of executions counts as pending", Cure: "map the one in which executions begin under `statuses:` of this source"}
	}
	body := map[string]any{"projectKey": c.cfg.Project, "testCaseKey": e.caseKey(), "testCycleKey": cycle, "statusName": begin, "comment": html.EscapeString(b.Text)}
	if e.Environment.ID != "" {
		name, err := c.environment(ctx, e.Environment)
		if err != nil {
			return "", err
		}
		body["environmentName"] = name
	}
	return written(w.post(ctx, doing, "testexecutions", "testexecutions", b.Ref, body))
}

// beginning is the status in which executions begin, "" if none counts as pending.
func (c *collection) beginning() string {
	out := ""
	for _, s := range c.next.Names.Statuses {
		if s.Retired || c.Statuses.Outcome(s.Name) != model.Pending {
			continue
		}
		if s.Default {
			return s.Name
		}
		if out == "" {
			out = s.Name
		}
	}
	return out
}
