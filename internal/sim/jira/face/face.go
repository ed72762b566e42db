// Package face is what the two faces of the Jira simulator have in common: one request on its way, and the resources
// whose wire shapes Jira Cloud and Jira Data Center share but for single members. Packages cloud and datacenter hold
// what only one of the products has, and the list of its endpoints: a product answers those and no others.
//
// It translates, and decides nothing that the site could decide. Authentication, rate limits and faults are wrapped
// around it by the server; a face sees only requests that got through, with the actor already known.
package face

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"syncd/internal/sim/jira/site"
)

// Product is a Jira product. Where the products differ in a member only, the shared resources ask for it.
type Product int

// The products.
const (
	Cloud Product = iota
	DataCenter
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
	// Own is for products beside Jira with a login and limits of their own.
	Own
)

// Route is one endpoint; Path is both the pattern and the name under which requests are counted.
type Route struct {
	Method string
	Path   string
	Access Access
	Handle func(*Call)
}

// Writes reports whether a route changes an issue that its path names.
func (r Route) Writes() bool {
	return r.Method != "GET" && strings.Contains(r.Path, "{issueIdOrKey}")
}

// Call is one request on its way through the face.
type Call struct {
	Site       *site.Site
	Actor      site.Actor // User is nil when nobody is logged in
	Base       string     // scheme, host and prefix under which the client called
	Server     string     // the site's own address, for serverInfo and browse links
	Writer     http.ResponseWriter
	Request    *http.Request
	Product    Product
	APIVersion string // 2 or 3
}

// Document is a JSON object on the wire.
type Document = map[string]any

// Handler is an endpoint's own work: a status and a body (nil for none), or an error.
type Handler = func(*Call) (int, any, error)

// Handle makes an endpoint of a product and an API version.
func Handle(p Product, version string, h Handler) func(*Call) {
	return func(c *Call) {
		c.Product, c.APIVersion = p, version
		c.Actor.Dialect = site.Dialect{Wiki: version == "2", Usernames: p == DataCenter}
		status, body, err := h(c)
		if err != nil {
			c.fail(err)
			return
		}
		c.reply(status, body)
	}
}

// File is a body that is no JSON.
type File struct {
	MimeType string
	Content  []byte
}

func (c *Call) reply(status int, body any) {
	switch b := body.(type) {
	case nil:
		c.Writer.WriteHeader(status)
		return
	case File:
		c.Writer.Header().Set("Content-Type", b.MimeType)
		c.Writer.WriteHeader(status)
		// A client that went away is no fault of ours.
		_, _ = c.Writer.Write(b.Content)
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

func Bad(format string, args ...any) error {
	return &site.Refusal{Status: 400, Messages: []string{fmt.Sprintf(format, args...)}}
}

func Missing(format string, args ...any) error {
	return &site.Refusal{Status: 404, Messages: []string{fmt.Sprintf(format, args...)}}
}

// Broken is a failure of Jira's own.
func Broken(format string, args ...any) error {
	return &site.Refusal{Status: 500, Messages: []string{fmt.Sprintf(format, args...)}}
}
