package jira

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"syncd/internal/sim/jira/face"
)

// Jira Cloud's published burst rates per second; the size of the bucket is not published, one second is assumed.
var burst = map[string]int{"GET": 100, "POST": 100, "PUT": 50, "DELETE": 50}

// burstOf are the endpoints with a rate of their own.
var burstOf = map[string]int{
	"GET /rest/api/3/issue/{issueIdOrKey}":           150,
	"GET /rest/api/3/issue/{issueIdOrKey}/changelog": 200,
	"POST /rest/api/3/search/approximate-count":      150,
}

// Writes to one issue: so many in so long.
var perIssue = []struct {
	writes int
	within time.Duration
}{{20, 2 * time.Second}, {100, 30 * time.Second}}

// limiter holds the buckets of a site. Everything is computed from timestamps; nothing runs in the background.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	writes  map[string][]time.Time
}

func newLimiter() *limiter {
	return &limiter{buckets: map[string]*rate.Limiter{}, writes: map[string][]time.Time{}}
}

// take draws one token of an endpoint; it reports the limit, what is left, and how long to wait when refused.
func (l *limiter) take(endpoint, method string, now time.Time) (limit, left int, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	limit, ok := burstOf[endpoint]
	if !ok {
		limit = burst[method]
	}
	b := l.buckets[endpoint]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(limit), limit)
		l.buckets[endpoint] = b
	}
	if !b.AllowN(now, 1) {
		return limit, 0, time.Second
	}
	return limit, int(math.Max(0, b.TokensAt(now))), 0
}

// write notes a write to one issue; it reports how long to wait when there were too many.
func (l *limiter) write(issue string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	longest := perIssue[len(perIssue)-1].within
	kept := l.writes[issue][:0]
	for _, t := range l.writes[issue] {
		if now.Sub(t) < longest {
			kept = append(kept, t)
		}
	}
	l.writes[issue] = kept
	for _, rule := range perIssue {
		if n := len(kept) - rule.writes; n >= 0 && now.Sub(kept[n]) < rule.within {
			return rule.within - now.Sub(kept[n])
		}
	}
	l.writes[issue] = append(kept, now)
	return 0
}

// admit applies the rate limits; false means that 429 has been answered.
func (s *Server) admit(x *exchange) bool {
	if !s.opts.Limits || burst[x.route.Method] == 0 || x.route.Access == face.Own {
		return true
	}
	if s.opts.Edition == DataCenter {
		return s.admitNamed(x)
	}
	limit, left, wait := s.limits.take(x.route.Method+" "+x.route.Path, x.route.Method, x.at)
	if wait > 0 {
		x.tooMany("jira-burst-based", limit, wait)
		return false
	}
	if left*5 < limit {
		x.writer.Header().Set("X-RateLimit-NearLimit", "true")
	}
	if !x.route.Writes() {
		return true
	}
	i, found := s.site.Snapshot(x.request.PathValue("issueIdOrKey"))
	if !found {
		return true
	}
	if wait := s.limits.write(i.ID, x.at); wait > 0 {
		x.tooMany("jira-per-issue-on-write", perIssue[0].writes, wait)
		return false
	}
	return true
}

// What an administrator of Data Center allows each user on each node: so many at once, and so many more in every interval.
const (
	dcTokens   = 50
	dcFill     = 10
	dcInterval = time.Second
)

// admitNamed applies the limits of Data Center, which tells them in every answer to somebody it knows.
func (s *Server) admitNamed(x *exchange) bool {
	if x.user == nil {
		return true
	}
	left, wait := s.limits.named(x.user.Username, x.at)
	h := x.writer.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(dcTokens))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-FillRate", strconv.Itoa(dcFill))
	h.Set("X-RateLimit-Interval-Seconds", strconv.Itoa(int(dcInterval.Seconds())))
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	if wait == 0 {
		return true
	}
	if !sleep(x.request.Context(), s.opts.Latency) {
		cut()
	}
	face.WriteJSON(x.writer, http.StatusTooManyRequests, face.Document{"message": "Rate limit exceeded."})
	return false
}

// named draws one token of a user's.
func (l *limiter) named(user string, now time.Time) (left int, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets["user "+user]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(float64(dcFill)/dcInterval.Seconds()), dcTokens)
		l.buckets["user "+user] = b
	}
	if !b.AllowN(now, 1) {
		return 0, dcInterval
	}
	return int(math.Max(0, b.TokensAt(now))), 0
}

// tooMany answers 429 as Jira does: whole seconds, and a reset time without seconds.
func (x *exchange) tooMany(reason string, limit int, wait time.Duration) {
	if !sleep(x.request.Context(), x.server.opts.Latency) {
		cut()
	}
	h := x.writer.Header()
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	h.Set("RateLimit-Reason", reason)
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset", x.at.Add(wait).UTC().Format("2006-01-02T15:04Z"))
	face.WriteJSON(x.writer, http.StatusTooManyRequests, face.ErrorBody([]string{fmt.Sprintf("Rate limit exceeded (%s).", reason)}, nil))
}
