package qase

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// posted is one result of a batch. What the simulator leaves aside is there for strictness.
type posted struct {
	ID          string            `json:"id"` // idempotency key
	Title       *string           `json:"title"`
	Signature   string            `json:"signature"`
	Case        *int64            `json:"testops_id"`
	Cases       *[]int64          `json:"testops_ids"`
	Execution   *execution        `json:"execution"`
	Fields      map[string]string `json:"fields"`
	Attachments []string          `json:"attachments"`
	Steps       []any             `json:"steps"`
	StepsType   *string           `json:"steps_type"`
	Params      map[string]string `json:"params"`
	ParamGroups *[][]string       `json:"param_groups"`
	Relations   any               `json:"relations"`
	Message     *string           `json:"message"`
	Defect      bool              `json:"defect"`
}

// execution is the verdict of a posted result. Times are seconds since 1970 with a fraction.
type execution struct {
	Start      *float64 `json:"start_time"`
	End        *float64 `json:"end_time"`
	Status     *string  `json:"status"`
	Duration   *int64   `json:"duration"` // ms
	Stacktrace *string  `json:"stacktrace"`
	Context    *string  `json:"error_context"`
	Thread     *string  `json:"thread"`
}

// contextOf is how many characters of error_context a batch holds.
func contextOf(list []posted) int {
	n := 0
	for _, p := range list {
		if p.Execution != nil && p.Execution.Context != nil {
			n += utf8.RuneCountInString(*p.Execution.Context)
		}
	}
	return n
}

// wrong refuses a field of a batch, in the words that the vendor's reporters log.
func wrong(field, text string) *refusal {
	return &refusal{http.StatusUnprocessableEntity, "Invalid field value", []fieldError{{field, text}}}
}

// check refuses what cannot be entered.
func (p posted) check(c *call, at string) *refusal {
	settable := where(slugs(c.server.statuses), func(s string) bool { return s != inProgress })
	switch {
	case p.Title == nil:
		return wrong(at+"title", "Value is required")
	case p.Execution == nil:
		return wrong(at+"execution", "Value is required")
	case p.Execution.Status == nil:
		return wrong(at+"execution.status", "Value is required")
	case !slices.Contains(settable, strings.ToLower(*p.Execution.Status)):
		return wrong(at+"execution.status", "Unknown status")
	case p.Case != nil && p.Cases != nil:
		return wrong(at+"testops_id", "Cannot be specified together with testops_ids")
	case p.Cases != nil || p.Case == nil:
		return absent("results of several cases or of none: give testops_id")
	case c.project.kase(*p.Case) == nil:
		return wrong(at+"testops_id", "Case not found")
	case len(p.Attachments)+len(p.Steps) > 0 || p.Relations != nil || len(p.Fields) > 0:
		return absent("attachments, steps, relations and fields of results")
	}
	for name, v := range p.Params {
		if v == "" {
			return wrong(at+"params."+name, "Value cannot be empty")
		}
	}
	return nil
}

// enter enters a result, unless one with its key is there. A case that was not in the run is from now on.
func (c *call) enter(run int64, p posted) {
	same := func(x Result) bool { return p.ID != "" && x.Run == run && x.Key == p.ID }
	if slices.ContainsFunc(c.project.Results, same) {
		return
	}
	x := Result{Hash: c.server.hash(), Run: run, Case: *p.Case, Status: strings.ToLower(*p.Execution.Status), Params: p.Params,
		Ended: c.at, API: true, Member: 1, Key: p.ID}
	for from, to := range map[*string]*string{p.Message: &x.Comment, p.Execution.Stacktrace: &x.Stacktrace} {
		if from != nil {
			*to = *from
		}
	}
	if p.Execution.End != nil {
		whole, part := math.Modf(*p.Execution.End)
		x.Ended = time.Unix(int64(whole), int64(part*1e9)).UTC().Truncate(time.Second)
	}
	if p.Execution.Duration != nil {
		x.Spent = time.Duration(*p.Execution.Duration) * time.Millisecond
	}
	c.project.add(x)
	c.note("post-result", x.Hash, map[string]string{"status": x.Status, "comment": x.Comment})
	if p.Defect && x.Status == failed {
		c.project.defectOf(x, c.at)
	}
}

// add puts a result behind the others of its run.
func (p *project) add(x Result) {
	p.Results = append(p.Results, x)
	if r := p.run(x.Run); !slices.Contains(r.Cases, x.Case) {
		r.Cases = append(r.Cases, x.Case)
	}
}
