package config

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/secret"
)

// Jira is the site that is kept in step, and the patience with it.
type Jira struct {
	URL      string        `yaml:"url" required:"yes" check:"url" doc:"base URL of the site; may have a path, such as /ex/jira/{cloudId}"`
	Browse   string        `yaml:"browse_url" check:"url" doc:"where people find the site, for links; empty: url, and behind api.atlassian.com what Jira says"`
	Edition  string        `yaml:"edition" enum:"auto,cloud,datacenter" doc:"which Jira it is; auto asks it once, where the address does not tell"`
	Owner    string        `yaml:"owner" required:"yes" check:"name" doc:"part of every mark: two installations with different owners never touch each other's issues"`
	Auth     Auth          `yaml:"auth" doc:"how to log in"`
	Timeout  time.Duration `yaml:"timeout" min:"1s" doc:"longest time for one request; below settle"`
	Settle   time.Duration `yaml:"settle" min:"2s" doc:"how long a create whose answer was lost is left alone before it is looked for"`
	IndexLag time.Duration `yaml:"index_lag" min:"0s" doc:"the longest that Jira's search is believed to lag behind"`
	Sweep    time.Duration `yaml:"sweep" min:"1m" doc:"how often all mirrored issues are read by id, which shows deletions and lost permissions"`
	Webhook  Webhook       `yaml:"webhook" doc:"Jira's webhooks, which only have issues looked at sooner"`

	Endpoint *url.URL // URL, parsed, without a trailing slash
}

// Webhook is what Jira may tell by itself.
type Webhook struct {
	Secret secret.Ref `yaml:"secret" doc:"the secret that Jira signs its webhooks with, at POST /api/v1/webhooks/NAME of the site, jira where there is one only; none: no webhooks are taken. Read again when a signature does not fit"`
}

// Auth is how to log in to Jira.
type Auth struct {
	Method   string     `yaml:"method" enum:"basic,bearer,oauth" doc:"basic: user and API token or, on Data Center, password; bearer: token alone, such as a personal access token; oauth: client credentials of a service account"`
	User     string     `yaml:"user" doc:"for basic only: e-mail address of the account, on Data Center its user name"`
	Token    secret.Ref `yaml:"token" doc:"for basic and bearer: the API token, personal access token or password; read again when Jira refuses it"`
	Client   string     `yaml:"client" doc:"for oauth only: the client's id"`
	Secret   secret.Ref `yaml:"secret" doc:"for oauth only: the client's secret; read again when Jira refuses it"`
	Scope    string     `yaml:"scope" doc:"for oauth only: scopes to ask for, separated by spaces; empty: WRITE on Data Center, all that the client has on Cloud"`
	TokenURL string     `yaml:"token_url" check:"url" doc:"for oauth only: where tokens are had; empty: that of Atlassian for Cloud, rest/oauth2/latest/token of the site for Data Center"`
	Expires  Date       `yaml:"expires" doc:"day on which the token or the client's secret ends; warned about before"`

	Grant *url.URL // TokenURL, or what stands for it
}

// Credential is what is kept secret: the token, or the secret of OAuth's client.
func (a Auth) Credential() secret.Ref {
	if a.Method == "oauth" {
		return a.Secret
	}
	return a.Token
}

// setDefaults is what an empty section means.
func (j *Jira) setDefaults() {
	*j = Jira{
		Edition:  "auto",
		Auth:     Auth{Method: "basic"},
		Timeout:  20 * time.Second,
		Settle:   time.Minute,
		IndexLag: 10 * time.Minute,
		Sweep:    6 * time.Hour,
	}
}

