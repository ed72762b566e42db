package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/hook"
)

// Hooks tells which Jira sites take webhooks from now on: their series begin at zero, those
// of others are dropped.
func (s *Set) Hooks(sites ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, site := range missing(s.known.hooked, sites) {
		s.webhooks.DeletePartialMatch(prometheus.Labels{"site": site})
	}
	s.known.hooked = slices.Clone(sites)
	for _, site := range sites {
		for _, result := range hook.Results() {
			s.webhooks.WithLabelValues(site, result)
		}
	}
}

// Hooked tells how a webhook of a site ended, see hook.Results.
func (s *Set) Hooked(site, result string) {
	if s.allowed(hookedOf, site) {
		s.webhooks.WithLabelValues(site, s.closed(hook.Results(), result)).Inc()
	}
}

func hookedOf(k known) []string { return k.hooked }
