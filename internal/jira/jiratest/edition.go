package jiratest

import (
	"net/url"
	"strings"

	simjira "syncd/internal/sim/jira"
)

// Edition is how one of Jira's editions differs, as far as a gateway cannot hide it.
// Whatever is not named here is the same on both.
type Edition struct {
	Sim simjira.Edition
	// Names: people are told by user name. Else by account id.
	Names bool
	// CategorySince: an issue tells since when it is in its status category. Else that is
	// when it was resolved, and not known of an open one.
	CategorySince bool
	// TellsArchived: an issue tells that it is archived. Else only refused writes do.
	TellsArchived bool
	// TooLarge is the status of a file beyond the site's limit.
	TooLarge int
	// NoUser is what is said of a name that is not how the edition tells users.
	NoUser string
	// Markdown is what people find in the place of the sample of Markdown, and Area in
	// that of a long text field with markup in it.
	Markdown, Area string
}

// The editions.
var (
	Cloud = Edition{Sim: simjira.Cloud, NoUser: "not an account id", CategorySince: true, TooLarge: 413,
		Markdown: "h3. Where\n\nSee *the *_*board*_,\n{{x_y}} and [page|https://ci.example/1?a=1&b=2]\n\n* one\n* _two_\n\n# three\n\n{code}\n# four\n{code}",
		Area:     "open *cart*\npay {x}\n\nwait"}
	DataCenter = Edition{Sim: simjira.DataCenter, NoUser: "not a user name", Names: true, TellsArchived: true, TooLarge: 404,
		Markdown: "h3. Where\n\nSee *the* _*board*_,\n{{x_y}} and [page|https://ci.example/1?a=1&b=2]\n\n* one\n* _two_\n\n# three\n\n{noformat}\n# four\n{noformat}",
		Area:     "open \\*cart\\*\npay \\{x\\}\n\nwait"}
)

// options are those of a simulated site of the edition at an address.
func (e Edition) options(o simjira.Options, base *url.URL) simjira.Options {
	o.Edition = e.Sim
	if e.Sim == simjira.DataCenter {
		o.ContextPath = base.Path
	}
	return o
}

// login is how the account with an address logs in.
func (e Edition) login(address string) string {
	if e.Names {
		address, _, _ = strings.Cut(address, "@")
	}
	return address
}

// person is an account id of the seed, or the user name that the edition has for it.
func (e Edition) person(id string) string {
	names := map[string]string{demoID: "demo", adaID: "ada"}
	if name := names[id]; e.Names && name != "" {
		return name
	}
	return id
}

// userKey is the member that names a user.
func (e Edition) userKey() string {
	if e.Names {
		return "name"
	}
	return "accountId"
}

// The account ids of the seed.
const (
	demoID = "712020:0d3f6a10-0000-4000-8000-000000000001"
	adaID  = "712020:0d3f6a10-0000-4000-8000-000000000002"
)
