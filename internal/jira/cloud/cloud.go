// Package cloud is the gateway to Jira Cloud: REST v3, rich text as Atlassian
// documents, token-paged search. It translates between Jira's JSON and the words of
// package jira and judges nothing; what Cloud shares with Data Center is in package
// rest.
package cloud

import (
	"errors"

	v3 "github.com/ctreminiom/go-atlassian/v2/jira/v3"

	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// Gateway talks to one Cloud site. It is safe for concurrent use.
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

// New returns a gateway to the site at base, which may have a path
// (…/ex/jira/{cloudId}).
func New(client rest.Doer, base string) (*Gateway, error) {
	c, err := v3.New(client, base)
	if err != nil {
		// The cause quotes the address, and that may hold a password.
		return nil, errors.New("build jira cloud client: jira.url is not an address")
	}
	return &Gateway{rest.New(c, edition)}, nil
}

// edition is what Cloud has for itself in the resources that both editions have.
var edition = rest.Edition{API: "rest/api/3/", User: "accountId", Text: text, Words: words, Area: area, ReadArea: document, Picks: true}
