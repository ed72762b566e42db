package app

import (
	"context"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/jira/cloud"
	"syncd/internal/jira/datacenter"
	"syncd/internal/jira/rest"
)

// choose returns the gateway of the configured edition. Where that is not told and the
// address does not tell it, either, Jira is asked when it is first needed: building a
// world does no I/O.
func choose(j config.Jira, where string, client rest.Doer) (jira.Site, error) {
	base := j.Endpoint.String()
	online, err := cloud.New(client, base)
	if err != nil {
		return nil, err
	}
	ours, err := datacenter.New(client, base)
	if err != nil {
		return nil, err
	}
	online.Where, ours.Where = where, where
	switch {
	case j.Edition == "datacenter":
		return ours, nil
	case j.Edition == "cloud", j.OnCloud():
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
