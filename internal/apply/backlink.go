package apply

import (
	"context"
	"errors"
	"fmt"

	"syncd/internal/failpoint"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/source"
)

// errMemory: the store would not remember what became of a write into a test tool.
var errMemory = errors.New("it could not be remembered")

// tool is what this application has heard of one test tool.
type tool struct {
	down error // why nothing more is written to it; nil while it answers
	lost int   // writes in a row without an answer
}

// resting says why a change is not tried: it would go to a test tool that has turned us
// away in this cycle.
func (a *Applier) resting(c plan.Change) error {
	if w := c.Work.Backlink; w != nil && a.tools[w.Source] != nil {
		return a.tools[w.Source].down
	}
	return nil
}

// heed learns from an outcome whether a test tool is to be left alone for the rest of the
// cycle: it has turned us away, or lets writes go without an answer. Writes to Jira and to
// other tools go on.
func (a *Applier) heed(o plan.Outcome, err error) {
	w := o.Change.Work.Backlink
	if w == nil {
		return
	}
	t := a.tools[w.Source]
	if t == nil {
		t = &tool{}
		a.tools[w.Source] = t
	}
	if t.lost++; o.Result != plan.Uncertain {
		t.lost = 0
	}
	switch kind := source.KindOf(err); {
	case kind == source.Auth, kind == source.RateLimited, kind == source.Unavailable:
		t.down = fmt.Errorf("%s is left alone until the next cycle: %w", w.Source, err)
	case t.lost == silent:
		t.down = fmt.Errorf("%s left %d writes in a row without an answer; the rest waits for the next cycle", w.Source, silent)
	}
}

// backlink lets a result in a test tool name an issue, which this very plan may have made,
// or asks for its test to be run again. It is written down durably before anything is
// sent; while an answer is missing, nothing is sent until that one must have landed, and
// the tool is looked at before it is written to again.
func (a *Applier) backlink(ctx context.Context, c plan.Change) (string, source.Trace, error) {
	w := c.Work.Backlink
	if a.Backlinks == nil {
		return c.Target.Issue, "", fmt.Errorf("nothing can be written to %s: %w", w.Source, errHere)
	}
	issue, err := a.addressed(c)
	if err != nil {
		return issue.Key, "", err
	}
	had, _ := a.Book.Backlink(w.Source, w.Ref, issue.ID, w.Kind)
	if had.Rests(a.Settle, a.Now()) {
		return issue.Key, "", a.stale(c, "an earlier write to "+w.Source+" was not answered and may still land")
	}
	if err := a.Ledger.SaveBacklinks(ctx, []ledger.Backlink{w.Row(issue.ID, ledger.Tried, a.Now())}); err != nil {
		return issue.Key, "", fmt.Errorf("mark a write to %s: %w", w.Source, err)
	}
	trace, err := a.call(ctx, w, source.Backlink{Ref: w.Ref, Issue: issue, Text: w.Sentence(issue.Key)})
	failpoint.Hit("C19")
	// The write has been made: a stop signal must not keep us from remembering it.
	return issue.Key, trace, a.settleBacklink(context.WithoutCancel(ctx), w.Row(issue.ID, ledger.Settled, a.Now()), had, err)
}

// call has the tool written to: written, there already or past, nothing is left to do. An
// error that says nothing of what became of the write means that it may have landed.
func (a *Applier) call(ctx context.Context, w *plan.BacklinkWork, b source.Backlink) (source.Trace, error) {
	write := a.Backlinks.Backlink
	if w.Kind == ledger.Retest {
		write = a.Backlinks.Retest
	}
	trace, err := write(ctx, w.Source, b)
	if err != nil && source.KindOf(err) == "" {
		err = &source.Error{Kind: source.Unknown, Doing: "write to result " + b.Ref + " of " + w.Source, Err: err}
	}
	return trace, err
}

// settleBacklink remembers how a call ended. Without an answer the row stays as it was
// marked; a refusal leaves nothing under way.
func (a *Applier) settleBacklink(ctx context.Context, row, had ledger.Backlink, err error) error {
	switch source.KindOf(err) {
	case "":
	case source.Unknown:
		return err
	default:
		row.State, row.At = ledger.Tried, had.At
	}
	if serr := a.Ledger.SaveBacklinks(ctx, []ledger.Backlink{row}); serr != nil {
		return errors.Join(err, fmt.Errorf("%w: %w", errMemory, serr))
	}
	return err
}

// addressed returns the issue that a test tool is told of, if it may still be told: it is
// seen, nobody has asked us to leave it alone, one of ours still carries its mark, and for
// a retest it is still Done.
func (a *Applier) addressed(c plan.Change) (source.Issue, error) {
	e := a.entries[c.Target.Defect]
	if c.Target.IssueID == "" {
		if e.IssueID == "" {
			return source.Issue{}, fmt.Errorf("write to %s: its defect was not made: %w", c.Work.Backlink.Source, errHere)
		}
		return a.paged(e.IssueID, e.IssueKey), nil
	}
	issue, err := a.current(c)
	if err != nil {
		return source.Issue{Key: c.Target.Issue}, err
	}
	out := a.paged(issue.ID, issue.Key)
	if m, marked := ledger.ReadMark(a.Owner, issue.Labels); e.Role == ledger.Own && e.IssueID == issue.ID && (!marked || m != e.Signed()) {
		return out, a.stale(c, "it no longer carries our mark")
	}
	if c.Work.Backlink.Kind == ledger.Retest && issue.Category != jira.Done {
		return out, a.stale(c, "it is now "+issue.Status)
	}
	return out, nil
}

// paged is an issue as test tools name it.
func (a *Applier) paged(id, key string) source.Issue {
	i := source.Issue{ID: id, Key: key}
	if a.Page != nil {
		i.URL = a.Page(key)
	}
	return i
}
