package rest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"
)

// The JSON of both editions as far as it is read. A member that only one of them has is
// empty at the other.

// Issue is an issue as Jira sends it; With turns it into one of the house.
type Issue struct {
	ID     string     `json:"id"`
	Key    string     `json:"key"`
	Fields wireFields `json:"-"`
	// Raw holds what further fields were asked for, as they came.
	Raw map[string]json.RawMessage `json:"fields"`
	// Properties holds what was asked for: ours, in whatever shape it has by now.
	Properties map[string]json.RawMessage `json:"properties"`
}

// UnmarshalJSON reads the fields that every issue has, and keeps all as they came.
func (w *Issue) UnmarshalJSON(data []byte) error {
	type plain Issue
	var fixed struct {
		Fields wireFields `json:"fields"`
	}
	if err := json.Unmarshal(data, &fixed); err != nil {
		return err
	}
	err := json.Unmarshal(data, (*plain)(w))
	w.Fields = fixed.Fields
	return err
}

// PropertyKey is the entity property that carries our mark a second time.
const PropertyKey = "syncd"

type wireFields struct {
	Summary     string          `json:"summary"`
	Description json.RawMessage `json:"description"`
	IssueType   struct {
		Name    string `json:"name"`
		Subtask bool   `json:"subtask"`
	} `json:"issuetype"`
	Project struct {
		Key string `json:"key"`
	} `json:"project"`
	Status struct {
		Name     string `json:"name"`
		Category struct {
			Key string `json:"key"`
		} `json:"statusCategory"`
	} `json:"status"`
	CategorySince timestamp  `json:"statuscategorychangedate"`
	Resolution    *named     `json:"resolution"`
	Resolved      timestamp  `json:"resolutiondate"`
	Priority      *named     `json:"priority"`
	Labels        []string   `json:"labels"`
	Fixes         []named    `json:"fixVersions"`
	Links         []wireLink `json:"issuelinks"`
	Security      *named     `json:"security"`
	Creator       *wireUser  `json:"creator"`
	Assignee      *wireUser  `json:"assignee"`
	Created       timestamp  `json:"created"`
	Updated       timestamp  `json:"updated"`
	Archived      timestamp  `json:"archiveddate"` // Data Center only
}

type wireUser struct {
	AccountID string `json:"accountId"`
	Name      string `json:"name"`
}

// id is who the user is.
func (u wireUser) id() string { return cmp.Or(u.AccountID, u.Name) }

// wireField is a field as a screen or the list of all describes it. Screens of a
// create call the id fieldId, the list id, screens of an edit give it as the key.
type wireField struct {
	FieldID    string     `json:"fieldId"`
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Required   bool       `json:"required"`
	HasDefault bool       `json:"hasDefaultValue"`
	Schema     wireSchema `json:"schema"`
	// Allowed is a list of wireOption in the fields that are known; what others hold is
	// up to their makers.
	Allowed json.RawMessage `json:"allowedValues"`
}

type wireSchema struct {
	Type   string `json:"type"`
	Items  string `json:"items"`
	Custom string `json:"custom"`
}

// wireOption is a value of a choice: options have a value, the rest a name.
type wireOption struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Value    string       `json:"value"`
	Disabled bool         `json:"disabled"`
	Archived bool         `json:"archived"`
	Children []wireOption `json:"children"`
}

type named struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

type keyed struct {
	Key string `json:"key"`
}

type wireLink struct {
	Type    named  `json:"type"`
	Inward  *keyed `json:"inwardIssue"`
	Outward *keyed `json:"outwardIssue"`
}

type wireComment struct {
	ID     string          `json:"id"`
	Author wireUser        `json:"author"`
	Body   json.RawMessage `json:"body"`
}

type wireTransition struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	To   struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Category struct {
			Key string `json:"key"`
		} `json:"statusCategory"`
	} `json:"to"`
	Available *bool `json:"isAvailable"`
	Fields    map[string]struct {
		Name       string `json:"name"`
		Required   bool   `json:"required"`
		HasDefault bool   `json:"hasDefaultValue"`
	} `json:"fields"`
}

type wireRemoteLink struct {
	GlobalID     string     `json:"globalId,omitempty"`
	Relationship string     `json:"relationship,omitempty"`
	Application  *wireApp   `json:"application,omitempty"`
	Object       wireObject `json:"object"`
}

type wireApp struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type wireObject struct {
	URL     string      `json:"url"`
	Title   string      `json:"title"`
	Summary string      `json:"summary,omitempty"`
	Icon    *wireIcon   `json:"icon,omitempty"`
	Status  *wireStatus `json:"status,omitempty"`
}

type wireIcon struct {
	URL   string `json:"url16x16,omitempty"`
	Title string `json:"title,omitempty"`
}

// wireStatus sends resolved even when it is false: an omitted member is set to null.
type wireStatus struct {
	Resolved bool `json:"resolved"`
}

// timestamp reads Jira's times, whose offset has no colon.
type timestamp struct{ time.Time }

// UnmarshalJSON accepts Jira's form and RFC 3339; null and "" are the zero time.
func (t *timestamp) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("read time %s: %w", data, err)
	}
	if s == "" {
		t.Time = time.Time{}
		return nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05.000-0700", time.RFC3339Nano, "2006-01-02T15:04:05-0700"} {
		if at, err := time.Parse(layout, s); err == nil {
			t.Time = at.UTC()
			return nil
		}
	}
	return fmt.Errorf("read time %q: neither Jira's form nor RFC 3339", s)
}
