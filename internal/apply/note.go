package apply

import (
	"context"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// comment writes our one comment: it replaces the one that is there, and looks for
// one that may be there before it adds one.
func (a *Applier) comment(ctx context.Context, c plan.Change) error {
	issue, err := a.mine(c, c.Work.Note.Done)
	if err != nil {
		return err
	}
	e := a.entries[c.Target.Defect]
	id, err := a.noteID(ctx, e, issue.ID)
	if err != nil {
		return err
	}
	if id == "" && e.Note.Tried && a.Now().Sub(e.UpdatedAt) < a.Settle {
		return a.stale(c, "an earlier comment was not answered and may still land")
	}
	if err := a.remember(ctx, c, func(e *ledger.Entry) { e.Note.Tried = true }); err != nil {
		return err
	}
	id, err = a.Jira.Writer.Comment(ctx, issue.ID, id, jira.CommentDraft{Mark: e.Name(), Body: c.Work.Note.Body})
	if err != nil && jira.KindOf(err) != jira.NotFound {
		return err
	}
	// Not found: a person has deleted our comment, and that is an answer, too.
	return a.remember(ctx, c, func(e *ledger.Entry) {
		e.Note.ID, e.Note.Digest, e.Note.Text = id, c.Work.Note.Digest, c.Work.Note.Body.Text()
		c.Work.Said(e, a.Now().UTC())
	})
}

// noteID returns the id of our comment, "" if there is none. It looks also where none
// was ever tried, because a store put back from a copy does not know what was.
func (a *Applier) noteID(ctx context.Context, e ledger.Entry, issue string) (string, error) {
	if e.Note.ID != "" {
		return e.Note.ID, nil
	}
	comments, err := a.Jira.Inspector.Comments(ctx, issue)
	if err != nil {
		return "", err
	}
	for _, c := range comments {
		// Somebody who quotes our comment to its end carries its mark, too.
		if c.Mark == e.Name() && (a.Account == "" || c.Author == a.Account) {
			return c.ID, nil
		}
	}
	return "", nil
}
