package testrail

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/source"
)

// retest is TestRail's own status for it.
const retest = 4

// writer writes into one project. By the ladder that TestRail offers: the result itself is
// edited; where that is not to be had, a row without a status is added.
type writer struct {
	project *Project
	noEdit  atomic.Bool // this instance does not know how to edit results
}

// place is a result as a Ref names it.
type place struct{ run, test, result string }

// String is the place as a Ref, and as plans show it.
func (p place) String() string { return fmt.Sprintf("%s of T%s in R%s", p.result, p.test, p.run) }

// locate reads a Ref.
func locate(ref string) (place, error) {
	var at place
	if _, err := fmt.Sscanf(ref, "%s of T%s in R%s", &at.result, &at.test, &at.run); err != nil || at.String() != ref {
		return place{}, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of TestRail"}
	}
	return at, nil
}

// rows reads what stands at the test of a result, the oldest first, and where among it the
// result is; -1 where it is no more.
func (w *writer) rows(ctx context.Context, at place) ([]wireResult, int, error) {
	rows, err := all[wireResult](ctx, w.project.api, "read the results of test T"+at.test, "get_results/"+at.test, "get_results/{test}", "results")
	if err != nil {
		return nil, -1, err
	}
	sortRows(rows)
	return rows, slices.IndexFunc(rows, func(r wireResult) bool { return string(r.ID) == at.result }), nil
}

// Backlink implements source.Backlinker.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	at, err := locate(b.Ref)
	if err != nil {
		return "", err
	}
	rows, i, err := w.rows(ctx, at)
	if source.KindOf(err) == source.NotFound {
		return source.Moot, nil
	}
	if err != nil {
		return "", err
	}
	if i < 0 {
		return source.Moot, nil
	}
	for _, r := range of(rows, i) {
		if slices.Contains(model.Keys(strings.ToUpper(string(r.Defects))), b.Issue.Key) {
			return source.Present, nil
		}
	}
	if !w.noEdit.Load() {
		if edited, err := w.edit(ctx, at, string(rows[i].Defects), b); edited || err != nil {
			return source.Wrote, err
		}
	}
	if later(rows, i) {
		return source.Moot, nil // a row that is added now would speak of the later result
	}
	return w.add(ctx, at, map[string]any{"defects": b.Issue.Key, "comment": b.Text}, b.Issue.Key)
}

// of returns a result with the rows that add to it.
func of(rows []wireResult, i int) []wireResult {
	end := i + 1
	for end < len(rows) && rows[end].Status == "" {
		end++
	}
	return rows[i:end]
}

// later reports whether the test has a later result.
func later(rows []wireResult, i int) bool {
	return slices.ContainsFunc(rows[i+1:], func(r wireResult) bool { return r.Status != "" })
}

// edit adds the key to what the result names. It reports false where that is not possible:
// older versions do not know the method. All else that forbids it is of this result: a setting
// of the site says for how long results may be edited, and a role whether those of others may
// (docs.testrail.techmatrix.jp, "Edit test results").
func (w *writer) edit(ctx context.Context, at place, names string, b source.Backlink) (bool, error) {
	defects := strings.Trim(strings.TrimSpace(names), ", ")
	if defects != "" {
		defects += ", "
	}
	err := w.project.api.post(ctx, fmt.Sprintf("name %s at result %s of test T%s", b.Issue.Key, at.result, at.test), "edit_result/"+at.result,
		"edit_result/{id}", httpx.Idempotent, map[string]any{"defects": defects + b.Issue.Key}, nil)
	var e *source.Error
	switch {
	case err == nil:
		return true, nil
	case !errors.As(err, &e):
		return false, err
	case e.Status == http.StatusNotFound:
		w.noEdit.Store(true)
		return false, nil
	case e.Kind == source.NotFound, e.Kind == source.Refused: // its run is completed, or it is too old, or not ours to edit
		return false, nil
	}
	return false, err
}

// add adds a row to the test.
func (w *writer) add(ctx context.Context, at place, row map[string]any, key string) (source.Trace, error) {
	err := w.project.api.post(ctx, fmt.Sprintf("add %s to test T%s", key, at.test), "add_result/"+at.test, "add_result/{test}", httpx.Create, row, nil)
	if source.KindOf(err) == source.Refused || source.KindOf(err) == source.NotFound {
		if closed, cerr := w.closed(ctx, at); cerr == nil && closed {
			return source.Moot, nil
		}
	}
	if err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// closed reports whether a run is completed or gone: nothing can be written to it.
func (w *writer) closed(ctx context.Context, at place) (bool, error) {
	var r wireRun
	err := w.project.api.get(ctx, "read run R"+at.run, "get_run/"+at.run, "get_run/{id}", &r)
	if source.KindOf(err) == source.NotFound {
		return true, nil
	}
	return bool(r.Completed), err
}

// Retest implements source.Backlinker.
func (w *writer) Retest(ctx context.Context, b source.Backlink) (source.Trace, error) {
	at, err := locate(b.Ref)
	if err != nil {
		return "", err
	}
	rows, i, err := w.rows(ctx, at)
	if source.KindOf(err) == source.NotFound {
		return source.Moot, nil
	}
	if err != nil {
		return "", err
	}
	if i < 0 {
		return source.Moot, nil
	}
	for _, r := range rows[i+1:] {
		switch r.Status.Int() {
		case 0:
		case retest:
			return source.Present, nil
		default:
			return source.Moot, nil // it has been run again
		}
	}
	return w.add(ctx, at, map[string]any{"status_id": retest, "comment": b.Text}, "a retest")
}
