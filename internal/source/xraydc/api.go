package xraydc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"syncd/internal/httpx"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	jiraAPI = "rest/api/2/"
	xrayAPI = "rest/raven/1.0/"
	// pageSize is how many runs are asked for at once: Xray refuses more than its maximum,
	// which is often 100.
	pageSize = 100
	// issuesPage is how many issues are asked for at once: 100 000 tests must be read within
	// the ten minutes of a collection. Jira gives a thousand, and fewer where an administrator
	// has it so.
	issuesPage = 500
	// deepest is how far into a search pages reach: Jira 11 refuses to go beyond 10 000.
	deepest = 9_000
)

// get reads from either API. template is the path for metrics.
func (a *api) get(ctx context.Context, doing, path, template string, query url.Values, out any) error {
	return a.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Path: path, Query: query, Out: out})
}

// write changes a run. Its answers are empty lists, or nothing at all.
func (a *api) write(ctx context.Context, doing, method, path, template, subject string, body any) error {
	return a.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Class: httpx.Idempotent, Method: method, Path: path, Subject: subject, Body: body})
}

// wirePage is a page of a search.
type wirePage struct {
	Total  tool.ID              `json:"total"`
	Issues tool.List[wireIssue] `json:"issues"`
}

// search finds all issues of a query, in the order of their keys, which does not change
// under the reader as others do. Each page begins with the last issue of the one before:
// only an issue that is seen again proves that none was passed over.
func (a *api) search(ctx context.Context, doing, jql, fields string) ([]wireIssue, error) {
	var out []wireIssue
	have := map[tool.ID]bool{}
	where, start, last, back := jql, 0, tool.ID(""), 0
	for {
		p, err := a.page(ctx, doing, where+" ORDER BY key ASC", fields, start, issuesPage)
		if err != nil {
			return nil, err
		}
		list := p.Issues.Items
		if last != "" && (len(list) == 0 || !have[list[0].ID]) {
			if back++; back > 20 {
				return nil, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the result changes faster than it can be read"}
			}
			start, last = max(0, start-issuesPage), ""
			continue
		}
		for _, i := range list {
			if !have[i.ID] {
				have[i.ID], out = true, append(out, i)
			}
		}
		end := start + len(list)
		if int64(end) >= p.Total.Int() {
			return out, nil
		}
		if len(list) == 0 {
			return nil, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "an empty page says that there are more; nothing of the list is believed"}
		}
		last = list[len(list)-1].ID
		start = max(end-1, start+1)
		if start == end {
			last = "" // pages of one
		}
		if start > deepest {
			where, start = jql+" AND key >= "+quote(string(list[len(list)-1].Key)), 0
		}
	}
}

// page reads one page of a search.
func (a *api) page(ctx context.Context, doing, jql, fields string, start, size int) (wirePage, error) {
	var p wirePage
	err := a.get(ctx, doing, jiraAPI+"search", "search", url.Values{"jql": {jql}, "fields": {fields}, "startAt": {fmt.Sprint(start)}, "maxResults": {fmt.Sprint(size)}}, &p)
	if err == nil && (!p.Issues.There || p.Total == "") {
		err = strange(doing, "issues")
	}
	return p, err
}

// runs reads the runs of an execution. Xray does not say how many there are: pages end with
// one that is empty, or that brings nothing new where it gives the whole list at once.
func (a *api) runs(ctx context.Context, execution string) ([]wireRun, error) {
	var out []wireRun
	have := map[tool.ID]bool{}
	for page := 1; ; page++ {
		list, err := a.runPage(ctx, execution, page)
		if err != nil {
			return nil, err
		}
		before := len(out)
		for _, r := range list {
			if r.ID == "" {
				return nil, &source.Error{Kind: source.Unavailable, Doing: "read the runs of " + execution, Message: "a run of the answer has no id, so that it cannot be told from others",
					Cure: "update Xray to a version that exports the ids of runs"}
			}
			if !have[r.ID] {
				have[r.ID], out = true, append(out, r)
			}
		}
		if len(out) == before {
			return out, nil
		}
	}
}

