package schedule

import (
	"fmt"
	"time"
)

const (
	// soonRest is how long nobody may ask before a run begins: what comes in a burst
	// shares one.
	soonRest = time.Second
	// soonMost bounds the wait of who asked first.
	soonMost = 10 * time.Second
)

// debounce is a trigger that waits for others.
type debounce struct {
	timer *time.Timer
	last  time.Time // the latest moment at which it fires
}

// TriggerSoon is Trigger for those who may come in bursts: the run begins when nobody
// has asked for a second, and ten seconds after the first at the latest. One that waits
// while the loop ends is lost; every loop begins with a run of each job.
func (l *Loop) TriggerSoon(name, why string) error {
	j, ok := l.jobs[name]
	if !ok {
		return fmt.Errorf("there is no sync %q", name)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if j.soon == nil {
		j.soon = &debounce{last: now.Add(soonMost)}
		j.soon.timer = time.AfterFunc(soonRest, func() {
			l.mu.Lock()
			j.soon = nil
			l.mu.Unlock()
			_ = l.Trigger(name, why) // the job exists
		})
		return nil
	}
	// One that has just fired triggers as soon as the lock is free: late enough for us.
	if j.soon.timer.Stop() {
		j.soon.timer.Reset(min(soonRest, j.soon.last.Sub(now)))
	}
	return nil
}
