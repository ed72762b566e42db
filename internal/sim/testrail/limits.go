package testrail

import (
	"cmp"
	"fmt"
	"math"
	"sync"
	"time"
)

// perMinute is what a Professional's instance on Cloud allows all its users and tools together.
const perMinute = 180

// throttled is the refusal of a request too many.
type throttled struct{ allowed, seconds int }

func (t *throttled) Error() string {
	return fmt.Sprintf("API Rate Limit Exceeded - %d per minute maximum allowed. Retry after %d seconds.", t.allowed, t.seconds)
}

// limiter counts the requests of the last minute. Refused ones do not count.
type limiter struct {
	mu     sync.Mutex
	taken  []time.Time
	denied int
}

// take lets a request in, or says when the next one may come.
func (l *limiter) take(now time.Time, allowed int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	allowed = cmp.Or(allowed, perMinute)
	for len(l.taken) > 0 && now.Sub(l.taken[0]) >= time.Minute {
		l.taken = l.taken[1:]
	}
	if len(l.taken) >= allowed {
		l.denied++
		wait := time.Minute - now.Sub(l.taken[0])
		return &throttled{allowed, max(1, int(math.Ceil(wait.Seconds())))}
	}
	l.taken = append(l.taken, now)
	return nil
}

// Throttled is how many requests were answered with 429.
func (s *Server) Throttled() int {
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	return s.limits.denied
}
