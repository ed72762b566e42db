package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/source"
	"syncd/internal/store"
)

// pull is one collection from one source, in as many parts as it takes. Each part is kept
// with its cursor before the next is asked for: wherever it ends, the next one goes on.
type pull struct {
	*collector
	name   string
	source source.Source
	store  *store.Store
	wait   bool
	end    time.Time         // when no further part is begun
	was    store.SourceState // before
	sum    record.Collected  // of the parts that were kept
	faults []model.Fault
	parts  int
}

// errStuck is a source that would be asked the same for ever.
var errStuck = errors.New("it says that there is more to read, and its cursor stays where it is: this is a mistake in syncd, please report it")

// run reads part after part until there is no more, the time is up, or something fails.
func (p *pull) run(ctx context.Context) (record.Collected, []model.Fault, error) {
	p.sum = record.Collected{Source: p.name}
	limited, cancel := context.WithTimeout(ctx, collectTimeout)
	defer cancel()
	begun := p.now()
	p.end = begun.Add(collectTimeout - partTime/2)
	was, err := p.collector.store.Source(limited, p.name)
	if err != nil {
		return p.sum, nil, err
	}
	p.was, p.sum.Behind, p.sum.Progress, p.sum.Unmapped = was, was.Behind, was.Progress, was.Unmapped
	for more := true; more && err == nil; {
		if more, err = p.part(limited); err == nil && more {
			if err = limited.Err(); !p.now().Before(p.end) {
				break
			}
		}
	}
	// Of what had to stop because the time was up, the next cycle reads the rest.
	if err != nil && p.parts > 0 && limited.Err() != nil && ctx.Err() == nil {
		err = nil
	}
	p.sum.Took = p.now().Sub(begun)
	if p.parts > 1 || err != nil {
		p.sum.Parts = p.parts
	}
	if err != nil {
		p.sum.Complete = false
		return p.sum, p.remarked(), p.failed(ctx, err)
	}
	return p.sum, p.remarked(), nil
}

// unread is an error of the source rather than of the store.
type unread struct{ error }

// Unwrap returns the error.
func (u unread) Unwrap() error { return u.error }

// failed keeps that a source could not be read, and why.
func (p *pull) failed(ctx context.Context, err error) error {
	var of unread
	if !errors.As(err, &of) {
		return err
	}
	failed := p.sum
	failed.Results, failed.Complete = 0, false // those of the parts have been told
	p.told(failed)
	return errors.Join(of.error, p.store.Unread(context.WithoutCancel(ctx), p.name, of.Error()))
}

// part fetches and keeps the next part, and reports whether there is another.
func (p *pull) part(ctx context.Context) (bool, error) {
	cursor, err := p.collector.store.Cursor(ctx, p.name)
	if err != nil {
		return false, err
	}
	batch, err := p.source.Fetch(ctx, source.Request{Cursor: cursor, Wait: p.wait, Until: p.until()})
	if err != nil {
		return false, unread{err}
	}
	got, err := p.store.Ingest(ctx, batch)
	if err != nil {
		return false, err
	}
	p.add(got, batch.Faults)
	if batch.More && bytes.Equal(cursor, batch.Cursor) {
		return false, unread{errStuck}
	}
	return batch.More, nil
}

// until is when the part that begins now should end: in time to be kept.
func (p *pull) until() time.Time {
	if at := p.now().Add(partTime); at.Before(p.end) {
		return at
	}
	return p.end
}

// add counts a part that was kept, and tells of it.
func (p *pull) add(got record.Collected, faults []model.Fault) {
	p.parts++
	p.told(got)
	got.Runs, got.Results, got.Branchless = got.Runs+p.sum.Runs, got.Results+p.sum.Results, got.Branchless+p.sum.Branchless
	p.sum = got
	for _, f := range faults {
		again := slices.ContainsFunc(p.faults, func(o model.Fault) bool { return o.Origin == f.Origin && o.Line == f.Line && o.Text == f.Text })
		if !again {
			p.faults = append(p.faults, f)
		}
	}
	if got.Behind || p.parts > 1 {
		p.log.Info("a part of a source is read", zap.String("source", p.name), zap.Int("part", p.parts), zap.Int("results", got.Results),
			zap.Stringer("progress", got.Progress), zap.Bool("more", got.Behind))
		p.pulled(p.name, got.Results, got.Progress)
	}
}

// remarked are the faults of all parts, with what else people should know of the source.
func (p *pull) remarked() []model.Fault {
	if p.parts == 0 {
		return nil
	}
	out := slices.Clone(p.faults)
	for _, status := range p.sum.Unmapped {
		out = append(out, model.Fault{Standing: slices.Contains(p.was.Unmapped, status),
			Text: fmt.Sprintf("status %q is mapped to no outcome: its results count as unknown; map it in `statuses:` of source %s", status, p.name)})
	}
	if p.sum.Behind {
		text := "goes on in the next cycle: there is more to read"
		if how := p.sum.Progress.String(); how != "" {
			text = "goes on in the next cycle: " + how + " read"
		}
		out = append(out, model.Fault{Text: text})
	}
	return out
}
