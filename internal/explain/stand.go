package explain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// stand says how the case stands: as the last cycle found it, where it failed.
func (e *explainer) stand(in *record.WhyIn, m reconcile.Mapping, s verdict.Subject, cycle record.Cycle, keys []string) {
	i := slices.IndexFunc(cycle.Plan.Failing, func(f plan.CaseState) bool { return f.Case == s.Case.ID })
	passing := slices.ContainsFunc(s.Lines, model.Line.Passing)
	switch {
	case i >= 0 && in.When != nil:
		f := cycle.Plan.Failing[i]
		in.State, in.Detail, in.Release = f.String(), f.Detail, strings.ReplaceAll(f.Release(), "CASE", string(s.Case.ID))
	case cycle.ID == "":
		in.State, in.Detail, in.Release = record.StandUnjudged, "no cycle of this sync has judged anything", "`syncd plan`, which writes nothing"
	case in.When != nil:
		in.State, in.Detail, in.Release = record.StandFails, "the last cycle did not see this failure", "`syncd plan`, which writes nothing, or the next cycle"
	case len(s.Lines) == 0:
		in.State, in.Detail = record.StandNothing, "there is nothing to judge: none of its results counts"
		in.Release = "a result on a branch and in an environment that count (runs.branches, runs.environments, runs.exclude)"
	case passing:
		in.State, in.Detail = record.StandPasses, "there is nothing to file"
		in.Detail = cmp.Or(e.recovering(m, s, keys), in.Detail)
	default:
		in.State, in.Detail = record.StandNone, "what was skipped, blocked or not run says nothing"
	}
}

// recovering says how far an open defect of ours is from being resolved, "" if there is
// none.
func (e *explainer) recovering(m reconcile.Mapping, s verdict.Subject, keys []string) string {
	for _, r := range e.rows(func(r ledger.Entry) bool { return slices.Contains(keys, r.Key) || r.Has(string(s.Case.ID)) }) {
		issue, there := e.issues[r.IssueID]
		if r.State != ledger.Owned || r.Role != ledger.Own || !there || issue.Category == jira.Done {
			continue
		}
		least := -1
		for _, l := range s.Lines {
			if l.LastFailed.Run != "" && (least < 0 || l.Passes < least) {
				least = l.Passes
			}
		}
		if least < 0 || least >= m.Wishes.Passes {
			continue
		}
		return fmt.Sprintf("%s stays open until every line that failed has passed %d times in a row (defects.resolve.passes); the last one has %d", issue.Key, m.Wishes.Passes, least)
	}
	return ""
}

// held lists the changes about the case that the last cycle held.
func (e *explainer) held(in *record.WhyIn, c model.Case, cycle record.Cycle, keys []string) {
	for _, h := range cycle.Plan.Holds {
		row, _, _ := strings.Cut(h.Target.Defect, ".")
		if h.Case == c.ID || h.Target.Defect != "" && slices.Contains(keys, row) {
			in.Held = append(in.Held, record.WhyHeld{Verb: h.Verb, Issue: h.Target.Issue, Hold: h.Hold, Because: h.Because})
		}
	}
}

// stops says what keeps the sync from writing, whatever the case.
func (e *explainer) stops(ctx context.Context, in *record.WhyIn, m reconcile.Mapping) error {
	if m.Plan.Policy == plan.Observe {
		in.Stops = append(in.Stops, "policy is observe: nothing is written until the sync has another one")
	}
	p, paused, err := e.store.Paused(ctx, m.Name, e.now)
	if paused {
		in.Stops = append(in.Stops, fmt.Sprintf("writing is paused by %s: %s", p.Who, p.Reason))
	}
	for _, b := range e.book.Breakers {
		if b.Tripped() && b.Project == m.Wishes.Project {
			in.Stops = append(in.Stops, fmt.Sprintf("the breaker %s has tripped: %s", b.Name(), b.Because))
		}
	}
	return err
}
