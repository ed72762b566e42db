package zephyrdc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	zephyrAPI = "rest/atm/1.0/"
	jiraAPI   = "rest/api/2/"
	// pageSize is how many cases or runs are asked for at once: what Zephyr gives of itself.
	pageSize = 200
	// resultsPage is how many results are asked for at once, where there are pages of them.
	resultsPage = 1000
)

// api is Zephyr's API, and Jira's beside it.
type api struct{ *tool.Client }

// get reads from either API. template is the path for metrics.
func (a *api) get(ctx context.Context, doing, path, template string, query url.Values, out any) error {
	return a.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Path: path, Query: query, Out: out})
}

// keyed is what a search finds.
type keyed interface{ key() string }

// page reads the page of a search that begins at a place. Zephyr gives bare lists, which do
// not say whether there are more; pages may be smaller than asked for.
func page[T keyed](ctx context.Context, a *api, doing, things, query, fields string, start int) ([]T, error) {
	var list tool.List[T]
	path := zephyrAPI + things + "/search"
	err := a.get(ctx, doing, path, things+"/search", url.Values{"query": {query}, "fields": {fields}, "startAt": {strconv.Itoa(start)}, "maxResults": {strconv.Itoa(pageSize)}}, &list)
	switch {
	case source.KindOf(err) == source.NotFound:
		err = &source.Error{Kind: source.NotFound, Doing: doing, Message: "this Jira has no Zephyr Scale", Err: err,
			Cure: "see whether it is installed there, and whether url ends with the context path of the Jira"}
	case err == nil && !list.There:
		err = strange(doing, "a list")
	}
	for _, t := range list.Items {
		if err == nil && t.key() == "" {
			err = strange(doing, "keys")
		}
	}
	return list.Items, err
}

// all reads a search to its end: the first page that brings nothing new.
func all[T keyed](ctx context.Context, a *api, doing, things, query, fields string) ([]T, error) {
	var out []T
	have := map[string]bool{}
	for start := 0; ; {
		list, err := page[T](ctx, a, doing, things, query, fields, start)
		if err != nil {
			return nil, err
		}
		before := len(out)
		for _, t := range list {
			if !have[t.key()] {
				have[t.key()], out = true, append(out, t)
			}
		}
		if len(out) == before {
			return out, nil
		}
		start += len(list)
	}
}

// run reads a run with its tests.
func (a *api) run(ctx context.Context, key string) (wireRun, error) {
	doing := "read run " + key
	var r wireRun
	err := a.get(ctx, doing, zephyrAPI+"testrun/"+url.PathEscape(key), "testrun/{key}", nil, &r)
	if err == nil && (string(r.Key) != key || !r.Items.There && r.Cases.Int() > 0) {
		err = strange(doing, "the run with its tests")
	}
	return r, err
}

// results reads the results of a run that is there, the oldest first. The second result
// says that this build has no pages of them.
func (a *api) results(ctx context.Context, key string, noPages bool) ([]wireResult, bool, error) {
	doing := "read the results of run " + key
	path := zephyrAPI + "testrun/" + url.PathEscape(key) + "/testresults"
	if !noPages {
		list, err := a.pagedResults(ctx, doing, path+"/page")
		if kind := source.KindOf(err); kind != source.NotFound && kind != source.Refused {
			return sorted(list), false, err
		}
	}
	var list tool.List[wireResult]
	err := a.get(ctx, doing, path, "testrun/{key}/testresults", nil, &list)
	if err == nil && !list.There {
		err = strange(doing, "results")
	}
	return sorted(list.Items), true, err
}

// wirePage is a page of results.
type wirePage struct {
	Total  tool.ID               `json:"total"`
	Values tool.List[wireResult] `json:"values"`
}

// pagedResults reads the results of a run page by page.
func (a *api) pagedResults(ctx context.Context, doing, path string) ([]wireResult, error) {
	var out []wireResult
	have := map[tool.ID]bool{}
	for start := 0; ; {
		var p wirePage
		err := a.get(ctx, doing, path, "testrun/{key}/testresults/page", url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {strconv.Itoa(resultsPage)}}, &p)
		if err == nil && !p.Values.There {
			err = strange(doing, "results")
		}
		if err != nil {
			return nil, err
		}
		before := len(out)
		for _, r := range p.Values.Items {
			if !have[r.ID] {
				have[r.ID], out = true, append(out, r)
			}
		}
		start += len(p.Values.Items)
		switch {
		case p.Total != "" && int64(start) >= p.Total.Int():
			return out, nil
		case len(out) == before && p.Total != "":
			return nil, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "a page that brings nothing says that there are more; nothing of the list is believed"}
		case len(out) == before:
			return out, nil
		}
	}
}

// strange is the error of an answer without what was asked for.
func strange(doing, what string) error {
	return &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer does not hold " + what, Cure: "see whether url is the address of a Jira with Zephyr Scale"}
}

// words takes Zephyr's own words out of a refusal; Jira's have the same form.
func words(body []byte) string {
	var e struct {
		Messages []tool.Text `json:"errorMessages"`
		Message  tool.Text   `json:"message"`
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	var out []string
	for _, m := range append(e.Messages, e.Message) {
		if m != "" {
			out = append(out, string(m))
		}
	}
	return strings.Join(out, " ")
}

// inProject is the query for all things of the project.
func (p *Project) inProject() string { return fmt.Sprintf(`projectKey = "%s"`, p.cfg.Project) }
