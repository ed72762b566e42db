package metrics

import (
	"cmp"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/readiness"
)

// story is one story of a scope.
type story struct{ key, kind, category, verdict, title string }

// categories are the words for what a status means in Jira.
var categories = map[jira.Category]string{jira.ToDo: "todo", jira.InProgress: "in_progress", jira.Done: "done"}

// newStory reads a member of a scope.
func newStory(m readiness.Member) story {
	category := categories[m.Category]
	if m.Done {
		category = categories[jira.Done]
	}
	return story{key: valid(m.Key), kind: valid(m.Type), category: cmp.Or(category, "todo"), verdict: string(m.Verdict), title: valid(m.Title)}
}

// addStories names the stories of scopes as far as there is room: one series that says
// what it is, however many scopes it is in, and one verdict for each scope.
func (q *quality) addStories(s *snapshot, scopes []scope, b *budget) {
	known := map[string]bool{}
	for _, sc := range scopes {
		if sc.Kind == readiness.Filter {
			continue
		}
		for _, st := range sc.stories {
			n := 1
			if !known[st.key] {
				known[st.key] = true
				n = 2
			}
			if !b.take(n) {
				continue
			}
			project := q.project(model.Project(st.key))
			if n == 2 {
				q.addStory(s, project, st)
			}
			if sc.Kind == readiness.Sprint {
				s.add(SprintStoryVerdict, 1, with(append([]string{project}, sc.labels()...), st.key, st.verdict)...)
			} else {
				s.add(ReleaseStoryVerdict, 1, with(sc.labels(), st.key, st.verdict)...)
			}
		}
	}
}

// addStory adds what a story is.
func (q *quality) addStory(s *snapshot, project string, st story) {
	if !q.bounds.Titles {
		s.add(StoryInfo, 1, project, st.key, st.kind, st.category)
		return
	}
	s.metrics = append(s.metrics, prometheus.MustNewConstMetric(q.titled, prometheus.GaugeValue, 1, project, st.key, st.kind, st.category, st.title))
	s.series++
}
