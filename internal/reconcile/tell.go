package reconcile

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"go.uber.org/zap"

	"syncd/internal/ledger"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// tell keeps what people are to be told of this cycle. One that was stopped, or that has
// lost its lease, says nothing: the next one sees the same.
func (c *cycle) tell(ctx context.Context) {
	if c.Teller == nil || ctx.Err() != nil {
		return
	}
	if err := c.tidings(ctx); err != nil {
		c.log.Error("what people are to be told could not be kept", zap.Error(err))
	}
}

// toldName is under which name the store keeps what people have been told of a sync.
func toldName(sync string) string { return "sync/" + sync }

// tidings compares the cycle with what people have been told, and keeps the difference. It
// is kept in mind also where nobody is to be told: who is named later is told what happens
// from then on.
func (c *cycle) tidings(ctx context.Context) error {
	name := toldName(c.Mapping.Name)
	data, err := c.Teller.Told(ctx, name)
	if err != nil {
		return err
	}
	var was record.Told
	if len(data) > 0 {
		if err := json.Unmarshal(data, &was); err != nil {
			return fmt.Errorf("read what was told of %s: %w", c.Mapping.Name, err)
		}
	}
	now, events := record.Tidings(was, len(data) > 0, c.facts())
	told, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("write what is told of %s: %w", c.Mapping.Name, err)
	}
	if len(events) == 0 && bytes.Equal(told, data) {
		return nil
	}
	for _, e := range events {
		c.log.Info("news", zap.String("event", e.ID), zap.String("title", e.Title), zap.Strings("notifiers", c.Mapping.Notify))
	}
	return c.Teller.Tell(ctx, name, told, record.Letters(events, c.Mapping.Notify, c.Now()))
}

// facts is what the cycle leaves behind.
func (c *cycle) facts() record.Facts {
	f := record.Facts{Cycle: c.Cycle, Site: c.Site.Name, Web: c.Mapping.Wishes.Web, Readings: map[string]verdict.Reading{},
		DarkAfter: c.Mapping.Verdict.DarkAfter, Now: c.Now().UTC()}
	for _, name := range c.Mapping.Sources {
		if r, ok := c.judged.readings[name]; ok {
			f.Readings[name] = r
		}
	}
	for _, b := range slices.Concat(c.tripped, c.seen.book.Breakers) {
		known := slices.ContainsFunc(f.Breakers, func(o ledger.Breaker) bool { return o.Name() == b.Name() })
		if b.Project == c.Mapping.Wishes.Project && !known {
			f.Breakers = append(f.Breakers, b)
		}
	}
	for _, e := range c.seen.book.Entries {
		if slices.Contains(c.Mapping.Sources, e.Source) && e.Project == c.Mapping.Wishes.Project {
			f.Entries = append(f.Entries, e)
		}
	}
	return f
}
