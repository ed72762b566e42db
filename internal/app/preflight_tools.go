package app

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/httpx"
	"syncd/internal/plan"
	"syncd/internal/preflight"
	"syncd/internal/source"
)

// surveyTimeout bounds the look at one test tool: one that answers slowly, or asks to be
// left alone, keeps nobody waiting for what the others say.
const surveyTimeout = 3 * time.Minute

// surveys asks every test tool what it shows us, one after the other. The error is one of
// the configuration.
func surveys(ctx context.Context, opt Options) ([]preflight.Tool, error) {
	asked := &counter{by: map[string]int{}}
	w, err := build(opt.Config, materials{environ: opt.Environ, transport: opt.Transport, observer: asked, now: opt.Now, log: opt.Log,
		version: opt.Version, spool: opt.Config.Store.Spool})
	if err != nil {
		return nil, err
	}
	var out []preflight.Tool
	for i, s := range opt.Config.Sources {
		surveyor, ok := w.sources[s.Name].(source.Surveyor)
		if !ok {
			continue
		}
		t := toolOf(opt.Config, s, fmt.Sprintf("sources[%d]", i))
		t.Survey, t.Failed = survey(ctx, surveyor)
		t.Requests = asked.of(s.Name)
		out = append(out, t)
	}
	return out, nil
}

// counter counts the requests that were sent, by target.
type counter struct {
	mu sync.Mutex
	by map[string]int
}

// Attempt counts one exchange.
func (c *counter) Attempt(a httpx.Attempt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by[a.Target]++
}

// Waiting is of no interest.
func (c *counter) Waiting(string, string, time.Duration) {}

// of is how many were sent to a target.
func (c *counter) of(target string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.by[target]
}

// survey asks one tool.
func survey(ctx context.Context, s source.Surveyor) (source.Survey, error) {
	bound, cancel := context.WithTimeout(ctx, surveyTimeout)
	defer cancel()
	out, err := s.Survey(bound)
	if err != nil && bound.Err() != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w; it was asked for %s", err, surveyTimeout)
	}
	return out, err
}

// toolOf is what the configuration says of a source, whose section stands under a path.
func toolOf(cfg *config.Config, s config.Source, where string) preflight.Tool {
	t := preflight.Tool{Name: s.Name, Where: where, Title: s.Kind, WriteBack: writeBack(s)}
	for _, spec := range catalog.Sources() {
		if spec.Kind == s.Kind {
			t.Title = spec.Title
		}
	}
	if b, ok := s.Config.(source.Budgeted); ok {
		t.Budget = b.Budget()
	}
	for _, y := range cfg.Syncs {
		if slices.Contains(y.Sources, s.Name) {
			t.Syncs = append(t.Syncs, preflight.Reader{Name: y.Name, Policy: plan.Policy(y.Policy)})
		}
	}
	return t
}
