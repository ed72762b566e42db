package model

import (
	"cmp"
	"slices"
)

// CaseID identifies a case: 16 lower-case base32 characters that are the same in
// every run, on every machine and after a lost store, because they are computed
// from the source's namespace and the case's Identity alone.
type CaseID string

// Case is a test as the tool knows it.
type Case struct {
	ID     CaseID   `json:"id"`
	Source string   `json:"source"`          // name of the source that reported it
	Title  string   `json:"title"`           // what people call it; never empty after Complete
	Class  string   `json:"class,omitempty"` // class, module or package, as the tool writes it
	Name   string   `json:"name"`            // test name without its row
	Suite  []string `json:"suite,omitempty"` // suite path from the outside in; display only
	File   string   `json:"file,omitempty"`  // source file, where the tool names it
	// Explicit is an id that the tool itself keeps stable (an Xray key, a TestRail
	// case id, CTRF testId). It replaces class and name as identity.
	Explicit string `json:"explicit,omitempty"`

	// IDs are what other tools call this very case, as ForeignID writes them: cases of
	// one sync that share one are one case.
	IDs []string `json:"ids,omitempty"`

	Keys      []KeyRef `json:"keys,omitempty"` // issue keys that the test names, in order of trust
	Tags      []string `json:"tags,omitempty"`
	Automated bool     `json:"automated"`
	Muted     bool     `json:"muted,omitempty"` // the tool says: known, do not report
	Owner     string   `json:"owner,omitempty"`
	Component string   `json:"component,omitempty"`
	Priority  string   `json:"priority,omitempty"`
	URL       string   `json:"url,omitempty"` // the case's own page in its tool
	// Retired says that the tool has taken the case out of use: it is deprecated or archived
	// there, or was deleted. It is out of the verdict until the tool says otherwise.
	Retired bool `json:"retired,omitempty"`

	// Sketch marks a case of which only what a result says is known: it is kept where
	// nothing was known, and replaces nothing.
	Sketch bool `json:"-"`
}

// KeyFrom says where a test names an issue key; the config's stories.keys_from
// lists which of these places are believed.
type KeyFrom string

// The places in which a test can name an issue.
const (
	FromProperty KeyFrom = "property" // a property or attribute made for the purpose
	FromLink     KeyFrom = "link"     // a link of type issue
	FromTag      KeyFrom = "tag"      // a tag, label or annotation
	FromRefs     KeyFrom = "refs"     // a reference field of a test tool
	FromRule     KeyFrom = "rule"     // not the test itself: a link rule of the config
	FromName     KeyFrom = "name"     // its title or name; believed only where the config lists it
	FromResult   KeyFrom = "result"   // not the test: the defect field of a failing result of its tool
)

// KeyRef is one issue that a test names, and where it names it.
type KeyRef struct {
	Key  string  `json:"key"` // or what IDRef makes of the id
	From KeyFrom `json:"from"`
}

// Merge joins what two reports say of one case: keys and tags of both, of the rest
// the later word where it says something.
func (c Case) Merge(later Case) Case {
	out := later
	out.Keys = union(c.Keys, later.Keys)
	out.Tags = union(c.Tags, later.Tags)
	out.IDs = union(c.IDs, later.IDs)
	out.Owner = cmp.Or(later.Owner, c.Owner)
	out.Component = cmp.Or(later.Component, c.Component)
	out.Priority = cmp.Or(later.Priority, c.Priority)
	out.URL = cmp.Or(later.URL, c.URL)
	out.File = cmp.Or(later.File, c.File)
	out.Muted = c.Muted || later.Muted
	out.Retired = c.Retired && later.Retired
	return out
}

// union appends to a what b adds, in order.
func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
