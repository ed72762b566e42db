package testrail

import (
	"errors"
	"fmt"
	"time"
)

// Grow adds to project 1 a section of so many cases and so many stand-alone runs, and spreads results evenly over them:
// for tests of first pulls. Runs lie an hour apart, the newest an hour ago; all but the newest tenth are completed, each
// holds as many cases as it has results, at most all of the section, and of twenty results one failed. Every case refers
// to a story of the seed.
func (s *Server) Grow(cases, runs, results int) error {
	if cases < 1 || runs < 1 || results < 0 {
		return errors.New("grow needs a case and a run at least")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	w, now, by := s.world, s.now(), s.world.users[0].ID
	suite := sorted(w.suites, func(one *Suite) bool { return one.Project == 1 })
	if len(suite) == 0 {
		return errors.New("grow needs project 1")
	}
	sec := &Section{ID: w.id("section", 0), Suite: suite[0].ID, Name: "Grown"}
	w.sections[sec.ID] = sec
	born := now.Add(-time.Duration(runs+1) * time.Hour).Unix()
	var ids []int64
	for n := range cases {
		one := &Case{ID: w.id("case", 0), Project: 1, Suite: sec.Suite, Section: sec.ID, Title: fmt.Sprintf("Grown case %d", n+1), Refs: fmt.Sprintf("SHOP-%d", n%11+1),
			Template: 1, Type: 7, Priority: 2, CreatedBy: by, Created: born, UpdatedBy: by, Updated: born}
		w.cases[one.ID] = one
		ids = append(ids, one.ID)
	}
	for n := range runs {
		share := results/runs + boolInt(n < results%runs)
		at := now.Add(-time.Duration(runs-n) * time.Hour)
		if err := w.growRun(n, ids, share, at, by); err != nil {
			return err
		}
		if n < runs-(runs+9)/10 {
			w.closeRun(w.runs[w.last["run"]], at.Add(59*time.Minute).Unix())
		}
	}
	return nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// growRun adds one run, whose results lie within the hour after it.
func (w *world) growRun(n int, ids []int64, share int, at time.Time, by int64) error {
	cases := make([]int64, 0, min(len(ids), max(1, share)))
	for k := range cap(cases) {
		cases = append(cases, ids[(n*share+k)%len(ids)])
	}
	r, err := w.addRun(Run{Project: 1, Suite: w.cases[ids[0]].Suite, Name: fmt.Sprintf("Grown run %d", n+1), CreatedBy: by, Created: at.Unix()}, cases)
	if err != nil {
		return err
	}
	for k := range share {
		res := Result{Status: Passed, CreatedBy: by, Created: at.Add(58 * time.Minute * time.Duration(k) / time.Duration(share)).Unix()}
		if (n+k)%20 == 0 {
			res.Status, res.Comment = Failed, "It broke."
		}
		w.addResult(r.byCase[cases[k%len(cases)]], res)
	}
	return nil
}
