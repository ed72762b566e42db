package testrail

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Mutation is a write through the API, in the order of the audit. Refused writes and people's deeds are not in it.
type Mutation struct {
	Seq     int             `json:"seq"`
	At      time.Time       `json:"at"`
	User    string          `json:"user"`   // mail address
	Method  string          `json:"method"` // such as add_result
	Path    string          `json:"path"`   // method and ids, such as add_result/4
	Body    json.RawMessage `json:"body,omitempty"`
	Changed []string        `json:"changed"` // in words; empty if everything was so already
}

// Audit is every write through the API so far.
func (s *Server) Audit() []Mutation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.audit)
}

// note adds a call that wrote to the audit.
func (s *Server) note(c *call, path string) {
	if c.method.verb != http.MethodPost {
		return
	}
	var body json.RawMessage
	if len(c.raw) > 0 {
		body = c.raw
	}
	s.audit = append(s.audit, Mutation{len(s.audit) + 1, s.now().UTC(), c.user.Email, c.name, path, body, append([]string{}, c.told...)})
}

// tell notes what changed.
func (c *call) tell(format string, args ...any) {
	c.told = append(c.told, fmt.Sprintf(format, args...))
}

// traffic counts requests.
type traffic struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *traffic) count(method string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[method]++
}

// Request counts what was asked of one method.
type Request struct {
	Method string `json:"method"`
	Count  int    `json:"count"`
}

// Requests are the counts per method since the start or the last ResetRequests, sorted; refused requests count.
func (s *Server) Requests() []Request {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	out := []Request{}
	for name, n := range s.traffic.counts {
		out = append(out, Request{name, n})
	}
	slices.SortFunc(out, func(a, b Request) int { return strings.Compare(a.Method, b.Method) })
	return out
}

// RequestCount is how often the methods were asked, all of them where none is named.
func (s *Server) RequestCount(methods ...string) int {
	n := 0
	for _, r := range s.Requests() {
		if len(methods) == 0 || slices.Contains(methods, r.Method) {
			n += r.Count
		}
	}
	return n
}

// ResetRequests forgets the counts.
func (s *Server) ResetRequests() {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	s.traffic.counts = nil
}
