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

const (
	// pageSize is the most that Xray puts on a page.
	pageSize = 100
	// pageLeast is the smallest page that is asked for. Users saw 504 where the tests of a page
	// cover much, so that less is asked for after one.
	pageLeast = 10
)

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
	// parts are those of the listed objects that may be refused while the rest is believed; ""
	// is one whole.
	parts []string
	spare func(path []tool.Text) bool
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
		Body: map[string]any{"query": q.text, "variables": q.vars}, Check: failed(q.doing, q.subject != "", q.spare)}
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

// spoilt is an object of which a part may have been refused.
type spoilt interface{ spoil(part string) }

// list reads all pages of a list.
func list[T object](ctx context.Context, a *api, q question) ([]T, error) {
	var out []T
	for w := walkFrom[T](mark{}); ; {
		items, more, err := w.step(ctx, a, q)
		if err != nil {
			return nil, err
		}
		if w.blank > 0 {
			return nil, strange(q.doing, "id of an object")
		}
		if out = append(out, items...); !more {
			return out, nil
		}
	}
}

// mark is where the reading of a list goes on.
type mark struct {
	Start int    `json:"s"`
	Last  string `json:"l,omitempty"` // what was read last: the next page begins with it
	Total int    `json:"t"`           // how long the list is
}

// walk is a list that is read page by page. Each page begins with the last object of the one
// before: only an object that is seen again proves that none was passed over.
type walk[T object] struct {
	at    mark
	have  map[string]bool
	back  int
	size  int // of a page
	blank int // objects of which not even the id was told
}

// walkFrom goes on with a list.
func walkFrom[T object](at mark) *walk[T] {
	return &walk[T]{at: at, have: map[string]bool{at.Last: true}, size: pageSize}
}

// step reads the next page, and reports whether there is another.
func (w *walk[T]) step(ctx context.Context, a *api, q question) (out []T, more bool, err error) {
	p, err := pageAt[T](ctx, a, q, w.at.Start, w.size)
	for w.size > pageLeast && tooSlow(err) {
		w.size = max(pageLeast, w.size/2)
		p, err = pageAt[T](ctx, a, q, w.at.Start, w.size)
	}
	if err != nil {
		return nil, false, err
	}
	items := p.Results.Items
	if w.at.Last != "" && (len(items) == 0 || !w.have[items[0].id()]) {
		if w.back++; w.back > 20 {
			return nil, false, &source.Error{Kind: source.Unavailable, Doing: q.doing, Message: "the list changes faster than it can be read"}
		}
		w.at = mark{Start: max(0, w.at.Start-pageSize), Total: w.at.Total}
		return nil, true, nil
	}
	for _, item := range items {
		switch id := item.id(); {
		case id == "":
			w.blank++
		case !w.have[id]:
			w.have[id], out = true, append(out, item)
		}
	}
	end, total := w.at.Start+len(items), int(p.Total.Int())
	if end >= total {
		return out, false, nil
	}
	if len(items) == 0 {
		return nil, false, &source.Error{Kind: source.Unavailable, Doing: q.doing, Message: "an empty page says that there are more; nothing of the list is believed"}
	}
	w.at = mark{Start: max(end-1, w.at.Start+1), Last: items[len(items)-1].id(), Total: total}
	if w.at.Start == end {
		w.at.Last = "" // pages of one
	}
	return out, true, nil
}

// tooSlow reports whether a gateway gave up before Xray had an answer.
func tooSlow(err error) bool {
	var e *source.Error
	return errors.As(err, &e) && e.Status == http.StatusGatewayTimeout
}

// pageAt reads one page, which the question calls `page`.
func pageAt[T any](ctx context.Context, a *api, q question, start, size int) (page[T], error) {
	q.vars = maps.Clone(q.vars)
	q.vars["limit"], q.vars["start"] = size, start
	var out struct {
		Page page[T] `json:"page"`
	}
	refused := map[int][]string{}
	q.spare = spares(q.parts, func(n int, part string) { refused[n] = append(refused[n], part) })
	err := a.ask(ctx, q, &out)
	if err == nil && !out.Page.whole() {
		err = strange(q.doing, fmt.Sprintf("list (%s)", q.name))
	}
	for n := range out.Page.Results.Items {
		for _, part := range refused[n] {
			if s, ok := any(&out.Page.Results.Items[n]).(spoilt); ok {
				s.spoil(part)
			}
		}
	}
	return out.Page, err
}
