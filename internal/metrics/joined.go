package metrics

import (
	"cmp"
	"maps"
	"slices"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

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
