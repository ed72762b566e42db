package qase

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Request counts what was asked of one endpoint.
type Request struct {
	Method   string `json:"method"`
	Endpoint string `json:"endpoint"` // template, e.g. /v1/result/{code}
	Count    int    `json:"count"`
}

// traffic counts requests to the API, refused ones too.
type traffic struct {
	total  int
	counts map[string]int
}

// count notes a request and names it.
func (t *traffic) count(rt route) string {
	t.total++
	t.counts[rt.method+" "+rt.path]++
	return fmt.Sprintf("r%06d", t.total)
}

// Requests are the counts per method and endpoint since the start or the last ResetRequests, sorted.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Request{}
	for name, n := range s.traffic.counts {
		method, endpoint, _ := strings.Cut(name, " ")
		out = append(out, Request{method, endpoint, n})
	}
	slices.SortFunc(out, func(a, b Request) int {
		return cmp.Or(cmp.Compare(a.Endpoint, b.Endpoint), cmp.Compare(a.Method, b.Method))
	})
	return out
}

// RequestCount is the number of requests to the API since the start or the last ResetRequests.
func (s *Server) RequestCount() int {
	n := 0
	for _, r := range s.Requests() {
		n += r.Count
	}
	return n
}

// ResetRequests forgets the counts; request ids go on.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traffic.counts = map[string]int{}
}

// Mutation is one change that came through the API. What a deed does is not among them.
type Mutation struct {
	Seq     int               `json:"seq"` // from 1
	At      time.Time         `json:"at"`
	Request string            `json:"request"`
	Verb    string            `json:"verb"` // e.g. update-result
	Project string            `json:"project"`
	ID      string            `json:"id"`  // of what was changed: hash of a result, number of the others
	Set     map[string]string `json:"set"` // what was written, by field; "" is none
}

// note enters a change into the audit.
func (c *call) note(verb, id string, set map[string]string) {
	s := c.server
	s.audit = append(s.audit, Mutation{len(s.audit) + 1, c.at, c.id, verb, c.project.Code, id, set})
}

// Audit is every change through the API so far, in order.
func (s *Server) Audit() []Mutation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mutation{}, s.audit...)
}
