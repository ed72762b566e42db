package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/record"
)

// Notifiers tells which notifiers there are from now on: their series begin at zero, those
// of others are dropped.
func (s *Set) Notifiers(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range missing(s.known.notifiers, names) {
		s.notifications.DeletePartialMatch(prometheus.Labels{"notifier": name})
	}
	s.known.notifiers = slices.Clone(names)
	for _, name := range names {
		for _, result := range record.NotifyResults() {
			s.notifications.WithLabelValues(name, result)
		}
	}
}

// Notified tells how a try to tell people something ended, see record.NotifyResults.
func (s *Set) Notified(notifier, result string) {
	if s.allowed(notifiersOf, notifier) {
		s.notifications.WithLabelValues(notifier, s.closed(record.NotifyResults(), result)).Inc()
	}
}

func notifiersOf(k known) []string { return k.notifiers }
