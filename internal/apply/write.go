package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// errHere: this one change cannot be made; others can.
var errHere = errors.New("cannot be done here")

// edit sets the fields of a patch, unless one of them shows something new.
func (a *Applier) edit(ctx context.Context, c plan.Change) error {
	issue, err := a.mine(c, false)
	if err != nil {
		return err
	}
	for field, digest := range c.Work.Patch.Expect {
		if plan.Shows(issue, field) != digest {
			return a.stale(c, "its "+field+" is not what it was")
		}
	}
	if err := a.Jira.Writer.Edit(ctx, issue.ID, c.Work.Patch.Patch); err != nil {
		return err
	}
	return a.remember(ctx, c, func(e *ledger.Entry) { c.Work.Patch.Written(e, a.Now().UTC()) })
}

// mark puts our labels on an issue that somebody wants to be ours; the next look adopts
// it.
func (a *Applier) mark(ctx context.Context, c plan.Change) error {
	issue, err := a.current(c)
	if err != nil {
		return err
	}
	a.touched[issue.ID] = true
	return a.Jira.Writer.Edit(ctx, issue.ID, jira.Patch{AddLabels: c.Work.Mark.Labels})
}

// move moves an issue into a status of another category by one transition; out of Done,
// to where work begins rather than where it is under way.
func (a *Applier) move(ctx context.Context, c plan.Change) error {
	w := c.Work.Move
	issue, err := a.mine(c, w.From == jira.Done)
	if err != nil {
		return err
	}
	way, ways, own, err := a.way(ctx, issue, w.To)
	if err != nil {
		return err
	}
	if way.ID == "" {
		err = a.remember(ctx, c, func(e *ledger.Entry) { e.Stuck = issue.Status })
		return errors.Join(err, fmt.Errorf("%s: no transition leads from %s to a %s status without more fields; jira offers: %s: %w",
			issue.Key, issue.Status, goal(w.To), offered(ways), errHere))
	}
	step := jira.Move{Transition: way.ID}
	if way.Resolution {
		step.Resolution = w.Resolution
	}
	a.touched[issue.ID] = true
	err = a.Jira.Writer.Move(ctx, issue.ID, step)
	if jira.KindOf(err) == jira.Refused && !own {
		a.forget(issue)
		return a.move(ctx, c) // what is offered to others need not be offered to this one
	}
	if err != nil {
		return err
	}
	issue.Status, issue.Category = way.To, way.ToCategory // what follows in this plan rests on it
	a.fresh[issue.ID] = issue
	return a.remember(ctx, c, func(e *ledger.Entry) { c.Work.Moved(e, a.Now().UTC()) })
}

// offered lists transitions as people know them.
func offered(ways []jira.Transition) string {
	var out []string
	for _, t := range ways {
		out = append(out, fmt.Sprintf("%s (to %s)", t.Name, t.To))
	}
	return strings.Join(out, ", ")
}

// goal names a category.
func goal(c jira.Category) string {
	if c == jira.Done {
		return "Done"
	}
	return "open"
}

// issueLink links a story and its defect, which this very plan may have made.
func (a *Applier) issueLink(ctx context.Context, c plan.Change) (string, error) {
	link := *c.Work.IssueLink
	if c.Target.IssueID != "" {
		if _, err := a.mine(c, false); err != nil {
			return "", err
		}
	}
	if link.From == "" {
		link.From = a.entries[c.Target.Defect].IssueKey
	}
	if link.From == "" {
		return "", fmt.Errorf("link to %s: its defect was not made: %w", link.To, errHere)
	}
	if err := a.Jira.Linker.LinkIssues(ctx, link); err != nil {
		return link.From, err
	}
	return link.From, a.remember(ctx, c, func(e *ledger.Entry) {
		if !slices.Contains(e.Linked, link.To) {
			e.Linked = append(slices.Clone(e.Linked), link.To)
		}
	})
}

// remoteLink puts a remote link.
func (a *Applier) remoteLink(ctx context.Context, c plan.Change) error {
	w := c.Work.RemoteLink
	if _, err := a.current(c); err != nil {
		return err
	}
	had, _ := a.Book.Link(c.Target.IssueID, w.Link.GlobalID)
	if w.Remove {
		return a.unlink(ctx, had)
	}
	if had.Sent == "" && a.Now().Sub(had.At) < a.Settle {
		return a.stale(c, "an earlier link was not answered and may still land")
	}
	// Until it is answered nobody knows what the link says: should an older request
	// land after a newer one, the next cycle must not take the newer for what is there.
	row := ledger.Link{IssueID: c.Target.IssueID, IssueKey: c.Target.Issue, GlobalID: w.Link.GlobalID, At: a.Now().UTC()}
	if err := a.Ledger.SaveLinks(ctx, []ledger.Link{row}); err != nil {
		return err
	}
	err := a.Jira.Linker.PutRemoteLink(ctx, c.Target.IssueID, w.Link)
	switch jira.KindOf(err) {
	case jira.Unknown, jira.Unavailable:
		return err
	}
	row.Sent, row.Title, row.At = had.Sent, had.Title, had.At
	if err == nil {
		row.Sent, row.Title, row.At = w.Digest, w.Link.Title, a.Now().UTC()
	}
	// The write has been made: a stop signal must not keep us from remembering it.
	return errors.Join(err, a.Ledger.SaveLinks(context.WithoutCancel(ctx), []ledger.Link{row}))
}

// unlink takes a remote link off. One that is not there has been taken off already, by
// people or by a request whose answer was lost.
func (a *Applier) unlink(ctx context.Context, had ledger.Link) error {
	err := a.Jira.Linker.RemoveRemoteLink(ctx, had.IssueID, had.GlobalID)
	if err != nil && jira.KindOf(err) != jira.NotFound {
		return err
	}
	// The write has been made: a stop signal must not keep us from remembering it.
	return a.Ledger.SaveLinks(context.WithoutCancel(ctx), []ledger.Link{{IssueID: had.IssueID, IssueKey: had.IssueKey, GlobalID: had.GlobalID, Gone: true}})
}

// remember changes the ledger row of a change's defect, durably.
func (a *Applier) remember(ctx context.Context, c plan.Change, change func(*ledger.Entry)) error {
	e, ok := a.entries[c.Target.Defect]
	if !ok {
		return fmt.Errorf("%s: no ledger row %s: %w", c.Target.Issue, c.Target.Defect, errHere)
	}
	change(&e)
	e.UpdatedAt = a.Now().UTC()
	// The write has been made: a stop signal must not keep us from remembering it.
	if err := a.Ledger.Save(context.WithoutCancel(ctx), []ledger.Entry{e}); err != nil {
		return fmt.Errorf("remember a write to %s: %w", c.Target.Issue, err)
	}
	a.entries[e.Name()] = e
	a.touched[e.IssueID] = true
	return nil
}
