// Package datacenter is the gateway to Jira Data Center (and the Server releases it
// grew from, 8.14 and later): REST v2, rich text as wiki markup, search by startAt,
// people by user name. It translates between Jira's JSON and the words of package jira
// and judges nothing; what Data Center shares with Cloud is in package rest.
//
// Three things differ for its callers. There is no reading of many issues at once past
// the search index, so Read costs one request for each. A search does not bring the
// entity property, so it is read for each issue that carries a label which the query is
// about. And Jira does not say since when an issue is in its status category.
package datacenter

import (
	"errors"

	v2 "github.com/ctreminiom/go-atlassian/v2/jira/v2"

	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// Gateway talks to one Data Center site. It is safe for concurrent use.
type Gateway struct {
	*rest.Gateway
}

var (
	_ jira.Reader    = (*Gateway)(nil)
	_ jira.Inspector = (*Gateway)(nil)
	_ jira.Writer    = (*Gateway)(nil)
	_ jira.Linker    = (*Gateway)(nil)
	_ jira.Attacher  = (*Gateway)(nil)
	_ jira.Prober    = (*Gateway)(nil)
	_ jira.Planner   = (*Gateway)(nil)
	_ jira.Editor    = (*Gateway)(nil)
)

// New returns a gateway to the site at base, which may have a path: the context path.
func New(client rest.Doer, base string) (*Gateway, error) {
	c, err := v2.New(client, base)
	if err != nil {
		// The cause quotes the address, and that may hold a password.
		return nil, errors.New("build jira data center client: jira.url is not an address")
	}
	return &Gateway{rest.New(c, edition)}, nil
}

// edition is what Data Center has for itself in the resources that both editions have.
var edition = rest.Edition{API: "rest/api/2/", User: "name", Text: text, Words: words, Area: area, ReadArea: readArea,
	Reads: []string{"archiveddate"}}
