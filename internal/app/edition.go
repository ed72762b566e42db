package app

import (
	"context"
	"net/url"
	"strings"

	"syncd/internal/config"
	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/cloud"
	"syncd/internal/jira/datacenter"
)

// choose returns the gateway of the configured edition. Where that is not told and the
// address does not tell it, either, Jira is asked when it is first needed: building a
// world does no I/O.
func choose(j config.Jira, client *httpx.Client) (jira.Site, error) {
	base := j.Endpoint.String()
	online, err := cloud.New(client, base)
	if err != nil {
		return nil, err
	}
	ours, err := datacenter.New(client, base)
	if err != nil {
		return nil, err
	}
	switch {
	case j.Edition == "datacenter":
		return ours, nil
	case j.Edition == "cloud", atlassian(j.Endpoint):
		return online, nil
	}
	return jira.Lazily(func(ctx context.Context) (jira.Site, error) {
		onCloud, err := ours.OnCloud(ctx)
		switch {
		case err != nil:
			return nil, err
		case onCloud:
			return online, nil
		}
		return ours, nil
	}), nil
}

// atlassian reports whether an address is one of Atlassian's own, where all is Cloud.
func atlassian(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return strings.HasSuffix(host, ".atlassian.net") || host == "api.atlassian.com"
}
