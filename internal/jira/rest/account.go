package rest

import (
	"context"
	"errors"
	"net/http"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Myself says whose account is used.
func (g *Gateway) Myself(ctx context.Context) (jira.Account, error) {
	var out struct {
		wireUser
		DisplayName string `json:"displayName"`
		TimeZone    string `json:"timeZone"`
	}
	err := g.Do(ctx, Call{Doing: "ask jira whose account this is", Endpoint: "myself", Class: httpx.Safe,
		Method: http.MethodGet, Path: "myself", Out: &out})
	var e *jira.Error
	if errors.As(err, &e) && e.Status == http.StatusForbidden {
		// Who may not even ask that is shut out: by a scope, a policy, an IP list.
		e.Kind = jira.Auth
	}
	if err == nil && out.id() == "" {
		err = Strange("ask jira whose account this is", "account")
	}
	return jira.Account{ID: out.id(), Name: out.DisplayName, TimeZone: out.TimeZone}, err
}

// OnCloud asks the site whether it is Jira Cloud.
func (g *Gateway) OnCloud(ctx context.Context) (bool, error) {
	s, err := g.Server(ctx)
	return s.Edition == jira.CloudEdition, err
}
