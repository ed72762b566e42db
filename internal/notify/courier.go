package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"syncd/internal/record"
)

// Outbox is the store as a courier needs it.
type Outbox interface {
	// WaitingLetters are those that have not arrived yet, in the order of what happened;
	// LettersSince those that came to an end since a moment, too.
	WaitingLetters(ctx context.Context) ([]record.Letter, error)
	LettersSince(ctx context.Context, since time.Time) ([]record.Letter, error)
	SettleLetters(ctx context.Context, letters []record.Letter, added ...record.Letter) error
}

// Route is a notifier with its limit.
type Route struct {
	Notifier
	Name string
	Most int // messages in an hour, digests aside
}

// Courier empties the outbox. Two at a time would send twice: whoever runs it holds the
// lease for that.
type Courier struct {
	Outbox Outbox
	Routes []Route
	Now    func() time.Time
	Log    *zap.Logger
	// Told is told how each try ended, see record.NotifyResults.
	Told func(notifier, result string)
}

// Deliver sends what is due and returns when to look again, zero if nothing waits. It ends
// early, between two letters, when ctx does: a letter that was begun is sent to its end and
// what became of it kept, or the next courier would send it a second time.
func (c Courier) Deliver(ctx context.Context) (next time.Time, err error) {
	waiting, err := c.Outbox.WaitingLetters(ctx)
	if err != nil || len(waiting) == 0 {
		return time.Time{}, err
	}
	all, err := c.Outbox.LettersSince(ctx, c.Now().UTC().Add(-time.Hour))
	if err != nil {
		return time.Time{}, err
	}
	var errs []error
	for _, r := range c.Routes {
		if !slices.ContainsFunc(waiting, func(l record.Letter) bool { return l.Notifier == r.Name }) {
			continue
		}
		at, err := c.round(ctx, r, of(waiting, r.Name), lately(all, r.Name))
		errs = append(errs, err)
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, errors.Join(append(errs, c.orphans(ctx, waiting))...)
}

// of are the letters to one notifier.
func of(letters []record.Letter, name string) []record.Letter {
	return slices.DeleteFunc(slices.Clone(letters), func(l record.Letter) bool { return l.Notifier != name })
}

// lately says when letters that count against the limit were sent, the oldest first.
func lately(letters []record.Letter, name string) []time.Time {
	var out []time.Time
	for _, l := range letters {
		if l.Notifier == name && l.State == record.LetterSent && l.Event.Kind != record.EventDigest {
			out = append(out, l.Settled)
		}
	}
	return out
}

// round sends what one notifier is due.
func (c Courier) round(ctx context.Context, r Route, waiting []record.Letter, lately []time.Time) (time.Time, error) {
	todo := record.Rounds(waiting, lately, r.Most, c.Now().UTC())
	if err := c.prepare(ctx, r, todo); err != nil {
		return time.Time{}, err
	}
	for _, l := range todo.Send {
		if ctx.Err() != nil {
			return time.Time{}, nil
		}
		after, goOn, err := c.send(context.WithoutCancel(ctx), r, l)
		if err != nil {
			return time.Time{}, err
		}
		if !after.IsZero() && (todo.Next.IsZero() || after.Before(todo.Next)) {
			todo.Next = after
		}
		if !goOn {
			break
		}
	}
	return todo.Next, nil
}

// prepare keeps what is summed up and given up before anything is sent.
func (c Courier) prepare(ctx context.Context, r Route, todo record.Round) error {
	if len(todo.Sum)+len(todo.Lost) == 0 {
		return nil
	}
	var added []record.Letter
	if todo.Added != nil {
		added = append(added, *todo.Added)
	}
	if err := c.Outbox.SettleLetters(ctx, append(slices.Clone(todo.Sum), todo.Lost...), added...); err != nil {
		return err
	}
	for range todo.Sum {
		c.Told(r.Name, record.NotifySummed)
	}
	for _, l := range todo.Lost {
		c.lost(r.Name, l)
	}
	return nil
}

// send sends one letter and keeps what became of it. It returns when it is tried again,
// and whether others may go before it.
func (c Courier) send(ctx context.Context, r Route, l record.Letter) (next time.Time, goOn bool, err error) {
	err = r.Send(ctx, l.Event)
	if err == nil {
		c.Told(r.Name, record.NotifySent)
		c.Log.Info("people are told", zap.String("notifier", r.Name), zap.String("event", l.Event.ID))
		return time.Time{}, true, c.Outbox.SettleLetters(ctx, []record.Letter{l.Sent(c.Now())})
	}
	var f *Failure
	if !errors.As(err, &f) {
		f = &Failure{}
	}
	l = l.Failed(err.Error(), f.After, f.Refused, c.Now())
	c.Told(r.Name, record.NotifyFailed)
	c.Log.Warn("people could not be told", zap.String("notifier", r.Name), zap.String("event", l.Event.ID), zap.Int("tries", l.Tries), zap.Error(err))
	if l.State == record.LetterLost {
		c.lost(r.Name, l)
	} else {
		next = l.Due
	}
	return next, f.Refused, c.Outbox.SettleLetters(ctx, []record.Letter{l})
}

// lost says that a letter is given up.
func (c Courier) lost(notifier string, l record.Letter) {
	c.Told(notifier, record.NotifyLost)
	c.Log.Error("people were never told: it is given up", zap.String("notifier", notifier), zap.String("event", l.Event.ID), zap.String("error", l.Error))
}

// orphans gives up letters to notifiers that the configuration has no more, once they are
// old: until then it may have them back.
func (c Courier) orphans(ctx context.Context, waiting []record.Letter) error {
	var lost []record.Letter
	for _, l := range waiting {
		gone := !slices.ContainsFunc(c.Routes, func(r Route) bool { return r.Name == l.Notifier })
		if gone && c.Now().Sub(l.Queued) >= record.LetterLife {
			lost = append(lost, l.Failed(fmt.Sprintf("there is no notifier %q any more", l.Notifier), 0, false, c.Now()))
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return c.Outbox.SettleLetters(ctx, lost)
}
