package metrics

import (
	"cmp"
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// snapshot is what one scrape shows.
type snapshot struct{ samples []sample }

// sample is one number of it.
type sample struct {
	name   string
	value  float64
	labels []string
}

// ledgerStates lists the states of the ledger: the counters exist before its first row.
var ledgerStates = []ledger.State{ledger.Planned, ledger.Inflight, ledger.Owned, ledger.Refused, ledger.LetGo, ledger.Gone}

// swap makes a snapshot of all that is known and shows it from now on.
func (q *quality) swap() {
	s := &snapshot{}
	for _, sync := range q.syncs {
		v := q.views[sync]
		s.add(DuplicateDefects, float64(v.twins), sync)
		fill(s, Holds, sync, plan.HoldReasons(), v.holds)
		fill(s, PendingChanges, sync, plan.Verbs(), v.pending)
		for _, source := range slices.Sorted(maps.Keys(v.linking.Sources)) {
			s.add(Cases, float64(v.linking.Sources[source].Cases), sync, source)
			s.add(CasesNoStory, float64(v.linking.Sources[source].NoStory), sync, source)
		}
	}
	cases, stories := q.cases(), q.stories()
	for _, project := range q.shown(slices.Collect(maps.Keys(cases)), slices.Collect(maps.Keys(stories))) {
		fill(s, FailingCases, project, plan.StateWords(), cases[project])
		fill(s, Stories, project, verdict.Words(), stories[project])
	}
	for _, state := range ledgerStates {
		s.add(LedgerEntries, float64(q.rows[state]), string(state))
	}
	q.now.Store(s)
}

// add adds one number.
func (s *snapshot) add(name string, value float64, labels ...string) {
	s.samples = append(s.samples, sample{name, value, labels})
}

// fill adds one number for every word of a closed list, and one more for all words
// that are not in it, so that nothing that was counted is missing from the sum.
func fill[T ~string](s *snapshot, name, first string, list []T, counts map[T]int) {
	rest := 0
	for word, n := range counts {
		if !slices.Contains(list, word) {
			rest += n
		}
	}
	for _, word := range list {
		s.add(name, float64(max(0, counts[word])), first, string(word))
	}
	if rest > 0 {
		s.add(name, float64(rest), first, other)
	}
}

// shown lists the projects with series of their own, and other where it is needed.
func (q *quality) shown(used ...[]string) []string {
	names := maps.Clone(q.projects)
	for _, list := range used {
		if slices.Contains(list, other) {
			names[other] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// project is the label of a project.
func (q *quality) project(name string) string {
	if q.projects[name] {
		return name
	}
	return other
}

// cases counts the failing cases of all syncs by project and state. A case that two
// syncs of one project see fails once; the state that says most about who has it wins.
func (q *quality) cases() map[string]map[plan.StateWord]int {
	joined := map[string]map[model.CaseID]plan.StateWord{}
	for _, v := range q.views {
		for project, cases := range v.cases {
			if joined[project] == nil {
				joined[project] = map[model.CaseID]plan.StateWord{}
			}
			for id, state := range cases {
				joined[project][id] = first(plan.StateWords(), state, joined[project][id])
			}
		}
	}
	out := map[string]map[plan.StateWord]int{}
	for project, cases := range joined {
		for _, state := range cases {
			count(out, q.project(project), state)
		}
	}
	return out
}

// stories counts the stories of all syncs by project and verdict. Of a story that two
// syncs judge the worse verdict counts; no tests at all is what one sync alone sees.
func (q *quality) stories() map[string]map[verdict.Word]int {
	covered := slices.DeleteFunc(verdict.Words(), func(w verdict.Word) bool { return w == verdict.Uncovered })
	order := append(covered, verdict.Uncovered)
	joined := map[string]verdict.Word{}
	for _, v := range q.views {
		for key, word := range v.stories {
			joined[key] = first(order, word, joined[key])
		}
	}
	out := map[string]map[verdict.Word]int{}
	for key, word := range joined {
		count(out, q.project(model.Project(key)), word)
	}
	return out
}

// first returns whichever of two words comes earlier in a list; an empty one never does.
func first[T ~string](list []T, a, b T) T {
	if a == "" || b == "" {
		return cmp.Or(a, b)
	}
	if slices.Index(list, b) < slices.Index(list, a) {
		return b
	}
	return a
}

// count adds one.
func count[T ~string](to map[string]map[T]int, project string, word T) {
	if to[project] == nil {
		to[project] = map[T]int{}
	}
	to[project][word]++
}

// Describe implements prometheus.Collector.
func (q *quality) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range q.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (q *quality) Collect(ch chan<- prometheus.Metric) {
	for _, s := range q.now.Load().samples {
		ch <- prometheus.MustNewConstMetric(q.descs[s.name], prometheus.GaugeValue, s.value, s.labels...)
	}
}
