package qase

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// What the vendor says: so many requests a minute, and who asks for more waits for a minute.
const (
	perMinute = 600
	penalty   = time.Minute
)

// limiter counts the requests of each token, from timestamps alone.
type limiter map[string]*bucket

// bucket is the minute of one token.
type bucket struct {
	since   time.Time
	count   int
	blocked time.Time // until then everything is refused
}

// take counts a request, or refuses it and says for how long.
func (l limiter) take(token string, now time.Time, header http.Header) *refusal {
	b := l[token]
	if b == nil {
		b = &bucket{since: now}
		l[token] = b
	}
	if now.Sub(b.since) >= time.Minute {
		b.since, b.count = now, 0
	}
	if b.count++; b.count > perMinute && !now.Before(b.blocked) {
		b.blocked = now.Add(penalty)
	}
	if !now.Before(b.blocked) {
		return nil
	}
	b.since, b.count = b.blocked, 0
	header.Set("Retry-After", strconv.Itoa(int(math.Ceil(b.blocked.Sub(now).Seconds()))))
	return refuse(http.StatusTooManyRequests, "Too Many Requests.")
}
