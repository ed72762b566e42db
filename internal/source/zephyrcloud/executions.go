package zephyrcloud

import (
	"cmp"
	"context"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// ofSteps asks for what the steps of an execution link, too: a tester who files a bug at the
// step that failed has named it.
const ofSteps = "includeStepLinks"

// executions is the list of executions: of those that have changed, or of all since From.
func (c *collection) executions() listing {
	l := listing{doing: c.doing("list the executions"), path: "testexecutions", query: c.inProject(c.since(c.next.From)...), classic: c.next.Classic}
	l.query.Set(ofSteps, "true")
	if c.next.Classic && !c.next.Whole {
		l.query.Set("actualEndDateAfter", time.Unix(c.next.At-overlap, 0).UTC().Format(moment))
	}
	return l
}

// readExecutions reads a page of them. A planned execution of a cycle that is known may be
// asked for again: only the whole cycle tells when that was.
func (c *collection) readExecutions(ctx context.Context) error {
	list, next, err := turn[wireExecution](ctx, c.api, c.executions(), c.next.Next)
	if err != nil {
		return err
	}
	for _, e := range list {
		later, err := c.later(ctx, e)
		if err != nil {
			return err
		}
		if later {
			c.queue(e.place())
			continue
		}
		if err := c.take(ctx, e); err != nil {
			return err
		}
	}
	if c.proceed(next, atTodo); next == "" {
		c.settle()
	}
	return nil
}

// place is the id of the execution's cycle.
func (e wireExecution) place() string { return cmp.Or(string(e.Cycle.ID), adHoc) }

// later reports whether an execution is left to when its cycle is read whole: one that has
// not ended, of a cycle that had executions before this batch.
func (c *collection) later(ctx context.Context, e wireExecution) (bool, error) {
	id := e.place()
	cy := c.next.Cycles[id]
	if _, met := c.fresh[id]; !met {
		told := cy.IDs
		if c.next.Whole {
			told = cy.Seen
		}
		c.fresh[id] = len(told) == 0
	}
	if c.fresh[id] || id == adHoc || !e.end().IsZero() {
		return false, nil
	}
	if c.next.Whole { // it is there, whoever tells it
		cy.Seen = cy.Seen.With(e.ID.Int())
		c.next.Cycles[id] = cy
	}
	_, err := c.cycle(ctx, id)
	return true, err
}

// executionsOf reads all executions of a cycle that have changed since From.
func (c *collection) executionsOf(ctx context.Context, id string, cy cycle) ([]wireExecution, error) {
	l := listing{doing: "list the executions of cycle " + cy.Key, path: "testexecutions", classic: c.next.Classic, query: c.inProject(ofSteps, "true")}
	if !c.next.Classic {
		l.query.Set("updatedAfter", time.Unix(c.next.From, 0).UTC().Format(moment))
	}
	if id == adHoc {
		l.doing = c.doing("list the executions ad hoc")
	} else {
		l.query.Set("testCycle", cy.Key)
	}
	var out []wireExecution
	for at := ""; ; {
		list, next, err := turn[wireExecution](ctx, c.api, l, at)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if e.place() == id {
				out = append(out, e)
			}
		}
		if next == "" {
			return out, nil
		}
		at = next
	}
}

// old reports whether an execution is older than what is to be known, where the list could
// not be asked for that. One that has not ended counts while its cycle is open.
func (c *collection) old(e wireExecution, cy cycle) bool {
	if !c.next.Classic {
		return false
	}
	if end := e.end(); !end.IsZero() {
		return end.Unix() < c.next.From
	}
	return cy.Closed && cy.Start < c.next.From
}

// take adds an execution to the batch.
func (c *collection) take(ctx context.Context, e wireExecution) error {
	id, testCase := e.place(), e.caseKey()
	if e.Key == "" || testCase == "" {
		c.Batch.Complete = false
		c.Batch.Faults = append(c.Batch.Faults, model.Fault{Origin: "execution " + cmp.Or(e.Key, string(e.ID)), Lost: true, Text: "it does not say which test case it is of"})
		return nil
	}
	if there, err := c.cycle(ctx, id); err != nil || !there {
		return err
	}
	if c.old(e, c.next.Cycles[id]) {
		return nil
	}
	environment, err := c.environment(ctx, e.Environment)
	if err != nil {
		return err
	}
	outcome, err := c.outcome(ctx, e.Status)
	if err != nil {
		return err
	}
	c.learn(siteOf(e.Links.addresses(e.Version)...))
	r := model.Result{Case: c.Put(c.sketch(testCase, "")), Run: c.runID(id), Environment: environment, Outcome: outcome, Duration: e.took(),
		Attempts: 1, Execution: e.Key, Ref: e.Key, Defects: e.defects()}
	r.Finished = c.when(item{id, testCase, environment}, e)
	tool.Comment(&r, tool.PlainText(string(e.Comment)))
	c.keep(id, e, r)
	return nil
}

// when is the time of an execution. One that has not ended has none of its own: it was
// planned with its cycle, or asked for after the last one of its item had ended.
func (c *collection) when(at item, e wireExecution) time.Time {
	cy := c.next.Cycles[at.cycle]
	if end := e.end(); !end.IsZero() {
		if end.After(c.ended[at]) {
			c.ended[at] = end
		}
		cy.Finished = max(cy.Finished, end.Unix())
		c.next.Cycles[at.cycle] = cy
		return end
	}
	if last, ok := c.ended[at]; ok {
		return last.Add(time.Second)
	}
	return time.Unix(cy.Start, 0).UTC()
}

// keep puts a result into the batch, in the place of what the batch has of it already.
func (c *collection) keep(id string, e wireExecution, r model.Result) {
	at := place{r.Run, r.Execution}
	if i, ok := c.results[at]; ok {
		c.Batch.Results[i] = r
	} else {
		c.results[at] = len(c.Batch.Results)
		c.Batch.Results = append(c.Batch.Results, r)
		c.next.Done++
	}
	cy := c.next.Cycles[id]
	if c.next.Whole && c.next.Phase == atExecutions {
		cy.Seen = cy.Seen.With(e.ID.Int())
	} else {
		cy.IDs = cy.IDs.With(e.ID.Int())
	}
	c.next.Cycles[id] = cy
	c.touched[id] = true
}
