package testrail

import (
	"cmp"
	"fmt"
	"net/http"
	"sync"
)

// Fault strikes requests of a method, in the order in which faults were added.
type Fault struct {
	Method string `json:"method,omitempty"` // such as get_runs; empty: any
	Skip   int    `json:"skip,omitempty"`   // so many are let through first
	Times  int    `json:"times,omitempty"`  // so many are struck; 0: one
	// Lost does the work and cuts the connection instead of answering.
	Lost       bool   `json:"lost,omitempty"`
	Status     int    `json:"status,omitempty"` // of the answer, and nothing is done
	Error      string `json:"error,omitempty"`  // its text
	Body       string `json:"body,omitempty"`   // instead of the JSON with the error
	RetryAfter string `json:"retryAfter,omitempty"`
}

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// Fail adds faults, and refuses those that could never strike.
func (s *Server) Fail(list ...Fault) error {
	for _, f := range list {
		if _, there := methods[f.Method]; f.Method != "" && !there {
			return fmt.Errorf("method %q does not exist", f.Method)
		}
		if f.Lost == (f.Status != 0) || f.Status != 0 && (f.Status < 200 || f.Status > 599) {
			return fmt.Errorf("a fault is either lost or has a status of HTTP, not %+v", f)
		}
		f.Times = cmp.Or(f.Times, 1)
		s.faults.mu.Lock()
		s.faults.list = append(s.faults.list, &f)
		s.faults.mu.Unlock()
	}
	return nil
}

// ClearFaults takes all faults away.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// strike finds the fault of a request.
func (f *faults) strike(method string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.list {
		if one.Method != "" && one.Method != method || one.Times == 0 {
			continue
		}
		if one.Skip > 0 {
			one.Skip--
			continue
		}
		one.Times--
		return one
	}
	return nil
}

// answer is what a client gets of a fault.
func (f *Fault) answer(w http.ResponseWriter) {
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	w.Header().Set("X-Sim-Fault", "scripted")
	if f.Body == "" {
		writeJSON(w, f.Status, object{{"error", cmp.Or(f.Error, "An error that a script asked for.")}})
		return
	}
	w.WriteHeader(f.Status)
	// A client that went away is no fault of ours.
	_, _ = w.Write([]byte(f.Body))
}
