package testrail

import (
	"fmt"
	"maps"
	"slices"
)

// view is the address of a page for people.
func (c *call) view(what string, id int64) string {
	return fmt.Sprintf("%s/index.php?/%s/view/%d", c.base, what, id)
}

func showProject(c *call, p *Project) object {
	return object{{"id", p.ID}, {"name", p.Name}, {"announcement", nil}, {"show_announcement", false}, {"is_completed", p.Completed != 0},
		{"completed_on", idOrNull(p.Completed)}, {"suite_mode", p.SuiteMode}, {"url", fmt.Sprintf("%s/index.php?/projects/overview/%d", c.base, p.ID)}}
}

func showSuite(c *call, s *Suite) object {
	single := c.world.projects[s.Project].SuiteMode == 1
	return object{{"id", s.ID}, {"name", s.Name}, {"description", nil}, {"project_id", s.Project}, {"is_master", single}, {"is_baseline", false},
		{"is_completed", false}, {"completed_on", nil}, {"url", c.view("suites", s.ID)}}
}

func showSection(c *call, s *Section) object {
	depth := 0
	for p := c.world.sections[s.Parent]; p != nil; p = c.world.sections[p.Parent] {
		depth++
	}
	return object{{"id", s.ID}, {"suite_id", s.Suite}, {"name", s.Name}, {"description", textOrNull(s.Text)}, {"parent_id", idOrNull(s.Parent)},
		{"display_order", s.ID}, {"depth", depth}}
}

func showCase(_ *call, one *Case) object {
	deleted := 0
	if one.Deleted {
		deleted = 1
	}
	out := object{{"id", one.ID}, {"title", one.Title}, {"section_id", one.Section}, {"template_id", one.Template}, {"type_id", one.Type},
		{"priority_id", one.Priority}, {"milestone_id", idOrNull(one.Milestone)}, {"refs", textOrNull(one.Refs)}, {"created_by", one.CreatedBy},
		{"created_on", one.Created}, {"updated_by", one.UpdatedBy}, {"updated_on", one.Updated}, {"estimate", textOrNull(one.Estimate)},
		{"estimate_forecast", nil}, {"suite_id", one.Suite}, {"display_order", one.ID}, {"is_deleted", deleted}, {"labels", []object{}}}
	return append(out, customFields(caseFields, one.Custom)...)
}

// customFields shows the fields that the instance has, set or not, and whatever else people have put there.
func customFields(fields []field, values map[string]any) object {
	var out object
	for _, f := range fields {
		out = append(out, member{f.System, values[f.System]})
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.System == name }) {
			out = append(out, member{name, values[name]})
		}
	}
	return out
}

// showMilestone shows a milestone with those in it, as get_milestone does.
func showMilestone(c *call, m *Milestone) object {
	inner := sorted(c.world.milestones, func(child *Milestone) bool { return child.Parent == m.ID })
	children := make([]object, 0, len(inner))
	for _, child := range inner {
		children = append(children, showMilestone(c, child))
	}
	return append(listMilestone(c, m), member{"milestones", children})
}

// listMilestone shows a milestone as get_milestones does: those in it are "only available
// with get_milestone" (support.testrail.com, article 7077723976084).
func listMilestone(c *call, m *Milestone) object {
	return object{{"id", m.ID}, {"name", m.Name}, {"description", nil}, {"start_on", idOrNull(m.Start)}, {"started_on", idOrNull(m.Started)},
		{"is_started", m.Started != 0}, {"is_completed", m.Completed != 0}, {"completed_on", idOrNull(m.Completed)}, {"due_on", idOrNull(m.Due)},
		{"project_id", m.Project}, {"parent_id", idOrNull(m.Parent)}, {"refs", textOrNull(m.Refs)}, {"url", c.view("milestones", m.ID)}}
}

func showConfigGroup(_ *call, g *ConfigGroup) object {
	configs := make([]object, 0, len(g.Configs))
	for _, one := range g.Configs {
		configs = append(configs, object{{"id", one.ID}, {"name", one.Name}, {"group_id", g.ID}})
	}
	return object{{"id", g.ID}, {"name", g.Name}, {"project_id", g.Project}, {"configs", configs}}
}

// counters are the tests by status, as runs and plans have them.
func counters(counts map[int64]int) object {
	out := object{{"passed_count", counts[Passed]}, {"blocked_count", counts[Blocked]}, {"untested_count", counts[Untested]},
		{"retest_count", counts[Retest]}, {"failed_count", counts[Failed]}}
	for id := int64(firstCustom); id <= lastCustom; id++ {
		out = append(out, member{fmt.Sprintf("custom_status%d_count", id-firstCustom+1), counts[id]})
	}
	return out
}

