package zephyr

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
)

// Effect is what a fault does to the requests it strikes.
type Effect string

// The effects.
const (
	Answer     Effect = "status"      // not applied, answered with Status, Body and Headers
	Drop       Effect = "drop"        // not applied, connection cut
	LostAnswer Effect = "lost_answer" // applied, then the connection is cut without an answer
)

// Fault strikes requests that match. Nth is the first matching request that is struck, counted from 1; Count is how
// many are struck from there on (0: one when Nth is set, else all). A request is struck by the first fault that applies.
type Fault struct {
	Method  string            `json:"method,omitempty"` // empty: any
	Path    string            `json:"path,omitempty"`   // regular expression over the path with its query
	Nth     int               `json:"nth,omitempty"`
	Count   int               `json:"count,omitempty"`
	Effect  Effect            `json:"effect"`
	Status  int               `json:"status,omitempty"`
	Body    string            `json:"body,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
}

// Fired is a scripted fault and how often it struck.
type Fired struct {
	Fault
	Matched int `json:"matched"`
	Fired   int `json:"fired"`
	path    *regexp.Regexp
}

func (f Fault) check() error {
	switch _, err := regexp.Compile(f.Path); {
	case err != nil:
		return fmt.Errorf("fault: path: %w", err)
	case !slices.Contains([]Effect{Answer, Drop, LostAnswer}, f.Effect):
		return fmt.Errorf("fault: unknown effect %q: use status, drop or lost_answer", f.Effect)
	case f.Effect == Answer && (f.Status < 200 || f.Status > 599):
		return errors.New("fault: effect status needs a status from 200 to 599")
	}
	return nil
}

// Script adds faults, or none and an error when one of them is not well formed.
func (d *Door) Script(faults ...Fault) error {
	var errs []error
	for _, f := range faults {
		errs = append(errs, f.check())
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range faults {
		d.armed = append(d.armed, &Fired{Fault: f, path: regexp.MustCompile(f.Path)})
	}
	return nil
}

// Faults are the scripted faults and how often each struck.
func (d *Door) Faults() []Fired {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []Fired{}
	for _, f := range d.armed {
		out = append(out, *f)
	}
	return out
}

// ClearFaults forgets all faults.
func (d *Door) ClearFaults() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed = nil
}

// match is the fault that strikes a request; nil is none.
func (d *Door) match(r *http.Request) *Fired {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range d.armed {
		if (f.Method != "" && f.Method != r.Method) || !f.path.MatchString(r.URL.RequestURI()) {
			continue
		}
		f.Matched++
		count := f.Count
		if count == 0 && f.Nth > 0 {
			count = 1
		}
		if f.Matched < f.Nth || (count > 0 && f.Fired >= count) {
			continue
		}
		f.Fired++
		return f
	}
	return nil
}

// answer is what a fault of effect status says.
func (f *Fired) answer(w http.ResponseWriter) {
	w.Header().Set("X-Sim-Fault", string(f.Effect))
	w.Header().Set("Content-Type", "application/json")
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(f.Status)
	// A client that went away is no fault of ours.
	_, _ = w.Write([]byte(f.Body))
}
