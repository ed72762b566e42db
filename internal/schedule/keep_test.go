package schedule_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/schedule"
)

// TestKeep: a lease is kept as long as its work goes on, and the work ends in time when
// it cannot be kept.
func TestKeep(t *testing.T) {
	const span = time.Minute
	away, lost := errors.New("the server is away"), fmt.Errorf("%w: taken", schedule.ErrLost)
	for _, c := range []struct {
		name  string
		renew func(at time.Duration) error // by the time since the work began
		took  time.Duration                // of each renewal
		ends  time.Duration                // 0: with the work, after ten minutes
		calls int
	}{
		{"always", func(time.Duration) error { return nil }, 0, 0, 39},
		{"taken at the second renewal", func(at time.Duration) error {
			if at > 20*time.Second {
				return lost
			}
			return nil
		}, 0, 30 * time.Second, 2},
		{"away for a moment", func(at time.Duration) error {
			if at > time.Minute && at < 80*time.Second {
				return away
			}
			return nil
		}, 0, 0, 39},
		{"away from the third renewal on", func(at time.Duration) error {
			if at > 40*time.Second {
				return away
			}
			return nil
		}, 0, 70 * time.Second, 4},
		{"never answers", func(time.Duration) error { return away }, time.Hour, 40 * time.Second, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, calls := time.Now(), 0
				work, stop := schedule.Keep(t.Context(), span, func(ctx context.Context) error {
					calls++
					err := c.renew(time.Since(began))
					select {
					case <-ctx.Done():
						return ctx.Err()
					case <-time.After(c.took):
						return err
					}
				})
				want := cmp.Or(c.ends, 10*time.Minute-time.Second)
				select {
				case <-work.Done():
				case <-time.After(10*time.Minute - time.Second):
				}
				if took := time.Since(began); took != want {
					t.Errorf("the work ended after %s, want %s", took, want)
				}
				if ended := work.Err() != nil; ended != (c.ends > 0) || ended && !errors.Is(context.Cause(work), schedule.ErrLost) {
					t.Errorf("the work ended with %v", context.Cause(work))
				}
				stop()
				if work.Err() == nil {
					t.Error("the work goes on after it was stopped")
				}
				if calls != c.calls {
					t.Errorf("%d renewals, want %d", calls, c.calls)
				}
			})
		})
	}
}
