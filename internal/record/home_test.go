package record_test

import (
	"strings"
	"testing"
	"time"

	"syncd/internal/record"
)

func TestHome(t *testing.T) {
	home := record.Home{Host: "abc", Name: "build-7", Path: "/var/lib/syncd/syncd.db", URL: "https://jira.example.com", Owner: "acme",
		At: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)}
	later := home
	later.At, later.Name = later.At.Add(time.Hour), "renamed for people only"
	if why := home.Moved(later); why != "" {
		t.Errorf("the same place is another: %s", why)
	}
	for want, change := range map[string]func(*record.Home){
		"from build-7, and this is web-3 (2026-07-01 12:00 UTC); `syncd store claim`": func(h *record.Home) { h.Host, h.Name = "xyz", "web-3" },
		"and this is a container":                                                    func(h *record.Home) { h.Host, h.Name = "", "a container" },
		"from /var/lib/syncd/syncd.db, and this is /tmp/copy.db":                     func(h *record.Home) { h.Path = "/tmp/copy.db" },
		"to https://jira.example.com, and jira.url is now https://other.example.com": func(h *record.Home) { h.URL = "https://other.example.com" },
		"as owner acme, and jira.owner is now acme-2":                                func(h *record.Home) { h.Owner = "acme-2" },
	} {
		here := home
		change(&here)
		if why := home.Moved(here); !strings.Contains(why, want) {
			t.Errorf("Moved = %q, want %q in it", why, want)
		}
	}
}

// TestHomeOfSeveral: a Jira may come or go; one that changes is another, and so is one that
// is called by another name.
func TestHomeOfSeveral(t *testing.T) {
	legacy, cloud := record.Jira{URL: "https://jira.example.com", Owner: "acme"}, record.Jira{URL: "https://acme.example.net", Owner: "acme"}
	at := func(jiras map[string]record.Jira) record.Home { return record.Home{Path: "/x", Jiras: jiras} }
	old := record.Home{Path: "/x", URL: legacy.URL, Owner: legacy.Owner}
	both := at(map[string]record.Jira{"jira": legacy, "cloud": cloud})
	for _, tc := range []struct {
		name       string
		home, here record.Home
		want       string
		other      bool
	}{
		{"one comes", old, both, "", false},
		{"one goes", both, at(map[string]record.Jira{"cloud": cloud}), "", false},
		{"an owner", both, at(map[string]record.Jira{"jira": legacy, "cloud": {cloud.URL, "acme-2"}}), "as owner acme, and jiras.cloud.owner is now acme-2", false},
		{"an address", both, at(map[string]record.Jira{"jira": legacy, "cloud": legacy}), "to https://acme.example.net, and jiras.cloud.url is now https://jira.example.com", true},
		{"a name", old, at(map[string]record.Jira{"dc": legacy, "cloud": cloud}), `to https://jira.example.com by the name "jira", and the configuration calls it "dc"`, false},
	} {
		if got := tc.home.Elsewhere(tc.here); !strings.HasPrefix(got, tc.want) || (got == "") != (tc.want == "") || tc.home.OtherJira(tc.here) != tc.other {
			t.Errorf("%s: %q, another Jira: %v", tc.name, got, tc.home.OtherJira(tc.here))
		}
	}
}
