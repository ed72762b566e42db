package xraydc

import (
	"context"
	"fmt"
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

// place is a result as a Ref names it: a run, and the time that tells it from others of the
// run. The keys are for people.
type place struct{ run, test, execution, at string }

// String is the place as a Ref, and as plans show it.
func (p place) String() string {
	return fmt.Sprintf("%s of %s in %s at %s", p.run, p.test, p.execution, p.at)
}

// locate reads a Ref.
func locate(ref string) (place, error) {
	var at place
	if _, err := fmt.Sscanf(ref, "%s of %s in %s at %s", &at.run, &at.test, &at.execution, &at.at); err != nil || at.String() != ref || tool.ID(at.run).Int() < 1 {
		return place{}, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of Xray"}
	}
	return at, nil
}

// present reads the run of a result as it is now. The second result is false where it is
// gone.
func (p *Project) present(ctx context.Context, ref string) (wireOne, bool, error) {
	at, err := locate(ref)
	if err != nil {
		return wireOne{}, false, err
	}
	return p.api.run(ctx, at.run)
}

// holds reports whether a run still holds the failure of a Ref: not set back, not finished
// at another time, and not edited into something better.
func (w *writer) holds(r wireOne, ref string) bool {
	was, err := locate(ref)
	at := r.at()
	return err == nil && !at.IsZero() && stamp(at) == was.at && tool.NewStatuses(usual, w.project.cfg.Maps).Outcome(string(r.Status)) == model.Failed
}

// Backlink implements source.Backlinker. It names the issue only while the run holds the
// result: a run keeps its defects when it is executed again, and a pass must not name one.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	r, there, err := w.project.present(ctx, b.Ref)
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
	if !w.holds(r, b.Ref) {
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
	r, there, err := w.project.present(ctx, b.Ref)
	switch {
	case err != nil:
		return "", err
	case there && strings.EqualFold(string(r.Status), todoStatus):
		return source.Present, nil
	case !there, !w.holds(r, b.Ref):
		return source.Moot, nil
	}
	if err := w.project.api.reset(ctx, string(r.ID)); err != nil {
		return "", err
	}
	return source.Wrote, nil
}
