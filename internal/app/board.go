package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"syncd/internal/explain"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// historyMax is how many results the page of a case lists.
const historyMax = 200

// board is the house as pages read it.
type board struct {
	*House
	// status says of a sync whether it is at work and when it runs next.
	status func(sync string) (busy bool, next time.Time)
}

// found turns the store's word for "not there" into that of the read models.
func found(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %w", record.ErrNotFound, err)
	}
	return err
}

// Cycles lists cycles, newest first, from before the named one on.
func (b board) Cycles(ctx context.Context, sync, before string, limit int) ([]record.Cycle, error) {
	var at time.Time
	if before != "" {
		c, err := b.store.Cycle(ctx, before)
		if err != nil {
			return nil, found(err)
		}
		at = c.Started
	}
	return b.store.Cycles(ctx, sync, at, limit)
}

// Cycle returns one cycle with its plan.
func (b board) Cycle(ctx context.Context, id string) (record.Cycle, error) {
	c, err := b.store.Cycle(ctx, id)
	return c, found(err)
}

// Defects lists the rows of the ledger beside their issues, the open ones first.
func (b board) Defects(ctx context.Context) ([]record.Defect, error) {
	entries, err := b.store.Entries(ctx)
	if err != nil {
		return nil, err
	}
	issues, err := b.answers(ctx, entries)
	if err != nil {
		return nil, err
	}
	at, err := explain.Addresses(ctx, b.store, b.world.Load().cfg)
	if err != nil {
		return nil, err
	}
	out := make([]record.Defect, len(entries))
	for i, e := range entries {
		out[i] = b.defect(e, issues, at)
	}
	slices.SortStableFunc(out, func(x, y record.Defect) int { return y.Entry.CreatedAt.Compare(x.Entry.CreatedAt) })
	return out, nil
}

// defect puts a ledger row beside its issue.
func (b board) defect(e ledger.Entry, issues map[string]map[string]jira.Issue, at map[string]string) record.Defect {
	d := record.Defect{Entry: e, Issue: discreet(issues[e.Site][e.IssueID]), URL: explain.Browse(at[e.Site], e.IssueKey)}
	if len(at) > 1 {
		d.Jira = e.Site
	}
	return d
}

// answers are the issues that answer rows of the ledger, by site and id: few, beside all
// that is mirrored.
func (b board) answers(ctx context.Context, entries []ledger.Entry) (map[string]map[string]jira.Issue, error) {
	ids := map[string][]string{}
	for _, e := range entries {
		if e.IssueID != "" {
			ids[e.Site] = append(ids[e.Site], e.IssueID)
		}
	}
	out := map[string]map[string]jira.Issue{}
	for _, site := range siteNames(b.world.Load().cfg) {
		var err error
		if out[site], err = b.store.IssuesOf(ctx, site, ids[site]); err != nil {
			return nil, err
		}
		for id, i := range out[site] {
			out[site][id] = i.Told()
		}
	}
	return out, nil
}

// issues is the mirror of each site, by id, as pages may tell of it.
func (b board) issues(ctx context.Context) (map[string]map[string]jira.Issue, error) {
	out := map[string]map[string]jira.Issue{}
	for _, site := range siteNames(b.world.Load().cfg) {
		list, err := b.store.Mirror(ctx, site)
		if err != nil {
			return nil, err
		}
		out[site] = make(map[string]jira.Issue, len(list))
		for _, i := range list {
			out[site][i.ID] = i.Told()
		}
	}
	return out, nil
}

// Failing lists every failing case of every sync, in exactly one state each.
func (b board) Failing(ctx context.Context) ([]record.StateIn, error) {
	bySync, err := b.store.Failing(ctx)
	if err != nil {
		return nil, err
	}
	return inSyncs(b.Syncs(), bySync), nil
}

// Case returns one case with its lines, history, state and defects.
func (b board) Case(ctx context.Context, id model.CaseID) (record.CaseView, error) {
	view, err := b.store.Case(ctx, id, historyMax)
	if err != nil {
		return view, found(err)
	}
	failing, err := b.Failing(ctx)
	if err != nil {
		return view, err
	}
	view.States = slices.DeleteFunc(failing, func(s record.StateIn) bool { return s.Case != id })
	defects, err := b.Defects(ctx)
	if err != nil {
		return view, err
	}
	view.Defects = slices.DeleteFunc(defects, func(d record.Defect) bool { return d.Entry.Case != string(id) })
	_, view.Foreign = b.counting(view.Case.Source, view.Lines)
	if err := b.addKeys(ctx, &view); err != nil {
		return view, err
	}
	runs := make([]*model.Run, len(view.History))
	for i := range view.History {
		runs[i] = &view.History[i].Run
	}
	if err := b.nameVersions(ctx, runs...); err != nil {
		return view, err
	}
	return view, b.addWhy(ctx, &view)
}

