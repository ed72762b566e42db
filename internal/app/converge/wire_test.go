package converge

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
)

// death is how the process is going to die in the next cycle; as a panic, how it
// died.
type death struct {
	at  string // a failpoint, or one of the moments below
	nth int    // of the writes of the cycle
	// landing is how long a request that is in the air takes to land.
	landing time.Duration
}

// The moments around a write at which a process may die. Together with the
// failpoints they lie between any two things that leave a trace.
const (
	before   = "before sending"   // C3 to C5: the server knows nothing
	inTheAir = "while in the air" // C5: it lands although its sender is dead
	answered = "before an answer" // C6, C7: the server has done it
)

// String tells of the death.
func (d death) String() string {
	if d.nth == 0 {
		return "at " + d.at
	}
	return fmt.Sprintf("%s of write %d", d.at, d.nth)
}

// wire is the network between the house and Jira. It can kill the house.
type wire struct {
	world  *world
	to     http.RoundTripper
	die    death
	writes int
}

// RoundTrip passes a request on, unless it is the last thing that the process does.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if !writes(r) {
		return w.to.RoundTrip(r)
	}
	w.writes++
	if w.die.nth == 0 || w.writes != w.die.nth {
		return w.to.RoundTrip(r)
	}
	switch w.die.at {
	case before:
		panic(w.die)
	case inTheAir:
		return w.fly(r)
	}
	res, err := w.to.RoundTrip(r)
	if err == nil {
		res.Body.Close()
	}
	panic(w.die)
}

// fly sends a request that lands later, and dies.
func (w *wire) fly(r *http.Request) (*http.Response, error) {
	err := w.world.server.Script(simjira.Fault{Name: "in the air", Method: r.Method,
		Path: regexp.QuoteMeta(r.URL.Path) + "$", Nth: 1, Effect: simjira.Late, After: simjira.Duration(w.die.landing)})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if res, err := w.to.RoundTrip(r.WithContext(ctx)); err == nil {
		res.Body.Close()
	}
	if !creates(r) {
		// What sets an absolute state and lands after a person has set another one wins,
		// and Jira offers nothing against it: nobody acts until it has landed.
		time.Sleep(w.die.landing)
	}
	panic(w.die)
}

// creates reports whether a request makes an issue.
func creates(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/issue") || strings.HasSuffix(r.URL.Path, "/issue/bulk")
}

// writes reports whether a request is meant to change something in Jira.
func writes(r *http.Request) bool {
	return r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/search/jql") && !strings.HasSuffix(r.URL.Path, "/search") && !strings.HasSuffix(r.URL.Path, "/bulkfetch")
}

// doom makes the next cycle the last of its process.
func (w *world) doom(d death) {
	w.wire.writes, w.wire.die = 0, d
}
