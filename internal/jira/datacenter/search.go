package datacenter

import (
	"context"
	"net/http"

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

// Search returns all matching issues, or the first max of them. All are read in the
// order of their keys, which does not change under the reader as other orders do.
func (g *Gateway) Search(ctx context.Context, q jira.Query, max int) ([]jira.Issue, error) {
	names, err := g.Asked("search issues", q.Fields())
	if err != nil {
		return nil, err
	}
	size := searchPage
	if max == 0 {
		q = q.ByKey()
	} else if max < size {
		size = max
	}
	var issues []jira.Issue
	have := map[string]bool{}
	for start, back := 0, 0; ; {
		page, err := g.page(ctx, map[string]any{"jql": q.JQL(), "fields": names, "startAt": start, "maxResults": size})
		if err != nil {
			return nil, err
		}
		if start > 0 && (len(page.Issues) == 0 || !have[page.Issues[0].ID]) {
			if back++; back > stepsBack {
				return nil, &jira.Error{Kind: jira.Unavailable, Op: "search issues", Message: "the result changes faster than it can be read"}
			}
			start = pred(start, size)
			continue
		}
		for _, w := range page.Issues {
			if have[w.ID] {
				continue
			}
			have[w.ID] = true
			i, err := g.With("search issues", w, q.Fields())
			if err != nil {
				return nil, err
			}
			issues = append(issues, i)
		}
		if max > 0 && len(issues) >= max {
			return issues[:max], nil
		}
		end := start + len(page.Issues)
		if len(page.Issues) == 0 && page.Total > 0 {
			return nil, rest.Strange("search issues", "issues although it counts some")
		}
		if end >= page.Total {
			return issues, nil
		}
		start = succ(start, end)
	}
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

// succ is where the next page starts: a little before the end of this one, yet further
// on even where pages are tiny.
func succ(start, end int) int { return max(end-overlap, start+1) }

// pred is where to look again for what was missed.
func pred(start, size int) int { return max(0, start-size) }
