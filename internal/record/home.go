package record

import (
	"fmt"
	"time"
)

// Home is the place that a store is written from: which machine, which file, and for
// which Jira as whom. A copy of a store elsewhere has the same memory, and would go on
// where the first stopped: two that write under one owner's name make twins.
type Home struct {
	Host  string    `json:"host"` // id of the machine; "" where it has none that lasts, as in a container
	Name  string    `json:"name"` // of the machine, for people
	Path  string    `json:"path"` // of the store's file
	URL   string    `json:"url"`  // of Jira
	Owner string    `json:"owner"`
	At    time.Time `json:"at"` // when it last wrote from there
}

// Elsewhere says in what another place differs from this one, in the order in which
// people care; "" for the same.
func (h Home) Elsewhere(here Home) string {
	switch {
	case h.URL != here.URL:
		return fmt.Sprintf("to %s, and jira.url is now %s", h.URL, here.URL)
	case h.Owner != here.Owner:
		return fmt.Sprintf("as owner %s, and jira.owner is now %s", h.Owner, here.Owner)
	case h.Host != here.Host:
		return fmt.Sprintf("from %s, and this is %s", h.Name, here.Name)
	case h.Path != here.Path:
		return fmt.Sprintf("from %s, and this is %s", h.Path, here.Path)
	}
	return ""
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
