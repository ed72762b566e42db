package testrail

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"syncd/internal/httpx"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// pageMost is the largest page that TestRail gives.
const pageMost = 250

// api is TestRail's API: the path of a call stands inside the query, so that further
// parameters follow `&` and never `?`.
type api struct{ *tool.Client }

// get reads one object. method is such as `get_run/12`, template the same for metrics.
func (a *api) get(ctx context.Context, doing, method, template string, out any) error {
	return a.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Path: "index.php?/api/v2/" + method, Out: out})
}

// post writes.
func (a *api) post(ctx context.Context, doing, method, template string, class httpx.Class, body, out any) error {
	return a.Do(ctx, tool.Call{Doing: doing, Endpoint: template, Class: class, Method: http.MethodPost, Subject: method,
		Path: "index.php?/api/v2/" + method, Body: body, Out: out})
}

// all reads a list to its end. The link to the next page is rebuilt, not followed: it was
// seen to lose its filters. Pages may be smaller than asked for; versions before 6.7 give
// bare lists, some of them whole, and of others as many as fit on a page.
func all[T any](ctx context.Context, a *api, doing, method, template, member string) ([]T, error) {
	var out []T
	for offset := 0; ; {
		p, err := pageAt[T](ctx, a, doing, method, template, member, offset)
		if err != nil {
			return nil, err
		}
		if p.bare && offset > 0 && len(p.items) > 0 && reflect.DeepEqual(p.items[0], out[0]) {
			return out, nil // the server gives the whole list, whatever is asked for
		}
		out = append(out, p.items...)
		if !p.more {
			return out, nil
		}
		offset += len(p.items)
	}
}

// pageAt reads one page of a list. One that is empty is the last.
func pageAt[T any](ctx context.Context, a *api, doing, method, template, member string, offset int) (page[T], error) {
	p := page[T]{member: member}
	err := a.get(ctx, doing, fmt.Sprintf("%s&limit=%d&offset=%d", method, pageMost, offset), template, &p)
	if err == nil && p.more && len(p.items) == 0 {
		err = &source.Error{Kind: source.Unavailable, Doing: doing, Message: "an empty page says that there are more; nothing of the list is believed"}
	}
	return p, err
}

// page is one page of a list.
type page[T any] struct {
	member string
	items  []T
	more   bool
	bare   bool // without an envelope
}

// UnmarshalJSON takes a page, or the bare list of older versions.
func (p *page[T]) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '[' {
		err := json.Unmarshal(data, &p.items)
		p.bare, p.more = true, len(p.items) >= pageMost
		return err
	}
	var envelope map[string]json.RawMessage
	if err := json.Unmarshal(data, &envelope); err != nil {
		return err
	}
	raw, ok := envelope[p.member]
	if !ok || len(raw) == 0 || raw[0] != '[' {
		return fmt.Errorf("there is no list of %s in it", p.member)
	}
	var links struct {
		Next tool.Text `json:"next"`
	}
	if raw, ok := envelope["_links"]; ok {
		if err := json.Unmarshal(raw, &links); err != nil {
			return err
		}
	}
	p.more = links.Next != ""
	return json.Unmarshal(raw, &p.items)
}

// words takes TestRail's own words out of a refusal.
func words(body []byte) string {
	var e struct {
		Error tool.Text `json:"error"`
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	return string(e.Error)
}

// kind says what TestRail means by a status: 409 is the daily maintenance of Cloud, 400 is
// also said of what does not exist, and 403 where something may not be done.
func kind(status int, words string) source.Kind {
	text := strings.ToLower(words)
	switch {
	case status == http.StatusConflict:
		return source.Unavailable
	case status == http.StatusBadRequest && strings.Contains(text, "not a valid") && strings.Contains(text, "field :"):
		return source.NotFound
	}
	return ""
}

// greeting is printed by some old servers before the JSON.
var greeting = []byte("USER AUTHENTICATION SUCCESSFUL!")

// tidy takes the greeting off.
func tidy(body []byte) []byte {
	body = bytes.TrimSpace(body)
	return bytes.TrimSpace(bytes.TrimPrefix(body, greeting))
}
