package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"syncd/internal/failpoint"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// creates makes all new defects, in requests of at most jira.CreateMax.
func (a *Applier) creates(ctx context.Context, changes []plan.Change) ([]plan.Outcome, error) {
	var outcomes []plan.Outcome
	var stop error
	for start := 0; start < len(changes); start += jira.CreateMax {
		part := changes[start:min(start+jira.CreateMax, len(changes))]
		if stop == nil {
			stop = a.brake(ctx)
		}
		if stop != nil {
			for _, c := range part {
				outcomes = append(outcomes, a.skipped(c, stop))
			}
			continue
		}
		done, err := a.batch(ctx, part)
		outcomes = append(outcomes, done...)
		stop = err
	}
	return outcomes, stop
}

// batch makes one request's worth of defects: claim, mark, send, settle.
func (a *Applier) batch(ctx context.Context, changes []plan.Change) ([]plan.Outcome, error) {
	failpoint.Hit("C0")
	rows, err := a.claim(ctx, changes)
	if err != nil {
		return a.all(changes, err), err
	}
	failpoint.Hit("C1")
	created, err := a.send(ctx, changes, rows)
	if a.Wait && jira.KindOf(err) == jira.Unknown {
		a.Log.Warn("a create was not answered: waiting until it can be looked for", zap.Duration("wait", a.Settle), zap.Error(err))
		created, err = a.lookAgain(ctx, changes, rows, err)
	}
	return a.settle(ctx, changes, rows, created, err)
}

// claim makes sure of one durable row per defect. A row that somebody else took
// further in the meantime is not ours to send.
func (a *Applier) claim(ctx context.Context, changes []plan.Change) ([]ledger.Entry, error) {
	wanted := make([]ledger.Entry, len(changes))
	for i, c := range changes {
		wanted[i] = c.Work.Draft.Entry
	}
	rows, err := a.Ledger.Claim(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("claim %d defects: %w", len(wanted), err)
	}
	for i := range rows {
		if rows[i].State == ledger.Refused {
			if rows[i], err = rows[i].Step(ledger.Planned, a.Now().UTC()); err != nil {
				return nil, err
			}
		}
		rows[i] = changes[i].Work.Draft.Sent(rows[i])
	}
	return rows, nil
}

// send marks the rows in flight and makes the one request. Its deadline counts from
// before the mark, as the settle time does from the mark: a process that stands still
// right after marking must not believe that it has just begun, when others have looked
// for its request already.
func (a *Applier) send(ctx context.Context, changes []plan.Change, rows []ledger.Entry) ([]jira.Created, error) {
	begun := time.Now()
	if err := a.launch(ctx, rows); err != nil {
		return nil, err
	}
	failpoint.Hit("C3")
	drafts := make([]jira.Draft, len(changes))
	for i, c := range changes {
		drafts[i] = c.Work.Draft.Draft
	}
	ctx, cancel := jira.WithDeadline(ctx, begun.Add(a.Settle/3))
	defer cancel()
	created, err := a.Jira.Writer.Create(ctx, drafts)
	failpoint.Hit("C8")
	return created, err
}

// launch puts the rows in flight, with the highest issue number known before: what is
// made now lies above it.
func (a *Applier) launch(ctx context.Context, rows []ledger.Entry) error {
	now := a.Now().UTC()
	for i := range rows {
		floor, err := a.Ledger.KeyFloor(ctx, a.Site, rows[i].Project)
		if err != nil {
			return fmt.Errorf("read key floor of %s: %w", rows[i].Project, err)
		}
		if rows[i], err = rows[i].Mark(a.Ledger.Epoch(), floor, now); err != nil {
			return err
		}
	}
	if err := a.Ledger.Save(ctx, rows); err != nil {
		return fmt.Errorf("mark %d defects in flight: %w", len(rows), err)
	}
	return nil
}

// settle records what became of each row, durably, before anything else happens.
func (a *Applier) settle(ctx context.Context, changes []plan.Change, rows []ledger.Entry, created []jira.Created, sendErr error) ([]plan.Outcome, error) {
	outcomes := make([]plan.Outcome, len(changes))
	// The request has been made: a stop signal must not keep us from writing down how
	// it ended.
	ctx = context.WithoutCancel(ctx)
	for i, c := range changes {
		var one jira.Created
		if i < len(created) {
			one = created[i]
		}
		if sendErr != nil {
			one.Err = sendErr
		}
		row, err := a.after(rows[i], one)
		if words := declined(one.Err, c.Work.Draft.Draft.Fields); err == nil && row.State == ledger.Refused && len(words) > 0 {
			row.Declined = row.Declined.With(words, a.Setup, a.Now().UTC())
			row.Until, row.Refusals = a.Now().UTC(), 0 // the next cycle makes it without them
		}
		if err != nil {
			return outcomes, err
		}
		rows[i] = row
		outcomes[i] = a.outcome(c, one.Key, one.Err)
	}
	if err := a.Ledger.Save(ctx, rows); err != nil {
		return outcomes, fmt.Errorf("settle %d defects: %w", len(rows), err)
	}
	failpoint.Hit("C10")
	for i, o := range outcomes {
		a.entries[rows[i].Name()] = rows[i]
		if rows[i].IssueID != "" {
			a.touched[rows[i].IssueID] = true
		}
		if err := a.Journal(ctx, o); err != nil {
			return outcomes, fmt.Errorf("record a create: %w", err)
		}
	}
	return outcomes, fatal(sendErr)
}

// after returns the row as one answer leaves it. Without an answer it stays in
// flight.
func (a *Applier) after(row ledger.Entry, one jira.Created) (ledger.Entry, error) {
	now := a.Now().UTC()
	switch kind := jira.KindOf(one.Err); {
	case one.Err == nil:
		return row.Settle(one.ID, one.Key, now)
	case row.State != ledger.Inflight:
		return row, nil // never sent
	case kind == jira.Unknown:
		return row, nil
	case kind == jira.Refused || kind == jira.NotFound:
		row.Setup = a.Setup
		return row.Refuse(one.Err.Error(), now)
	case kind == "" && !errors.Is(one.Err, context.Canceled):
		// An error of our own making, such as a store that will not be written: whether
		// anything was sent is not known for certain.
		return row, nil
	default:
		return row.Step(ledger.Planned, now)
	}
}

// all gives every change of a batch the same bad end.
func (a *Applier) all(changes []plan.Change, err error) []plan.Outcome {
	out := make([]plan.Outcome, len(changes))
	for i, c := range changes {
		out[i] = a.outcome(c, "", err)
	}
	return out
}
