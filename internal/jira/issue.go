package jira

import (
	"slices"
	"strings"
	"time"
)

// Account is the user in whose name syncd acts.
type Account struct {
	ID       string `json:"id"` // accountId on Cloud, user name on Data Center
	Name     string `json:"name"`
	TimeZone string `json:"time_zone"` // IANA name; JQL dates are read in it
}

// Meta is what a project allows for one issue type.
type Meta struct {
	ProjectID  string     `json:"project_id"`
	ProjectKey string     `json:"project_key"`
	TypeID     string     `json:"type_id"`
	Fields     Fields     `json:"fields"` // create screen
	LinkTypes  []LinkType `json:"link_types"`
}

// LinkType is a kind of link between issues.
type LinkType struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Inward  string `json:"inward"`
	Outward string `json:"outward"`
}

// Category is what a status means, in the three words that every Jira shares.
type Category string

// The status categories, by their keys in Jira's API.
const (
	ToDo       Category = "new"
	InProgress Category = "indeterminate"
	Done       Category = "done"
)

// Issue is an issue as far as the house cares.
type Issue struct {
	ID          string   `json:"id"`
	Key         string   `json:"key"`
	Project     string   `json:"project"`
	Type        string   `json:"type"`
	Subtask     bool     `json:"subtask,omitempty"`
	Summary     string   `json:"summary"`
	Description string   `json:"description,omitempty"` // as plain text, canonical; see Doc.Plain
	Status      string   `json:"status"`
	Category    Category `json:"category"`
	// CategorySince is when the issue entered its present status category: "Done since"
	// of one that is Done. Where Jira does not say, it is Resolved; see Since.
	CategorySince time.Time `json:"category_since,omitzero"`
	Resolution    string    `json:"resolution,omitempty"`
	Resolved      time.Time `json:"resolved,omitzero"`
	Priority      string    `json:"priority,omitempty"`
	Labels        []string  `json:"labels,omitempty"`
	FixVersions   []string  `json:"fix_versions,omitempty"`
	Links         []Linked  `json:"links,omitempty"`
	Creator       string    `json:"creator,omitempty"`  // account id
	Assignee      string    `json:"assignee,omitempty"` // account id; "" for nobody
	Security      string    `json:"security,omitempty"` // name of its security level; "" where all who may browse see it
	// Fields holds those fields that the reader was asked for (see Query.With), by id,
	// in canonical form. One that is not set has no entry.
	Fields map[string]Value `json:"fields,omitempty"`
	// Property is the entity property `syncd`, as far as it holds texts: what we wrote
	// with the issue when we made it. A clone may carry a copy.
	Property map[string]string `json:"property,omitempty"`

	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`

	// Archived is when the issue was archived, where Jira tells (Data Center). Such an
	// issue is read-only and no search finds it.
	Archived time.Time `json:"archived,omitzero"`
	// Frozen is when Jira last refused to change the issue because it is archived: all
	// that tells on Cloud. It is no word of this reading; whoever keeps issues carries it.
	Frozen time.Time `json:"frozen,omitzero"`
}

// Linked is a link as one of its two issues shows it.
type Linked struct {
	Type    string `json:"type"`
	Key     string `json:"key"`
	Outward bool   `json:"outward"` // true: this issue <outward> Key
}

// Since completes an issue with what an older picture of it tells. Where Jira does not say
// since when an issue is Done, Resolved stands for that; but people may set a resolution
// and close the issue days later, and one that was seen open with this very resolution
// became Done after that: at its latest change, as far as anybody can tell.
func (i Issue) Since(old Issue) Issue {
	switch {
	case i.Category != Done || !i.CategorySince.Equal(i.Resolved) || !i.Resolved.Equal(old.Resolved) || i.Resolved.IsZero():
	case old.Category == Done:
		i.CategorySince = old.CategorySince
	default:
		i.CategorySince = i.Updated
	}
	return i
}

// Has reports whether the issue carries a label.
func (i Issue) Has(label string) bool { return slices.Contains(i.Labels, label) }

// Told is the issue as it may be told of to people who need not be among those who may see
// it: one with a security level by its key, without what people wrote.
func (i Issue) Told() Issue {
	if i.Security != "" {
		i.Summary, i.Description, i.Fields, i.Property = "", "", nil, nil
	}
	return i
}

// LinksTo reports whether the issue is linked to another by a type, either way.
func (i Issue) LinksTo(linkType, key string) bool {
	return slices.ContainsFunc(i.Links, func(l Linked) bool {
		return strings.EqualFold(l.Type, linkType) && l.Key == key
	})
}

// Comment is a comment with the key of our own marker, if it carries one.
type Comment struct {
	ID     string
	Author string // account id: a mark in a comment of somebody else's is a quotation
	Mark   string // the mark that closes the comment; "" where there is none
	Text   string // plain
}

// Transition is a way from an issue's present status to another.
type Transition struct {
	ID         string
	Name       string
	To         string // name of the status
	ToID       string // its id, which a rename leaves alone
	ToCategory Category
	Resolution bool     // its screen takes a resolution
	Required   []string // names of other fields that it demands
}

// RemoteLink points from an issue to a page elsewhere. GlobalID makes it an upsert
// within the issue.
type RemoteLink struct {
	GlobalID     string `json:"global_id"`
	URL          string `json:"url"`
	Title        string `json:"title"`
	Summary      string `json:"summary,omitempty"`
	Relationship string `json:"relationship,omitempty"`
	Resolved     bool   `json:"resolved"` // shown struck through: the tests pass
	Icon         string `json:"icon,omitempty"`
}
