package published

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Exchange is one request and what came back. Status is 0 when no whole answer did.
type Exchange struct {
	Method, Path, Query string // Path is escaped, as it was sent
	Header              http.Header
	Body                []byte
	Status              int
	AnswerHeader        http.Header
	Answer              []byte
}

// Verdict is what an Oracle says of an exchange.
type Verdict struct {
	Operation       string // method and template of the path, "" if no document describes its API
	Request, Answer []string
}

// dateTime is RFC 3339, and Jira's own offset without a colon (jira-api.md 1, recipe 2).
var dateTime = openapi3.NewRegexpFormatValidator(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`)

// options are strict: every fault is told, and a status or a body that is not declared is one.
var options = &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true,
	SkipSettingDefaults: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidator("date-time", dateTime),
		openapi3.DisableSchemaErrorDetails()}}

// Judge holds an exchange against the documents.
func (o *Oracle) Judge(e Exchange) Verdict {
	// What the API gateway and a context path put before the API is no part of it.
	path := e.Path[max(0, strings.Index(e.Path, "/rest/")):]
	r, err := http.NewRequestWithContext(context.Background(), e.Method, "https://jira.example"+path+"?"+e.Query, bytes.NewReader(e.Body))
	if err != nil {
		return Verdict{Operation: e.Method + " " + path, Request: []string{err.Error()}}
	}
	r.Header = e.Header.Clone()
	route, values, err := o.find(r)
	switch {
	case errors.Is(err, errElsewhere):
		return Verdict{}
	case err != nil:
		v := Verdict{Operation: e.Method + " " + path, Request: []string{"is not published: " + err.Error()}}
		if e.Status != 0 && e.Status < 400 {
			v.Answer = []string{fmt.Sprintf("%d: to what is not published", e.Status)}
		}
		return v
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: values, Route: route, Options: options}
	v := Verdict{Operation: e.Method + " " + route.Path, Request: o.request(in)}
	if e.Status != 0 {
		v.Answer = o.answer(in, e)
	}
	return v
}

// request tells what is wrong with a request. The library lets undeclared parameters pass.
func (o *Oracle) request(in *openapi3filter.RequestValidationInput) []string {
	out := o.body(in)
	declared := parameters(in.Route)
	for name := range in.Request.URL.Query() {
		if !slices.Contains(declared, name) {
			out = append(out, fmt.Sprintf("parameter %q is not declared", name))
		}
	}
	return out
}

// parameters are the names of a route's query parameters.
func parameters(route *routers.Route) []string {
	var out []string
	for _, p := range slices.Concat(route.Operation.Parameters, route.PathItem.Parameters) {
		if p.Value.In == openapi3.ParameterInQuery {
			out = append(out, p.Value.Name)
		}
	}
	return out
}

// answer tells what is wrong with an answer, its status put before each fault. The library lets a body pass where none
// is declared, and knows nothing of the members of an issue.
func (o *Oracle) answer(in *openapi3filter.RequestValidationInput, e Exchange) []string {
	var faults []string
	declared := in.Route.Operation.Responses.Status(e.Status)
	switch {
	case declared != nil && len(declared.Value.Content) > 0 && len(e.Answer) == 0:
		faults = []string{"no body though one is declared" + anything(declared.Value.Content)}
	case declared != nil && len(declared.Value.Content) == 0 && len(e.Answer) > 0:
		faults = []string{"a body though none is declared" + o.complaint(e)}
	default:
		faults = flat(openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: in, Status: e.Status, Header: e.AnswerHeader, Body: io.NopCloser(bytes.NewReader(e.Answer)), Options: options}))
	}
	if e.Status < 300 {
		faults = append(faults, o.members(in.Route.Operation.OperationID, e.Answer)...)
	}
	return prefixed(fmt.Sprintf("%d: ", e.Status), faults)
}

// anything tells of a content whose schema says nothing.
func anything(content openapi3.Content) string {
	if c := content.Get("application/json"); c != nil && c.Schema != nil && c.Schema.Value.IsEmpty() {
		return ", of any shape"
	}
	return ""
}

// complaint tells of an error that comes with the document which Jira has for errors.
func (o *Oracle) complaint(e Exchange) string {
	var v any
	if e.Status < 400 || json.Unmarshal(e.Answer, &v) != nil || o.schemas["ErrorCollection"].Value.VisitJSON(v) != nil {
		return ""
	}
	return ", an ErrorCollection"
}
