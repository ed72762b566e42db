package config

import (
	"net/url"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/secret"
)

// Jira is the site that is kept in step, and the patience with it.
type Jira struct {
	URL      string        `yaml:"url" required:"yes" check:"url" doc:"base URL of the site; may have a path, such as /ex/jira/{cloudId}"`
	Edition  string        `yaml:"edition" enum:"auto,cloud,datacenter" doc:"which Jira it is; auto asks it once, where the address does not tell"`
	Owner    string        `yaml:"owner" required:"yes" check:"name" doc:"part of every mark: two installations with different owners never touch each other's issues"`
	Auth     Auth          `yaml:"auth" doc:"how to log in"`
	Timeout  time.Duration `yaml:"timeout" min:"1s" doc:"longest time for one request; below settle"`
	Settle   time.Duration `yaml:"settle" min:"2s" doc:"how long a create whose answer was lost is left alone before it is looked for"`
	IndexLag time.Duration `yaml:"index_lag" min:"0s" doc:"the longest that Jira's search is believed to lag behind"`
	Sweep    time.Duration `yaml:"sweep" min:"1m" doc:"how often all mirrored issues are read by id, which shows deletions and lost permissions"`

	Endpoint *url.URL // URL, parsed, without a trailing slash
}

// Auth is how to log in to Jira.
type Auth struct {
	Method  string     `yaml:"method" enum:"basic,bearer" doc:"basic: user and API token or, on Data Center, password; bearer: token alone, such as a personal access token"`
	User    string     `yaml:"user" doc:"for basic only: e-mail address of the account, on Data Center its user name"`
	Token   secret.Ref `yaml:"token" required:"yes" doc:"the API token, personal access token or password"`
	Expires Date       `yaml:"expires" doc:"day on which the token ends; warned about before"`
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
	switch {
	case j.Auth.Method == "basic" && j.Auth.User == "" && r.sound(auth+".user"):
		r.fault(auth, `"user" is missing in %s: basic needs the e-mail address of the account, on Data Center its user name`, auth)
	case j.Auth.Method == "bearer" && j.Auth.User != "":
		r.fault(auth+".user", "user is not used with method bearer: leave it out, or set method: basic")
	}
	if u, err := webURL(j.URL); err == nil {
		j.Endpoint = u
		if u.Scheme == "http" && !loopback(u.Hostname()) {
			r.report.warn(r.at(join(path, "url")), "the token travels to %s in clear text: use https", u.Host)
		}
	}
}
