package record

import (
	"net/url"
	"strings"
	"time"

	"syncd/internal/readiness"
)

// EventKind is what an event is about. The list is closed: docs/notifications.md explains
// each, and receivers switch on it.
type EventKind string

// The kinds of event.
const (
	EventReadiness EventKind = "readiness" // a release, sprint or filter is worse than before, or ready again
	EventFrozen    EventKind = "frozen"    // a release is released or a sprint closed: how it stood is kept
	EventSource    EventKind = "source"    // a source has gone dark, or is back
	EventBreaker   EventKind = "breaker"   // a breaker has tripped
	EventSync      EventKind = "sync"      // a sync fails, or works again
	EventFlood     EventKind = "flood"     // an umbrella was filed
	EventDigest    EventKind = "digest"    // how a release or sprint stands, on a schedule
	EventSummary   EventKind = "summary"   // several events that were too many for one hour
	EventTest      EventKind = "test"      // somebody tries whether messages arrive
)

// EventKinds lists every kind.
func EventKinds() []EventKind {
	return []EventKind{EventReadiness, EventFrozen, EventSource, EventBreaker, EventSync, EventFlood, EventDigest, EventSummary, EventTest}
}

// The states of events that are not about readiness.
const (
	StateDark      = "dark"
	StateBack      = "back"
	StateTripped   = "tripped"
	StateFailing   = "failing"
	StateRecovered = "recovered"
	StateFiled     = "filed"
)

// Event is one thing that people are told. It holds no title of an issue with a security
// level: such an issue appears by its key alone.
type Event struct {
	// ID is the same whenever the event is sent again, and never that of another one.
	ID      string      `json:"id"`
	Kind    EventKind   `json:"kind"`
	At      time.Time   `json:"at"`
	Sync    string      `json:"sync,omitempty"`
	Scope   *EventScope `json:"scope,omitempty"`   // the release, sprint or filter it is about
	Subject string      `json:"subject,omitempty"` // or the name of a source or breaker, or the key of an issue
	State   string      `json:"state,omitempty"`
	Before  string      `json:"before,omitempty"` // the state that was told before
	Title   string      `json:"title"`            // one line that can stand alone
	Why     string      `json:"why,omitempty"`
	Lines   []string    `json:"lines,omitempty"` // more, a line each
	URL     string      `json:"url,omitempty"`   // of the page that tells more; none without web.url
	Of      []string    `json:"of,omitempty"`    // of a summary: the ids of what it sums up
}

// EventScope names what is released or closed.
type EventScope struct {
	Kind    readiness.Kind `json:"kind"`
	Project string         `json:"project,omitempty"` // of a release
	Board   string         `json:"board,omitempty"`   // of a sprint
	ID      string         `json:"id"`
	Name    string         `json:"name"`
}

// Text is the event in plain lines.
func (e Event) Text() string {
	lines := []string{e.Title}
	if e.Why != "" {
		lines = append(lines, e.Why)
	}
	return strings.Join(append(lines, e.Lines...), "\n")
}

// about is the scope of a judgement.
func about(r readiness.Readiness) *EventScope {
	return &EventScope{Kind: r.Kind, Project: r.Project, Board: r.Board, ID: r.ID, Name: r.Name}
}

// naming is what people call a scope, at the beginning of a sentence.
func naming(r readiness.Readiness) string {
	switch r.Kind {
	case readiness.Release:
		return "Release " + r.Name + " of " + r.Project
	case readiness.Sprint:
		name := r.Name
		if !strings.Contains(strings.ToLower(name), "sprint") { // most are called so already
			name = "Sprint " + name
		}
		switch {
		case r.Board == "":
			return name
		case strings.Contains(strings.ToLower(r.Board), "board"):
			return name + " of " + r.Board
		}
		return name + " of board " + r.Board
	}
	return "Filter " + r.Name
}

// plain is a state within a sentence.
func plain(s readiness.State) string { return strings.ToLower(s.Words()) }

// scopePage is where the pages tell of a scope as one sync judges it, relative to the root;
// further leads to a page below it.
func scopePage(r readiness.Readiness, further ...string) string {
	parts := []string{"filters", r.Name}
	switch r.Kind {
	case readiness.Release:
		parts = []string{"releases", r.Project, r.Name}
	case readiness.Sprint:
		parts = []string{"sprints", r.ID}
	}
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(append(parts, further...), "/") + "?sync=" + url.QueryEscape(r.Sync)
}

// pageURL is the address of a page, "" where nobody can reach the pages.
func pageURL(web, page string) string {
	if web == "" {
		return ""
	}
	return strings.TrimSuffix(web, "/") + "/" + page
}
