package app

import (
	"net/http"
	"sync"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// hearing listens to what the headers of answers say.
type hearing struct {
	now func() time.Time

	mu       sync.Mutex
	requests int
	rate     jira.Rate
	dated    bool // ahead is known
	ahead    time.Duration
}

// Attempt hears one exchange. The last word on the limit is the tightest; the clocks are
// compared once, by the first answer that tells the time.
func (h *hearing) Attempt(a httpx.Attempt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests++
	if a.Status == 0 {
		return
	}
	if r, ok := jira.ReadRate(a.Header); ok {
		h.rate = r
	}
	if at, err := http.ParseTime(http.Header(a.Header).Get("Date")); err == nil && !h.dated {
		h.ahead, h.dated = h.now().Sub(at).Truncate(time.Second), true
	}
}

// Waiting is of no interest.
func (h *hearing) Waiting(string, string, time.Duration) {}

// told is all that was heard.
func (h *hearing) told() (requests int, rate jira.Rate, ahead time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.requests, h.rate, h.ahead
}
