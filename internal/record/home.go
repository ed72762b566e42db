package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Home is the place that a store is written from: which machine, which file, and for
// which Jira as whom. A copy of a store elsewhere has the same memory, and would go on
// where the first stopped: two that write under one owner's name make twins.
type Home struct {
	Host  string          `json:"host"` // id of the machine; "" where it has none that lasts, as in a container
	Name  string          `json:"name"` // of the machine, for people
	Path  string          `json:"path"` // of the store's file
	Jiras map[string]Jira `json:"jiras,omitempty"`
	At    time.Time       `json:"at"` // when it last wrote from there

	// What stores say that knew one Jira only, by the name OnlyJira.
	URL   string `json:"url,omitempty"`
	Owner string `json:"owner,omitempty"`
}

// Jira is a Jira site and as whom it is written to.
type Jira struct {
	URL   string `json:"url"`
	Owner string `json:"owner"`
}

// OnlyJira is the name of a Jira that has been given none.
const OnlyJira = "jira"

// All are the Jira sites by name.
func (h Home) All() map[string]Jira {
	if h.Jiras != nil {
		return h.Jiras
	}
	return map[string]Jira{OnlyJira: {h.URL, h.Owner}}
}

// Written tells for people which Jiras were written to, as whom.
func (h Home) Written() string {
	var out []string
	all := h.All()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, fmt.Sprintf("to %s as owner %s", all[name].URL, all[name].Owner))
	}
	return strings.Join(out, ", ")
}

// Elsewhere says in what another place differs from this one, in the order in which
// people care; "" for the same. One may know more Jira sites than the other.
func (h Home) Elsewhere(here Home) string {
	now := here.All()
	for _, name := range slices.Sorted(maps.Keys(h.All())) {
		was := h.All()[name]
		is, still := now[name]
		switch {
		case !still && len(renamed(now, h.All(), was)) > 0:
			return fmt.Sprintf("to %s by the name %q, and the configuration calls it %q: keep the old name, which is part of all that the store knows of it",
				was.URL, name, renamed(now, h.All(), was)[0])
		case !still:
		case was.URL != is.URL:
			return fmt.Sprintf("to %s, and %s is now %s", was.URL, setting(name, "url"), is.URL)
		case was.Owner != is.Owner:
			return fmt.Sprintf("as owner %s, and %s is now %s", was.Owner, setting(name, "owner"), is.Owner)
		}
	}
	switch {
	case h.Host != here.Host:
		return fmt.Sprintf("from %s, and this is %s", h.Name, here.Name)
	case h.Path != here.Path:
		return fmt.Sprintf("from %s, and this is %s", h.Path, here.Path)
	}
	return ""
}

// renamed lists the new names of a Jira that had another.
func renamed(now, before map[string]Jira, was Jira) []string {
	var out []string
	for name, j := range now {
		if _, old := before[name]; !old && j.URL == was.URL {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// setting is where the configuration says something of a Jira.
func setting(name, key string) string {
	if name == OnlyJira {
		return name + "." + key
	}
	return "jiras." + name + "." + key
}

// OtherJira reports whether a name means another Jira here: what is known of issues
// under it is not about that one.
func (h Home) OtherJira(here Home) bool {
	for name, was := range h.All() {
		if is, still := here.All()[name]; still && is.URL != was.URL {
			return true
		}
	}
	return false
}

// Moved says why a store may not be written from here, and what would release it; ""
// if it may.
func (h Home) Moved(here Home) string {
	how := h.Elsewhere(here)
	if how == "" {
		return ""
	}
	return fmt.Sprintf("this store last wrote %s (%s); `syncd store claim` lets it write from here, once nothing writes from there any more",
		how, h.At.UTC().Format("2006-01-02 15:04 MST"))
}
