package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
)

// How many cycles one page of the list has, and may have at most.
const (
	cyclesShown = 50
	cyclesMost  = 200
)

// summary is one line of the list of cycles.
type summary struct {
	ID       string              `json:"id"`
	Sync     string              `json:"sync"`
	Trigger  string              `json:"trigger"`
	Result   string              `json:"result"` // ok, dry, incomplete, failed
	Dry      bool                `json:"dry"`
	Started  time.Time           `json:"started"`
	Finished time.Time           `json:"finished"`
	Planned  int                 `json:"planned"` // changes
	Outcomes map[plan.Result]int `json:"outcomes"`
	Holds    int                 `json:"holds"`
	Failing  int                 `json:"failing"`
	Faults   int                 `json:"faults"`
	Requests int                 `json:"requests"`
	Paused   string              `json:"paused,omitempty"`
}

// summed sums a cycle up.
func summed(c record.Cycle) summary {
	s := summary{ID: c.ID, Sync: c.Sync, Trigger: c.Trigger, Result: c.Word(), Dry: c.Dry, Started: c.Started,
		Finished: c.Finished, Planned: c.Counts.Changes, Outcomes: map[plan.Result]int{}, Holds: c.Counts.Holds,
		Failing: c.Counts.Failing, Paused: c.Paused}
	for _, o := range c.Outcomes {
		s.Outcomes[o.Result]++
	}
	for _, f := range c.Faults {
		if !f.Remark {
			s.Faults++
		}
	}
	for _, n := range c.Requests {
		s.Requests += n
	}
	return s
}

// Took is how long the cycle lasted.
func (s summary) Took() time.Duration { return s.Finished.Sub(s.Started) }

// Done counts changes that were made, Undone those that were tried and not made.
func (s summary) Done() int { return s.Outcomes[plan.Done] }
func (s summary) Undone() int {
	n := 0
	for _, count := range s.Outcomes {
		n += count
	}
	return n - s.Done()
}

// cyclesBody is one page of the list of cycles, newest first.
type cyclesBody struct {
	Cycles []summary `json:"cycles"`
	Next   string    `json:"next,omitempty"` // id to ask before, "" at the end
	Sync   string    `json:"-"`
	Syncs  []string  `json:"-"`
	Paged  bool      `json:"-"` // this is not the first page
}

// Older is the query of the next page.
func (b cyclesBody) Older() string {
	q := url.Values{"before": {b.Next}}
	if b.Sync != "" {
		q.Set("sync", b.Sync)
	}
	return "?" + q.Encode()
}

// cycles reads the page of cycles that a query asks for.
func (s *site) cycles(r *http.Request) (cyclesBody, error) {
	q := r.URL.Query()
	limit, err := strconv.Atoi(cmp.Or(q.Get("limit"), strconv.Itoa(cyclesShown)))
	if err != nil || limit < 1 || limit > cyclesMost {
		return cyclesBody{}, refused{http.StatusBadRequest, fmt.Sprintf("limit must be a number from 1 to %d", cyclesMost)}
	}
	// One more than is shown tells whether there are older ones.
	found, err := s.Board.Cycles(r.Context(), q.Get("sync"), q.Get("before"), limit+1)
	if err != nil {
		return cyclesBody{}, fmt.Errorf("read cycles: %w", err)
	}
	b := cyclesBody{Cycles: []summary{}, Sync: q.Get("sync"), Paged: q.Get("before") != ""}
	for _, c := range found[:min(limit, len(found))] {
		b.Cycles = append(b.Cycles, summed(c))
	}
	if len(found) > limit {
		b.Next = found[limit-1].ID
	}
	return b, nil
}

// cyclesPage lists cycles.
func (s *site) cyclesPage(r *http.Request, o record.Overview) (view, error) {
	b, err := s.cycles(r)
	if err != nil {
		return view{}, err
	}
	for _, sync := range o.Syncs {
		b.Syncs = append(b.Syncs, sync.Name)
	}
	return view{name: "cycles", Title: "Cycles", Nav: "cycles", AsOf: o.AsOf, Body: b}, nil
}
