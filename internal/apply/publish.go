package apply

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// publish lets a story show its verdict, unless one of its fields shows something new.
func (a *Applier) publish(ctx context.Context, c plan.Change) error {
	w := c.Work.Publish
	issue, err := a.current(c)
	if err != nil {
		return err
	}
	if w.Freeze && issue.Category == jira.Done {
		return a.stale(c, "it is now "+issue.Status)
	}
	if field := w.Stands(issue); field != "" {
		return a.stale(c, "its "+field+" is not what it was")
	}
	a.touched[issue.ID] = true
	if err := a.quietly(ctx, issue.ID, w.Patch); err != nil {
		return err
	}
	// The write has been made: a stop signal must not keep us from remembering it.
	if err := a.Ledger.SavePublished(context.WithoutCancel(ctx), w.Written(a.Now().UTC())); err != nil {
		return fmt.Errorf("remember a write to %s: %w", c.Target.Issue, err)
	}
	return nil
}

// quietly edits without telling anybody where that was asked for. Whoever may not, though it
// seemed so, edits like everybody: the refusal says that nothing was done.
func (a *Applier) quietly(ctx context.Context, id string, p jira.Patch) error {
	err := a.Jira.Writer.Edit(ctx, id, p)
	var e *jira.Error
	if !p.Silent || !errors.As(err, &e) || e.Status != http.StatusForbidden {
		return err
	}
	p.Silent = false
	return a.Jira.Writer.Edit(ctx, id, p)
}

// parkApart remembers which fields of a story Jira would not set, or forgets that it once
// would not: the rest is written by the next cycle. Where Jira names no field, none is
// tried again for a while.
func (a *Applier) parkApart(ctx context.Context, o plan.Outcome, err error) error {
	parts := o.Change.Apart()
	words := map[string]string{}
	for id := range parts {
		words[id] = o.Error
	}
	if named := declined(err, o.Change.Work.Publish.Patch.Fields); len(named) > 0 {
		words = named
	}
	for id, part := range parts {
		p, parked := a.Book.Parking(part.Parking())
		switch {
		case o.Refused && words[id] != "":
			p.ID, p.About = part.Parking(), id
			p = p.Refuse(words[id], a.Setup, a.Now().UTC())
		case parked && o.Result == plan.Done:
			p.Refusals = 0
		default:
			continue
		}
		if err := a.Ledger.Park(context.WithoutCancel(ctx), p); err != nil {
			return fmt.Errorf("remember a refusal: %w", err)
		}
	}
	return nil
}
