package record

import (
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// ScopeName names one judgement of a scope: two syncs may judge one release, each by its
// own sources.
type ScopeName struct {
	Sync string         `json:"sync"`
	Kind readiness.Kind `json:"kind"`
	ID   string         `json:"id"`
}

// NameOf is the name of a judgement.
func NameOf(r readiness.Readiness) ScopeName { return ScopeName{r.Sync, r.Kind, r.ID} }

// Frozen is how a scope stood when it was over: a release when it was released, a sprint
// when it was closed. It never changes again.
type Frozen struct {
	At    time.Time           `json:"at"`
	Cycle string              `json:"cycle"`
	Then  readiness.Readiness `json:"then"`
}

// MemberFilter says which stories of a scope to list; empty fields let everything through.
type MemberFilter struct {
	Verdict verdict.Word
	Search  string // a part of key or title; case does not matter
	After   int    // place of the last one that was listed
	Limit   int    // 0 means all
}

// MemberPage is one page of the stories of a scope.
type MemberPage struct {
	Members []readiness.Member `json:"members"`
	// Next is what to give as After for the next page, 0 after the last.
	Next int `json:"next,omitempty"`
}

// Trend is one day of a scope, or of a project with all its stories, as the last cycle of
// the day saw it.
type Trend struct {
	Day      time.Time              `json:"day"` // midnight UTC
	State    readiness.State        `json:"state,omitempty"`
	Stories  map[verdict.Word]int   `json:"stories"`
	Failing  map[plan.StateWord]int `json:"failing"` // tests
	Open     int                    `json:"open"`    // defects
	Blocking int                    `json:"blocking,omitempty"`
	Score    float64                `json:"score,omitempty"`
}

// Project is the kind of trend that is about all stories of a project, whatever they are
// planned for.
const Project readiness.Kind = "project"

// TrendOf is the day of a scope.
func TrendOf(r readiness.Readiness) Trend {
	open, blocking := r.Open()
	return Trend{Day: day(r.AsOf), State: r.State, Stories: r.Stories, Failing: r.Failing, Open: open, Blocking: blocking, Score: r.Score.Total}
}

// day is the day of a moment: midnight UTC.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// Trends is the day of every scope that was judged, and of every project with stories,
// failing tests or defects of ours.
func Trends(sync string, scopes []readiness.Readiness, stories []verdict.Story, failing []plan.CaseState, issues []jira.Issue, entries []ledger.Entry, now time.Time) map[ScopeName]Trend {
	out := map[ScopeName]Trend{}
	for _, r := range scopes {
		out[NameOf(r)] = TrendOf(r)
	}
	projects := map[string]Trend{}
	at := func(project string) Trend {
		if t, ok := projects[project]; ok {
			return t
		}
		return Trend{Day: day(now), Stories: map[verdict.Word]int{}, Failing: map[plan.StateWord]int{}}
	}
	for _, s := range stories {
		t := at(model.Project(s.Key))
		t.Stories[s.Verdict]++
		projects[model.Project(s.Key)] = t
	}
	for _, f := range failing {
		t := at(f.Project)
		t.Failing[f.State]++
		projects[f.Project] = t
	}
	for _, i := range openOf(issues, entries) {
		t := at(i.Project)
		t.Open++
		projects[i.Project] = t
	}
	for project, t := range projects {
		out[ScopeName{sync, Project, project}] = t
	}
	return out
}

// openOf lists the open issues that answer rows of ours, each once.
func openOf(issues []jira.Issue, entries []ledger.Entry) []jira.Issue {
	ours := map[string]bool{}
	for _, e := range entries {
		ours[e.IssueID] = ours[e.IssueID] || e.State == ledger.Owned
	}
	return slices.DeleteFunc(slices.Clone(issues), func(i jira.Issue) bool { return !ours[i.ID] || i.Category == jira.Done })
}
