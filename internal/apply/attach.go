package apply

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// attach puts the failure on a defect, once. A file cannot be replaced, so where an
// earlier one may have landed it is looked for first: by us, under any name that we give,
// because another run may have failed meanwhile.
func (a *Applier) attach(ctx context.Context, c plan.Change) (string, error) {
	e := a.entries[c.Target.Defect]
	if e.IssueID == "" {
		return "", fmt.Errorf("attach %s: its defect was not made: %w", c.Work.Attach.Name, errHere)
	}
	if c.Target.IssueID != "" {
		if _, err := a.mine(c, false); err != nil {
			return e.IssueKey, err
		}
		there, err := a.attached(ctx, e)
		switch {
		case err != nil:
			return e.IssueKey, err
		case there != "":
			return e.IssueKey, a.remember(ctx, c, func(e *ledger.Entry) { e.Log = ledger.Attachment{Name: there, Done: true} })
		case a.Now().Sub(e.Log.Sent) < a.Settle:
			return e.IssueKey, a.stale(c, "an earlier attachment was not answered and may still land")
		}
	}
	return e.IssueKey, a.upload(ctx, c, e)
}

// upload sends the file. Only where the answer is lost it stays marked as sent.
func (a *Applier) upload(ctx context.Context, c plan.Change, e ledger.Entry) error {
	w := c.Work.Attach
	if err := a.remember(ctx, c, func(e *ledger.Entry) { e.Log = ledger.Attachment{Name: w.Name, Sent: a.Now().UTC()} }); err != nil {
		return err
	}
	_, err := a.Jira.Attacher.Attach(ctx, e.IssueID, jira.Attachment{Name: w.Name, Data: w.Log.Text()})
	switch jira.KindOf(err) {
	case jira.Unknown:
		return err
	case "":
		if err != nil { // of our own making: what was sent is not known for certain
			return err
		}
	}
	return errors.Join(err, a.remember(ctx, c, func(e *ledger.Entry) { e.Log = ledger.Attachment{Name: w.Name, Done: err == nil} }))
}

// attached returns the name of the failure that we have attached, "" if there is none.
func (a *Applier) attached(ctx context.Context, e ledger.Entry) (string, error) {
	files, err := a.Jira.Attacher.Attachments(ctx, e.IssueID)
	if err != nil {
		return "", err
	}
	for _, f := range files {
		ours := a.Account == "" || f.Author == a.Account
		if ours && strings.HasPrefix(f.Name, desired.LogPrefix) && strings.HasSuffix(f.Name, desired.LogSuffix) {
			return f.Name, nil
		}
	}
	return "", nil
}
