package xraycloud

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"syncd/internal/httpx"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// pageSize is the most that Xray puts on a page.
const pageSize = 100

// api is Xray's GraphQL interface.
type api struct {
	*tool.Client
	session *session
}

// question is one request.
type question struct {
	doing   string
	name    string // of the query or mutation, for metrics
	text    string
	vars    map[string]any
	subject string // what a write is about; "" for a query
}

// ask sends a question and decodes the data of its answer. A token that has ended is renewed
// once: nothing has been done with it.
func (a *api) ask(ctx context.Context, q question, out any) error {
	for again := false; ; again = true {
		token, err := a.session.token(ctx)
		if err != nil {
			return because(err, q.doing)
		}
		err = hide(a.send(context.WithValue(ctx, tokenKey{}, token), q, out), token)
		var e *source.Error
		if !errors.As(err, &e) || e.Status != http.StatusUnauthorized {
			return err
		}
		a.session.drop(token)
		if again {
			return err
		}
	}
}

// because says also what the login was for.
func because(err error, doing string) error {
	var e *source.Error
	if errors.As(err, &e) {
		e.Doing = doing + ": " + e.Doing
	}
	return err
}

// send sends a question with the token of ctx.
func (a *api) send(ctx context.Context, q question, out any) error {
	var answer struct {
		Data any `json:"data"`
	}
	answer.Data = out
	call := tool.Call{Doing: q.doing, Endpoint: "graphql " + q.name, Method: http.MethodPost, Path: "graphql", Out: &answer,
		Body: map[string]any{"query": q.text, "variables": q.vars}, Check: failed(q.doing, q.subject != "")}
	if q.subject != "" {
		call.Class, call.Subject = httpx.Idempotent, q.subject
	}
	return a.Do(ctx, call)
}

// page is a page of a list.
type page[T any] struct {
	Total   tool.ID      `json:"total"`
	Results tool.List[T] `json:"results"`
}

// whole reports whether it is a page at all.
func (p page[T]) whole() bool { return p.Results.There && p.Total != "" }

// object is what lists hold.
type object interface{ id() string }

// list reads all pages of a list. Each begins with the last object of the one before: only
// an object that is seen again proves that none was passed over.
func list[T object](ctx context.Context, a *api, q question) ([]T, error) {
	var out []T
	have := map[string]bool{}
	start, last, back := 0, "", 0
	for {
		p, err := pageAt[T](ctx, a, q, start)
		if err != nil {
			return nil, err
		}
		items := p.Results.Items
		if last != "" && (len(items) == 0 || !have[items[0].id()]) {
			if back++; back > 20 {
				return nil, &source.Error{Kind: source.Unavailable, Doing: q.doing, Message: "the list changes faster than it can be read"}
			}
			start, last = max(0, start-pageSize), ""
			continue
		}
		for _, item := range items {
			if id := item.id(); id != "" && !have[id] {
				have[id], out = true, append(out, item)
			}
		}
		end := start + len(items)
		if int64(end) >= p.Total.Int() {
			return out, nil
		}
		if len(items) == 0 {
			return nil, &source.Error{Kind: source.Unavailable, Doing: q.doing, Message: "an empty page says that there are more; nothing of the list is believed"}
		}
		last = items[len(items)-1].id()
		start = max(end-1, start+1)
		if start == end {
			last = "" // pages of one
		}
	}
}

// pageAt reads one page, which the question calls `page`.
func pageAt[T any](ctx context.Context, a *api, q question, start int) (page[T], error) {
	q.vars = maps.Clone(q.vars)
	q.vars["limit"], q.vars["start"] = pageSize, start
	var out struct {
		Page page[T] `json:"page"`
	}
	err := a.ask(ctx, q, &out)
	if err == nil && !out.Page.whole() {
		err = strange(q.doing, fmt.Sprintf("list (%s)", q.name))
	}
	return out.Page, err
}
