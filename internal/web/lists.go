package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/record"
)

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

// urls are the addresses of the issues that answer defects. Two Jiras may have the same
// keys, and each sync is about one of them.
type urls struct {
	jiras map[string]string    // by sync
	by    map[[2]string]string // by Jira and key
}

// URL is the address of an issue that a sync speaks of, "" if it is not known.
func (u urls) URL(sync, key string) string { return u.by[[2]string{u.jiras[sync], key}] }

// urls finds the addresses of all issues that answer defects.
func (s *site) urls(ctx context.Context, o record.Overview) (urls, error) {
	all, err := s.Board.Defects(ctx)
	if err != nil {
		return urls{}, fmt.Errorf("read defects: %w", err)
	}
	return urlsOf(o, all), nil
}

// urlsOf are the addresses of some defects' issues.
func urlsOf(o record.Overview, defects []record.Defect) urls {
	out := urls{map[string]string{}, map[[2]string]string{}}
	for _, s := range o.Syncs {
		out.jiras[s.Name] = s.Jira
	}
	for _, d := range defects {
		out.by[[2]string{d.Entry.Site, d.Entry.IssueKey}] = d.URL
	}
	return out
}
