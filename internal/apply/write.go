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

var (
	// errStale: the issue has changed since it was observed. Nothing is lost: the next
	// cycle plans from what is there now.
	errStale = errors.New("changed since it was read")
	// errHere: this one change cannot be made; others can.
	errHere = errors.New("cannot be done here")
)

// refresh reads the issues that the changes rest on, all in as few requests as
// possible, right before the first of them is written to.
func (a *Applier) refresh(ctx context.Context, changes []plan.Change) error {
	var ids []string
	for _, c := range changes {
		rests := c.Work.Patch != nil || c.Work.Note != nil || c.Work.Close != nil
		if rests && !slices.Contains(ids, c.Target.IssueID) {
			ids = append(ids, c.Target.IssueID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	issues, err := a.Jira.Reader.Read(ctx, ids)
	if err != nil {
		return fmt.Errorf("read issues before writing to them: %w", err)
	}
	for _, i := range issues {
		a.fresh[i.ID] = i
	}
	return nil
}

// current returns the issue as just read, if it may still be written to.
func (a *Applier) current(c plan.Change) (jira.Issue, error) {
	issue, ok := a.fresh[c.Target.IssueID]
	switch {
	case !ok:
		return issue, fmt.Errorf("%s: cannot be seen any more: %w", c.Target.Issue, errStale)
	case issue.Has(ledger.IgnoreLabel):
		return issue, fmt.Errorf("%s: now carries %s: %w", c.Target.Issue, ledger.IgnoreLabel, errStale)
	case issue.Category == jira.Done:
		return issue, fmt.Errorf("%s: is now %s: %w", c.Target.Issue, issue.Status, errStale)
	}
	return issue, nil
}

// edit sets the fields of a patch, unless one of them shows something new.
func (a *Applier) edit(ctx context.Context, c plan.Change) error {
	issue, err := a.current(c)
	if err != nil {
		return err
	}
	for field, digest := range c.Work.Patch.Expect {
		if plan.Shows(issue, field) != digest {
			return fmt.Errorf("%s: %s: %w", c.Target.Issue, field, errStale)
		}
	}
	if err := a.Jira.Writer.Edit(ctx, issue.ID, c.Work.Patch.Patch); err != nil {
		return err
	}
	return a.remember(ctx, c, func(e *ledger.Entry) {
		fields := map[string]ledger.Base{}
		for name, base := range e.Fields {
			fields[name] = base
		}
		for name, base := range c.Work.Patch.Base {
			fields[name] = base
		}
		e.Fields = fields
	})
}

// comment writes our one comment: it replaces the one that is there, and looks for
// one that may be there before it adds one.
func (a *Applier) comment(ctx context.Context, c plan.Change) error {
	issue, err := a.current(c)
	if err != nil {
		return err
	}
	e := a.entries[c.Target.Defect]
	id, err := a.noteID(ctx, e, issue.ID)
	if err != nil {
		return err
	}
	if err := a.remember(ctx, c, func(e *ledger.Entry) { e.Note.Tried = true }); err != nil {
		return err
	}
	id, err = a.Jira.Writer.Comment(ctx, issue.ID, id, jira.CommentDraft{Mark: e.Name(), Body: c.Work.Note.Body})
	if err != nil {
		return err
	}
	return a.remember(ctx, c, func(e *ledger.Entry) { e.Note.ID, e.Note.Digest = id, c.Work.Note.Digest })
}

// noteID returns the id of our comment, "" if there certainly is none.
func (a *Applier) noteID(ctx context.Context, e ledger.Entry, issue string) (string, error) {
	if e.Note.ID != "" || !e.Note.Tried && !e.Adopted {
		return e.Note.ID, nil
	}
	comments, err := a.Jira.Inspector.Comments(ctx, issue)
	if err != nil {
		return "", err
	}
	for _, c := range comments {
		if c.Mark == e.Name() {
			return c.ID, nil
		}
	}
	return "", nil
}

// close moves an issue to a status of the category Done by one transition.
func (a *Applier) close(ctx context.Context, c plan.Change) error {
	issue, err := a.current(c)
	if err != nil {
		return err
	}
	ways, err := a.Jira.Inspector.Transitions(ctx, issue.ID)
	if err != nil {
		return err
	}
	var offered []string
	for _, t := range ways {
		offered = append(offered, fmt.Sprintf("%s (to %s)", t.Name, t.To))
		if t.ToCategory != jira.Done || len(t.Required) > 0 {
			continue
		}
		move := jira.Move{Transition: t.ID}
		if t.Resolution {
			move.Resolution = c.Work.Close.Resolution
		}
		a.touched[issue.ID] = true
		return a.Jira.Writer.Move(ctx, issue.ID, move)
	}
	return fmt.Errorf("%s: no transition leads from %s to a Done status without more fields; jira offers: %s: %w",
		issue.Key, issue.Status, strings.Join(offered, ", "), errHere)
}

// issueLink links a story and its defect, which this very plan may have made.
func (a *Applier) issueLink(ctx context.Context, c plan.Change) (string, error) {
	link := *c.Work.IssueLink
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

// remoteLink puts a remote link, and records the issue as the answer to a defect
// where that is what the link is for.
func (a *Applier) remoteLink(ctx context.Context, c plan.Change) error {
	w := c.Work.RemoteLink
	if w.Associate != nil {
		rows, err := a.Ledger.Claim(ctx, []ledger.Entry{*w.Associate})
		if err != nil {
			return fmt.Errorf("record %s as the answer to a failing test: %w", c.Target.Issue, err)
		}
		a.entries[rows[0].Name()] = rows[0]
	}
	if err := a.Jira.Linker.PutRemoteLink(ctx, c.Target.IssueID, w.Link); err != nil {
		return err
	}
	return a.Ledger.SaveLinks(ctx, []ledger.Link{{IssueID: c.Target.IssueID, IssueKey: c.Target.Issue,
		GlobalID: w.Link.GlobalID, Sent: w.Digest, At: a.Now().UTC()}})
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
