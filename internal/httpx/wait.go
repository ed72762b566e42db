package httpx

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longest is the most that RetryAfter returns: a server that names more is not to be
// asked again today.
const longest = 24 * time.Hour

// wait is what the server asks for, spread by up to a tenth so that those whom it
// sent away together do not come back together, but never less than a wait of our
// own: "Retry-After: 0" is no invitation to hammer.
func (r *retry) wait(res *http.Response, try int) time.Duration {
	own := backoff(try, r.patience)
	if res == nil {
		return own
	}
	asked, ok := RetryAfter(res.Header, time.Now())
	if !ok || asked > r.patience {
		return max(own, asked)
	}
	return max(own, min(asked+rand.N(asked/10+1), r.patience))
}

// backoff is a random wait from the upper half of a range that starts at one second
// and doubles with every try. With the lower half, three of four tries could be over
// before a server that restarts is up.
func backoff(try int, most time.Duration) time.Duration {
	span := min(time.Second<<min(try-1, 10), most)
	return span/2 + rand.N(span/2+1)
}

// RetryAfter reads how long a server asks to be left alone, up to a day. Retry-After
// comes as seconds or as an HTTP date, which is taken relative to the answer's own
// Date so that clocks need not agree; where it is missing, X-RateLimit-Reset may give
// an ISO time. No header of either is an error: a limit without words is one, too.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longest.Seconds()) * float64(time.Second)), true
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	at, err := http.ParseTime(text)
	if err != nil {
		at, err = isoTime(h.Get("X-RateLimit-Reset"))
	}
	if err != nil {
		return 0, false
	}
	return min(max(0, at.Sub(now)), longest), true
}

// isoTime reads RFC 3339, also without seconds, as Jira has been seen to write it.
func isoTime(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	return time.Parse("2006-01-02T15:04Z07:00", text)
}
