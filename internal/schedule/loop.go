package schedule

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap"
)

// Job is something that runs on a schedule. Two runs of one job never overlap: what
// falls due while it runs is skipped, and triggers during a run ask for one more.
type Job struct {
	Name string
	When Schedule
	// Run does the work. It must return soon after its context ends.
	Run func(ctx context.Context, trigger string)
}

// Loop runs jobs until it is told to stop.
type Loop struct {
	now  func() time.Time
	log  *zap.Logger
	mu   sync.Mutex
	jobs map[string]*running
}

// running is one job and where it stands.
type running struct {
	Job
	trigger chan string // holds at most one: triggers coalesce
	next    time.Time
	busy    bool
	soon    *debounce // nil where none waits
}

// NewLoop returns a loop over the jobs; nothing runs before Run.
func NewLoop(jobs []Job, now func() time.Time, log *zap.Logger) *Loop {
	l := &Loop{now: now, log: log, jobs: map[string]*running{}}
	for _, j := range jobs {
		l.jobs[j.Name] = &running{Job: j, trigger: make(chan string, 1)}
	}
	return l
}

// Run runs every job once at the start and then on its schedule, until stop ends;
// then no run begins any more, those under way are waited for, and Run returns. The
// work itself runs under ctx: ending it cancels what is under way.
func (l *Loop) Run(ctx, stop context.Context) {
	var wg sync.WaitGroup
	for _, j := range l.jobs {
		wg.Go(func() { l.run(ctx, stop, j) })
	}
	wg.Wait()
}

// run is one job's life.
func (l *Loop) run(ctx, stop context.Context, j *running) {
	why := "start"
	for {
		if stop.Err() != nil {
			return
		}
		l.once(ctx, j, why)
		if why = l.wait(stop, j); why == "" {
			return
		}
	}
}

// once runs the job, and says how many of its times passed meanwhile.
func (l *Loop) once(ctx context.Context, j *running, why string) {
	l.set(j, true, time.Time{})
	begun := l.now()
	j.Run(ctx, why)
	skipped := 0
	for t := j.When.Next(begun); !t.IsZero() && t.Before(l.now()) && skipped < 1000; t = j.When.Next(t) {
		skipped++
	}
	if skipped > 0 {
		l.log.Warn("runs were skipped because the one before was still at work", zap.String("sync", j.Name),
			zap.Int("skipped", skipped), zap.Duration("took", l.now().Sub(begun)))
	}
}

// wait returns what the next run is for, or "" when the loop stops.
func (l *Loop) wait(stop context.Context, j *running) string {
	now := l.now()
	next := l.due(j, now)
	l.set(j, false, next)
	if next.IsZero() {
		next = now.AddDate(1, 0, 0) // never by itself; triggers still work
	}
	timer := time.NewTimer(next.Sub(now))
	defer timer.Stop()
	select {
	case <-stop.Done():
		return ""
	case why := <-j.trigger:
		return why
	case <-timer.C:
		return "schedule"
	}
}

// shiftMax bounds by how much a cron expression is moved: who writes 02:00 means it.
const shiftMax = time.Minute

// due is the next time on the schedule, moved by the job's jitter. A cron expression
// is only moved later, and by the same amount each time, so that no time of it is met
// twice.
func (l *Loop) due(j *running, now time.Time) time.Time {
	move := Jitter(j.Name, j.When.Interval(now))
	if j.When.every > 0 {
		return now.Add(j.When.every + move).UTC()
	}
	move = min(move.Abs(), shiftMax)
	next := j.When.Next(now.Add(-move))
	if next.IsZero() {
		return next
	}
	return next.Add(move)
}

// Trigger asks for a run of the job as soon as possible. Many triggers before it
// begins are one.
func (l *Loop) Trigger(name, why string) error {
	j, ok := l.jobs[name]
	if !ok {
		return fmt.Errorf("there is no sync %q", name)
	}
	select {
	case j.trigger <- why:
	default: // one is waiting already
	}
	return nil
}

// Status says whether a job is at work and when it runs next; the zero time means
// that nobody knows yet.
func (l *Loop) Status(name string) (busy bool, next time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if j, ok := l.jobs[name]; ok {
		return j.busy, j.next
	}
	return false, time.Time{}
}

// set keeps a job's status.
func (l *Loop) set(j *running, busy bool, next time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	j.busy, j.next = busy, next
}
