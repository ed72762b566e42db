package app

import (
	"syncd/internal/config"
	"syncd/internal/httpx"
	"syncd/internal/jira/login"
	"syncd/internal/secret"
)

// site builds the gateway to a Jira: a thin translation over a client that logs in, rests
// after a refused login, and sends what httpx allows.
func site(j config.Site, token secret.Secret, m materials) (gateway, error) {
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
	out.Authorize, out.Better = l.Authorize, l.Better
	return choose(j.Jira, login.NewClient(httpx.New(out), l))
}
