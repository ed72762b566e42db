// Package cloud is the Cloud face of the Jira simulator: the wire shapes of REST v3 and v2 and of the agile API over
// one site.
//
// It translates, and decides nothing that the site could decide. Authentication, rate limits and faults are wrapped
// around it by the server; a face sees only requests that got through, with the actor already known.
package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"syncd/internal/sim/jira/site"
)

// Access is what a route does for a caller who is not logged in.
type Access int

const (
	// Login refuses with 401.
	Login Access = iota
	// Open answers everybody.
	Open
	// Nothing answers 200 as if there were nothing to see: the trap of the expired token.
	Nothing
)

// Route is one endpoint; Path is both the pattern and the name under which requests are counted.
type Route struct {
	Method string
	Path   string
	Access Access
	Handle func(*Call)
}

// Call is one request on its way through the face.
type Call struct {
	Site       *site.Site
	Actor      site.Actor // User is nil when nobody is logged in
	Base       string     // scheme, host and prefix under which the client called
	Server     string     // the site's own address, for serverInfo and browse links
	Writer     http.ResponseWriter
	Request    *http.Request
	apiVersion string
}

// Document is a JSON object on the wire.
type Document = map[string]any

// handler is an endpoint's own work: a status and a body (nil for none), or an error.
type handler func(*Call) (int, any, error)

func handle(version string, h handler) func(*Call) {
	return func(c *Call) {
		c.apiVersion = version
		c.Actor.Dialect.Wiki = version == "2"
		status, body, err := h(c)
		if err != nil {
			c.fail(err)
			return
		}
		c.reply(status, body)
	}
}

func (c *Call) reply(status int, body any) {
	if body == nil {
		c.Writer.WriteHeader(status)
		return
	}
	WriteJSON(c.Writer, status, body)
}

// WriteJSON answers with a JSON body.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		http.Error(w, "encoding answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	// A client that went away is no fault of ours.
	_, _ = w.Write(bytes.TrimRight(b.Bytes(), "\n"))
}

// ErrorBody is Jira's error document.
func ErrorBody(messages []string, fields map[string]string) Document {
	if messages == nil {
		messages = []string{}
	}
	if fields == nil {
		fields = map[string]string{}
	}
	return Document{"errorMessages": messages, "errors": fields}
}

func (c *Call) fail(err error) {
	var r *site.Refusal
	if !errors.As(err, &r) {
		r = &site.Refusal{Status: 500, Messages: []string{err.Error()}}
	}
	WriteJSON(c.Writer, r.Status, ErrorBody(r.Messages, r.Fields))
}

func bad(format string, args ...any) error {
	return &site.Refusal{Status: 400, Messages: []string{fmt.Sprintf(format, args...)}}
}

func missing(format string, args ...any) error {
	return &site.Refusal{Status: 404, Messages: []string{fmt.Sprintf(format, args...)}}
}
