package xraycloud

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

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
	if _, err := fmt.Sscanf(ref, "%s of %s in %s at %s", &at.run, &at.test, &at.execution, &at.at); err != nil || at.String() != ref {
		return place{}, &source.Error{Kind: source.Refused, Doing: "find result " + ref, Message: "it is no result of Xray"}
	}
	return at, nil
}

// now is a run as it is now.
type now struct {
	wireRun
	there bool
	todo  string // how the status is called in which runs wait
}

// present reads the run of a result as it is now.
func (p *Project) present(ctx context.Context, ref string) (now, error) {
	at, err := locate(ref)
	if err != nil {
		return now{}, err
	}
	q := question{doing: "read test run " + at.run, name: "getTestRunsById", text: runText, vars: map[string]any{"ids": []string{at.run}, "limit": 1, "start": 0},
		spare: spares([]string{"test"}, nil)}
	var answer struct {
		Page     page[wireRun]    `json:"page"`
		Statuses tool.List[named] `json:"statuses"`
	}
	err = p.api.ask(ctx, q, &answer)
	switch {
	case source.KindOf(err) == source.NotFound:
		return now{}, nil
	case err != nil:
		return now{}, err
	case !answer.Page.whole() || !answer.Statuses.There:
		return now{}, strange(q.doing, "list of runs")
	}
	for _, r := range answer.Page.Results.Items {
		if r.id() == at.run && r.status() != "" {
			return now{wireRun: r, there: true, todo: todo(answer.Statuses.Items)}, nil
		}
	}
	if answer.Page.Total.Int() > 0 {
		return now{}, strange(q.doing, "run of that id")
	}
	return now{}, nil
}

// todo finds how the status is called in which runs wait: its spelling is not the same
// everywhere.
func todo(list []named) string {
	for _, s := range list {
		if waits(string(s.Name)) {
			return string(s.Name)
		}
	}
	return "TO DO"
}

// waits reports whether a status is the one in which runs begin.
func waits(status string) bool {
	return strings.EqualFold(strings.NewReplacer(" ", "", "_", "").Replace(status), "todo")
}

// holds reports whether a run still holds the failure of a Ref: not set back, not finished
// at another time, and not edited into something better.
func (w *writer) holds(r now, ref string) bool {
	was, err := locate(ref)
	at := r.at()
	return err == nil && !at.IsZero() && stamp(at) == was.at && tool.NewStatuses(usual, w.project.cfg.Maps).Outcome(r.status()) == model.Failed
}

// Backlink implements source.Backlinker. It names the issue only while the run holds the
// result: a run keeps its defects when it is executed again, and a pass must not name one.
func (w *writer) Backlink(ctx context.Context, b source.Backlink) (source.Trace, error) {
	r, err := w.project.present(ctx, b.Ref)
	switch {
	case err != nil:
		return "", err
	case !r.there:
		return source.Moot, nil
	case slices.Contains(r.refs(), b.Issue.Key) || b.Issue.ID != "" && slices.Contains(r.refs(), model.IDRef(b.Issue.ID)):
		return source.Present, nil
	case !w.holds(r, b.Ref):
		return source.Moot, nil
	}
	return w.project.add(ctx, r.id(), b.Issue)
}

// add makes a run name an issue beside those that it names.
func (p *Project) add(ctx context.Context, run string, issue source.Issue) (source.Trace, error) {
	name := issue.ID
	if name == "" {
		name = issue.Key
	}
	q := question{doing: "name " + issue.Key + " at test run " + run, name: "addDefectsToTestRun", text: addText, subject: issue.Key,
		vars: map[string]any{"run": run, "issues": []string{name}}}
	var answer struct {
		Done *struct {
			Added    []tool.Text `json:"addedDefects"`
			Warnings []tool.Text `json:"warnings"`
		} `json:"done"`
	}
	switch err := p.api.ask(ctx, q, &answer); {
	case err != nil:
		return "", err
	case answer.Done == nil:
		return "", unsure(q.doing)
	case len(answer.Done.Added) == 0 && len(answer.Done.Warnings) > 0:
		return "", &source.Error{Kind: source.Refused, Doing: q.doing, Message: shorten(string(answer.Done.Warnings[0])),
			Cure: "see whether the user of the API key sees the issue, and whether this Xray lives in the Jira of the sync"}
	}
	return source.Wrote, nil
}

// unsure is the error of a write whose answer does not say what was done.
func unsure(doing string) error {
	return &source.Error{Kind: source.Unknown, Doing: doing, Message: "the answer does not say what was done"}
}

// Retest implements source.Backlinker. Setting a run back is how testers ask for it; it
// erases the result in Xray, so it is done only while the run still failed as it was read.
func (w *writer) Retest(ctx context.Context, b source.Backlink) (source.Trace, error) {
	r, err := w.project.present(ctx, b.Ref)
	switch {
	case err != nil:
		return "", err
	case r.there && waits(r.status()):
		return source.Present, nil
	case !r.there, !w.holds(r, b.Ref):
		return source.Moot, nil
	}
	q := question{doing: "ask for a retest of test run " + r.id(), name: "updateTestRunStatus", text: statusText, subject: r.id(),
		vars: map[string]any{"run": r.id(), "status": r.todo}}
	var answer struct {
		Done *tool.Text `json:"done"`
	}
	switch err := w.project.api.ask(ctx, q, &answer); {
	case err != nil:
		return "", err
	case answer.Done == nil:
		return "", unsure(q.doing)
	}
	return source.Wrote, nil
}

// Named implements source.Asker.
func (p *Project) Named(ctx context.Context, ref string) ([]string, error) {
	r, err := p.present(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !r.there {
		return nil, &source.Error{Kind: source.NotFound, Doing: "read result " + ref, Message: "it is no more"}
	}
	return r.refs(), nil
}