// runPage reads one page of runs. Who asks for more than the administrator allows is refused
// or given less; the words of a refusal are no promise, so it is asked without a size then.
func (a *api) runPage(ctx context.Context, execution string, page int) ([]wireRun, error) {
	doing := "read the runs of " + execution
	ask := func(sized bool) ([]wireRun, error) {
		query := url.Values{"testExecKey": {execution}, "page": {fmt.Sprint(page)}}
		if sized {
			query.Set("limit", fmt.Sprint(pageSize))
		}
		var list tool.List[wireRun]
		err := a.get(ctx, doing, xrayAPI+"testruns", "testruns", query, &list)
		if err == nil && !list.There {
			err = strange(doing, "runs")
		}
		return list.Items, err
	}
	if a.bare.Load() {
		return ask(false)
	}
	list, err := ask(true)
	if source.KindOf(err) != source.Refused || page > 1 {
		return list, err
	}
	if list, bare := ask(false); bare == nil {
		a.bare.Store(true)
		return list, nil
	}
	return nil, err
}

// wireStatus is a status of runs.
type wireStatus struct {
	Name string `json:"name"`
}

// statuses lists the statuses of runs.
func (a *api) statuses(ctx context.Context) ([]string, error) {
	const doing = "list the statuses"
	var list tool.List[wireStatus]
	err := a.get(ctx, doing, xrayAPI+"api/settings/teststatuses", "settings/teststatuses", nil, &list)
	if err == nil && (!list.There || len(list.Items) == 0) {
		err = strange(doing, "statuses")
	}
	if source.KindOf(err) == source.NotFound {
		err = &source.Error{Kind: source.NotFound, Doing: doing, Message: "this Jira has no Xray", Err: err,
			Cure: "see whether Xray is installed there, and whether url ends with the context path of the Jira"}
	}
	var out []string
	for _, s := range list.Items {
		out = append(out, s.Name)
	}
	return out, err
}

// strange is the error of an answer without what was asked for.
func strange(doing, what string) error {
	return &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer holds no list of " + what, Cure: "see whether url is the address of a Jira with Xray"}
}

// words takes Jira's own words out of a refusal. Xray's are plain text, which is told as it is.
func words(body []byte) string {
	var e struct {
		Messages []string             `json:"errorMessages"`
		Errors   map[string]tool.Text `json:"errors"`
		Message  tool.Text            `json:"message"`
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	out := e.Messages
	for _, text := range e.Errors {
		out = append(out, string(text))
	}
	if len(out) == 0 {
		out = append(out, string(e.Message))
	}
	return strings.Join(out, " ")
}

// quote writes a value of JQL so that it cannot be broken out of.
func quote(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// gone reports whether an issue is no more, or not for this account to see. That must be
// said by Jira itself: Xray answers 400 for what it does not know and for much else.
func (a *api) gone(ctx context.Context, id string) (bool, error) {
	err := a.get(ctx, "see whether issue "+id+" is still there", jiraAPI+"issue/"+url.PathEscape(id), "issue/{id}", url.Values{"fields": {"summary"}}, nil)
	if source.KindOf(err) == source.NotFound {
		return true, nil
	}
	return false, err
}

// run reads one run. The second result is false where there is none: Xray says so by 400,
// which is believed as long as it answers at all.
func (a *api) run(ctx context.Context, id string) (wireOne, bool, error) {
	doing := "read test run " + id
	var r wireOne
	err := a.get(ctx, doing, xrayAPI+"api/testrun/"+url.PathEscape(id), "testrun/{id}", nil, &r)
	switch source.KindOf(err) {
	case source.Refused, source.NotFound:
		_, err := a.statuses(ctx)
		return r, false, err
	}
	if err == nil && (r.ID == "" || r.Status == "") {
		err = strange(doing, "runs")
	}
	return r, err == nil, err
}

// addDefect makes a run name an issue beside those that it names.
func (a *api) addDefect(ctx context.Context, id, key string) error {
	return a.write(ctx, fmt.Sprintf("name %s at test run %s", key, id), http.MethodPost, xrayAPI+"api/testrun/"+url.PathEscape(id)+"/defect",
		"testrun/{id}/defect", key, []string{key})
}

// reset sets a run back to TODO.
func (a *api) reset(ctx context.Context, id string) error {
	return a.write(ctx, "ask for a retest of test run "+id, http.MethodPut, xrayAPI+"api/testrun/"+url.PathEscape(id), "testrun/{id}", id, map[string]string{"status": todoStatus})
}
