package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/plan"
	"syncd/internal/push"
)

// other is the label value of what has no series of its own.
const other = "other"

// known are the label values that the configuration allows.
type known struct{ syncs, sources, targets, hooked, notifiers []string }

// cycleWords are the words of record.Cycle.Word.
var cycleWords = []string{"ok", "dry", "incomplete", "failed"}

// retryReasons are the words that httpx gives when it sends again.
var retryReasons = []string{"no-answer", "rate-limited", "server-error"}

// Configure tells which syncs, sources and targets exist from now on, at start and
// after a reload: new ones get their series at zero, those of gone ones are dropped,
// and all others keep counting.
func (s *Set) Configure(syncs, sources, targets []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range missing(s.known.syncs, syncs) {
		s.forget("sync", name)
	}
	for _, name := range missing(s.known.sources, sources) {
		s.forget("source", name)
	}
	for _, name := range missing(s.known.targets, targets) {
		s.forget("target", name)
		delete(s.endpoints, name)
	}
	s.known.syncs, s.known.sources, s.known.targets = slices.Clone(syncs), slices.Clone(sources), slices.Clone(targets)
	s.zero()
	s.quality.configure(syncs)
}

// Budgets tells how many requests a minute syncd allows itself, by target; those that are
// not named have no bound.
func (s *Set) Budgets(perMinute map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.budget.Reset()
	for target, n := range perMinute {
		s.budget.WithLabelValues(target).Set(float64(n))
	}
}

// missing returns what is in had and not in has.
func missing(had, has []string) []string {
	return slices.DeleteFunc(slices.Clone(had), func(name string) bool { return slices.Contains(has, name) })
}

// forget drops the series of a name that no longer exists.
func (s *Set) forget(label, value string) {
	at := prometheus.Labels{label: value}
	for _, v := range []interface {
		DeletePartialMatch(prometheus.Labels) int
	}{s.lastAttempt, s.lastSuccess, s.duration, s.cycles, s.changes, s.reasons, s.paused, s.collected, s.bad,
		s.complete, s.behind, s.unmapped, s.results, s.pushes, s.pushBytes, s.lastPush, s.requests, s.retries, s.waiting, s.latency} {
		v.DeletePartialMatch(at)
	}
}

// zero creates every series of a closed list: one that appears with its first event
// hides that event from rate and increase.
func (s *Set) zero() {
	for _, sync := range s.known.syncs {
		s.zeroSync(sync)
	}
	for _, source := range s.known.sources {
		for _, v := range []*prometheus.GaugeVec{s.collected, s.bad, s.complete, s.behind, s.unmapped, s.lastPush} {
			v.WithLabelValues(source)
		}
		s.results.WithLabelValues(source)
		s.pushBytes.WithLabelValues(source)
		for _, result := range push.Results() {
			s.pushes.WithLabelValues(source, result)
		}
	}
	for _, target := range s.known.targets {
		s.waiting.WithLabelValues(target)
		s.latency.WithLabelValues(target)
		for _, reason := range retryReasons {
			s.retries.WithLabelValues(target, reason)
		}
	}
}

// zeroSync creates the series of one sync.
func (s *Set) zeroSync(sync string) {
	for _, v := range []*prometheus.GaugeVec{s.lastAttempt, s.lastSuccess, s.paused} {
		v.WithLabelValues(sync)
	}
	s.duration.WithLabelValues(sync)
	for _, word := range cycleWords {
		s.cycles.WithLabelValues(sync, word)
	}
	for _, verb := range plan.Verbs() {
		for _, result := range plan.Results() {
			s.changes.WithLabelValues(sync, string(verb), string(result))
		}
	}
	for _, reason := range plan.Reasons() {
		s.reasons.WithLabelValues(sync, string(reason))
	}
}

// allowed reports whether a name is configured, and counts it as dropped if not. A
// cycle that began before a reload may still tell of a sync that is gone.
func (s *Set) allowed(names func(known) []string, name string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if slices.Contains(names(s.known), name) {
		return true
	}
	s.dropped.Inc()
	return false
}

func syncsOf(k known) []string   { return k.syncs }
func sourcesOf(k known) []string { return k.sources }

// closed returns the word if it is in the list, else other, counted as dropped.
func (s *Set) closed(list []string, word string) string {
	if slices.Contains(list, word) {
		return word
	}
	s.dropped.Inc()
	return other
}
