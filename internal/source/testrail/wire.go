package testrail

import (
	"encoding/json"

	"syncd/internal/source/tool"
)

// wireProject is get_project.
type wireProject struct {
	ID        tool.ID   `json:"id"`
	Name      string    `json:"name"`
	SuiteMode tool.ID   `json:"suite_mode"` // 1 single, 2 single with baselines, 3 multiple
	Completed tool.Flag `json:"is_completed"`
}

// wireNamed is anything of which only id and name are read: suites, priorities, types.
type wireNamed struct {
	ID     tool.ID `json:"id"`
	Name   string  `json:"name"`
	System string  `json:"system_name"` // of fields
}

// wireSection is a section of a suite.
type wireSection struct {
	ID     tool.ID   `json:"id"`
	Name   tool.Text `json:"name"`
	Parent tool.ID   `json:"parent_id"`
}

// wireMilestone is a milestone, which may hold others.
type wireMilestone struct {
	ID   tool.ID         `json:"id"`
	Name string          `json:"name"`
	Sub  []wireMilestone `json:"milestones"`
}

// wireStatus is a status of results.
type wireStatus struct {
	ID    tool.ID   `json:"id"`
	Name  string    `json:"name"`  // custom_status1
	Label tool.Text `json:"label"` // as people see it
}

// wireCase is a case. Custom fields differ from instance to instance: Fields holds all.
type wireCase struct {
	ID        tool.ID   `json:"id"`
	Title     tool.Text `json:"title"`
	SuiteID   tool.ID   `json:"suite_id"`
	SectionID tool.ID   `json:"section_id"`
	TypeID    tool.ID   `json:"type_id"`
	Priority  tool.ID   `json:"priority_id"`
	Updated   tool.ID   `json:"updated_on"`
	Deleted   tool.Flag `json:"is_deleted"`
	Fields    map[string]json.RawMessage
}

// UnmarshalJSON keeps all fields beside those that are known.
func (c *wireCase) UnmarshalJSON(data []byte) error {
	type plain wireCase
	if err := json.Unmarshal(data, (*plain)(c)); err != nil {
		return err
	}
	return json.Unmarshal(data, &c.Fields)
}

// field is the text of a field, "" where there is none.
func (c wireCase) field(name string) string {
	var t tool.Text
	if raw, ok := c.Fields[name]; !ok || json.Unmarshal(raw, &t) != nil {
		return ""
	}
	return string(t)
}

// wirePlan is a plan; lists come without entries.
type wirePlan struct {
	ID        tool.ID   `json:"id"`
	Name      tool.Text `json:"name"`
	Milestone tool.ID   `json:"milestone_id"`
	Completed tool.Flag `json:"is_completed"`
	Entries   []struct {
		Runs []wireRun `json:"runs"`
	} `json:"entries"`
	counts
}

// wireRun is a test run, alone or of a plan.
type wireRun struct {
	ID          tool.ID   `json:"id"`
	PlanID      tool.ID   `json:"plan_id"`
	SuiteID     tool.ID   `json:"suite_id"`
	Name        tool.Text `json:"name"`
	Milestone   tool.ID   `json:"milestone_id"`
	Config      tool.Text `json:"config"`
	Completed   tool.Flag `json:"is_completed"`
	CompletedOn tool.ID   `json:"completed_on"`
	Created     tool.ID   `json:"created_on"`
	Updated     tool.ID   `json:"updated_on"`
	URL         tool.Text `json:"url"`
	counts
}

// counts are how many tests of a run, or of all runs of a plan, have each status.
type counts struct {
	Passed   tool.ID `json:"passed_count"`
	Failed   tool.ID `json:"failed_count"`
	Blocked  tool.ID `json:"blocked_count"`
	Retest   tool.ID `json:"retest_count"`
	Untested tool.ID `json:"untested_count"`
	Custom1  tool.ID `json:"custom_status1_count"`
	Custom2  tool.ID `json:"custom_status2_count"`
	Custom3  tool.ID `json:"custom_status3_count"`
	Custom4  tool.ID `json:"custom_status4_count"`
	Custom5  tool.ID `json:"custom_status5_count"`
	Custom6  tool.ID `json:"custom_status6_count"`
	Custom7  tool.ID `json:"custom_status7_count"`
}

// counted is what has counts.
type counted interface{ count() counts }

func (r counts) count() counts { return r }

// countsOf are the counts of runs or plans.
func countsOf[T counted](list []T) []counts {
	var out []counts
	for _, x := range list {
		out = append(out, x.count())
	}
	return out
}

// counters are the counts in one order.
func (r counts) counters() []int64 {
	var out []int64
	for _, n := range []tool.ID{r.Passed, r.Failed, r.Blocked, r.Retest, r.Untested, r.Custom1, r.Custom2, r.Custom3, r.Custom4, r.Custom5, r.Custom6, r.Custom7} {
		out = append(out, n.Int())
	}
	return out
}

// tests is how many tests there are.
func (r counts) tests() int64 {
	n := int64(0)
	for _, c := range r.counters() {
		n += c
	}
	return n
}

// wireTest is a case in a run, with its present status.
type wireTest struct {
	ID     tool.ID   `json:"id"`
	CaseID tool.ID   `json:"case_id"`
	Status tool.ID   `json:"status_id"`
	Title  tool.Text `json:"title"`
	Refs   tool.Text `json:"refs"`
}

// wireResult is one row of a test: a result, or only a comment, a defect or an assignment,
// which have no status.
type wireResult struct {
	ID        tool.ID   `json:"id"`
	TestID    tool.ID   `json:"test_id"`
	CaseID    tool.ID   `json:"case_id"` // from 10.5 on
	CaseTitle tool.Text `json:"case_title"`
	CaseRefs  tool.Text `json:"case_refs"`
	Status    tool.ID   `json:"status_id"`
	Created   tool.ID   `json:"created_on"`
	Comment   tool.Text `json:"comment"`
	Version   tool.Text `json:"version"`
	Elapsed   tool.Text `json:"elapsed"`
	Defects   tool.Text `json:"defects"`
}