// check judges what single values of the section at path cannot say.
func (j *Jira) check(r *ruling, path string) {
	owner, timeout, settle, auth := join(path, "owner"), join(path, "timeout"), join(path, "settle"), join(path, "auth")
	if err := ledger.CheckOwner(j.Owner); err != nil && r.sound(owner) && j.Owner != "" {
		r.fault(owner, "%v", err)
	}
	if j.Timeout >= j.Settle && r.sound(timeout, settle) {
		r.fault(timeout, "timeout %s is not below settle %s: a request could still land after it was given up for lost; raise %s or lower %s",
			span(j.Timeout), span(j.Settle), settle, timeout)
	}
	if u, err := webURL(j.URL); err == nil {
		j.Endpoint = u
		r.clear(join(path, "url"), u)
	}
	j.Auth.check(r, auth)
	j.grant(r, auth)
}

// clear warns of a secret that everybody on the way can read.
func (r *ruling) clear(path string, u *url.URL) {
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		r.report.warn(r.at(path), "the token travels to %s in clear text: use https", u.Host)
	}
}

// authKeys are the keys of a login, and the methods that use them.
var authKeys = []struct {
	key     string
	methods []string
	needed  string // why it must be there; empty: it need not
}{
	{"user", []string{"basic"}, "basic needs the e-mail address of the account, on Data Center its user name"},
	{"token", []string{"basic", "bearer"}, "it is the API token, personal access token or password"},
	{"client", []string{"oauth"}, "it is the id of the client that the service account has"},
	{"secret", []string{"oauth"}, "it is the secret of the client that the service account has"},
	{"scope", []string{"oauth"}, ""},
	{"token_url", []string{"oauth"}, ""},
}

// check wants what the method needs and nothing that it does not use.
func (a *Auth) check(r *ruling, path string) {
	if !r.sound(join(path, "method")) {
		return
	}
	set := map[string]bool{"user": a.User != "", "token": a.Token != (secret.Ref{}), "client": a.Client != "",
		"secret": a.Secret != (secret.Ref{}), "scope": a.Scope != "", "token_url": a.TokenURL != ""}
	for _, k := range authKeys {
		at, uses := join(path, k.key), slices.Contains(k.methods, a.Method)
		switch {
		case !r.sound(at):
		case uses && k.needed != "" && !set[k.key]:
			r.fault(path, "%q is missing in %s: %s", k.key, path, k.needed)
		case !uses && set[k.key]:
			r.fault(at, "%s is not used with method %s: leave it out, or set method: %s", k.key, a.Method, k.methods[0])
		}
	}
}

// cloudGrant is where service accounts of Cloud get their tokens
// (support.atlassian.com, create-oauth-2-0-credential-for-service-accounts).
const cloudGrant = "https://auth.atlassian.com/oauth/token"

// grant finds out where OAuth's tokens are had.
func (j *Jira) grant(r *ruling, path string) {
	a, at := &j.Auth, join(path, "token_url")
	if a.Method != "oauth" || j.Endpoint == nil {
		return
	}
	text := a.TokenURL
	switch {
	case text != "":
	case atlassian(j.Endpoint):
		text = cloudGrant
		if j.Endpoint.Hostname() != "api.atlassian.com" {
			r.fault(strings.TrimSuffix(path, "auth")+"url", "Cloud takes OAuth's tokens at https://api.atlassian.com/ex/jira/CLOUD-ID only: set url to that; https://%s/_edge/tenant_info tells the id", j.Endpoint.Host)
		}
	default:
		text = j.Endpoint.JoinPath("rest/oauth2/latest/token").String()
		a.Scope = cmp.Or(a.Scope, "WRITE")
	}
	u, err := webURL(text)
	if err != nil {
		return
	}
	r.clear(at, u)
	a.Grant = u
}

// atlassian reports whether an address is one of Atlassian's own, where all is Cloud.
func atlassian(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return strings.HasSuffix(host, ".atlassian.net") || host == "api.atlassian.com"
}

// Behind reports whether the address is that of Atlassian's gateway, which people cannot
// browse.
func (j Jira) Behind() bool {
	return j.Endpoint != nil && strings.Contains(j.Endpoint.Path, "/ex/jira/")
}

// OnCloud reports whether the address alone tells that the site is Cloud.
func (j Jira) OnCloud() bool { return atlassian(j.Endpoint) }