func showRun(c *call, r *Run) object {
	config, _ := c.world.configText(r.Project, r.Configs) // checked when the run was added
	out := object{{"id", r.ID}, {"suite_id", r.Suite}, {"name", r.Name}, {"description", textOrNull(r.Text)}, {"milestone_id", idOrNull(r.Milestone)},
		{"assignedto_id", idOrNull(r.Assigned)}, {"include_all", r.All}, {"is_completed", r.Completed != 0}, {"completed_on", idOrNull(r.Completed)},
		{"config", textOrNull(config)}, {"config_ids", listOrNone(r.Configs)}}
	out = append(out, counters(r.Counts)...)
	out = append(out, object{{"project_id", r.Project}, {"plan_id", idOrNull(r.Plan)}}...)
	if p := c.world.plans[r.Plan]; p != nil {
		n := slices.IndexFunc(p.Entries, func(e Entry) bool { return e.ID == r.Entry })
		out = append(out, object{{"entry_index", n + 1}, {"entry_id", r.Entry}}...)
	}
	return append(out, object{{"created_on", r.Created}, {"updated_on", r.Updated}, {"created_by", r.CreatedBy}, {"refs", textOrNull(r.Refs)},
		{"start_on", idOrNull(r.Start)}, {"due_on", idOrNull(r.Due)}, {"url", c.view("runs", r.ID)}}...)
}

func showPlan(c *call, p *Plan) object {
	counts := map[int64]int{}
	for _, e := range p.Entries {
		for _, id := range e.Runs {
			for status, n := range c.world.runs[id].Counts {
				counts[status] += n
			}
		}
	}
	out := object{{"id", p.ID}, {"name", p.Name}, {"description", textOrNull(p.Text)}, {"milestone_id", idOrNull(p.Milestone)}, {"assignedto_id", nil},
		{"is_completed", p.Completed != 0}, {"completed_on", idOrNull(p.Completed)}}
	out = append(out, counters(counts)...)
	return append(out, object{{"project_id", p.Project}, {"created_on", p.Created}, {"created_by", p.CreatedBy}, {"refs", textOrNull(p.Refs)},
		{"url", c.view("plans", p.ID)}}...)
}

// showPlanWhole is a plan with its entries and their runs.
func showPlanWhole(c *call, p *Plan) object {
	entries := []object{}
	for _, e := range p.Entries {
		entries = append(entries, showEntry(c, e))
	}
	return append(showPlan(c, p), member{"entries", entries})
}

func showEntry(c *call, e Entry) object {
	runs := make([]object, 0, len(e.Runs))
	for _, id := range e.Runs {
		runs = append(runs, showRun(c, c.world.runs[id]))
	}
	return object{{"id", e.ID}, {"suite_id", e.Suite}, {"name", e.Name}, {"refs", textOrNull(e.Refs)}, {"description", nil}, {"include_all", e.All}, {"runs", runs}}
}

func showTest(c *call, t *Test) object {
	one := c.world.caseOf(t)
	out := object{{"id", t.ID}, {"case_id", t.Case}, {"status_id", t.Status}, {"assignedto_id", idOrNull(t.Assigned)}, {"run_id", t.Run},
		{"title", one.Title}, {"template_id", one.Template}, {"type_id", one.Type}, {"priority_id", one.Priority}, {"estimate", textOrNull(one.Estimate)},
		{"estimate_forecast", nil}, {"refs", textOrNull(one.Refs)}, {"milestone_id", idOrNull(one.Milestone)}, {"labels", []object{}}}
	if c.server.opts.Edition == Cloud {
		out = append(out, member{"case_title", one.Title})
	}
	return append(out, customFields(caseFields, one.Custom)...)
}

func showResult(c *call, res *Result) object {
	out := object{{"id", res.ID}, {"test_id", res.Test}, {"status_id", idOrNull(res.Status)}, {"created_on", res.Created},
		{"assignedto_id", idOrNull(res.Assigned)}, {"comment", textOrNull(res.Comment)}, {"version", textOrNull(res.Version)},
		{"elapsed", textOrNull(res.Elapsed)}, {"defects", textOrNull(res.Defects)}, {"created_by", res.CreatedBy}}
	out = append(out, customFields(resultFields, res.Custom)...)
	out = append(out, member{"attachment_ids", []int64{}})
	if c.server.opts.Edition == Cloud {
		one := c.world.caseOf(c.world.tests[res.Test])
		out = append(out, object{{"case_id", res.Case}, {"case_title", one.Title}, {"case_refs", textOrNull(one.Refs)}, {"defects_data", object{}}}...)
	}
	return out
}
