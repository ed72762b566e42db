package reconcile

import (
	"context"
	"fmt"
	"sync"

	"go.uber.org/zap"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// gathered is what one source brought.
type gathered struct {
	record.Collected
	faults []model.Fault
	err    error
}

// collect reads all sources of the sync at once. A source that fails is a fault and
// never ends the cycle: what the others and the store know still counts.
func (c *cycle) collect(ctx context.Context) error {
	all := make([]gathered, len(c.Mapping.Sources))
	var wg sync.WaitGroup
	for i, name := range c.Mapping.Sources {
		wg.Go(func() {
			g := &all[i]
			g.Collected, g.faults, g.err = c.Sources.Collect(ctx, name, c.Wait)
			g.Source = name
		})
	}
	wg.Wait()
	for _, g := range all {
		c.gather(g)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return nil
}

// gather takes one source's harvest into the record.
func (c *cycle) gather(g gathered) {
	for _, f := range g.faults {
		origin := g.Source
		if f.Origin != "" {
			origin += ": " + f.Origin
		}
		c.Faults = append(c.Faults, record.Fault{Step: "collect", Origin: origin, Line: f.Line, Text: f.Text, Known: f.Standing, Remark: !f.Lost})
		if !f.Standing && f.Lost {
			c.log.Warn("part of a source cannot be read", zap.String("source", g.Source), zap.String("origin", f.Origin), zap.Int("line", f.Line), zap.String("fault", f.Text))
		}
	}
	if g.err != nil {
		g.Complete = false
		what := "nothing could be read"
		if g.Parts > 0 {
			what = "not all could be read, and the next cycle goes on from there"
		}
		c.Faults = append(c.Faults, record.Fault{Step: "collect", Origin: g.Source, Text: fmt.Sprintf("%s: %v", what, g.err)})
		c.log.Error("source cannot be read", zap.String("source", g.Source), zap.Error(g.err))
	}
	if g.Branchless > 0 && len(c.Mapping.Counting.Branches) > 0 {
		c.Faults = append(c.Faults, record.Fault{Step: "collect", Origin: g.Source, Remark: true,
			Text: fmt.Sprintf("%d of the runs read name no branch: they count, although runs.branches names some", g.Branchless)})
	}
	c.Collected = append(c.Collected, g.Collected)
}

// behind says how far those sources are that are still being read.
func (c *cycle) behind() map[string]plan.Lag {
	out := map[string]plan.Lag{}
	for _, name := range c.Mapping.Sources {
		if r := c.judged.readings[name]; r.Behind {
			out[name] = plan.Lag{First: r.Whole.IsZero(), Progress: r.Progress}
		}
	}
	return out
}

// complete says of each source whether absence in it means anything.
func (c *cycle) complete() map[string]bool {
	out := map[string]bool{}
	for _, g := range c.Collected {
		out[g.Source] = g.Complete
	}
	return out
}
