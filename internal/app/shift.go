package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.uber.org/zap"

	"syncd/internal/schedule"
	"syncd/internal/store"
)

// shift is the schedule of one configuration: a reload ends it and begins another.
type shift struct {
	loop *schedule.Loop
	stop context.CancelFunc // begins no further cycles
	done chan struct{}
}

// begin starts the schedule of the present configuration under work.
func (d *Daemon) begin(work context.Context) {
	w := d.world.Load()
	stop, cancel := context.WithCancel(work)
	var jobs []schedule.Job
	for _, name := range w.order {
		jobs = append(jobs, schedule.Job{Name: name, When: w.syncs[name].Cron, Run: func(ctx context.Context, why string) {
			// A cycle that waits behind one of an earlier shift must not begin after its own
			// shift has ended, or every reload of a long cycle would queue one more.
			switch _, err := d.cycle(ctx, stop, Ask{Sync: name, Trigger: why}); {
			case err == nil || stop.Err() != nil:
			case errors.Is(err, store.ErrHeld):
				d.log.Info("cycle is left to another instance", zap.String("sync", name), zap.Error(err))
			default:
				d.log.Error("cycle could not begin", zap.String("sync", name), zap.Error(err))
			}
		}})
	}
	s := &shift{loop: schedule.NewLoop(jobs, d.opt.Now, d.log.Named("schedule")), stop: cancel, done: make(chan struct{})}
	d.mu.Lock()
	d.shifts = append(slices.DeleteFunc(d.shifts, (*shift).over), s)
	d.mu.Unlock()
	go func() {
		defer close(s.done)
		s.loop.Run(work, stop)
	}()
}

// over reports whether all cycles of a shift have ended.
func (s *shift) over() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// end stops every shift: gently, and after the grace by cancelling its work.
func (d *Daemon) end(cancel context.CancelFunc) {
	d.reloading.Lock()
	d.work = nil // a reload that comes now begins nothing
	d.reloading.Unlock()
	d.mu.Lock()
	shifts := d.shifts
	d.mu.Unlock()
	timer := time.AfterFunc(graceful, func() {
		d.log.Warn("cycles are cut off; what was in flight is settled at the next start")
		cancel()
	})
	defer timer.Stop()
	for _, s := range shifts {
		s.stop()
	}
	for _, s := range shifts {
		<-s.done
	}
}

// current is the shift at work.
func (d *Daemon) current() *shift {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.shifts) == 0 {
		return nil
	}
	return d.shifts[len(d.shifts)-1]
}

// status says whether a sync is at work and when it runs next.
func (d *Daemon) status(name string) (bool, time.Time) {
	if s := d.current(); s != nil {
		return s.loop.Status(name)
	}
	return false, time.Time{}
}
