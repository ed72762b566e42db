package metrics

import (
	"time"

	"syncd/internal/push"
)

// Pushed tells how a push to a source ended, see push.Results, and how many bytes came.
func (s *Set) Pushed(source, result string, bytes int64, at time.Time) {
	if !s.allowed(sourcesOf, source) {
		return
	}
	s.pushes.WithLabelValues(source, s.closed(push.Results(), result)).Inc()
	s.pushBytes.WithLabelValues(source).Add(float64(max(0, bytes)))
	switch result {
	case push.ResultNew, push.ResultKnown, push.ResultPartly:
		s.lastPush.WithLabelValues(source).Set(seconds(at))
	}
}
