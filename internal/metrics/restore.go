package metrics

import "syncd/internal/record"

// Restore tells how a sync stood when its last cycle ended that came to a plan, in this
// process or another. Nothing is counted: the counters of what was done are those of
// whoever did it.
func (s *Set) Restore(c record.Cycle) {
	if !s.allowed(syncsOf, c.Sync) {
		return
	}
	at := seconds(c.Finished)
	s.lastAttempt.WithLabelValues(c.Sync).Set(at)
	if word := c.Word(); word == "ok" || word == "dry" {
		s.lastSuccess.WithLabelValues(c.Sync).Set(at)
	}
	s.dropped.Add(float64(s.quality.fold(c)))
}

// Bound says how many series about quality there may be from now on.
func (s *Set) Bound(b Bounds) { s.quality.bound(b) }

// Hold tells whether this instance exports the series about quality: of several instances
// only one does, or a sum over them would count everything twice.
func (s *Set) Hold(on bool) {
	s.qualityHeld.Set(truth(on))
	s.quality.hold(on)
}
