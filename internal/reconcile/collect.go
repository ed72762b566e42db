package reconcile

import (
	"context"
	"fmt"
	"sync"

	"go.uber.org/zap"

	"syncd/internal/model"
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
		c.Faults = append(c.Faults, record.Fault{Step: "collect", Origin: g.Source + ": " + f.Origin, Line: f.Line, Text: f.Text, Known: f.Standing, Remark: !f.Lost})
		if !f.Standing && f.Lost {
			c.log.Warn("result file is bad", zap.String("source", g.Source), zap.String("origin", f.Origin), zap.Int("line", f.Line), zap.String("fault", f.Text))
		}
	}
	if g.err != nil {
		g.Complete = false
		c.Faults = append(c.Faults, record.Fault{Step: "collect", Origin: g.Source, Text: fmt.Sprintf("nothing could be read: %v", g.err)})
		c.log.Error("source cannot be read", zap.String("source", g.Source), zap.Error(g.err))
	}
	if g.Branchless > 0 && len(c.Mapping.Counting.Branches) > 0 {
		c.Faults = append(c.Faults, record.Fault{Step: "collect", Origin: g.Source, Remark: true,
			Text: fmt.Sprintf("%d of the runs read name no branch: they count, although runs.branches names some", g.Branchless)})
	}
	c.Collected = append(c.Collected, g.Collected)
}

// complete says of each source whether absence in it means anything.
func (c *cycle) complete() map[string]bool {
	out := map[string]bool{}
	for _, g := range c.Collected {
		out[g.Source] = g.Complete
	}
	return out
}
