package app

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"syncd/internal/config"
	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// serverInfo is a Jira that serverInfo everything with one body, and remembers what it was asked.
type serverInfo struct {
	body  string
	paths []string
}

// RoundTrip serverInfo a request.
func (a *serverInfo) RoundTrip(r *http.Request) (*http.Response, error) {
	a.paths = append(a.paths, r.URL.Path)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}

// The edition is the configured one, else the one that the address tells, else the one
// that Jira tells, once. Building asks nothing.
func TestEdition(t *testing.T) {
	const cloud, ours, ask = "/rest/api/3/myself", "/rest/api/2/myself", "/rest/api/2/serverInfo"
	for _, c := range []struct {
		edition, url, deployment, want string
	}{
		{"cloud", "https://jira.example.com", "", cloud},
		{"datacenter", "https://jira.example.com/jira", "", "/jira" + ours},
		{"auto", "https://acme.atlassian.net", "", cloud},
		{"auto", "https://api.atlassian.com/ex/jira/1", "", "/ex/jira/1" + cloud},
		{"auto", "https://atlassian.net.example.com", "Cloud", ask + " " + cloud},
		{"auto", "https://jira.example.com/jira", "Server", "/jira" + ask + " /jira" + ours},
		{"auto", "https://jira.example.com", "", ask},
	} {
		base, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		a := &serverInfo{body: fmt.Sprintf(`{"deploymentType":%q,"accountId":"x","name":"x"}`, c.deployment)}
		g, err := choose(config.Jira{Edition: c.edition, Endpoint: base}, "jira", httpx.New(httpx.Options{Target: "jira", Base: base, Transport: a}))
		if err != nil || len(a.paths) > 0 {
			t.Fatalf("%+v: %v, asked %v", c, err, a.paths)
		}
		_, err = g.Myself(t.Context())
		if failed := c.want == ask; failed != (jira.KindOf(err) == jira.Unavailable) {
			t.Errorf("%+v: %v", c, err)
		}
		if _, err = g.Myself(t.Context()); err == nil {
			a.paths = a.paths[:len(a.paths)-1]
		} else {
			a.paths = a.paths[:1]
		}
		if got := strings.Join(a.paths, " "); got != c.want {
			t.Errorf("%+v: asked %s", c, got)
		}
	}
}
