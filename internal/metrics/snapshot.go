package metrics

import (
	"maps"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// snapshot is what one scrape shows: finished, so that a scrape costs next to nothing.
type snapshot struct {
	descs   map[string]*prometheus.Desc
	metrics []prometheus.Metric
	series  int // a histogram is several
}

// ledgerStates lists the states of the ledger: the counters exist before its first row.
var ledgerStates = []ledger.State{ledger.Planned, ledger.Inflight, ledger.Owned, ledger.Refused, ledger.LetGo, ledger.Gone}

// swap makes a snapshot of all that is known and shows it from now on.
func (q *quality) swap() {
	s := &snapshot{descs: q.descs}
	defer q.now.Store(s)
	if !q.held {
		return
	}
	for _, sync := range q.syncs {
		v := q.views[sync]
		s.add(DuplicateDefects, float64(v.twins), sync)
		fill(s, Holds, plan.HoldReasons(), v.holds, sync)
		fill(s, PendingChanges, plan.Verbs(), v.pending, sync)
		for _, source := range slices.Sorted(maps.Keys(v.linking.Sources)) {
			s.add(Cases, float64(v.linking.Sources[source].Cases), sync, source)
			s.add(CasesNoStory, float64(v.linking.Sources[source].NoStory), sync, source)
		}
	}
	cases, stories := q.cases(), q.stories()
	for _, project := range q.shown(slices.Collect(maps.Keys(cases)), slices.Collect(maps.Keys(stories))) {
		fill(s, FailingCases, plan.StateWords(), cases[project], project)
		fill(s, Stories, verdict.Words(), stories[project], project)
	}
	for _, state := range ledgerStates {
		s.add(LedgerEntries, float64(q.rows[state]), string(state))
	}
	words := q.priorities()
	q.addDefects(s, words)
	s.add(SeriesLeftOut, float64(q.addScopes(s, words)))
}

// add adds one number.
func (s *snapshot) add(name string, value float64, labels ...string) {
	kind := prometheus.GaugeValue
	if strings.HasSuffix(name, "_total") {
		kind = prometheus.CounterValue
	}
	s.metrics = append(s.metrics, prometheus.MustNewConstMetric(s.descs[name], kind, value, labels...))
	s.series++
}

// fill adds one number for every word of a closed list, and one more for all words
// that are not in it, so that nothing that was counted is missing from the sum.
func fill[T ~string](s *snapshot, name string, list []T, counts map[T]int, labels ...string) {
	rest := 0
	for word, n := range counts {
		if !slices.Contains(list, word) {
			rest += n
		}
	}
	for _, word := range list {
		s.add(name, float64(max(0, counts[word])), with(labels, string(word))...)
	}
	if rest > 0 {
		s.add(name, float64(rest), with(labels, other)...)
	}
}

// valid is a text as a label may hold it.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// Describe implements prometheus.Collector.
func (q *quality) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range q.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (q *quality) Collect(ch chan<- prometheus.Metric) {
	for _, m := range q.now.Load().metrics {
		ch <- m
	}
}
