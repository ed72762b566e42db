package testrail

import (
	"maps"
	"net/http"
	"slices"
)

// methods are the endpoints that there are; anything else is a 404.
var methods = everyMethod()

// Filters and members of bodies that several methods have.
var (
	created    = map[string]kind{"created_after": aNumber, "created_before": aNumber, "created_by": manyIDs}
	completion = with(created, map[string]kind{"is_completed": aFlag, "milestone_id": manyIDs})
	resultRow  = map[string]kind{"status_id": anID, "comment": aText, "version": aText, "elapsed": aText, "defects": aText, "assignedto_id": anID,
		"attachments": anything} // the official client sends this, empty; nothing comes of it
	caseRow = map[string]kind{"title": aText, "section_id": anID, "template_id": anID, "type_id": anID, "priority_id": anID, "estimate": aText,
		"milestone_id": anID, "refs": aText, "is_legacy": aFlag, "labels": anything}
	runRow = map[string]kind{"name": aText, "description": aText, "milestone_id": anID, "assignedto_id": anID, "include_all": aFlag,
		"case_ids": manyIDs, "refs": aText, "start_on": aNumber, "due_on": aNumber}
)

func with(all ...map[string]kind) map[string]kind {
	out := map[string]kind{}
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}

// reads are methods that change nothing.
var reads = map[string]method{
	"get_projects":  {paged: "projects", params: map[string]kind{"is_completed": aFlag}, handle: getProjects},
	"get_project":   {ids: []string{"project_id"}, handle: getProject},
	"get_suites":    {ids: []string{"project_id"}, paged: "suites", handle: getSuites},
	"get_suite":     {ids: []string{"suite_id"}, handle: getSuite},
	"get_sections":  {ids: []string{"project_id"}, paged: "sections", params: map[string]kind{"suite_id": anID}, handle: getSections},
	"get_section":   {ids: []string{"section_id"}, handle: getSection},
	"get_case":      {ids: []string{"case_id"}, handle: getCase},
	"get_milestone": {ids: []string{"milestone_id"}, handle: getMilestone},
	"get_plan":      {ids: []string{"plan_id"}, handle: getPlan},
	"get_run":       {ids: []string{"run_id"}, handle: getRun},
	"get_test":      {ids: []string{"test_id"}, handle: getTest},
	"get_configs":   {ids: []string{"project_id"}, handle: getConfigs},
	"get_cases": {ids: []string{"project_id"}, paged: "cases", handle: getCases, params: with(created, map[string]kind{"suite_id": anID, "section_id": anID,
		"updated_after": aNumber, "updated_before": aNumber, "updated_by": manyIDs, "filter": aText, "milestone_id": manyIDs, "priority_id": manyIDs,
		"type_id": manyIDs, "template_id": manyIDs, "refs": aText})},
	"get_milestones": {ids: []string{"project_id"}, paged: "milestones", params: map[string]kind{"is_completed": aFlag, "is_started": aFlag}, handle: getMilestones},
	"get_plans":      {ids: []string{"project_id"}, paged: "plans", always: true, params: completion, handle: getPlans},
	"get_runs": {ids: []string{"project_id"}, paged: "runs", always: true, handle: getRuns,
		params: with(completion, map[string]kind{"suite_id": manyIDs, "refs_filter": aText})},
	"get_tests": {ids: []string{"run_id"}, paged: "tests", params: map[string]kind{"status_id": manyIDs}, handle: getTests},
	"get_results": {ids: []string{"test_id"}, paged: "results", always: true, handle: getResults,
		params: map[string]kind{"status_id": manyIDs, "defects_filter": aText}},
	"get_results_for_case": {ids: []string{"run_id", "case_id"}, paged: "results", always: true, handle: getResultsForCase,
		params: map[string]kind{"status_id": manyIDs, "defects_filter": aText}},
	"get_results_for_run": {ids: []string{"run_id"}, paged: "results", always: true, handle: getResultsForRun,
		params: with(created, map[string]kind{"status_id": manyIDs, "defects_filter": aText})},
	"get_statuses":      {ids: []string{"project_id"}, optional: true, handle: getStatuses},
	"get_case_types":    {handle: getCaseTypes},
	"get_priorities":    {handle: getPriorities},
	"get_case_fields":   {handle: getCaseFields},
	"get_result_fields": {handle: getResultFields},
	"get_templates":     {ids: []string{"project_id"}, handle: getTemplates},
	"get_user":          {ids: []string{"user_id"}, handle: getUser},
	"get_current_user":  {ids: []string{"user_id"}, optional: true, handle: getCurrentUser},
	"get_user_by_email": {params: map[string]kind{"email": aText}, handle: getUserByEmail},
	"get_users":         {ids: []string{"project_id"}, optional: true, handle: getUsers},
}

