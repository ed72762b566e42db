package xraydc

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// named is whatever of which only the name is read.
type named struct {
	Name tool.Text `json:"name"`
}

// names lists the names.
func names(list []named) []string {
	var out []string
	for _, n := range list {
		if n.Name != "" {
			out = append(out, string(n.Name))
		}
	}
	return out
}

// wireIssue is an issue of a search, with the fields of tests and executions.
type wireIssue struct {
	ID     tool.ID    `json:"id"`
	Key    tool.Text  `json:"key"`
	Fields wireFields `json:"fields"`
}

// wireFields are those of tests and executions, and all of them by their ids.
type wireFields struct {
	Summary     tool.Text   `json:"summary"`
	Archived    tool.Text   `json:"archiveddate"`
	Priority    named       `json:"priority"`
	Labels      []tool.Text `json:"labels"`
	Components  []named     `json:"components"`
	FixVersions []named     `json:"fixVersions"`
	Links       []wireLink  `json:"issuelinks"`
	Created     tool.Text   `json:"created"`
	Updated     tool.Text   `json:"updated"`
	Status      struct {
		Category struct {
			Key tool.Text `json:"key"`
		} `json:"statusCategory"`
	} `json:"status"`
	Type struct {
		ID tool.ID `json:"id"` // its name depends on the language of the account
	} `json:"issuetype"`
	all map[string]json.RawMessage
}

// UnmarshalJSON keeps the fields whose ids differ from Jira to Jira.
func (f *wireFields) UnmarshalJSON(data []byte) error {
	type plain wireFields
	if err := json.Unmarshal(data, (*plain)(f)); err != nil {
		return err
	}
	return json.Unmarshal(data, &f.all)
}

// text is the field of an id, "" where it has no text.
func (f *wireFields) text(id string) string {
	var out tool.Text
	if raw, there := f.all[id]; !there || json.Unmarshal(raw, &out) != nil {
		return ""
	}
	return string(out)
}

// wireLink is a link to another issue; which end that is says which member is there.
type wireLink struct {
	Type    named `json:"type"`
	Outward struct {
		Key tool.Text `json:"key"`
	} `json:"outwardIssue"`
}

// wireRun is a run of the export.
type wireRun struct {
	ID           tool.ID      `json:"id"`
	TestKey      tool.Text    `json:"testKey"`
	Status       tool.Text    `json:"status"`
	Type         tool.Text    `json:"type"` // of the test: Manual, Generic, Cucumber
	Start        tool.Text    `json:"start"`
	Finish       tool.Text    `json:"finish"`
	Comment      said         `json:"comment"`
	Defects      []wireDefect `json:"defects"`
	Environments []tool.Text  `json:"testEnvironments"`
}

// wireOne is a run by itself, which spells some members otherwise. Versions that have the
// times twice write those without Iso as people of that language read them.
type wireOne struct {
	ID          tool.ID      `json:"id"`
	Status      tool.Text    `json:"status"`
	Started     tool.Text    `json:"startedOn"`
	StartedISO  tool.Text    `json:"startedOnIso"`
	Finished    tool.Text    `json:"finishedOn"`
	FinishedISO tool.Text    `json:"finishedOnIso"`
	Defects     []wireDefect `json:"defects"`
}

// at is the time that tells its result apart, as when has it of a run of the export.
func (r wireOne) at() time.Time {
	return when(cmp.Or(r.StartedISO, r.Started), cmp.Or(r.FinishedISO, r.Finished))
}

// wireDefect is an issue that a run names: an object, or only its key.
type wireDefect struct {
	ID  tool.ID   `json:"id"`
	Key tool.Text `json:"key"`
}

// UnmarshalJSON takes either.
func (d *wireDefect) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &d.Key)
	}
	type plain wireDefect
	return json.Unmarshal(data, (*plain)(d))
}

// refs are the issues as model.Result names them.
func refs(list []wireDefect) []string {
	var out []string
	for _, d := range list {
		switch keys := model.Keys(strings.ToUpper(string(d.Key))); {
		case len(keys) == 1:
			out = append(out, keys[0])
		case d.ID != "" && model.IDRef(string(d.ID)) != "":
			out = append(out, model.IDRef(string(d.ID)))
		}
	}
	return out
}

// said is what somebody wrote: a text, or an object that holds it raw and rendered.
type said string

// UnmarshalJSON takes either.
func (s *said) UnmarshalJSON(data []byte) error {
	var o struct {
		Raw tool.Text `json:"raw"`
	}
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '{' {
		err := json.Unmarshal(data, &o)
		*s = said(o.Raw)
		return err
	}
	var t tool.Text
	err := json.Unmarshal(data, &t)
	*s = said(t)
	return err
}

// when is the time by which a result is told apart from others of its run: when it was
// finished, or begun; the zero time if neither is known. Xray's times carry an offset.
func when(started, finished tool.Text) time.Time {
	if at := tool.Time(string(finished), time.UTC); !at.IsZero() {
		return at
	}
	return tool.Time(string(started), time.UTC)
}

// stamp writes that time in one form, whatever zone the server is in.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
