package qase

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"syncd/internal/httpx"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// writer writes into one project. Qase has no field for a foreign defect on a result, so
// that its comment gets a line.
type writer struct{ project *Project }

// place is a result as a Ref names it.
type place struct{ run, hash string }

// refs is the form of a Ref: nothing else may come into a path.
var refs = regexp.MustCompile(`^([0-9A-Za-z]+) in run ([0-9]+)$`)

// String is the place as a Ref, and as plans show it.
func (p place) String() string { return p.hash + " in run " + p.run }

// locate reads a Ref.
func locate(ref string) (place, error) {
	m := refs.FindStringSubmatch(ref)
	if m == nil {
		return place{}, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of Qase"}
	}
	return place{run: m[2], hash: m[1]}, nil
}

// Backlink implements source.Backlinker. Somebody who edits the comment between our reading
// and our writing, which are a moment apart, loses what was written: Qase has no way to
// write only if nothing has changed.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	at, err := locate(b.Ref)
	if err != nil {
		return "", err
	}
	row, err := w.project.readResult(ctx, at)
	switch {
	case source.KindOf(err) == source.NotFound:
		return source.Moot, nil
	case err != nil:
		return "", err
	}
	if _, keys := split(string(row.Comment)); slices.Contains(keys, b.Issue.Key) {
		return source.Present, nil
	}
	return w.comment(ctx, at, join(string(row.Comment), b.Issue), b.Issue.Key)
}

// comment replaces the comment of a result. It is sent again after 429 only, as the
// vendor's own client does.
func (w *writer) comment(ctx context.Context, at place, text, key string) (source.Trace, error) {
	p := w.project
	err := p.api.Do(ctx, tool.Call{Doing: fmt.Sprintf("name %s at result %s", key, at.hash), Endpoint: "v1/result/{code}/{run}/{hash}", Class: httpx.Create,
		Method: http.MethodPatch, Path: "v1/result/" + p.code + "/" + at.run + "/" + at.hash, Subject: at.hash, Body: map[string]any{"comment": text}})
	switch source.KindOf(err) {
	case source.NotFound:
		return source.Moot, nil
	case source.Refused:
		if closed, cerr := w.closed(ctx, at); cerr == nil && closed {
			return source.Moot, nil
		}
	}
	if err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// closed reports whether a run is closed or gone: a project may forbid to edit its results.
func (w *writer) closed(ctx context.Context, at place) (bool, error) {
	p := w.project
	r, err := get[wireRun](ctx, p.api, "read run "+at.run, "run/"+p.code+"/"+at.run, "run/{code}/{id}", nil)
	if source.KindOf(err) == source.NotFound {
		return true, nil
	}
	return r.closed(), err
}

// Retest implements source.Backlinker, and refuses: Qase has no status and no field that
// asks for a test to be run again. To set a result to in_progress would take its verdict
// away, and a new result would claim that somebody is at it.
func (w *writer) Retest(_ context.Context, b source.Backlink) (source.Trace, error) {
	return "", &source.Error{Kind: source.Refused, Doing: "ask for a retest of result " + b.Ref, Message: "Qase has no way to ask for one", Cure: "set write_back of this source to key"}
}
