package metrics

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// scope is one judgement of a release, sprint or filter, as far as series tell of it.
type scope struct {
	readiness.Readiness // without its members
	stories             []story
}

// newScope reads a judgement.
func newScope(r readiness.Readiness) scope {
	s := scope{Readiness: r, stories: make([]story, 0, len(r.Members))}
	s.Members, s.Risks = nil, slices.Clone(r.Risks)
	for i := range s.Risks {
		s.Risks[i].Items = nil // their counts are all that is told
	}
	for _, m := range r.Members {
		s.stories = append(s.stories, newStory(m))
	}
	return s
}

// labels name the scope.
func (s scope) labels() []string {
	switch s.Kind {
	case readiness.Release:
		return []string{valid(s.Project), valid(s.Name)}
	case readiness.Sprint:
		return []string{valid(s.Board), valid(s.Name)}
	}
	return []string{valid(s.Name)}
}

// budget is how many series there is still room for. What does not fit ends it: what comes
// later must not stay while something that matters more is left out.
type budget struct{ room, left int }

// take asks for room for some series.
func (b *budget) take(n int) bool {
	if b.left > 0 || n > b.room {
		b.left += n
		return false
	}
	b.room -= n
	return true
}

// addScopes adds scopes as far as there is room, then their stories, and returns how many
// series are left out.
func (q *quality) addScopes(s *snapshot, priorities []string) int {
	b := budget{room: max(0, q.bounds.Series-s.series-1)} // one says what is left out
	var shown []scope
	for _, sc := range q.scopes() {
		part := &snapshot{descs: s.descs}
		part.addScope(sc, priorities)
		if sc.Kind == readiness.Release && !q.projects[sc.Project] {
			b.left += part.series
		} else if b.take(part.series) {
			s.metrics, s.series = append(s.metrics, part.metrics...), s.series+part.series
			shown = append(shown, sc)
		}
	}
	if q.bounds.Stories {
		q.addStories(s, shown, &b)
	}
	return b.left
}

// scopes lists the scopes of all syncs, what is due first first. One that two syncs judge
// is exported once: as the one says that sees it worse, then the one that sees more of it.
func (q *quality) scopes() []scope {
	best := map[string]scope{}
	for _, sync := range q.syncs {
		for _, s := range q.views[sync].scopes {
			name := strings.Join(append(s.labels(), string(s.Kind)), "\x00")
			if old, known := best[name]; !known || worse(s, old) {
				best[name] = s
			}
		}
	}
	out := make([]scope, 0, len(best))
	for _, s := range best {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b scope) int {
		return cmp.Or(cmp.Compare(truth(a.Over), truth(b.Over)), due(a).Compare(due(b)), cmp.Compare(a.Kind, b.Kind), slices.Compare(a.labels(), b.labels()))
	})
	return out
}

// worse reports whether a is to be believed rather than b.
func worse(a, b scope) bool {
	rank := func(s scope) int { return slices.Index(readiness.States(), s.State) }
	if rank(a) != rank(b) {
		return rank(a) > rank(b)
	}
	return a.Total > b.Total
}

// due is when people will ask; what has no date comes after what has one.
func due(s scope) time.Time {
	if s.Due.IsZero() {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return s.Due
}

// addScope adds all series of one scope.
func (s *snapshot) addScope(sc scope, priorities []string) {
	at, prefix := sc.labels(), "syncd_"+string(sc.Kind)+"_"
	fill(s, prefix+"stories", verdict.Words(), sc.Stories, at...)
	for _, k := range readiness.RiskKinds() {
		s.add(prefix+"risks", float64(sc.Of(k).Count), with(at, string(k))...)
	}
	for _, state := range readiness.States() {
		s.add(prefix+"readiness", truth(sc.State == state), with(at, string(state))...)
	}
	if sc.Kind == readiness.Filter {
		return
	}
	fill(s, prefix+"tests", verdict.Progresses(), sc.Tests, at...)
	fill(s, prefix+"failing_tests", plan.StateWords(), sc.Failing, at...)
	open := map[string]int{}
	for _, p := range sc.Defects {
		open[priorityWord(p.Priority)] += p.Open
	}
	fill(s, prefix+"open_defects", priorities, open, at...)
	for _, k := range readiness.RiskKinds() {
		s.add(prefix+"accepted_risks", float64(sc.Of(k).Accepted), with(at, string(k))...)
	}
	s.add(prefix+"risk_score", sc.Score.Total, at...)
	for _, part := range readiness.ScoreParts() {
		s.add(prefix+"risk_component", sc.Score.Parts[part], with(at, part)...)
	}
	s.addTimes(sc, prefix, at)
}

// addTimes adds what a scope is and when. A moment that nobody knows has no series: 0
// would be a date in 1970.
func (s *snapshot) addTimes(sc scope, prefix string, at []string) {
	state, end := []string{"unreleased", "released"}, "due"
	if sc.Kind == readiness.Sprint {
		state, end = []string{"active", "closed"}, "end"
	}
	s.add(prefix+"info", 1, with(at, state[int(truth(sc.Over))])...)
	for name, when := range map[string]time.Time{end: sc.Due, "judged": sc.AsOf, "oldest_open_defect": sc.Oldest} {
		if !when.IsZero() {
			s.add(prefix+name+"_timestamp_seconds", seconds(when), at...)
		}
	}
}
