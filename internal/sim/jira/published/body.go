package published

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// body tells what is wrong with a request, but for undeclared parameters. The library cannot read a multipart body that
// is described as a list of files, as uploads are: those are read here.
func (o *Oracle) body(in *openapi3filter.RequestValidationInput) []string {
	kind, boundary, err := mime.ParseMediaType(in.Request.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return append(flat(openapi3filter.ValidateRequest(context.Background(), in)), undeclared(in)...)
	}
	headed := *in
	bare := *options
	bare.ExcludeRequestBody = true
	headed.Options = &bare
	out := flat(openapi3filter.ValidateRequest(context.Background(), &headed))
	if in.Route.Operation.RequestBody == nil || in.Route.Operation.RequestBody.Value.Content.Get(kind) == nil {
		return append(out, "a body of type "+kind+" is not declared")
	}
	if in.Request.Header.Get("X-Atlassian-Token") != "no-check" {
		out = append(out, "an upload without X-Atlassian-Token: no-check")
	}
	return append(out, parts(multipart.NewReader(in.Request.Body, boundary["boundary"]))...)
}

// parts insists on files, each in a part that is named file, as the document's text says.
func parts(r *multipart.Reader) []string {
	for n := 0; ; n++ {
		part, err := r.NextPart()
		switch {
		case errors.Is(err, io.EOF) && n > 0:
			return nil
		case err != nil:
			return []string{"a multipart body without parts, or broken off: " + err.Error()}
		case part.FormName() != "file" || part.FileName() == "":
			return []string{fmt.Sprintf("a part named %q with file name %q", part.FormName(), part.FileName())}
		}
	}
}

// undeclared names members of a body that the document does not know. It lets many objects be open, and Jira ignores what
// it does not know there: a misspelt member would do nothing, and nobody would say so.
func undeclared(in *openapi3filter.RequestValidationInput) []string {
	if in.Route.Operation.RequestBody == nil || in.Request.Body == nil {
		return nil
	}
	content := in.Route.Operation.RequestBody.Value.Content.Get("application/json")
	var v any
	if content == nil || content.Schema == nil || json.NewDecoder(in.Request.Body).Decode(&v) != nil {
		return nil
	}
	return strangers(nil, content.Schema.Value, v)
}

// strangers walks a value along its schema.
func strangers(at []string, s *openapi3.Schema, v any) []string {
	var out []string
	for _, part := range s.AllOf {
		out = append(out, strangers(at, part.Value, v)...)
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if s.Items != nil {
				out = append(out, strangers(append(slices.Clone(at), "*"), s.Items.Value, e)...)
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			here := append(slices.Clone(at), name)
			switch member := s.Properties[name]; {
			case member != nil:
				out = append(out, strangers(here, member.Value, v[name])...)
			case s.AdditionalProperties.Schema != nil:
				out = append(out, strangers(here, s.AdditionalProperties.Schema.Value, v[name])...)
			case len(s.Properties) > 0:
				out = append(out, "/"+strings.Join(here, "/")+" is not declared")
			}
		}
	}
	return out
}
