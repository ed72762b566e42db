package zephyrdc

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// writer writes into the runs of one project.
type writer struct{ project *Project }

// place is a result as a Ref names it.
type place struct {
	result string
	spot
	run string
}

// String is the place as a Ref, and as plans show it.
func (p place) String() string {
	text := fmt.Sprintf("%s of %s in %s", p.result, p.testCase, p.run)
	if p.environment != "" {
		text += " on " + p.environment
	}
	return text
}

var (
	// caseKey is how keys of test cases look.
	caseKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-[A-Z]+[0-9]+$`)
	// refForm is how a Ref looks.
	refForm = regexp.MustCompile(`^([1-9][0-9]*) of ([A-Z][A-Z0-9_]+-[A-Z]+[0-9]+) in ([A-Z][A-Z0-9_]+-[A-Z]+[0-9]+)(?: on (.+))?$`)
)

// locate reads a Ref.
func locate(ref string) (place, error) {
	m := refForm.FindStringSubmatch(ref)
	if m == nil {
		return place{}, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of Zephyr Scale"}
	}
	return place{m[1], spot{m[2], m[4]}, m[3]}, nil
}

// present is the run of a result as it is now.
type present struct {
	run     wireRun
	results []wireResult // of the result's test, the oldest first
	at      int          // where among them the result is; -1 where it is no more
}

// look reads the run of a result; false where that is gone.
func (p *Project) look(ctx context.Context, at place) (present, bool, error) {
	run, err := p.api.run(ctx, at.run)
	if source.KindOf(err) == source.NotFound {
		return present{}, false, nil
	}
	if err != nil {
		return present{}, false, err
	}
	list, _, err := p.api.results(ctx, at.run, false)
	if err != nil {
		return present{}, false, err
	}
	spots := spotsOf(run.Items.Items)
	out := present{run: run}
	for _, w := range list {
		if spots.spot(w) == at.spot {
			out.results = append(out.results, w)
		}
	}
	out.at = slices.IndexFunc(out.results, func(w wireResult) bool { return string(w.ID) == at.result })
	return out, out.at >= 0, nil
}

// last reports whether nothing followed the result.
func (p present) last() bool { return p.at == len(p.results)-1 }

// reachable reports whether Zephyr would find the test of the result: it takes the first one
// of the case and environment, or of the case where no environment is named.
func (p present) reachable(at place) bool {
	n := 0
	for _, i := range p.run.Items.Items {
		if string(i.Case) == at.testCase && (at.environment == "" || string(i.Environment) == at.environment) {
			n++
		}
	}
	return n == 1
}

// path is where the results of a test are written, and the query that says which.
func (at place) path() (string, url.Values) {
	q := url.Values{}
	if at.environment != "" {
		q.Set("environment", at.environment)
	}
	return zephyrAPI + "testrun/" + url.PathEscape(at.run) + "/testcase/" + url.PathEscape(at.testCase) + "/testresult", q
}

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
	statuses, waits := tool.NewStatuses(usual, w.project.cfg.Maps), false
	for _, later := range now.results[now.at+1:] {
		if statuses.Outcome(string(later.Status)) != model.Pending {
			return source.Moot, nil // it has been run again
		}
		waits = true
	}
	switch {
	case waits:
		return source.Present, nil
	case !now.reachable(at):
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
