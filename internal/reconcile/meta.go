package reconcile

import "syncd/internal/desired"

// MetaName is the name under which the memory keeps what a project allows for the
// defects of a sync.
func MetaName(site string, w desired.Rules) string {
	return site + ":screen:" + w.Project + ":" + w.Type
}

// AccountName is the name under which the store keeps whose account is used at a site: a
// jira.Account.
func AccountName(site string) string { return site + ":account" }

// AddressName is the name under which the store keeps where people find a site: a
// jira.Server.
func AddressName(site string) string { return site + ":address" }
