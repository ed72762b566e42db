package explain

import (
	"context"

	"syncd/internal/jira"
	"syncd/internal/record"
)

// shown adds what a story shows of its verdict, as syncd last wrote it, and what the last
// cycles held of what they would write to the issue.
func (e *explainer) shown(ctx context.Context, why *record.WhyIssue, issue jira.Issue) error {
	for _, p := range e.book.Published {
		if p.IssueID == issue.ID && p.Known() {
			why.Shown = append(why.Shown, record.WhyShown{Name: p.Name, Value: p.Value, At: p.At()})
		}
	}
	for _, m := range e.syncs {
		cycle, err := e.judged(ctx, m.Name)
		if err != nil {
			return err
		}
		for _, h := range cycle.Plan.Holds {
			if h.Target.IssueID == issue.ID && issue.ID != "" && h.Case == "" {
				held := record.WhyHeld{Verb: h.Verb, Issue: h.Target.Issue, Hold: h.Hold, Because: h.Because}
				for _, f := range h.Fields {
					held.What = append(held.What, f.Name)
				}
				why.Held = append(why.Held, held)
			}
		}
	}
	return nil
}
