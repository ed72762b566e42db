package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// failuresBody is the morning list: every failing case, in exactly one state.
type failuresBody struct {
	Tally  tally
	Groups []failureGroup
	State  string // the one state that is shown, "" for all
	Search string
	Shown  int
	Syncs  bool              // more than one: say which
	URLs   map[string]string // by issue key
	Judged bool              // a cycle has run
}

// failureGroup is the failing cases of one state.
type failureGroup struct {
	State string
	Cases []record.StateIn
}

// failuresPage lists failing cases by who has them.
func (s *site) failuresPage(r *http.Request, o record.Overview) (view, error) {
	failing, err := s.Board.Failing(r.Context())
	if err != nil {
		return view{}, fmt.Errorf("read failing cases: %w", err)
	}
	urls, err := s.urls(r.Context())
	if err != nil {
		return view{}, err
	}
	q := r.URL.Query()
	b := failuresBody{State: q.Get("state"), Search: strings.TrimSpace(q.Get("q")), Syncs: len(o.Syncs) > 1, URLs: urls}
	counts := map[plan.StateWord]int{}
	for _, f := range failing {
		counts[f.State]++
	}
	b.Tally = tallied(states(), counts)
	for _, word := range states() {
		b.add(word, failing)
	}
	at, note := judged(o)
	b.Judged = !at.IsZero()
	return view{name: "failures", Title: "Failing cases", Nav: "failures", AsOf: at, Note: note, Body: b}, nil
}

// add puts the cases of one state that were asked for into a group.
func (b *failuresBody) add(word plan.StateWord, failing []record.StateIn) {
	if b.State != "" && b.State != string(word) {
		return
	}
	g := failureGroup{State: string(word)}
	for _, f := range failing {
		if f.State == word && b.found(f) {
			g.Cases = append(g.Cases, f)
		}
	}
	if len(g.Cases) > 0 {
		b.Groups = append(b.Groups, g)
		b.Shown += len(g.Cases)
	}
}

// found reports whether a case matches the search.
func (b *failuresBody) found(f record.StateIn) bool {
	text := strings.ToLower(strings.Join(append([]string{f.Title, f.Source, f.Sync, f.Issue, string(f.Hold)}, f.Stories...), " "))
	return strings.Contains(text, strings.ToLower(b.Search))
}

// defectsBody is the defects by how they stand.
type defectsBody struct {
	Total  int
	Groups []defectGroup
}

// defectGroup is the defects under one heading.
type defectGroup struct {
	Name, Hint string
	Defects    []record.Defect
}

// defectsPage lists the rows of the ledger beside their issues.
func (s *site) defectsPage(r *http.Request, o record.Overview) (view, error) {
	all, err := s.Board.Defects(r.Context())
	if err != nil {
		return view{}, fmt.Errorf("read defects: %w", err)
	}
	b := defectsBody{Total: len(all), Groups: []defectGroup{
		{Name: "Open", Hint: "somebody should look at these"},
		{Name: "Not in Jira yet", Hint: "planned, on their way, or refused by Jira"},
		{Name: "Done", Hint: "closed in Jira"},
		{Name: "No longer ours", Hint: "our label was taken off, or the issue cannot be seen any more"},
	}}
	for _, d := range all {
		g := &b.Groups[standing(d)]
		g.Defects = append(g.Defects, d)
	}
	b.Groups = slices.DeleteFunc(b.Groups, func(g defectGroup) bool { return len(g.Defects) == 0 })
	at, note := judged(o)
	return view{name: "defects", Title: "Defects", Nav: "defects", AsOf: at, Note: note, Body: b}, nil
}

// standing is the index of the group that a defect belongs to.
func standing(d record.Defect) int {
	switch {
	case d.Entry.State == ledger.LetGo || d.Entry.State == ledger.Gone:
		return 3
	case d.Entry.State != ledger.Owned:
		return 1
	case d.Issue.Category == jira.Done:
		return 2
	}
	return 0
}

// urls returns the address of every issue that answers a defect, by key.
func (s *site) urls(ctx context.Context) (map[string]string, error) {
	all, err := s.Board.Defects(ctx)
	if err != nil {
		return nil, fmt.Errorf("read defects: %w", err)
	}
	out := make(map[string]string, len(all))
	for _, d := range all {
		out[d.Entry.IssueKey] = d.URL
	}
	return out, nil
}
