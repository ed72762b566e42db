package qase

import (
	"encoding/json"

	"syncd/internal/source/tool"
)

// wireProject is GET project.
type wireProject struct {
	Code   tool.Text `json:"code"`
	Title  tool.Text `json:"title"`
	Counts struct {
		Cases   tool.ID `json:"cases"`
		Runs    counts  `json:"runs"`
		Defects counts  `json:"defects"`
	} `json:"counts"`
}

// counts is an object of numbers; what is no number in it is left out.
type counts map[string]int64

// UnmarshalJSON takes an object, or the empty list that PHP writes for an empty one.
func (c *counts) UnmarshalJSON(data []byte) error {
	var members tool.Object[map[string]json.RawMessage]
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	*c = counts{}
	for name, value := range members.V {
		var n tool.ID
		if json.Unmarshal(value, &n) == nil {
			(*c)[name] = n.Int()
		}
	}
	return nil
}

// wireSuite is a folder of cases.
type wireSuite struct {
	ID     tool.ID   `json:"id"`
	Title  tool.Text `json:"title"`
	Parent tool.ID   `json:"parent_id"`
}

// wireNamed is anything of which only id and title are read.
type wireNamed struct {
	ID    tool.ID   `json:"id"`
	Title tool.Text `json:"title"`
}

// wireGroup is a group of configurations.
type wireGroup struct {
	Configurations []wireNamed `json:"configurations"`
}

// wireField is a system field with its options.
type wireField struct {
	Title   tool.Text `json:"title"`
	Slug    tool.Text `json:"slug"`
	Options []struct {
		ID    tool.ID   `json:"id"`
		Title tool.Text `json:"title"`
		Slug  tool.Text `json:"slug"`
	} `json:"options"`
}

// wireCase is a case with the issues that it names, where they were asked for.
type wireCase struct {
	ID         tool.ID    `json:"id"`
	Title      tool.Text  `json:"title"`
	SuiteID    tool.ID    `json:"suite_id"`
	Status     tool.ID    `json:"status"`
	Priority   tool.ID    `json:"priority"`
	Automation tool.ID    `json:"automation"` // deprecated in favour of Manual
	Manual     *tool.Flag `json:"isManual"`
	Tags       []struct {
		Title tool.Text `json:"title"`
	} `json:"tags"`
	Trackers []struct {
		Type   string `json:"type"`
		Issues []struct {
			ID   tool.Text `json:"id"` // its key
			Link tool.Text `json:"link"`
		} `json:"issues"`
	} `json:"external_issues"`
}

// wireRun is a run. The number of its status is documented nowhere, its word is.
type wireRun struct {
	ID     tool.ID   `json:"id"`
	Title  tool.Text `json:"title"`
	Status tool.Text `json:"status_text"`
	Start  tool.Text `json:"start_time"`
	End    tool.Text `json:"end_time"`
	Stats  struct {
		Total    tool.ID `json:"total"`
		Statuses counts  `json:"statuses"` // of cases, by the slug of what counts of each
	} `json:"stats"`
	Environment tool.Object[struct {
		Title tool.Text `json:"title"`
		Slug  tool.Text `json:"slug"`
	}] `json:"environment"`
	Milestone      tool.Object[wireNamed] `json:"milestone"`
	Configurations []tool.ID              `json:"configurations"`
	Cases          []tool.ID              `json:"cases"` // where they were asked for
}

// wireResult is one result: without its defect, its parameters and who ran it.
type wireResult struct {
	Hash    tool.Text `json:"hash"`
	Run     tool.ID   `json:"run_id"`
	Case    tool.ID   `json:"case_id"`
	Status  tool.Text `json:"status"` // slug
	Comment tool.Text `json:"comment"`
	Trace   tool.Text `json:"stacktrace"`
	Spent   tool.ID   `json:"time_spent_ms"`
	End     tool.Text `json:"end_time"` // null while in progress
}

// wireDefect is a defect of Qase's own: the one place that ties results to defects.
type wireDefect struct {
	ID       tool.ID     `json:"id"`
	Title    tool.Text   `json:"title"`
	External raw         `json:"external_data"`
	Runs     []tool.ID   `json:"runs"`
	Results  []tool.Text `json:"results"` // hashes
}

// raw is a text, or any JSON as a text: what external_data holds is documented nowhere.
type raw string

// UnmarshalJSON takes everything.
func (r *raw) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) != nil {
		s = string(data)
	}
	*r = raw(s)
	return nil
}
