package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/explain"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// tracePage is how many stories a trace reads at once.
const tracePage = 500

// Trace tells each thread from a story of a scope over its tests to what they last said
// and who has it, in the order of the stories. It knows of results what a cycle would now.
func (b board) Trace(ctx context.Context, v record.ScopeView, each func(record.Trace) error) error {
	return b.reviews().trace(ctx, v, each)
}

// trace is Trace.
func (r reviews) trace(ctx context.Context, v record.ScopeView, each func(record.Trace) error) error {
	t, err := r.tracer(ctx, v.Readiness)
	if err != nil {
		return err
	}
	for f := (record.MemberFilter{Limit: tracePage}); ; {
		page, err := r.store.Members(ctx, record.NameOf(v.Readiness), f)
		if err != nil {
			return err
		}
		for _, m := range page.Members {
			for _, thread := range t.threads(m) {
				if err := each(thread); err != nil {
					return err
				}
			}
		}
		if f.After = page.Next; f.After == 0 {
			return nil
		}
	}
}

// tracer knows the tests of each story and who has those that fail.
type tracer struct {
	byStory map[string][]verdict.Subject
	runs    map[model.RunID]model.Run
	states  map[model.CaseID]plan.CaseState
}

// tracer reads what a cycle of the scope's sync would judge from.
func (r reviews) tracer(ctx context.Context, scope readiness.Readiness) (tracer, error) {
	t := tracer{byStory: map[string][]verdict.Subject{}, states: map[model.CaseID]plan.CaseState{}}
	s, ok := r.cfg.Sync(scope.Sync)
	if !ok {
		return t, fmt.Errorf("sync %s is not configured any more", scope.Sync)
	}
	m, err := compile(r.cfg, s)
	if err != nil {
		return t, fmt.Errorf("build sync %s: %w", s.Name, err)
	}
	view, err := r.viewFor(ctx, m, scope)
	if err != nil {
		return t, err
	}
	w, err := r.store.World(ctx, view)
	if err != nil {
		return t, err
	}
	site := r.cfg.SiteOf(s).Name
	mirror, err := r.store.Mirror(ctx, site)
	if err != nil {
		return t, err
	}
	issues := make(map[string]jira.Issue, len(mirror))
	for _, i := range mirror {
		issues[i.ID] = i
	}
	keys, err := explain.Understood(ctx, r.store, site, m.Keys, w, issues)
	if err != nil {
		return t, err
	}
	for _, subject := range verdict.Subjects(w, m.Counting, keys) {
		for _, key := range subject.Stories {
			t.byStory[key] = append(t.byStory[key], subject)
		}
	}
	if m.Releases.Versions, err = reconcile.KnownVersions(ctx, r.store, site, m.Keys.Projects); err != nil {
		return t, err
	}
	t.runs = m.Releases.NameRuns(w.Runs)
	failing, err := r.store.Failing(ctx)
	for _, f := range failing[s.Name] {
		t.states[f.Case] = f
	}
	return t, err
}

// viewFor is how a sync looks at the results of a scope: at those of its own version alone,
// where the configuration says so.
func (r reviews) viewFor(ctx context.Context, m reconcile.Mapping, scope readiness.Readiness) (model.View, error) {
	view := m.View
	view.Now = r.now
	if !m.OwnVersion || scope.Kind != readiness.Release {
		return view, nil
	}
	versions, err := reconcile.KnownVersions(ctx, r.store, r.site(scope.Sync), []string{scope.Project})
	if err != nil {
		return view, err
	}
	releases, excluded := m.Releases, view.Exclude
	releases.Versions = versions
	view.Exclude = func(run model.Run) bool {
		v, ok := releases.Of(scope.Project, run)
		return !ok || v.ID != scope.ID || excluded != nil && excluded(run)
	}
	return view, nil
}

// threads are those of one story: one for each line of its tests that has a result.
func (t tracer) threads(m readiness.Member) []record.Trace {
	var out []record.Trace
	for _, s := range t.byStory[m.Key] {
		if s.Retired != nil {
			continue
		}
		base := record.Trace{Story: m, Case: string(s.Case.ID), Title: s.Case.Title, Source: s.Case.Source}
		if len(s.Lines) == 0 {
			out = append(out, base)
		}
		for _, l := range s.Lines {
			out = append(out, t.thread(base, l))
		}
	}
	if len(out) == 0 {
		out = append(out, record.Trace{Story: m})
	}
	slices.SortStableFunc(out, func(a, b record.Trace) int { return strings.Compare(a.Title, b.Title) })
	return out
}

// thread is one line of a test: its deciding result, or the latest where none decides.
func (t tracer) thread(th record.Trace, l model.Line) record.Trace {
	point := l.Deciding
	if point.Run == "" {
		point = l.Last
	}
	run := t.runs[point.Run]
	th.Environment, th.Row, th.Branch = l.Environment, l.Row, l.Branch
	th.Run, th.RunName, th.Build, th.Version, th.RunURL = string(point.Run), run.Name, run.Context.Build, run.Context.Version, run.Context.URL
	th.Outcome, th.Finished = string(point.Outcome), point.Finished
	if state, fails := t.states[model.CaseID(th.Case)]; fails && l.Failing() {
		th.State, th.Defect = state.String(), state.Issue
	}
	return th
}
