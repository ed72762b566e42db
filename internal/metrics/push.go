package metrics

import (
	"time"

	"syncd/internal/push"
)

// Pushed tells how a push to a source ended, see push.Results, and how many bytes came.
func (s *Set) Pushed(source, result string, bytes int64) {
	if !s.allowed(sourcesOf, source) {
		return
	}
	s.pushes.WithLabelValues(source, s.closed(push.Results(), result)).Inc()
	s.pushBytes.WithLabelValues(source).Add(float64(max(0, bytes)))
}

// LastPush tells when results were last pushed to a source, before the start too.
func (s *Set) LastPush(source string, at time.Time) {
	if s.allowed(sourcesOf, source) {
		s.lastPush.WithLabelValues(source).Set(seconds(at))
	}
}
