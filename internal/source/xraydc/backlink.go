package xraydc

import (
	"context"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// todoStatus is Xray's own status for a test that waits to be run.
const todoStatus = "TODO"

// writer writes into the runs of one project.
type writer struct{ project *Project }

// present reads the run of a result as it is now. The second result is false where it is
// gone.
func (w *writer) present(ctx context.Context, ref string) (wireOne, bool, error) {
	id, _, ok := strings.Cut(ref, "@")
	if !ok || tool.ID(id).Int() < 1 {
		return wireOne{}, false, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of Xray"}
	}
	return w.project.api.run(ctx, id)
}

// unchanged reports whether a run still holds the result of a Ref: not set back, and not
// finished at another time.
func unchanged(r wireOne, ref string) bool {
	at := when(r.Started, r.Finished)
	return !at.IsZero() && stamp(r.ID, at) == ref
}

// Backlink implements source.Backlinker. It names the issue only while the run holds the
// result: a run keeps its defects when it is executed again, and a pass must not name one.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	r, there, err := w.present(ctx, b.Ref)
	switch {
	case err != nil:
		return "", err
	case !there:
		return source.Moot, nil
	}
	named := refs(r.Defects)
	if slices.Contains(named, b.Issue.Key) || slices.ContainsFunc(r.Defects, func(d wireDefect) bool { return string(d.ID) == b.Issue.ID && b.Issue.ID != "" }) {
		return source.Present, nil
	}
	if !unchanged(r, b.Ref) {
		return source.Moot, nil
	}
	if err := w.project.api.addDefect(ctx, string(r.ID), b.Issue.Key); err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// Retest implements source.Backlinker. Setting a run back to TODO is how testers ask for it;
// it erases the result in Xray, so it is done only while the run still failed as it was read.
func (w *writer) Retest(ctx context.Context, b source.Backlink) (source.Trace, error) {
	r, there, err := w.present(ctx, b.Ref)
	switch {
	case err != nil:
		return "", err
	case there && strings.EqualFold(string(r.Status), todoStatus):
		return source.Present, nil
	case !there, !unchanged(r, b.Ref), !w.failed(string(r.Status)):
		return source.Moot, nil
	}
	if err := w.project.api.reset(ctx, string(r.ID)); err != nil {
		return "", err
	}
	return source.Wrote, nil
}

// failed reports whether a status counts as a failure.
func (w *writer) failed(status string) bool {
	return tool.NewStatuses(usual, w.project.cfg.Maps).Outcome(status) == model.Failed
}
