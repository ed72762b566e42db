package datacenter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// readers is how many issues are read at the same time: enough to hide the way there,
// few enough for a server that counts requests by user.
const readers = 4

// patience is how long one issue of many is waited for when requests are limited. A
// look at a hundred keys is a hundred requests, and Data Center's limits, which are set
// by an administrator, may be lower than that: to give up half-way each time would be
// never to see them all.
const patience = time.Minute

// Read returns the issues with these ids or keys as they are now. The index that a
// search asks may lag or live on another node, and a search for an issue that is gone
// is an error, so each is read by itself.
func (g *Gateway) Read(ctx context.Context, idsOrKeys []string, fields ...jira.Field) ([]jira.Issue, error) {
	names, err := g.Asked("read issues", fields)
	if err != nil {
		return nil, err
	}
	query := url.Values{"fields": {strings.Join(names, ",")}, "properties": {rest.PropertyKey}}
	found := make([]*rest.Issue, len(idsOrKeys))
	err = each(ctx, len(idsOrKeys), func(ctx context.Context, n int) error {
		w, err := g.patiently(ctx, idsOrKeys[n], query)
		found[n] = w
		return err
	})
	if err != nil {
		return nil, err
	}
	var issues []jira.Issue
	have := map[string]bool{} // an issue may be asked for by id and by keys, old and new
	for _, w := range found {
		if w == nil || have[w.ID] {
			continue
		}
		have[w.ID] = true
		i, err := g.With("read issues", *w, fields)
		if err != nil {
			return nil, err
		}
		issues = append(issues, i)
	}
	return issues, nil
}

// patiently is one, again after every pause that Jira asks for.
func (g *Gateway) patiently(ctx context.Context, idOrKey string, query url.Values) (*rest.Issue, error) {
	for waited := time.Duration(0); ; {
		w, err := g.one(ctx, idOrKey, query)
		var e *jira.Error
		if !errors.As(err, &e) || e.Kind != jira.RateLimited {
			return w, err
		}
		pause := max(e.After, time.Second)
		if waited += pause; waited > patience {
			return nil, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// one reads an issue, nil where there is none. That must be said by Jira itself: a
// proxy that finds no page must not pass for a deletion.
func (g *Gateway) one(ctx context.Context, idOrKey string, query url.Values) (*rest.Issue, error) {
	var out rest.Issue
	var said struct {
		Messages []string `json:"errorMessages"`
	}
	err := g.Do(ctx, rest.Call{Doing: "read issue " + idOrKey, Endpoint: "issue/{id}", Class: httpx.Safe, Method: http.MethodGet,
		Path: "issue/" + rest.Esc(idOrKey), Query: query, Out: &out, Refused: &said})
	switch {
	case jira.KindOf(err) == jira.NotFound && len(said.Messages) > 0:
		return nil, nil
	case jira.KindOf(err) == jira.NotFound:
		return nil, rest.Strange("read issue "+idOrKey, "word of Jira's")
	case err != nil:
		return nil, err
	case out.ID == "":
		return nil, rest.Strange("read issue "+idOrKey, "issue")
	}
	return &out, nil
}

// each calls f for 0 to n-1, several at a time, and returns the first error; after one
// no more are begun.
func each(ctx context.Context, n int, f func(context.Context, int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var first error
	var once sync.Once
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(readers, n) {
		wg.Go(func() {
			for i := range next {
				if err := f(ctx, i); err != nil {
					once.Do(func() { first = err; cancel() })
				}
			}
		})
	}
	for i := range n {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	wg.Wait()
	if first == nil && ctx.Err() != nil {
		first = &jira.Error{Kind: jira.Unavailable, Op: "read issues", Err: ctx.Err()}
	}
	return first
}
