package zephyr

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Door is what every request to the API passes: it counts, limits rates and strikes with scripted faults.
type Door struct {
	site  *Site
	rules Rules

	mu     sync.Mutex
	counts map[string]int
	armed  []*Fired
	window time.Time // the minute that is being counted
	spent  int
}

// Rules set up a Door.
type Rules struct {
	// PerMinute is how many requests of a minute are answered, counted from the first; 0 is any number. The vendor does
	// not publish its own.
	PerMinute int
	// RetryZero has a refusal say Retry-After: 0, as the vendor's own did for some days, though it is not over yet.
	RetryZero bool
	// Busy is the body of a refusal for the rate.
	Busy any
}

// NewDoor is the door of a site.
func NewDoor(site *Site, rules Rules) *Door {
	return &Door{site: site, rules: rules, counts: map[string]int{}}
}

// Request counts what was asked of one endpoint.
type Request struct {
	Method   string `json:"method"`
	Endpoint string `json:"endpoint"` // template, such as /v2/testcases/{key}
	Count    int    `json:"count"`
}

// Through lets a request through to its handler, as rates and faults have it. Pattern is that of http.ServeMux.
func (d *Door) Through(pattern string, handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d.count(pattern)
		if wait, ok := d.admit(); !ok {
			w.Header().Set("Retry-After", strconv.Itoa(wait))
			WriteJSON(w, http.StatusTooManyRequests, d.rules.Busy)
			return
		}
		switch f := d.match(r); {
		case f == nil:
			handle(w, r)
		case f.Effect == Drop:
			panic(http.ErrAbortHandler)
		case f.Effect == LostAnswer:
			handle(&deaf{header: http.Header{}}, r)
			panic(http.ErrAbortHandler)
		default:
			f.answer(w)
		}
	}
}

func (d *Door) count(pattern string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counts[pattern]++
}

// admit counts a request against the rate; when it is refused, wait is the seconds until the next minute.
func (d *Door) admit() (wait int, ok bool) {
	now := d.site.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rules.PerMinute == 0 {
		return 0, true
	}
	if now.Sub(d.window) >= time.Minute {
		d.window, d.spent = now, 0
	}
	if d.spent < d.rules.PerMinute {
		d.spent++
		return 0, true
	}
	if d.rules.RetryZero {
		return 0, false
	}
	return int((d.window.Add(time.Minute).Sub(now) + time.Second - 1) / time.Second), false
}

// Requests are the counts per method and endpoint since the start or the last ResetRequests, sorted.
func (d *Door) Requests() []Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []Request{}
	for _, pattern := range slices.Sorted(maps.Keys(d.counts)) {
		method, endpoint, _ := strings.Cut(pattern, " ")
		out = append(out, Request{method, endpoint, d.counts[pattern]})
	}
	slices.SortStableFunc(out, func(a, b Request) int { return cmp.Compare(a.Endpoint, b.Endpoint) })
	return out
}

// RequestCount is the number of requests since the start or the last ResetRequests.
func (d *Door) RequestCount() int {
	n := 0
	for _, r := range d.Requests() {
		n += r.Count
	}
	return n
}

// ResetRequests forgets the counts.
func (d *Door) ResetRequests() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counts = map[string]int{}
}

// deaf takes an answer that nobody is to hear.
type deaf struct{ header http.Header }

func (d *deaf) Header() http.Header         { return d.header }
func (d *deaf) WriteHeader(int)             {}
func (d *deaf) Write(p []byte) (int, error) { return len(p), nil }
