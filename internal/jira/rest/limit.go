package rest

import (
	"net/http"
	"strings"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Notice reads what an answer says of limits. Cloud names the one that was met; what it
// does not name is that of the endpoint (cloud/jira/platform/rate-limiting). Data Center
// has one bucket for each user and tells its state in every answer.
func Notice(res *http.Response) httpx.Notice {
	r, _ := jira.ReadRate(res.Header)
	n := httpx.Notice{Scarce: r.Scarce()}
	if r.Fill > 0 && r.Window > 0 {
		n.Steady = float64(r.Fill) / r.Window.Seconds()
	}
	if res.StatusCode != http.StatusTooManyRequests {
		return n
	}
	n.Reason = res.Header.Get("RateLimit-Reason")
	n.Hold, _ = httpx.RetryAfter(res.Header, time.Now())
	switch {
	case n.Steady > 0, strings.HasPrefix(n.Reason, "jira-quota"):
		n.Over = httpx.Everything
	case strings.HasPrefix(n.Reason, "jira-per-issue"):
		n.Over = httpx.Subject
	default:
		n.Over = httpx.Endpoint
	}
	return n
}
