package datacenter

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// How a search is paged. A page may hold fewer issues than asked for, if an
// administrator has it so. Each page begins with a few issues of the one before: rows
// move when people work, and only an issue that is seen again proves that none was
// passed over.
const (
	searchPage = 100
	overlap    = 5
	stepsBack  = 20 // so often a page may be missed before the search is given up
)

// wirePage is a page of a search.
type wirePage struct {
	Total  int          `json:"total"`
	Issues []rest.Issue `json:"issues"`
}

// Search returns all matching issues, or the first most of them. All are read in the
// order of their keys, which does not change under the reader as other orders do.
func (g *Gateway) Search(ctx context.Context, q jira.Query, most int) ([]jira.Issue, error) {
	names, err := g.Asked("search issues", q.Fields())
	if err != nil {
		return nil, err
	}
	size := searchPage
	if most == 0 {
		q = q.ByKey()
	} else {
		size = min(size, most)
	}
	r := result{gateway: g, fields: q.Fields(), have: map[string]bool{}}
	for start, back, shared := 0, 0, false; ; {
		page, err := g.page(ctx, map[string]any{"jql": q.JQL(), "fields": names, "startAt": start, "maxResults": size})
		if err != nil {
			return nil, err
		}
		if shared && !r.follows(page) {
			if back++; back > stepsBack {
				return nil, &jira.Error{Kind: jira.Unavailable, Op: "search issues", Message: "the result changes faster than it can be read"}
			}
			start = max(0, start-size)
			shared = start > 0
			continue
		}
		if err := r.take(page); err != nil {
			return nil, err
		}
		end := start + len(page.Issues)
		if most > 0 && len(r.issues) >= most {
			return g.inscribed(ctx, r.issues[:most], q.Labels())
		}
		if end >= page.Total {
			return g.inscribed(ctx, r.issues, q.Labels())
		}
		// A little before the end of this page, yet further on even where pages are tiny.
		start = max(end-overlap, start+1)
		shared = start < end
	}
}

// result is what a search has found so far.
type result struct {
	gateway *Gateway
	fields  []jira.Field
	have    map[string]bool
	issues  []jira.Issue
}

// follows reports whether a page begins with an issue that is known, so that none is
// missing between them.
func (r *result) follows(p wirePage) bool { return len(p.Issues) > 0 && r.have[p.Issues[0].ID] }

// take adds the issues of a page that are new.
func (r *result) take(p wirePage) error {
	if len(p.Issues) == 0 && p.Total > 0 {
		return rest.Strange("search issues", "issues although it counts some")
	}
	for _, w := range p.Issues {
		if r.have[w.ID] {
			continue
		}
		i, err := r.gateway.With("search issues", w, r.fields)
		if err != nil {
			return err
		}
		r.have[w.ID] = true
		r.issues = append(r.issues, i)
	}
	return nil
}

// inscribed adds the entity property to the issues that carry one of the labels. A
// search does not bring it, so each is asked for; ours are few beside what they are
// found among, and only those that were changed of late are found again.
func (g *Gateway) inscribed(ctx context.Context, issues []jira.Issue, labels []string) ([]jira.Issue, error) {
	var ours []int
	for n, i := range issues {
		if slices.ContainsFunc(labels, i.Has) {
			ours = append(ours, n)
		}
	}
	query := url.Values{"fields": {"summary"}, "properties": {rest.PropertyKey}}
	err := each(ctx, len(ours), func(ctx context.Context, n int) error {
		w, err := g.patiently(ctx, issues[ours[n]].ID, query)
		if err != nil || w == nil { // gone since it was found
			return err
		}
		i, err := g.With("search issues", *w, nil)
		issues[ours[n]].Property = i.Property
		return err
	})
	if err != nil {
		return nil, err
	}
	return issues, nil
}

// page asks for one page.
func (g *Gateway) page(ctx context.Context, body map[string]any) (wirePage, error) {
	var page wirePage
	err := g.Do(ctx, rest.Call{Doing: "search issues", Endpoint: "search", Class: httpx.Safe,
		Method: http.MethodPost, Path: "search", Body: body, Out: &page})
	if err == nil && page.Issues == nil {
		err = rest.Strange("search issues", "list of issues")
	}
	return page, err
}
