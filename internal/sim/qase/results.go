package qase

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// results lists results of all runs. Time filters look at the end: what is in progress has none and is in no window,
// and what was edited later is where it was.
func results(c *call) (any, *refusal) {
	q := c.query
	status := q.words("status", slugs(c.server.statuses)...)
	if len(status) > 1 {
		q.fault("status", "takes one status")
	}
	runs, cases, members := q.numbers("run"), q.numbers("case_id"), q.numbers("member")
	api, from, to, s := q.words("api", "true", "false"), q.moment("from_end_time"), q.moment("to_end_time"), c.page()
	if no := q.done(); no != nil {
		return nil, no
	}
	among := func(list []int64, id int64) bool { return list == nil || slices.Contains(list, id) }
	fit := where(c.project.Results, func(x Result) bool {
		return (status == nil || x.Status == status[0]) && among(runs, x.Run) && among(cases, x.Case) && among(members, x.Member) &&
			(api == nil || x.API == (api[0] == "true")) && within(x.Ended, from, to)
	})
	return entities(c, c.project.Results, fit, s, showResult), nil
}

// within reports whether a moment lies after one and before another, neither included; zero ones are no bounds.
func within(t, from, to time.Time) bool {
	if from.IsZero() && to.IsZero() {
		return true
	}
	return !t.IsZero() && (from.IsZero() || t.After(from)) && (to.IsZero() || t.Before(to))
}

func oneResult(c *call) (any, *refusal) {
	if no := c.query.done(); no != nil {
		return nil, no
	}
	x := c.project.result(c.request.PathValue("hash"))
	if x == nil {
		return nil, notFound("Result")
	}
	return showResult(*x), nil
}

// showResult is a result as answers show it: without defects, parameters and who ran it.
func showResult(x Result) any {
	return object{"hash": x.Hash, "result_hash": x.Hash, "comment": orNull(x.Comment), "stacktrace": orNull(x.Stacktrace),
		"run_id": x.Run, "case_id": x.Case, "steps": nil, "status": x.Status, "is_api_result": x.API,
		"time_spent_ms": x.Spent.Milliseconds(), "end_time": stamp(x.Ended), "attachments": []any{}}
}

// resultUpdate is the body of PATCH; null leaves a member as it is.
type resultUpdate struct {
	Status      *string   `json:"status"`
	Time        *int64    `json:"time_ms"`
	Defect      *bool     `json:"defect"`
	Attachments *[]string `json:"attachments"`
	Stacktrace  *string   `json:"stacktrace"`
	Comment     *string   `json:"comment"`
	Steps       *[]any    `json:"steps"`
}

// check refuses what an update may not hold: not every status that a result may have can be set.
func (u resultUpdate) check() *refusal {
	settable := []string{inProgress, passed, failed, "blocked", "skipped"}
	switch {
	case u.Status != nil && !slices.Contains(settable, *u.Status):
		return invalid("status", "must be one of in_progress, passed, failed, blocked, skipped")
	case u.Time != nil && (*u.Time < 0 || *u.Time > 31_536_000_000):
		return invalid("time_ms", "must be from 0 to 31536000000")
	case u.Attachments != nil && len(*u.Attachments) > 0:
		return absent("attachments")
	case u.Steps != nil && len(*u.Steps) > 0:
		return absent("steps of results")
	}
	return nil
}

// updateResult edits a result in place. Its end stays, and so does its place in the list.
func updateResult(c *call) (any, *refusal) {
	var in resultUpdate
	no := c.query.done()
	if no == nil {
		no = c.body(&in)
	}
	if no == nil {
		no = in.check()
	}
	if no != nil {
		return nil, no
	}
	x := c.project.result(c.request.PathValue("hash"))
	if x == nil || x.Run != c.number("id") {
		return nil, notFound("Result")
	}
	c.note("update-result", x.Hash, in.write(x, c.at))
	if in.Defect != nil && *in.Defect && x.Status == failed {
		c.project.defectOf(*x, c.at)
	}
	return object{"hash": x.Hash}, nil
}

// write puts an update into a result and tells what was set.
func (u resultUpdate) write(x *Result, now time.Time) map[string]string {
	set := map[string]string{}
	for name, pair := range map[string]struct{ from, to *string }{"status": {u.Status, &x.Status},
		"comment": {u.Comment, &x.Comment}, "stacktrace": {u.Stacktrace, &x.Stacktrace}} {
		if pair.from != nil {
			*pair.to, set[name] = *pair.from, *pair.from
		}
	}
	if u.Time != nil {
		x.Spent, set["time_ms"] = time.Duration(*u.Time)*time.Millisecond, strconv.FormatInt(*u.Time, 10)
	}
	if u.Defect != nil {
		set["defect"] = strconv.FormatBool(*u.Defect)
	}
	x.settle(now)
	return set
}

// settle ends a result that has a verdict and no end yet.
func (x *Result) settle(now time.Time) {
	if x.Status == inProgress {
		x.Ended = time.Time{}
	} else if x.Ended.IsZero() {
		x.Ended = now
	}
}

// batch is the body of v2.
type batch struct {
	Results *[]posted `json:"results"`
}

// The most that one request may hold.
const (
	maxResults = 2000
	maxContext = 4 << 20 // characters of error_context
)

// postResults enters results into a run: all of the request or nothing of it.
func postResults(c *call) (any, *refusal) {
	var in batch
	no := c.query.done()
	if no == nil {
		no = c.body(&in)
	}
	if no != nil {
		return nil, no
	}
	r := c.project.run(c.number("id"))
	switch {
	case in.Results == nil:
		return nil, lacking("results")
	case len(*in.Results) > maxResults || contextOf(*in.Results) > maxContext:
		return nil, refuse(http.StatusRequestEntityTooLarge, "Payload Too Large.")
	case r == nil:
		return nil, notFound("Run")
	case !r.Ended.IsZero():
		return nil, refuse(http.StatusBadRequest, "Test run is not active.")
	}
	for n, p := range *in.Results {
		if no := p.check(c, fmt.Sprintf("results.%d.", n)); no != nil {
			return nil, no
		}
	}
	for _, p := range *in.Results {
		c.enter(r.ID, p)
	}
	return none{}, nil
}