// writes are methods that change something, or would. Members that are "anything" at the top are what the official
// client sends and TestRail does not look at.
var writes = map[string]method{
	"add_suite":   {ids: []string{"project_id"}, body: map[string]kind{"name": aText, "description": aText}, handle: addSuite},
	"add_section": {ids: []string{"project_id"}, body: map[string]kind{"name": aText, "description": aText, "suite_id": anID, "parent_id": anID}, handle: addSection},
	"add_case":    {ids: []string{"section_id"}, body: caseRow, custom: true, handle: addCase},
	"update_case": {ids: []string{"case_id"}, body: caseRow, custom: true, handle: updateCase},
	"delete_case": {ids: []string{"case_id"}, params: map[string]kind{"soft": aFlag}, handle: deleteCase},
	"delete_cases": {ids: []string{"suite_id"}, params: map[string]kind{"soft": aFlag, "project_id": anID}, body: map[string]kind{"case_ids": manyIDs},
		handle: deleteCases},
	"delete_section": {ids: []string{"section_id"}, params: map[string]kind{"soft": aFlag}, handle: deleteSection},
	"delete_suite":   {ids: []string{"suite_id"}, params: map[string]kind{"soft": aFlag}, handle: deleteSuite},
	"add_milestone": {ids: []string{"project_id"}, handle: addMilestone, body: map[string]kind{"name": aText, "description": aText, "due_on": aNumber,
		"start_on": aNumber, "parent_id": anID, "refs": aText}},
	"add_run":    {ids: []string{"project_id"}, body: with(runRow, map[string]kind{"suite_id": anID}), handle: addRun},
	"update_run": {ids: []string{"run_id"}, body: with(runRow, map[string]kind{"suite_id": anything}), handle: updateRun},
	"close_run":  {ids: []string{"run_id"}, body: map[string]kind{"run_id": anything}, handle: closeRun},
	"delete_run": {ids: []string{"run_id"}, params: map[string]kind{"soft": aFlag}, handle: deleteRun},
	"add_plan": {ids: []string{"project_id"}, handle: addPlan, body: map[string]kind{"name": aText, "description": aText, "milestone_id": anID, "refs": aText,
		"start_on": aNumber, "due_on": aNumber, "entries": anything}},
	"add_plan_entry":        {ids: []string{"plan_id"}, body: entryRow, handle: addPlanEntry},
	"close_plan":            {ids: []string{"plan_id"}, handle: closePlan},
	"add_result":            {ids: []string{"test_id"}, body: resultRow, custom: true, handle: addResult},
	"add_result_for_case":   {ids: []string{"run_id", "case_id"}, body: resultRow, custom: true, handle: addResultForCase},
	"add_results":           {ids: []string{"run_id"}, body: map[string]kind{"results": anything}, custom: true, handle: addResults},
	"add_results_for_cases": {ids: []string{"run_id"}, body: map[string]kind{"results": anything}, custom: true, handle: addResultsForCases},
	"edit_result":           {ids: []string{"result_id"}, body: resultRow, custom: true, handle: editResult},
}

// entryRow is an entry of a plan in a body.
var entryRow = with(runRow, map[string]kind{"suite_id": anID, "config_ids": manyIDs, "runs": anything})

// everyMethod joins reads and writes under their verbs.
func everyMethod() map[string]method {
	out := map[string]method{}
	for name, m := range reads {
		m.verb = http.MethodGet
		out[name] = m
	}
	for name, m := range writes {
		m.verb = http.MethodPost
		out[name] = m
	}
	return out
}

// Methods names every method of the API, sorted.
func Methods() []string { return slices.Sorted(maps.Keys(methods)) }
