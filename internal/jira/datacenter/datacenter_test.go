package datacenter_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"syncd/internal/httpx"
	"syncd/internal/jira/datacenter"
	"syncd/internal/jira/jiratest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open builds a gateway as the house does, with a password.
func open(t *testing.T, s jiratest.Site) jiratest.Gateway {
	return gateway(t, s, func(req *http.Request) error { req.SetBasicAuth(s.User, s.Token); return nil })
}

// bearer builds one with a personal access token.
func bearer(t *testing.T, s jiratest.Site) jiratest.Gateway {
	return gateway(t, s, func(req *http.Request) error { req.Header.Set("Authorization", "Bearer "+s.Token); return nil })
}

// gateway builds a gateway that logs in by one of these ways.
func gateway(t *testing.T, s jiratest.Site, authorize func(*http.Request) error) jiratest.Gateway {
	client := httpx.New(httpx.Options{Target: "jira", Base: s.Base, Transport: s.Transport, Spare: 1000, Authorize: authorize})
	g, err := datacenter.New(client, s.Base.String())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGateway(t *testing.T) {
	jiratest.Run(t, jiratest.Suite{Open: open, Edition: jiratest.DataCenter, Search: "search", Read: "issue/{issueIdOrKey}",
		Bases: []string{"https://acme.example/jira"}})
}

func TestGatewayByToken(t *testing.T) {
	jiratest.Run(t, jiratest.Suite{Open: bearer, Edition: jiratest.DataCenter, Search: "search", Read: "issue/{issueIdOrKey}",
		Bases: []string{"https://acme.example"}})
}

func TestLive(t *testing.T) {
	jiratest.Live(t, jiratest.DataCenter, func(t *testing.T, s jiratest.Site) jiratest.Gateway {
		if s.User == "" {
			return bearer(t, s)
		}
		return open(t, s)
	})
}
