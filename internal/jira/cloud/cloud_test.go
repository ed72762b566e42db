package cloud_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"syncd/internal/httpx"
	"syncd/internal/jira/cloud"
	"syncd/internal/jira/jiratest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open builds a gateway as the house does.
func open(t *testing.T, s jiratest.Site) jiratest.Gateway {
	client := httpx.New(httpx.Options{Target: "jira", Base: s.Base, Transport: s.Transport, Spare: 1000,
		Authorize: func(req *http.Request) error {
			if req.Header.Set("Authorization", "Bearer "+s.Token); s.User != "" {
				req.SetBasicAuth(s.User, s.Token)
			}
			return nil
		}})
	g, err := cloud.New(client, s.Base.String())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGateway(t *testing.T) {
	jiratest.Run(t, jiratest.Suite{Open: open, Edition: jiratest.Cloud, Search: "search/jql", Read: "issue/bulkfetch", Published: true,
		Bases: []string{"https://acme.example", "https://api.example/ex/jira/11223344-a1b2-4b33-8c44-def123456789"}})
}

func TestLive(t *testing.T) { jiratest.Live(t, jiratest.Cloud, open) }
