package zephyrcloud

import (
	"math"
	"net/url"
	"strconv"
)

// The most that a page may have, and how much it has when nothing is asked for.
const (
	mostPage    = 1000
	defaultPage = 10
	mostStart   = 1_000_000
)

// page is a classic page.
type page struct {
	Next       *string `json:"next"`
	StartAt    int64   `json:"startAt"`
	MaxResults int64   `json:"maxResults"`
	Total      int     `json:"total"`
	IsLast     bool    `json:"isLast"`
	Values     []any   `json:"values"`
}

// cursorPage is a NextGen page.
type cursorPage struct {
	Next        *string `json:"next"`
	NextStartAt *int64  `json:"nextStartAtId"`
	Limit       int64   `json:"limit"`
	Values      []any   `json:"values"`
}

// entry is something with an id that can be shown.
type entry struct {
	id   int64
	show func() any
}

// lowered is the page size that the server grants.
func (c *call) lowered(asked int64) int64 {
	most := int64(mostPage)
	if c.server.opts.Page > 0 {
		most = int64(c.server.opts.Page)
	}
	return min(asked, most)
}

// next is the address of the next page: the same request with one parameter changed.
func (c *call) next(name string, value int64) *string {
	q := url.Values{}
	for k, v := range c.query {
		q[k] = v
	}
	q.Set(name, strconv.FormatInt(value, 10))
	out := c.base + c.request.URL.Path[len("/v2"):] + "?" + q.Encode()
	return &out
}

// paged answers with a classic page; entries are in their order.
func (c *call) paged(entries []entry) error {
	start, asked := c.number("startAt", 0, 0, mostStart), c.number("maxResults", defaultPage, 1, math.MaxInt64)
	if err := c.sound(); err != nil {
		return err
	}
	size := c.lowered(asked)
	from := min(start, int64(len(entries)))
	to := min(from+size, int64(len(entries)))
	out := page{StartAt: start, MaxResults: size, Total: len(entries), IsLast: to == int64(len(entries)), Values: []any{}}
	for _, e := range entries[from:to] {
		out.Values = append(out.Values, e.show())
	}
	if !out.IsLast {
		out.Next = c.next("startAt", start+size)
	}
	return c.ok(out)
}

// cursored answers with a NextGen page; entries are ascending by id.
func (c *call) cursored(entries []entry) error {
	start, asked := c.number("startAtId", 0, 0, math.MaxInt64), c.number("limit", defaultPage, 1, mostPage)
	if err := c.sound(); err != nil {
		return err
	}
	out := cursorPage{Limit: c.lowered(asked), Values: []any{}}
	for _, e := range entries {
		if e.id < start {
			continue
		}
		if int64(len(out.Values)) == out.Limit {
			out.Next, out.NextStartAt = c.next("startAtId", e.id), &e.id
			break
		}
		out.Values = append(out.Values, e.show())
	}
	return c.ok(out)
}
