// Package push is what CI jobs and the daemon say to each other when results are
// pushed: the parameters of a run, the answer, what the environments of CI systems
// tell, and the client behind `syncd push`.
//
// It must not read results: those go as they are to the daemon, where a source reads
// them. The client talks through httpx and to nobody but the address it was given.
package push

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"syncd/internal/model"
)

// Params is what a push says of its run. Every part may be empty.
type Params struct {
	Run string // declares the run's id: all files that name one id are one run
	model.Context
	// PullRequest is the number of the pull request that the run tested, for people.
	PullRequest string
}

// Path is where results are pushed to, below the daemon's address.
func Path(source string) string { return "/api/v1/results/" + url.PathEscape(source) }

// HeaderPrefix comes before a parameter that is sent as a header: Syncd-Branch.
const HeaderPrefix = "Syncd-"

// field is one parameter by its name.
type field struct {
	name string
	part *string
}

// fields lists the parameters, in the order in which they are shown.
func (p *Params) fields() []field {
	return []field{{"branch", &p.Branch}, {"build", &p.Build}, {"version", &p.Version}, {"environment", &p.Environment},
		{"commit", &p.Commit}, {"url", &p.URL}, {"pull_request", &p.PullRequest}, {"run", &p.Run}}
}

// Parse reads the parameters of a request: of its query, else of its headers. A query
// with a parameter that nobody knows is an error, because a misspelt one would file
// results under the wrong branch; name, which names the file, is the only other one.
func Parse(query url.Values, header http.Header) (Params, error) {
	var p Params
	var known []string
	for _, f := range p.fields() {
		known = append(known, f.name)
		*f.part = query.Get(f.name)
		if !query.Has(f.name) {
			*f.part = header.Get(HeaderPrefix + strings.ReplaceAll(f.name, "_", "-"))
		}
	}
	known = append(known, "name")
	for name, values := range query {
		if !slices.Contains(known, name) {
			return Params{}, fmt.Errorf("%q is no parameter; known are: %s", name, strings.Join(known, ", "))
		}
		if len(values) > 1 {
			return Params{}, fmt.Errorf("the parameter %s is there %d times: give it once", name, len(values))
		}
	}
	// A run that names no branch counts; that of a pull request must not.
	if p.PullRequest != "" && p.Branch == "" {
		p.Branch = "pull/" + p.PullRequest
	}
	return p, nil
}

// Query is the opposite of Parse.
func (p Params) Query() url.Values {
	out := url.Values{}
	for _, f := range p.fields() {
		if *f.part != "" {
			out.Set(f.name, *f.part)
		}
	}
	return out
}

// Or fills the empty parts from other.
func (p Params) Or(other Params) Params {
	theirs := other.fields()
	for i, f := range p.fields() {
		if *f.part == "" {
			*f.part = *theirs[i].part
		}
	}
	return p
}

// Lines is what a dry run prints: name and value of each part that is said.
func (p Params) Lines() []string {
	var out []string
	for _, f := range p.fields() {
		if *f.part != "" {
			out = append(out, fmt.Sprintf("%-12s %s", f.name, *f.part))
		}
	}
	return out
}
