package httpx

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Scope is what a server's limit is about.
type Scope string

// The scopes of a limit.
const (
	Everything Scope = "everything" // the whole target
	Endpoint   Scope = "endpoint"   // one endpoint and method
	Subject    Scope = "subject"    // writes to one thing, such as an issue
)

// Notice is what an answer says of limits. Its zero value says nothing.
type Notice struct {
	Hold   time.Duration // for how long nothing may be sent within Over
	Over   Scope
	Reason string  // the server's word for it
	Scarce bool    // little is left: slow down before there is nothing
	Steady float64 // requests a second that are granted in the long run; 0 where that is not said
}

// Held is the error of a request that was not sent, because the server has asked to be
// left alone for longer than anybody waits.
type Held struct {
	Until  time.Time
	Reason string
}

// Error says until when.
func (h *Held) Error() string {
	text := "nothing was sent: the server asked to be left alone until " + h.Until.UTC().Format("15:04 MST")
	if h.Reason != "" {
		text += fmt.Sprintf(" (%s)", h.Reason)
	}
	return text
}

const (
	// slower is what remains of the rate after a refusal.
	slower = 0.7
	// calm is how long nothing may go wrong before the rate grows by one a second.
	calm = 10 * time.Second
	// least is the rate below which ours never falls by itself, in requests a second; one
	// that begins lower falls to a quarter.
	least = 1
)

// pace keeps below the target's limits: a steady rate that falls when the server says
// that it is too much and grows again when it does not, and pauses that it asks for.
type pace struct {
	next     http.RoundTripper
	target   string
	observer Observer
	patience time.Duration
	notice   func(*http.Response) Notice // nil: nothing is read from answers
	limit    *rate.Limiter
	most     float64

	mu      sync.Mutex
	own     float64 // our rate, without what the server grants at most just now
	changed time.Time
	holds   map[string]Held
}

// newPace returns a pace at the full rate.
func newPace(o Options, next http.RoundTripper) *pace {
	return &pace{next: next, target: o.Target, observer: o.Observer, patience: o.Patience, notice: o.Notice,
		limit: rate.NewLimiter(o.Rate, o.Burst), most: float64(o.Rate), own: float64(o.Rate), holds: map[string]Held{}}
}

// RoundTrip waits for its turn, and lets nothing pass after the write's deadline.
func (p *pace) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := p.wait(req); err != nil {
		return nil, err
	}
	if err := p.limit.Wait(req.Context()); err != nil {
		return nil, unsent("wait for a turn: %w", err)
	}
	if late(opOf(req.Context()).Deadline) {
		return nil, unsent("too late to send: the deadline of this write has passed")
	}
	res, err := p.next.RoundTrip(req)
	if err == nil && p.notice != nil {
		p.learn(req, res.StatusCode == http.StatusTooManyRequests, p.notice(res))
	}
	return res, err
}

// late reports whether a deadline has passed by either clock: the monotonic one stands
// still while a machine is suspended, and the other may be set.
func late(at time.Time) bool {
	now := time.Now()
	return !at.IsZero() && !(now.Before(at) && now.Round(0).Before(at.Round(0)))
}

// wait waits while the request is held, unless that is longer than anybody waits.
func (p *pace) wait(req *http.Request) error {
	for {
		h, left := p.held(req, time.Now())
		if left <= 0 {
			return nil
		}
		if left > p.patience || !inTime(req.Context(), left) {
			return &Error{Err: &h, final: true}
		}
		p.observer.Waiting(p.target, "rate-limited", left)
		if !sleep(req.Context(), left) {
			return unsent("wait until %s: %w", h.Until.UTC().Format("15:04:05 MST"), req.Context().Err())
		}
	}
}

// held finds the longest hold on a request.
func (p *pace) held(req *http.Request, now time.Time) (Held, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var longest Held
	for _, name := range []string{holdOf(req, Everything), holdOf(req, Endpoint), holdOf(req, Subject)} {
		h, ok := p.holds[name]
		switch {
		case !ok:
		case !now.Before(h.Until):
			delete(p.holds, name)
		case h.Until.After(longest.Until):
			longest = h
		}
	}
	return longest, longest.Until.Sub(now)
}

// holdOf names what a request is held by.
func holdOf(req *http.Request, s Scope) string {
	op := opOf(req.Context())
	switch {
	case s == Endpoint:
		return "endpoint " + req.Method + " " + op.Endpoint
	case s == Subject && op.Class != Safe && op.Subject != "":
		return "subject " + op.Subject
	case s == Subject:
		return "" // nothing is ever held by this name
	}
	return "everything"
}

// learn takes in what an answer says.
func (p *pace) learn(req *http.Request, refused bool, n Notice) {
	now := time.Now()
	if n.Hold > 0 {
		name := holdOf(req, n.Over)
		if name == "" {
			name = holdOf(req, Endpoint)
		}
		p.hold(name, Held{now.Add(min(n.Hold, longest)), n.Reason})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changed.IsZero() {
		p.changed = now
	}
	switch since := now.Sub(p.changed); {
	case refused && n.Over != Subject && since >= time.Second, n.Scarce && n.Steady == 0 && since >= calm:
		p.own, p.changed = max(min(least, p.most/4), p.own*slower), now
	case refused || n.Scarce:
	case since >= calm && p.own < p.most:
		p.own, p.changed = min(p.most, p.own+min(1, p.most/4)), now
	}
	granted := p.own
	if n.Steady > 0 && (n.Scarce || refused) {
		granted = min(granted, n.Steady)
	}
	if rate.Limit(granted) != p.limit.Limit() {
		p.limit.SetLimit(rate.Limit(granted))
	}
}

// hold keeps requests back, at least as long as they are already.
func (p *pace) hold(name string, h Held) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.holds[name].Until.Before(h.Until) {
		p.holds[name] = h
	}
}

// Hold keeps every request back until a moment: another process was told so.
func (c *Client) Hold(h Held) { c.pace.hold("everything", h) }

// Held returns until when every request is kept back; false if none is.
func (c *Client) Held(now time.Time) (Held, bool) {
	c.pace.mu.Lock()
	defer c.pace.mu.Unlock()
	h := c.pace.holds["everything"]
	return h, h.Until.After(now)
}
