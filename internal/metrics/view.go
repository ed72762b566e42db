package metrics

import (
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// view is what the last plan of one sync said. It is never changed, only replaced.
type view struct {
	at      time.Time
	cases   map[string]map[model.CaseID]plan.StateWord // by project
	stories map[string]verdict.Word                    // by key
	holds   map[plan.Reason]int
	pending map[plan.Verb]int
	twins   int
	linking record.Linking
	scopes  []scope
	defects record.Defects
}

// newView reads what a cycle says.
func newView(c record.Cycle) view {
	v := view{at: c.Finished, cases: map[string]map[model.CaseID]plan.StateWord{}, stories: map[string]verdict.Word{},
		holds: map[plan.Reason]int{}, pending: map[plan.Verb]int{}, defects: c.Defects}
	for _, s := range c.Plan.Failing {
		if v.cases[s.Project] == nil {
			v.cases[s.Project] = map[model.CaseID]plan.StateWord{}
		}
		v.cases[s.Project][s.Case] = s.State
	}
	for _, s := range c.Stories {
		v.stories[s.Key] = s.Verdict
	}
	for _, h := range c.Plan.Holds {
		v.holds[h.Hold]++
	}
	for _, ch := range c.Plan.Changes {
		v.pending[ch.Verb]++
	}
	for _, o := range c.Outcomes {
		if o.Result == plan.Done {
			v.pending[o.Change.Verb]--
		}
	}
	for _, r := range c.Readiness {
		v.scopes = append(v.scopes, newScope(r))
	}
	v.twins, v.linking = c.Plan.Twins, c.Linking
	return v
}
