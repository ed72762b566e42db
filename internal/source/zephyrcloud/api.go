package zephyrcloud

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// pageMost is the largest page that is asked for; the server may give less.
const pageMost = 1000

// moment is how the API writes times: UTC, whole seconds.
const moment = "2006-01-02T15:04:05Z"

// api is Zephyr's API.
type api struct{ *tool.Client }

// get reads one object.
func (a *api) get(ctx context.Context, doing, path, template string, q url.Values, out any) error {
	return a.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Path: path, Query: q, Out: out})
}

// listing is a list that is read page by page.
type listing struct {
	doing   string
	path    string // also the template for metrics
	query   url.Values
	classic bool // by startAt; else it is a NextGen list
}

// page is a page of either kind of list.
type page[T any] struct {
	Values tool.List[T] `json:"values"`
	// NextGen: where the next page begins; null at the end.
	NextID tool.ID   `json:"nextStartAtId"`
	Next   tool.Text `json:"next"`
	Limit  tool.ID   `json:"limit"`
	// Classic: Most is what the server made of the size that was asked for. A page need not
	// tell Total, Last or Next.
	StartAt tool.ID    `json:"startAt"`
	Most    tool.ID    `json:"maxResults"`
	Total   tool.ID    `json:"total"`
	Last    *tool.Flag `json:"isLast"`
}

// errNoList is said of an answer that is no page.
var errNoList = errors.New("there is no list of values in it")

// UnmarshalJSON takes a page. An answer without a list must not pass for an empty one; what
// says of itself that it is the last page of a list may leave out that nothing is on it.
func (p *page[T]) UnmarshalJSON(data []byte) error {
	type plain page[T]
	if err := json.Unmarshal(data, (*plain)(p)); err != nil {
		return err
	}
	if !p.Values.There && !p.bare(data) {
		return errNoList
	}
	return nil
}

// bare reports whether an answer is a page that says that nothing follows.
func (p *page[T]) bare(data []byte) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil || members["values"] != nil || p.Next != "" || p.NextID != "" {
		return false
	}
	if _, says := members["nextStartAtId"]; says && p.Limit != "" {
		return true
	}
	return p.StartAt != "" && p.Most != "" && (p.Total == "0" || p.Last != nil && bool(*p.Last))
}

// turn reads the page of a list that begins at a place, "" for the first, and returns where
// the next one begins; "" after the last.
func turn[T any](ctx context.Context, a *api, l listing, at string) ([]T, string, error) {
	q, path := url.Values{}, l.path
	for k, v := range l.query {
		q[k] = v
	}
	if l.classic {
		q.Set("maxResults", strconv.Itoa(pageMost))
		q.Set("startAt", cmp.Or(at, "0"))
	} else {
		path += "/nextgen"
		q.Set("limit", strconv.Itoa(pageMost))
		q.Set("startAtId", cmp.Or(at, "0"))
	}
	var p page[T]
	if err := a.get(ctx, l.doing, path, path, q, &p); err != nil {
		return nil, "", err
	}
	next, more := p.following()
	if l.classic {
		next, more = p.after()
	}
	nowhere := l.classic && len(p.Values.Items) == 0 && p.Next == "" && p.Total == ""
	if more && (nowhere || tool.ID(next).Int() <= tool.ID(at).Int()) {
		return nil, "", &source.Error{Kind: source.Unavailable, Doing: l.doing, Message: "a page says that there are more, and not where; nothing of the list is believed"}
	}
	return p.Values.Items, next, nil
}

// following is where the next page of a NextGen list begins, and whether there is one.
func (p page[T]) following() (string, bool) {
	if p.NextID != "" || p.Next == "" {
		return string(p.NextID), p.NextID != ""
	}
	u, err := url.Parse(string(p.Next))
	if err != nil {
		return "", true
	}
	return u.Query().Get("startAtId"), true
}

// after is where the next page of a classic list begins: by the size that the server made
// of ours, which may be smaller.
func (p page[T]) after() (string, bool) {
	here := int64(len(p.Values.Items))
	step := cmp.Or(p.Most.Int(), here)
	more := here > 0 && here >= step // nothing says it: a page that is full may not be the last
	switch {
	case p.Last != nil && bool(*p.Last):
		more = false
	case p.Next != "":
		more = true
	case p.Total != "":
		more = p.StartAt.Int()+here < p.Total.Int()
	case p.Last != nil:
		more = true
	}
	if !more {
		return "", false
	}
	return strconv.FormatInt(p.StartAt.Int()+step, 10), true
}

// all reads a list to its end.
func all[T any](ctx context.Context, a *api, l listing) ([]T, error) {
	var out []T
	for at := ""; ; {
		items, next, err := turn[T](ctx, a, l, at)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
		if next == "" {
			return out, nil
		}
		at = next
	}
}

// count asks how long a classic list is.
func (a *api) count(ctx context.Context, doing, path string, q url.Values) (int, error) {
	q.Set("maxResults", "1")
	var p page[json.RawMessage]
	err := a.get(ctx, doing, path, path, q, &p)
	return int(p.Total.Int()), err
}

// words takes Zephyr's own words out of a refusal; 401 has another shape than the rest.
func words(body []byte) string {
	var e struct {
		Message tool.Text `json:"message"`
		Error   tool.Text `json:"error"`
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	return string(cmp.Or(e.Message, e.Error))
}
