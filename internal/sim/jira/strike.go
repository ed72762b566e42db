package jira

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// strikes reports whether a matching request, the n-th, is one that the fault strikes.
func (a *armed) strikes(n int) bool {
	first := max(a.Nth, 1)
	count := a.Count
	if count == 0 && a.Nth > 0 {
		count = 1
	}
	return n >= first && (count == 0 || n < first+count)
}

func (a *armed) live(now time.Time) bool {
	return a.During == 0 || now.Before(a.since.Add(time.Duration(a.During)))
}

func (a *armed) concerns(x *exchange) bool {
	switch {
	case a.Effect == RequireField:
		return x.route.Method == "POST" && (strings.HasSuffix(x.route.Path, "/issue") || strings.HasSuffix(x.route.Path, "/issue/bulk"))
	case a.Method != "" && !strings.EqualFold(a.Method, x.request.Method):
		return false
	case a.Endpoint != "" && !strings.HasSuffix(x.route.Path, "/"+strings.TrimPrefix(a.Endpoint, "/")):
		return false
	}
	return a.path.MatchString(x.request.URL.Path) && bytes.Contains(x.body, []byte(a.BodyHas))
}

// match finds the fault that strikes a request, nil for none.
func (s *script) match(x *exchange) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.armed {
		if !a.live(x.at) || !a.concerns(x) {
			continue
		}
		a.Matched++
		if !a.strikes(a.Matched) {
			continue
		}
		a.Fired.Fired++
		if a.Effect != RequireField { // the site itself refuses those
			struck := a.Fault
			return &struck
		}
	}
	return nil
}

// Faults lists the scripted faults and how often each struck.
func (s *Server) Faults() []Fired {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	out := []Fired{}
	for _, a := range s.faults.armed {
		out = append(out, a.Fired)
	}
	return out
}

// ClearFaults ends all faults. Requests that are already late still land.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	s.faults.armed = nil
	s.faults.mu.Unlock()
	s.settle()
}

// FaultHeader marks an answer that a script made up: it says nothing of how Jira answers.
const FaultHeader = "X-Sim-Fault"

// cut ends the connection without an answer, as net/http documents.
func cut() { panic(http.ErrAbortHandler) }

// before does what a fault does instead of the request; true means that all is said.
func (f *Fault) before(x *exchange) bool {
	switch f.Effect {
	case Drop:
		cut()
	case Status:
		if !sleep(x.request.Context(), x.server.opts.Latency) {
			cut()
		}
		x.writer.Header().Set(FaultHeader, string(f.Effect))
		if f.Headers["Content-Type"] == "" {
			x.writer.Header().Set("Content-Type", "application/json;charset=UTF-8")
		}
		for k, v := range f.Headers {
			x.writer.Header().Set(k, v)
		}
		x.writer.WriteHeader(f.Status)
		_, _ = x.writer.Write([]byte(f.Body))
		return true
	}
	return false
}

// after does what a fault does to an answer; true means that all is said.
func (f *Fault) after(x *exchange, answer *recorder) bool {
	switch f.Effect {
	case LostAnswer:
		cut()
	case Hang:
		if f.After == 0 {
			<-x.request.Context().Done()
		} else {
			sleep(x.request.Context(), time.Duration(f.After))
		}
		cut()
	case Slow:
		if !sleep(x.request.Context(), time.Duration(f.After)) {
			cut()
		}
	case Truncate:
		x.writer.Header().Set("Content-Length", fmt.Sprint(answer.body.Len()))
		for k, v := range answer.header {
			x.writer.Header()[k] = v
		}
		x.writer.WriteHeader(answer.status)
		_, _ = x.writer.Write(answer.body.Bytes()[:answer.body.Len()/2])
		if fl, ok := x.writer.(http.Flusher); ok {
			fl.Flush()
		}
		cut()
	}
	return false
}
