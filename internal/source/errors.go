package source

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what an error of a tool means for whoever has to go on.
type Kind string

// The kinds of error.
const (
	Auth        Kind = "auth"         // the login was refused, or may not do this
	NotFound    Kind = "not found"    // there is no such thing, or none that this account may see
	Refused     Kind = "refused"      // the tool understood the request and would not have it
	RateLimited Kind = "rate limited" // it asked to be left alone
	Unavailable Kind = "unavailable"  // it is not there, or not well; nothing was written
	Unknown     Kind = "unknown"      // no answer that can be understood: a write may have landed
)

// Error is what a tool said, or that it said nothing.
type Error struct {
	Kind    Kind
	Doing   string // what was being done: "read the runs of project 3"
	Status  int    // of HTTP; 0 if there was none
	Message string // the tool's words, cut and without secrets
	Cure    string // what people can do about it; "" if nothing is known
	After   time.Duration
	Err     error // the cause, if there is one; its text is not printed again
}

// Error says what was being done, what the tool said and what helps.
func (e *Error) Error() string {
	if e.Cure != "" {
		return e.Words() + "; " + e.Cure
	}
	return e.Words()
}

// Words says what was being done and what the tool said.
func (e *Error) Words() string {
	text := e.Doing + ": "
	switch {
	case e.Message != "" && e.Status != 0:
		text += fmt.Sprintf("%s (HTTP %d)", e.Message, e.Status)
	case e.Message != "":
		text += e.Message
	case e.Status != 0:
		text += fmt.Sprintf("%s (HTTP %d)", e.Kind, e.Status)
	case e.Err != nil:
		text += e.Err.Error()
	default:
		text += string(e.Kind)
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of a tool's error, "" if it is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