// counting splits the lines of a case into those that some sync counts and the keys
// of those that none does.
func (b board) counting(source string, lines []model.Line) (counted []model.Line, foreign []model.LineKey) {
	w := b.world.Load()
	for _, l := range lines {
		counts := slices.ContainsFunc(w.order, func(name string) bool {
			m := w.syncs[name].mapping
			return slices.Contains(m.Sources, source) && m.Counting.Counts(l.LineKey)
		})
		if counts {
			counted = append(counted, l)
		} else {
			foreign = append(foreign, l.LineKey)
		}
	}
	return counted, foreign
}

// Story returns a story as the latest cycle that judged it saw it. Its key may begin with
// the name of its Jira, as in cloud:SHOP-1.
func (b board) Story(ctx context.Context, text string) (record.StoryView, error) {
	w := b.world.Load()
	site, key := w.cfg.Known(text)
	var view record.StoryView
	cycle, st, others, err := b.judged(ctx, w, site, key)
	if errors.Is(err, record.ErrNotFound) {
		return b.untested(ctx, site, key, err)
	}
	if err != nil {
		return view, err
	}
	at := w.syncs[cycle.Sync].site
	where, err := explain.Addresses(ctx, b.store, w.cfg)
	if err != nil {
		return view, err
	}
	view.Verdict, view.Sync, view.Others, view.URL = st, cycle.Sync, others, explain.Browse(where[at.Name], key)
	issues, err := b.issues(ctx)
	if err != nil {
		return view, err
	}
	for _, i := range issues[at.Name] {
		if i.Key == key {
			view.Issue = discreet(i)
		}
	}
	if err := b.plannedFor(ctx, at.Name, key, &view); err != nil {
		return view, err
	}
	if view.Cases, err = b.summaries(ctx, st.Cases, cycle.Plan.Failing); err != nil {
		return view, err
	}
	view.Defects, err = b.defectsOf(ctx, at.Name, key, st.Cases)
	return view, err
}

// judged finds the latest cycle of any sync that judged a story, in the one Jira that is
// named or in any, and where else a story has the same key.
func (b board) judged(ctx context.Context, w *world, site, key string) (record.Cycle, verdict.Story, []string, error) {
	var cycle record.Cycle
	var story verdict.Story
	found := map[string]bool{}
	for _, name := range w.order {
		at := w.syncs[name].site.Name
		if site != "" && site != at {
			continue
		}
		c, err := b.store.Judged(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return cycle, story, nil, err
		}
		i := slices.IndexFunc(c.Stories, func(s verdict.Story) bool { return s.Key == key })
		found[at] = found[at] || i >= 0
		if i >= 0 && c.Started.After(cycle.Started) {
			cycle, story = c, c.Stories[i]
		}
	}
	if cycle.ID == "" {
		return cycle, story, nil, fmt.Errorf("story %s: no test refers to it: %w", key, record.ErrNotFound)
	}
	var others []string
	for _, at := range siteNames(w.cfg) {
		if found[at] && at != w.syncs[cycle.Sync].site.Name {
			others = append(others, w.cfg.Qualified(at, key))
		}
	}
	return cycle, story, others, nil
}

// summaries lists cases with how those that fail stand.
func (b board) summaries(ctx context.Context, ids []model.CaseID, failing []plan.CaseState) ([]record.CaseSummary, error) {
	var out []record.CaseSummary
	for _, id := range ids {
		view, err := b.store.Case(ctx, id, 1)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s := record.CaseSummary{Case: view.Case}
		s.Lines, _ = b.counting(view.Case.Source, view.Lines)
		if i := slices.IndexFunc(failing, func(f plan.CaseState) bool { return f.Case == id }); i >= 0 {
			s.State = failing[i].String()
		}
		out = append(out, s)
	}
	return out, nil
}

// defectsOf lists the defects of a story's cases and those linked to it.
func (b board) defectsOf(ctx context.Context, site, key string, cases []model.CaseID) ([]record.Defect, error) {
	defects, err := b.Defects(ctx)
	return slices.DeleteFunc(defects, func(d record.Defect) bool {
		return d.Entry.Site != site || !slices.Contains(cases, model.CaseID(d.Entry.Case)) && !slices.Contains(d.Entry.Linked, key)
	}), err
}
