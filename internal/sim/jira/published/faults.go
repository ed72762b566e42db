package published

import (
	"errors"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// flat turns the library's error, a tree, into its leaves as text: where in the body, and what.
func flat(err error) []string {
	var many openapi3.MultiError
	var schema *openapi3.SchemaError
	var request *openapi3filter.RequestError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &request) && request.Parameter != nil && request.Err != nil:
		return prefixed("parameter "+request.Parameter.Name+": ", flat(request.Err))
	case isMulti(err, &many):
		var out []string
		for _, e := range many {
			out = append(out, flat(e)...)
		}
		return out
	case errors.As(err, &schema):
		return leaf(schema)
	}
	return []string{strings.TrimSpace(err.Error())}
}

// isMulti finds the next fork on the way down, if it comes before a leaf.
func isMulti(err error, many *openapi3.MultiError) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if m, ok := err.(openapi3.MultiError); ok {
			*many = m
			return true
		}
		if _, ok := err.(*openapi3.SchemaError); ok {
			return false
		}
	}
	return false
}

// leaf is a fault at a place; what a combination of schemas says of it is told by its parts.
func leaf(e *openapi3.SchemaError) []string {
	at := "/" + strings.Join(wild(e.JSONPointer()), "/")
	if e.Origin != nil && e.SchemaField == "allOf" {
		if inner := flat(e.Origin); len(inner) > 0 {
			return prefixed("", inner)
		}
	}
	return []string{at + " " + e.Reason}
}

// wild is a pointer with a star for each place in a list, so that a fault of every element reads the same.
func wild(pointer []string) []string {
	out := slices.Clone(pointer)
	for n, step := range out {
		if strings.Trim(step, "0123456789") == "" {
			out[n] = "*"
		}
	}
	return out
}

func prefixed(prefix string, list []string) []string {
	for n := range list {
		list[n] = prefix + list[n]
	}
	return list
}
