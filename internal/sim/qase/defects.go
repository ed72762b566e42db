package qase

import (
	"fmt"
	"slices"
	"time"
)

func defects(c *call) (any, *refusal) {
	status := c.query.words("status", "open", "resolved", "in_progress", "invalid")
	if len(status) > 1 {
		c.query.fault("status", "takes one status")
	}
	s := c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	fit := where(c.project.Defects, func(d Defect) bool { return status == nil || d.Status == status[0] })
	return entities(c, c.project.Defects, fit, s, c.showDefect), nil
}

func oneDefect(c *call) (any, *refusal) {
	if no := c.query.done(); no != nil {
		return nil, no
	}
	d, no := c.defect()
	if no != nil {
		return nil, no
	}
	return c.showDefect(*d), nil
}

// defect is the defect that the path names.
func (c *call) defect() (*Defect, *refusal) {
	d := c.project.defect(c.number("id"))
	if d == nil {
		return nil, notFound("Defect")
	}
	return d, nil
}

// showDefect is a defect as answers show it: the one place that ties results to defects.
func (c *call) showDefect(d Defect) any {
	return object{"id": d.ID, "title": d.Title, "actual_result": d.Actual, "severity": d.Severity, "status": d.Status,
		"milestone_id": idOrNull(d.Milestone), "custom_fields": []any{}, "attachments": []any{}, "resolved_at": stamp(d.Resolved),
		"author_id": 1, "external_data": d.External, "runs": c.project.runsOf(d), "results": list(d.Results), "tags": tags(d.Tags),
		"created_at": stamp(d.Created), "updated_at": stamp(d.Updated)}
}

// runsOf are the runs in which the results of a defect are.
func (p *project) runsOf(d Defect) []int64 {
	out := []int64{}
	for _, hash := range d.Results {
		if x := p.result(hash); x != nil && !slices.Contains(out, x.Run) {
			out = append(out, x.Run)
		}
	}
	return out
}

// defectOf makes a defect of a failed result, unless there is one, as a result with "defect": true does.
func (p *project) defectOf(x Result, now time.Time) {
	if slices.ContainsFunc(p.Defects, func(d Defect) bool { return slices.Contains(d.Results, x.Hash) }) {
		return
	}
	title := fmt.Sprintf("Case %d failed", x.Case)
	if k := p.kase(x.Case); k != nil {
		title = k.Title
	}
	p.Defects = append(p.Defects, Defect{ID: p.next("defect"), Title: title, Actual: x.Comment, Severity: "normal", Status: "open",
		Results: []string{x.Hash}, Created: now, Updated: now})
}

// defectCreate is the body of POST. It has no member for an issue elsewhere, nor for results.
type defectCreate struct {
	Title       *string           `json:"title"`
	Actual      *string           `json:"actual_result"`
	Severity    *int64            `json:"severity"`
	Milestone   *int64            `json:"milestone_id"`
	Attachments []string          `json:"attachments"`
	Custom      map[string]string `json:"custom_field"`
	Tags        []string          `json:"tags"`
}

// check refuses what makes no defect.
func (d defectCreate) check(p *project) *refusal {
	severity := func(o Option) bool { return o.ID == *d.Severity }
	switch {
	case d.Title == nil || *d.Title == "":
		return lacking("title")
	case d.Actual == nil:
		return lacking("actual_result")
	case d.Severity == nil:
		return lacking("severity")
	case !slices.ContainsFunc(options("severity"), severity):
		return invalid("severity", "is none of the options")
	case d.Milestone != nil && !slices.ContainsFunc(p.Milestones, func(m Milestone) bool { return m.ID == *d.Milestone }):
		return invalid("milestone_id", "Milestone not found")
	case len(d.Attachments)+len(d.Custom) > 0:
		return absent("attachments and custom fields of defects")
	}
	return nil
}

func createDefect(c *call) (any, *refusal) {
	var in defectCreate
	no := c.query.done()
	if no == nil {
		no = c.body(&in)
	}
	if no == nil {
		no = in.check(c.project)
	}
	if no != nil {
		return nil, no
	}
	d := Defect{ID: c.project.next("defect"), Title: *in.Title, Actual: *in.Actual, Status: "open", Tags: in.Tags, Created: c.at, Updated: c.at}
	d.Severity = at(options("severity"), func(o Option) bool { return o.ID == *in.Severity }).Slug
	if in.Milestone != nil {
		d.Milestone = *in.Milestone
	}
	c.project.Defects = append(c.project.Defects, d)
	c.note("create-defect", fmt.Sprint(d.ID), map[string]string{"title": d.Title, "actual_result": d.Actual})
	return object{"id": d.ID}, nil
}

// resolveDefect takes no body.
func resolveDefect(c *call) (any, *refusal) {
	if no := c.query.done(); no != nil {
		return nil, no
	}
	d, no := c.defect()
	if no != nil {
		return nil, no
	}
	d.become("resolved", c.at)
	c.note("resolve-defect", fmt.Sprint(d.ID), map[string]string{"status": d.Status})
	return object{"id": d.ID}, nil
}

func statusOfDefect(c *call) (any, *refusal) {
	var in struct {
		Status *string `json:"status"`
	}
	no := c.query.done()
	if no == nil {
		no = c.body(&in)
	}
	switch {
	case no != nil:
	case in.Status == nil:
		no = lacking("status")
	case !slices.Contains([]string{"in_progress", "resolved", "invalid"}, *in.Status):
		no = invalid("status", "must be one of in_progress, resolved, invalid")
	}
	if no != nil {
		return nil, no
	}
	d, no := c.defect()
	if no != nil {
		return nil, no
	}
	d.become(*in.Status, c.at)
	c.note("status-of-defect", fmt.Sprint(d.ID), map[string]string{"status": d.Status})
	return none{}, nil
}

// become changes the status of a defect; the moment at which it was resolved is the first one.
func (d *Defect) become(status string, now time.Time) {
	if status == "resolved" && d.Status != "resolved" {
		d.Resolved = now
	} else if status != "resolved" {
		d.Resolved = time.Time{}
	}
	d.Status, d.Updated = status, now
}
