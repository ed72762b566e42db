package jira

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind says what an error means to whoever has to decide what to do next.
type Kind string

// The kinds of error.
const (
	NotFound    Kind = "not-found"    // deleted, moved away, or not to be seen
	Auth        Kind = "auth"         // the credentials are refused: the connection rests
	Refused     Kind = "refused"      // Jira will not have it; the same again is refused again
	Conflict    Kind = "conflict"     // somebody else wrote at the same time; try again
	RateLimited Kind = "rate-limited" // try again after After
	// Unavailable: Jira could not be reached or was not ready. No create landed; of an
	// edit, which may be repeated, that is not said.
	Unavailable Kind = "unavailable"
	Unknown     Kind = "unknown" // the request may have landed: its answer was lost
)

// Error is a failed request to Jira.
type Error struct {
	Kind    Kind
	Op      string // what was being done, in a few words
	Status  int    // HTTP status, 0 where there was no answer
	Message string // Jira's own words, shortened
	Fields  map[string]string
	After   time.Duration // of RateLimited: how long to wait; 0 where Jira does not say
	Scope   string        // of RateLimited: Jira's reason word
	Err     error         // the transport's error, if any
	Where   string        // section of the configuration that describes the site, where it is not "jira"
}

// Error tells what was being done, what Jira said, per field why, and what to do.
func (e *Error) Error() string {
	if cure := e.Cure(); cure != "" {
		return e.Words() + "; " + cure
	}
	return e.Words()
}

// Cure says what a person can do about it, "" where that is not known.
func (e *Error) Cure() string {
	if e.Where == "" {
		return hints[e.Kind]
	}
	return strings.NewReplacer("jira.auth", e.Where+".auth", "jira.url", e.Where+".url").Replace(hints[e.Kind])
}

// Words is the error without what to do.
func (e *Error) Words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Op)
	switch {
	case e.Status != 0:
		fmt.Fprintf(&b, "jira answered %d (%s)", e.Status, e.Kind)
	case e.Err != nil:
		fmt.Fprintf(&b, "%v (%s)", e.Err, e.Kind)
	default:
		b.WriteString(string(e.Kind))
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		fmt.Fprintf(&b, "; %s: %s", f, e.Fields[f])
	}
	if e.After > 0 {
		fmt.Fprintf(&b, "; try again in %s", e.After.Round(time.Second))
	}
	return b.String()
}

// hints say what a person can do about it.
var hints = map[Kind]string{
	Auth:        "check jira.auth: the user, and whether the token has expired or belongs to another site",
	Unavailable: "check jira.url, the network, and whether Jira is up",
	Unknown:     "it may have been done all the same; what is there is looked at before it is tried again",
}

// Unwrap returns the transport's error.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of an error, "" if it is none of Jira's.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
