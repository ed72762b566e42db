package httpx

import (
	"errors"
	"fmt"
)

// Error is a request that got no answer. Sent tells whether any of it may have
// left, in this attempt or an earlier one: if not, it certainly had no effect.
type Error struct {
	Sent bool
	Err  error
	// final marks what a second try would not change.
	final bool
}

// Error returns the cause's text.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// unsent is an error about a request of which nothing left and nothing ever will.
func unsent(format string, args ...any) *Error {
	return &Error{Err: fmt.Errorf(format, args...), final: true}
}

// masked is an error whose text has lost its secrets. What it wraps is there for
// errors.Is and is not to be printed.
type masked struct {
	text  string
	cause error
}

// Error returns the text without secrets.
func (m masked) Error() string { return m.text }

// Unwrap returns the cause.
func (m masked) Unwrap() error { return m.cause }

// errTwice ends an attempt that Go's own transport was about to send again.
var errTwice = errors.New("the connection broke after the request was sent; it is not sent again")
