package qase

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// body reads a JSON body strictly: an unknown member is refused, for a misspelt one would do nothing.
func (c *call) body(into any) *refusal {
	if kind, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return refuse(http.StatusBadRequest, "The body must be application/json.")
	}
	dec := json.NewDecoder(strings.NewReader(string(c.raw)))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && !errors.Is(dec.Decode(&struct{}{}), io.EOF) {
		err = errors.New("something follows the document")
	}
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return invalid(wrong.Field, "must be "+wrong.Type.String())
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return invalid(strings.Trim(strings.TrimPrefix(err.Error(), "json: unknown field "), `"`), "is not a field of this method")
	}
	return refuse(http.StatusBadRequest, "The body cannot be read: %v", err)
}

// invalid refuses one member of a body.
func invalid(field, text string) *refusal {
	return &refusal{http.StatusUnprocessableEntity, "Data is invalid.", []fieldError{{field, text}}}
}

// lacking refuses a body without a member.
func lacking(field string) *refusal { return invalid(field, "is required") }

// absent refuses what Qase has and the simulator has not.
func absent(what string) *refusal {
	return refuse(http.StatusNotImplemented, "the simulator has no %s", what)
}
