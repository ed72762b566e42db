package metrics

import (
	"slices"
	"strconv"
	"time"

	"syncd/internal/httpx"
)

// endpointCap bounds the endpoints of one target that get series of their own: the
// widest gateway uses about thirty templates.
const endpointCap = 60

// Observer counts HTTP attempts and waits.
func (s *Set) Observer() httpx.Observer { return observer{s} }

// observer is the Set as httpx sees it.
type observer struct{ set *Set }

// Attempt counts one exchange.
func (o observer) Attempt(a httpx.Attempt) {
	target := o.set.target(a.Target)
	o.set.requests.WithLabelValues(target, o.set.endpoint(target, a.Endpoint), code(a.Status)).Inc()
	o.set.latency.WithLabelValues(target).Observe(a.Took.Seconds())
}

// Waiting counts a request that will be sent again after d.
func (o observer) Waiting(target, reason string, d time.Duration) {
	target = o.set.target(target)
	reason = o.set.closed(retryReasons, reason)
	o.set.retries.WithLabelValues(target, reason).Inc()
	if reason == "rate-limited" {
		o.set.waiting.WithLabelValues(target).Add(max(0, d).Seconds())
	}
}

// target returns a configured target, or other.
func (s *Set) target(name string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.closed(s.known.targets, name)
}

// endpoint returns the endpoint while the target has room for it, else other: a
// template that somebody forgot to make one must not fill the monitoring's memory.
func (s *Set) endpoint(target, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.endpoints[target]
	switch {
	case seen[name]:
		return name
	case name == "":
		return other
	case len(seen) >= endpointCap:
		s.dropped.Inc()
		return other
	case seen == nil:
		seen = map[string]bool{}
		s.endpoints[target] = seen
	}
	seen[name] = true
	// The two answers that matter exist from the first request on, so that the first
	// failure already counts as an increase.
	for _, c := range []string{"200", "none"} {
		s.requests.WithLabelValues(target, name, c)
	}
	return name
}

// code is a status as a label: its number, none where no answer came, other where the
// number is none of HTTP's.
func code(status int) string {
	switch {
	case status == 0:
		return "none"
	case !slices.Contains([]int{1, 2, 3, 4, 5}, status/100):
		return other
	}
	return strconv.Itoa(status)
}
