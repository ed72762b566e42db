package zephyrdc

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"slices"

	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// writer writes into the runs of one project.
type writer struct{ project *Project }

// ambiguous is the error of a test that Zephyr would not find.
func ambiguous(doing string, at place) error {
	return &source.Error{Kind: source.Refused, Doing: doing, Message: fmt.Sprintf("run %s has %s more than once, and Zephyr does not tell them apart", at.run, at.testCase),
		Cure: "give the tests different environments"}
}

// Backlink implements source.Backlinker. Zephyr changes the last result of a test, whichever
// that is: so a request is never repeated unseen, and its answer must name the result.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	at, err := locate(b.Ref)
	if err != nil {
		return "", err
	}
	now, there, err := w.project.look(ctx, at)
	switch {
	case err != nil:
		return "", err
	case !there:
		return source.Moot, nil
	}
	doing := fmt.Sprintf("link %s to result %s", b.Issue.Key, at)
	links := now.results[now.at].Links
	switch {
	case slices.Contains(keys(links), b.Issue.Key):
		return source.Present, nil
	case !now.last():
		return source.Moot, nil
	case !now.reachable(at):
		return "", ambiguous(doing, at)
	}
	path, q := at.path()
	var changed struct {
		ID tool.ID `json:"id"`
	}
	err = w.project.api.Do(ctx, tool.Call{Doing: doing, Endpoint: "testrun/{key}/testcase/{key}/testresult", Class: httpx.Create, Method: http.MethodPut, Path: path, Query: q, Subject: b.Ref,
		Body: map[string]any{"issueLinks": append(slices.Clone(links), tool.Text(b.Issue.Key))}, Out: &changed})
	if err == nil && changed.ID != "" && string(changed.ID) != at.result {
		err = &source.Error{Kind: source.Refused, Doing: doing, Message: fmt.Sprintf("Zephyr changed result %s instead, which was made meanwhile", changed.ID),
			Cure: "take the link off that result if it does not belong there"}
	}
	if err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// Retest implements source.Backlinker: it adds a result that nobody has executed.
func (w *writer) Retest(ctx context.Context, b source.Backlink) (source.Trace, error) {
	at, err := locate(b.Ref)
	if err != nil {
		return "", err
	}
	now, there, err := w.project.look(ctx, at)
	if err != nil {
		return "", err
	}
	if !there || now.run.closed() {
		return source.Moot, nil
	}
	doing := fmt.Sprintf("ask for %s again in %s", at.testCase, at.run)
	if trace := w.overtaken(now); trace != "" {
		return trace, nil
	}
	if !now.reachable(at) {
		return "", ambiguous(doing, at)
	}
	path, q := at.path()
	body := map[string]any{"status": notExecuted, "comment": html.EscapeString(b.Text)}
	if at.environment != "" {
		body["environment"] = at.environment
	}
	err = w.project.api.Do(ctx, tool.Call{Doing: doing, Endpoint: "testrun/{key}/testcase/{key}/testresult", Class: httpx.Create, Method: http.MethodPost, Path: path, Query: q, Subject: b.Ref, Body: body})
	if err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// overtaken says whether the test waits to be run again, or has been; "" if neither.
func (w *writer) overtaken(now present) source.Trace {
	trace, statuses := source.Trace(""), tool.NewStatuses(usual, w.project.cfg.Maps)
	for _, later := range now.results[now.at+1:] {
		if statuses.Outcome(string(later.Status)) != model.Pending {
			return source.Moot
		}
		trace = source.Present
	}
	return trace
}
