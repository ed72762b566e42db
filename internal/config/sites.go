package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// OnlySite is the name of the Jira site of a configuration that has one. It is part of
// the store's rows: who goes over to `jiras` keeps it for that site.
const OnlySite = "jira"

// Jiras are several Jira sites by name.
type Jiras map[string]Jira

// Site is a Jira site under the name that the store knows it by.
type Site struct {
	Name string
	Jira
}

// Sites lists the Jira sites by name.
func (c *Config) Sites() []Site {
	if len(c.Jiras) == 0 {
		return []Site{{OnlySite, c.Jira}}
	}
	out := make([]Site, 0, len(c.Jiras))
	for _, name := range slices.Sorted(maps.Keys(c.Jiras)) {
		out = append(out, Site{name, c.Jiras[name]})
	}
	return out
}

// SiteOf returns the Jira site of a sync: the one that it names, or the only one.
func (c *Config) SiteOf(s Sync) Site {
	sites := c.Sites()
	for _, site := range sites {
		if site.Name == s.Jira {
			return site
		}
	}
	return sites[0]
}

// At is where the configuration describes a site.
func (c *Config) At(site string) string {
	if len(c.Jiras) == 0 {
		return "jira"
	}
	return join("jiras", site)
}

// checkSites judges the one Jira or the several, and that each sync has one of them.
func (c *Config) checkSites(r *ruling) {
	if !r.has("jiras") {
		c.Jira.check(r, "jira")
		for i, s := range c.Syncs {
			if at := item("syncs", i) + ".jira"; s.Jira != "" && r.sound(at) {
				r.fault(at, "there is one Jira only, under jira: leave this out, or list several under jiras")
			}
		}
		return
	}
	if r.has("jira") {
		r.fault("jiras", "jira and jiras exclude each other: move the settings of jira to jiras.%s, and have every sync name its Jira", OnlySite)
	}
	names := slices.Sorted(maps.Keys(c.Jiras))
	if len(names) == 0 && r.sound("jiras") {
		r.fault("jiras", "jiras is empty: give each Jira site a name and its settings, or use jira for a single one")
	}
	for _, name := range names {
		c.checkSite(r, name)
	}
	for i, s := range c.Syncs {
		at := item("syncs", i)
		switch {
		case !r.sound(at+".jira", "jiras") || r.book[at].bad:
		case s.Jira == "" && len(names) > 1:
			r.fault(at, `"jira" is missing in sync %q: name one of %s`, s.Name, strings.Join(names, ", "))
		case s.Jira != "" && !slices.Contains(names, s.Jira):
			r.fault(at+".jira", "unknown Jira %q%s", s.Jira, meant(s.Jira, names))
		}
	}
}

// checkSite judges one of several sites.
func (c *Config) checkSite(r *ruling, name string) {
	at, j := join("jiras", name), c.Jiras[name]
	if err := rules["name"].test(name); err != nil {
		r.fault(at, "the name %q %v", name, err)
	}
	r.required(reflect.ValueOf(j), at)
	j.check(r, at)
	c.Jiras[name] = j
	for _, other := range c.Sites() {
		o := other.Endpoint
		if other.Name < name && o != nil && j.Endpoint != nil && o.String() == j.Endpoint.String() {
			r.fault(at+".url", "jiras.%s has the same address: give each Jira one entry, and let several syncs name it", other.Name)
		}
	}
	for i, s := range c.Sources {
		if s.Name == name {
			r.fault(at, "a source at %s has the name %q, too: metrics tell them by name, give one of them another", r.at(item("sources", i)+".name"), name)
		}
	}
}

// Known reports the name and the key of a text such as cloud:SHOP-1; the name is empty
// where the text begins with none of a site.
func (c *Config) Known(text string) (site, key string) {
	name, rest, ok := strings.Cut(text, ":")
	if ok && slices.ContainsFunc(c.Sites(), func(s Site) bool { return s.Name == strings.ToLower(name) }) {
		return strings.ToLower(name), rest
	}
	return "", text
}

// Named reports whether a text begins with what should be the name of a site and is none,
// as in nope:SHOP-1.
func (c *Config) Named(text string) error {
	name, key, ok := strings.Cut(text, ":")
	if site, _ := c.Known(text); !ok || site != "" || len(c.Jiras) == 0 || rules["issue"].test(strings.ToUpper(key)) != nil {
		return nil
	}
	var names []string
	for _, s := range c.Sites() {
		names = append(names, s.Name)
	}
	return fmt.Errorf("there is no Jira %q; the configuration has: %s", name, strings.Join(names, ", "))
}

// Qualified is a key as Known reads it: with its site where there are several.
func (c *Config) Qualified(site, key string) string {
	if len(c.Jiras) < 2 {
		return key
	}
	return fmt.Sprintf("%s:%s", site, key)
}
