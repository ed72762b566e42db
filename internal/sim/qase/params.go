package qase

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// params reads the query of a request strictly: what nobody asked for is refused, lest a misspelt filter filters
// nothing. Faults are collected until done.
type params struct {
	values url.Values
	known  []string
	faults []fieldError
}

// read takes the query of a request apart.
func read(r *http.Request) *params {
	values, err := url.ParseQuery(r.URL.RawQuery)
	p := &params{values: values}
	if err != nil {
		p.fault("query", "cannot be read")
	}
	return p
}

// fault notes what is wrong with a parameter.
func (p *params) fault(name, format string, args ...any) {
	p.faults = append(p.faults, fieldError{name, fmt.Sprintf(format, args...)})
}

// text is a parameter as it is, "" where it is missing.
func (p *params) text(name string) string {
	p.known = append(p.known, name)
	list := p.values[name]
	if len(list) > 1 {
		p.fault(name, "is given more than once")
	}
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// has reports whether a parameter is there.
func (p *params) has(name string) bool { return p.values.Has(name) }

// number is a whole number within bounds.
func (p *params) number(name string, low, high, or int64) int64 {
	text := p.text(name)
	if !p.has(name) {
		return or
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		p.fault(name, "must be an integer from %d to %d", low, high)
	}
	return n
}

// words are values with commas between, each one of those that are allowed. None is any.
func (p *params) words(name string, allowed ...string) []string {
	text := p.text(name)
	if !p.has(name) {
		return nil
	}
	list := strings.Split(text, ",")
	for _, w := range list {
		if !slices.Contains(allowed, w) {
			p.fault(name, "%q is none of: %s", w, strings.Join(allowed, ", "))
		}
	}
	return list
}

// numbers are ids with commas between.
func (p *params) numbers(name string) []int64 {
	text := p.text(name)
	if !p.has(name) {
		return nil
	}
	var out []int64
	for _, w := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			p.fault(name, "%q is no id", w)
		}
		out = append(out, n)
	}
	return out
}

// unix is a moment in seconds.
func (p *params) unix(name string) time.Time {
	n := p.number(name, 0, math.MaxInt32, -1)
	if n < 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// moment is a time written as Y-m-d H:i:s, without a zone: UTC.
func (p *params) moment(name string) time.Time {
	text := p.text(name)
	if !p.has(name) {
		return time.Time{}
	}
	t, err := time.Parse(time.DateTime, text)
	if err != nil {
		p.fault(name, "is not in the format Y-m-d H:i:s")
	}
	return t
}

// done refuses a query with faults. It comes last, when all that is known has been read.
func (p *params) done() *refusal {
	for name := range p.values {
		if !slices.Contains(p.known, name) {
			p.fault(name, "is not a parameter of this method")
		}
	}
	if len(p.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(p.faults, func(a, b fieldError) int { return strings.Compare(a.Field, b.Field) })
	return &refusal{http.StatusBadRequest, "Data is invalid.", p.faults}
}

// slice is what a list was asked for: limit and offset, within the vendor's bounds.
type slice struct{ limit, offset int }

// page reads limit and offset.
func (c *call) page() slice {
	return slice{int(c.query.number("limit", 1, 100, 10)), int(c.query.number("offset", 0, 100_000, 0))}
}

// entities is the envelope of a list: total counts all there are, filtered those that fit, count those of this page.
func entities[T any](c *call, all, fit []T, s slice, show func(T) any) object {
	page := []any{}
	for _, e := range cutout(c.server.opts, fit, s) {
		page = append(page, show(e))
	}
	return object{"total": len(all), "filtered": len(fit), "count": len(page), "entities": page}
}

// cutout is one page of a list.
func cutout[T any](o Options, list []T, s slice) []T {
	list = slices.Clone(list)
	if o.NewestFirst {
		slices.Reverse(list)
	}
	if o.Page > 0 {
		s.limit = min(s.limit, o.Page)
	}
	from := min(s.offset, len(list))
	return list[from:min(from+s.limit, len(list))]
}

// number is an id in the path, which is 0, that nothing has, where it is none.
func (c *call) number(name string) int64 {
	n, err := strconv.ParseInt(c.request.PathValue(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
