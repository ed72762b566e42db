package app

import (
	"syncd/internal/config"
	"syncd/internal/httpx"
	"syncd/internal/jira/login"
	"syncd/internal/jira/rest"
	"syncd/internal/secret"
)

// site builds the gateway to a Jira: a thin translation over a client that logs in, rests
// after a refused login, and sends what httpx allows. All syncs of the site share them, and
// so what Jira grants.
func site(j config.Site, token secret.Secret, m materials) (gateway, *login.Client, error) {
	out := httpx.Options{Target: j.Name, Base: j.Endpoint, Timeout: j.Timeout, Transport: m.transport,
		Observer: m.observer, Agent: "syncd/" + m.version}
	opt := login.Options{Method: login.Method(j.Auth.Method), User: j.Auth.User, Client: j.Auth.Client, Scope: j.Auth.Scope, Grant: j.Auth.Grant,
		Now: m.now, Secret: func() (secret.Secret, error) { return config.ReadSecret(j.Auth.Credential(), m.environ) }}
	if j.Auth.Grant != nil {
		grant := out
		grant.Base = j.Auth.Grant
		opt.HTTP = httpx.New(grant)
	}
	l := login.New(opt, token)
	out.Authorize, out.Better, out.Notice = l.Authorize, l.Better, rest.Notice
	client := login.NewClient(httpx.New(out), l)
	g, err := choose(j.Jira, m.where, client)
	return g, client, err
}
