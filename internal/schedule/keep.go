package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrLost is what renew returns, wrapped, when there is nothing to keep any more.
var ErrLost = errors.New("the lease is lost")

// renewals is how often a lease is renewed within its span.
const renewals = 4

// Keep renews a lease every quarter of its span. The context that it returns ends when
// the lease is lost, and when no renewal went well for two thirds of a span: what has been
// sent by then has time to end before the lease does. It also ends by stop, which waits
// for a renewal under way.
func Keep(ctx context.Context, span time.Duration, renew func(context.Context) error) (kept context.Context, stop func()) {
	kept, cancel := context.WithCancelCause(ctx)
	over, done := make(chan struct{}), make(chan struct{})
	patience := span * 2 / 3
	overdue := time.AfterFunc(patience, func() { cancel(fmt.Errorf("%w: it could not be renewed for %s", ErrLost, patience)) })
	go func() {
		defer close(done)
		defer overdue.Stop()
		ticker := time.NewTicker(span / renewals)
		defer ticker.Stop()
		for {
			select {
			case <-over:
				return
			case <-ticker.C:
			}
			if isOver(over) { // both were ready
				return
			}
			begun := time.Now()
			// What is being stopped must still be recorded: the lease is kept meanwhile.
			asked, end := context.WithTimeout(context.WithoutCancel(ctx), span/renewals)
			err := renew(asked)
			end()
			switch {
			case err == nil && overdue.Stop():
				overdue.Reset(patience - time.Since(begun))
			case errors.Is(err, ErrLost):
				cancel(err)
				return
			}
		}
	}()
	return kept, func() {
		close(over)
		<-done
		cancel(nil)
	}
}

// isOver reports whether a channel is closed.
func isOver(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
