package qase

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The states of a run, in the words of the filter; the numbers of the first three are from memory, none is documented.
const (
	inProgress = "in_progress"
	passed     = "passed"
	aborted    = "aborted"
	failed     = "failed"
)

// stateNumbers are the numbers beside the words. Nothing should lean on them.
var stateNumbers = map[string]int{inProgress: 0, passed: 1, aborted: 2, failed: 3}

// olderStates are the words that the filter still takes, by what they mean.
var olderStates = map[string][]string{"active": {inProgress}, "complete": {passed, failed}, "abort": {aborted}}

// state is what has become of a run.
func (p *project) state(r Run) string {
	switch {
	case r.Ended.IsZero():
		return inProgress
	case r.Aborted:
		return aborted
	}
	for _, x := range p.latest(r.ID) {
		if x.Status == failed {
			return failed
		}
	}
	return passed
}

// runs lists runs.
func runs(c *call) (any, *refusal) {
	q := c.query
	text, states := q.text("search"), q.words("status", inProgress, passed, failed, aborted, "active", "complete", "abort")
	milestone, environment := q.number("milestone", 0, math.MaxInt64, 0), q.number("environment", 0, math.MaxInt64, 0)
	from, to := q.unix("from_start_time"), q.unix("to_start_time")
	include, s := c.include(), c.page()
	if no := q.done(); no != nil {
		return nil, no
	}
	fit := where(c.project.Runs, func(r Run) bool {
		return holds(r.Title, text) && (states == nil || oneOfStates(c.project.state(r), states)) &&
			(milestone == 0 || r.Milestone == milestone) && (environment == 0 || r.Environment == environment) &&
			(from.IsZero() || !r.Started.Before(from)) && (to.IsZero() || !r.Started.After(to))
	})
	return entities(c, c.project.Runs, fit, s, func(r Run) any { return c.showRun(r, include) }), nil
}

// oneOfStates reports whether a state was asked for, in today's word or in the older one.
func oneOfStates(state string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return w == state || slices.Contains(olderStates[w], state) })
}

// include reads what is to be shown of a run beside itself.
func (c *call) include() []string {
	return c.query.words("include", "cases", "defects", "external_issue")
}

func oneRun(c *call) (any, *refusal) {
	include := c.include()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	r := c.project.run(c.number("id"))
	if r == nil {
		return nil, notFound("Run")
	}
	return c.showRun(*r, include), nil
}

// showRun is a run as answers show it.
func (c *call) showRun(r Run, include []string) any {
	p, state := c.project, c.project.state(r)
	out := object{"id": r.ID, "run_id": r.ID, "title": r.Title, "description": nil, "status": stateNumbers[state],
		"status_text": c.server.stateText(state), "start_time": stamp(r.Started), "end_time": stamp(r.Ended), "public": false,
		"stats": p.stats(r), "time_spent": p.spent(r.ID), "elapsed_time": c.elapsed(r),
		"environment": nil, "milestone": nil, "custom_fields": []any{}, "tags": tags(r.Tags),
		"plan_id": idOrNull(r.Plan), "configurations": list(r.Configs)}
	if e := at(p.Environments, func(e Environment) bool { return e.ID == r.Environment }); e != nil {
		out["environment"] = object{"title": e.Title, "description": "", "slug": e.Slug, "host": ""}
	}
	if m := at(p.Milestones, func(m Milestone) bool { return m.ID == r.Milestone }); m != nil {
		out["milestone"] = object{"title": m.Title, "description": ""}
	}
	c.including(out, r, include)
	return out
}

// including adds to a run what was asked for. Where defects go the document does not say: to a list of ids, as cases do.
func (c *call) including(out object, r Run, include []string) {
	if slices.Contains(include, "cases") {
		out["cases"] = list(r.Cases)
	}
	if slices.Contains(include, "defects") {
		ids := []int64{}
		for _, d := range c.project.Defects {
			if slices.Contains(c.project.runsOf(d), r.ID) {
				ids = append(ids, d.ID)
			}
		}
		out["defects"] = ids
	}
	if slices.Contains(include, "external_issue") {
		out["external_issue"] = nil
		if r.Issue != nil {
			out["external_issue"] = object{"id": r.Issue.ID, "type": r.Issue.Type, "link": c.server.link(*r.Issue)}
		}
	}
}

// stateText is the word for a state; before 2026 there were three of them.
func (s *Server) stateText(state string) string {
	if s.opts.Drift {
		return map[string]string{inProgress: "active", passed: "complete", failed: "complete", aborted: "abort"}[state]
	}
	return state
}

// stats counts the cases of a run by what counts of each.
func (p *project) stats(r Run) object {
	statuses := map[string]int{}
	latest := p.latest(r.ID)
	for _, id := range r.Cases {
		if x := latest[id]; x != nil {
			statuses[x.Status]++
		} else {
			statuses["untested"]++
		}
	}
	return object{"total": len(r.Cases), "statuses": statuses}
}

// spent is what the results of a run took together, in milliseconds.
func (p *project) spent(run int64) int64 {
	var sum time.Duration
	for _, x := range p.Results {
		if x.Run == run {
			sum += x.Spent
		}
	}
	return sum.Milliseconds()
}

// elapsed is how long a run has been at work, in milliseconds.
func (c *call) elapsed(r Run) int64 {
	end := r.Ended
	if end.IsZero() {
		end = c.at
	}
	return max(end.Sub(r.Started), 0).Milliseconds()
}

// runLinks is the body that links runs to issues.
type runLinks struct {
	Type  *string `json:"type"`
	Links *[]struct {
		Run   *int64  `json:"run_id"`
		Issue *string `json:"external_issue"` // null takes the link away
	} `json:"links"`
}

// linkRuns sets the one issue of each run: all of the request or nothing of it.
func linkRuns(c *call) (any, *refusal) {
	var in runLinks
	no := c.query.done()
	if no == nil {
		no = c.body(&in)
	}
	if no == nil {
		no = c.checkRunLinks(in)
	}
	if no != nil {
		no.status = http.StatusBadRequest // this endpoint knows no 422
		return nil, no
	}
	for _, l := range *in.Links {
		r, key := c.project.run(*l.Run), ""
		r.Issue = nil
		if l.Issue != nil {
			key, r.Issue = *l.Issue, &Issue{app, *l.Issue}
		}
		c.note("link-run", fmt.Sprint(r.ID), map[string]string{"external_issue": key})
	}
	return none{}, nil
}

// checkRunLinks refuses what cannot be linked.
func (c *call) checkRunLinks(in runLinks) *refusal {
	if no := checkTracker(in.Type); no != nil {
		return no
	}
	if in.Links == nil {
		return lacking("links")
	}
	var unknown []string
	for n, l := range *in.Links {
		at := fmt.Sprintf("links.%d.", n)
		switch {
		case l.Run == nil:
			return lacking(at + "run_id")
		case c.project.run(*l.Run) == nil:
			return invalid(at+"run_id", "Run not found")
		case l.Issue != nil && *l.Issue == "":
			return invalid(at+"external_issue", "must not be empty")
		case l.Issue != nil && !c.server.exists(*l.Issue):
			unknown = append(unknown, *l.Issue)
		}
	}
	return strangers(unknown)
}

// exists reports whether the tracker knows an issue.
func (s *Server) exists(key string) bool {
	if s.opts.Issues != nil {
		return s.opts.Issues(key)
	}
	project, n, cut := strings.Cut(key, "-")
	return cut && cmp.Compare(project, "") > 0 && strings.ToUpper(project) == project && n != "" && strings.Trim(n, "0123456789") == ""
}
