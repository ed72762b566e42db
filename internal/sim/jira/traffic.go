package jira

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Request counts what was asked of one endpoint.
type Request struct {
	Method   string `json:"method"`
	Endpoint string `json:"endpoint"` // template, e.g. /rest/api/3/issue/{issueIdOrKey}
	Count    int    `json:"count"`
}

// traffic counts REST requests.
type traffic struct {
	mu     sync.Mutex
	total  int
	counts map[string]int
}

func newTraffic() *traffic { return &traffic{counts: map[string]int{}} }

// count notes a request and names it.
func (t *traffic) count(method, endpoint string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total++
	t.counts[method+" "+endpoint]++
	return fmt.Sprintf("r%06d", t.total)
}

// Requests are the counts per method and endpoint since the start or the last ResetRequests, sorted.
func (s *Server) Requests() []Request {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	var out []Request
	for _, name := range slices.Sorted(maps.Keys(s.traffic.counts)) {
		method, endpoint, _ := strings.Cut(name, " ")
		out = append(out, Request{method, endpoint, s.traffic.counts[name]})
	}
	slices.SortStableFunc(out, func(a, b Request) int { return cmp.Compare(a.Endpoint, b.Endpoint) })
	return out
}

// RequestCount is the number of REST requests since the start or the last ResetRequests.
func (s *Server) RequestCount() int {
	n := 0
	for _, r := range s.Requests() {
		n += r.Count
	}
	return n
}

// ResetRequests forgets the counts; request ids go on.
func (s *Server) ResetRequests() {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	s.traffic.counts = map[string]int{}
}
