package metrics

import (
	"time"

	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// Cycle folds a finished cycle in. What its sources brought is told by Source: a
// source may be read for several syncs at once.
func (s *Set) Cycle(c record.Cycle) {
	if !s.allowed(syncsOf, c.Sync) {
		return
	}
	word := s.closed(cycleWords, c.Word())
	at := seconds(c.Finished)
	s.lastAttempt.WithLabelValues(c.Sync).Set(at)
	if word == "ok" || word == "dry" {
		s.lastSuccess.WithLabelValues(c.Sync).Set(at)
	}
	s.duration.WithLabelValues(c.Sync).Observe(c.Finished.Sub(c.Started).Seconds())
	s.cycles.WithLabelValues(c.Sync, word).Inc()
	for _, o := range c.Outcomes {
		s.outcome(c.Sync, o)
	}
	s.dropped.Add(float64(s.quality.fold(c)))
}

// outcome counts one change that was tried.
func (s *Set) outcome(sync string, o plan.Outcome) {
	verb := s.closed(words(plan.Verbs()), string(o.Change.Verb))
	result := s.closed(words(plan.Results()), string(o.Result))
	s.changes.WithLabelValues(sync, verb, result).Inc()
	if o.Result == plan.Done {
		s.reasons.WithLabelValues(sync, s.closed(words(plan.Reasons()), string(o.Change.Reason))).Inc()
	}
}

// Source tells what a source brought, and when it had been read.
func (s *Set) Source(c record.Collected, at time.Time) {
	if !s.allowed(sourcesOf, c.Source) {
		return
	}
	s.collected.WithLabelValues(c.Source).Set(seconds(at))
	s.results.WithLabelValues(c.Source).Add(float64(max(0, c.Results)))
	s.bad.WithLabelValues(c.Source).Set(float64(c.BadFiles))
	s.complete.WithLabelValues(c.Source).Set(truth(c.Complete))
	s.behind.WithLabelValues(c.Source).Set(truth(c.Behind))
	s.unmapped.WithLabelValues(c.Source).Set(float64(len(c.Unmapped)))
}

// Reloaded tells that the configuration was loaded, at start too, or could not be.
func (s *Set) Reloaded(ok bool, at time.Time) {
	s.reloaded.Set(truth(ok))
	if ok {
		s.reloadedAt.Set(seconds(at))
	}
}

// Paused tells whether a sync may write. An empty name means every sync.
func (s *Set) Paused(sync string, on bool) {
	if sync != "" {
		if s.allowed(syncsOf, sync) {
			s.paused.WithLabelValues(sync).Set(truth(on))
		}
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, name := range s.known.syncs {
		s.paused.WithLabelValues(name).Set(truth(on))
	}
}

// Ledger tells how many rows are in which state; states that are not named have none.
func (s *Set) Ledger(rows map[ledger.State]int) { s.quality.ledger(rows) }

// Projects announces projects, so that their series exist before anything fails.
func (s *Set) Projects(names ...string) { s.dropped.Add(float64(s.quality.announce(names))) }

// seconds is a time as Prometheus counts it; the zero time is 0.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// truth is a condition as a number.
func truth(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

// words turns a closed list into label values.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}
