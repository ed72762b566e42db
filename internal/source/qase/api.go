package qase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// pageMost is the largest page that Qase gives; without a limit it gives ten.
const pageMost = "100"

// api is Qase's API v1.
type api struct{ *tool.Client }

// get reads one object. path is such as `run/SHOP/12`, template the same for metrics.
func get[T any](ctx context.Context, a *api, doing, path, template string, q url.Values) (T, error) {
	var out answer[T]
	err := a.Do(ctx, tool.Call{Doing: doing, Endpoint: "v1/" + template, Path: "v1/" + path, Query: q, Out: &out})
	return out.result, err
}

// all reads a list to its end, which is where the list itself says that it is: pages may be
// smaller than asked for. No order is promised, and what is added meanwhile moves the rest:
// an entity may come twice.
func all[T any](ctx context.Context, a *api, doing, path, template string, q url.Values) ([]T, error) {
	asked := url.Values{"limit": {pageMost}}
	for name, values := range q {
		asked[name] = values
	}
	var out []T
	for {
		asked.Set("offset", fmt.Sprint(len(out)))
		p, err := get[page[T]](ctx, a, doing, path, template, asked)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Entities.Items...)
		if len(out) >= p.size() {
			return out, nil
		}
		if len(p.Entities.Items) == 0 {
			return nil, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "an empty page says that there are more; nothing of the list is believed"}
		}
	}
}

// answer is the envelope of every answer.
type answer[T any] struct{ result T }

// UnmarshalJSON takes the result out; an answer without one must not pass for an empty one.
func (a *answer[T]) UnmarshalJSON(data []byte) error {
	var envelope struct {
		Result json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return err
	}
	if len(envelope.Result) == 0 || string(envelope.Result) == "null" {
		return errors.New("there is no result in it")
	}
	return json.Unmarshal(envelope.Result, &a.result)
}

// page is one page of a list.
type page[T any] struct {
	Total    tool.ID      `json:"total"`    // of all there are
	Filtered tool.ID      `json:"filtered"` // of those that were asked for
	Entities tool.List[T] `json:"entities"`
}

// size is how many entities the whole list has.
func (p page[T]) size() int {
	if p.Filtered == "" {
		return int(p.Total.Int())
	}
	return int(p.Filtered.Int())
}

// UnmarshalJSON insists on a list and its size.
func (p *page[T]) UnmarshalJSON(data []byte) error {
	type plain page[T]
	if err := json.Unmarshal(data, (*plain)(p)); err != nil {
		return err
	}
	if !p.Entities.There || p.Total == "" && p.Filtered == "" {
		return errors.New("there is no list in it, or none that says how long it is")
	}
	return nil
}

// words takes Qase's own words out of a refusal.
func words(body []byte) string {
	var e struct {
		Message tool.Text `json:"errorMessage"`
		Fields  []struct {
			Field tool.Text `json:"field"`
			Error tool.Text `json:"error"`
		} `json:"errorFields"`
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	out := []string{string(e.Message)}
	for _, f := range e.Fields {
		out = append(out, fmt.Sprintf("%s: %s", f.Field, f.Error))
	}
	return strings.Trim(strings.Join(out, "; "), "; ")
}

// unpaid reports whether a subscription lacks what was asked for.
func unpaid(err error) bool {
	var e *source.Error
	return errors.As(err, &e) && e.Status == 402
}
