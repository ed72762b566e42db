package reconcile

import (
	"context"
	"fmt"

	"syncd/internal/desired"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// lastLook looks once more at the manual failures for which a defect is about to be made: their
// testers may have named one meanwhile, and that one wins. It reports whether there was
// news, and has judged again then. A tool that does not answer keeps no defect from being
// made: its results were read not long ago.
func (c *cycle) lastLook(ctx context.Context, made plan.Plan) (bool, error) {
	reports := c.manual(made)
	if len(reports) == 0 {
		return false, nil
	}
	changed, err := c.Sources.Ask(ctx, reports)
	if err != nil {
		c.Faults = append(c.Faults, record.Fault{Step: "plan", Remark: true, Text: fmt.Sprintf("results could not be looked at once more before defects are made for them: %v", err)})
	}
	if changed == 0 {
		return false, ctx.Err()
	}
	view := c.Mapping.View
	view.Now = c.Now().UTC()
	if c.seen.world, err = c.Store.World(ctx, view); err != nil {
		return false, fmt.Errorf("read results: %w", err)
	}
	for _, step := range []func(context.Context) error{c.followed, c.referred, c.strangers, c.keep} {
		if err := step(ctx); err != nil {
			return false, err
		}
	}
	return true, c.rejudge(ctx)
}

// manual lists the failing results that people have reported and that get a defect.
func (c *cycle) manual(made plan.Plan) []model.Report {
	creates := map[string]bool{}
	for _, ch := range made.Changes {
		if ch.Verb == plan.Create && ch.Work.Draft != nil {
			creates[ch.Work.Draft.Entry.Key] = true
		}
	}
	var out []model.Report
	for _, d := range c.judged.defects {
		if creates[d.Key] && d.Evidence == desired.Failing && !d.Case.Automated {
			out = append(out, d.Reports...)
		}
	}
	return out
}
