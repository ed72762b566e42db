package app

import (
	"context"
	"fmt"
	"slices"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// Runs lists test runs, newest first, and says of each whether it counts.
func (b board) Runs(ctx context.Context, f record.RunFilter) (record.RunPage, error) {
	page, err := b.store.Runs(ctx, f)
	if err != nil {
		return page, err
	}
	w, runs := b.world.Load(), make([]*model.Run, len(page.Runs))
	for i := range page.Runs {
		page.Runs[i].Foreign, runs[i] = w.foreign(page.Runs[i]), &page.Runs[i].Run
	}
	return page, b.nameVersions(ctx, runs...)
}

// Run returns one run with how the cases that failed in it stand now.
func (b board) Run(ctx context.Context, id model.RunID) (record.RunView, error) {
	view := record.RunView{States: map[plan.StateWord]int{}, Failures: []record.RunFailure{}}
	var err error
	if view.RunRow, err = b.store.RunRow(ctx, id); err != nil {
		return view, found(err)
	}
	view.Foreign = b.world.Load().foreign(view.RunRow)
	if err := b.nameVersions(ctx, &view.RunRow.Run); err != nil {
		return view, err
	}
	failed, err := b.store.FailedIn(ctx, id)
	if err != nil || len(failed) == 0 {
		return view, err
	}
	return view, b.addFailures(ctx, &view, failed)
}

// addFailures says who has the cases that failed in a run. A case that two syncs see fail
// is one.
func (b board) addFailures(ctx context.Context, view *record.RunView, failed []model.CaseID) error {
	now, err := b.Failing(ctx)
	if err != nil {
		return err
	}
	states := map[model.CaseID]record.StateIn{}
	for _, s := range now {
		if _, known := states[s.Case]; !known {
			states[s.Case] = s
		}
	}
	for _, id := range failed {
		f := record.RunFailure{Case: id, State: record.Over}
		if s, fails := states[id]; fails {
			f = record.RunFailure{Case: id, Title: s.Title, State: s.State, Issue: s.Issue, Sync: s.Sync, Stories: s.Stories}
		}
		view.States[f.State]++
		view.Failures = append(view.Failures, f)
	}
	record.SortFailures(view.Failures)
	view.Failures = view.Failures[:min(len(view.Failures), record.FailuresMost)]
	return b.nameCases(ctx, view.Failures)
}

// nameCases gives failures the titles of their cases, where they have none.
func (b board) nameCases(ctx context.Context, failures []record.RunFailure) error {
	var ids []model.CaseID
	for _, f := range failures {
		if f.Title == "" {
			ids = append(ids, f.Case)
		}
	}
	cases, err := b.store.CasesOf(ctx, ids)
	for i, f := range failures {
		if f.Title == "" {
			failures[i].Title = cases[f.Case].Title
		}
	}
	return err
}

// Results returns one page of the results of a run.
func (b board) Results(ctx context.Context, id model.RunID, f record.ResultFilter) (record.ResultPage, error) {
	return b.store.RunResults(ctx, id, f)
}

// foreign says why a run decides nothing, "" if some sync counts it.
func (w *world) foreign(r record.RunRow) string {
	read, why := false, ""
	for _, name := range w.order {
		m := w.syncs[name].mapping
		if !slices.Contains(m.Sources, r.Source) {
			continue
		}
		read = true
		switch {
		case !m.Counting.Counts(model.LineKey{Branch: r.Context.Branch}):
			why = fmt.Sprintf("branch %s does not count", r.Context.Branch)
		case m.View.Exclude != nil && m.View.Exclude(r.Run):
			why = "runs.exclude leaves it out"
		case len(r.Environments) > 0 && !slices.ContainsFunc(r.Environments, func(e record.EnvironmentCount) bool {
			return m.Counting.Counts(model.LineKey{Environment: e.Name})
		}):
			why = fmt.Sprintf("environment %s does not count", r.Environments[0].Name)
		default:
			return ""
		}
	}
	if !read {
		return "no sync uses its source"
	}
	return why
}
