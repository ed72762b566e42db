package config

import (
	"cmp"
	"slices"

	"syncd/internal/source"
)

// checkHomes wants a source that names issues by their ids to be read only for the Jira
// Cloud site in which its tool lives: in another Jira the same id is another issue, which
// would be linked, and followed. Whether it is the right one of several Cloud sites cannot
// be seen here unless it says where it lives, but two cannot both be.
func (c *Config) checkHomes(r *ruling) {
	for _, src := range c.Sources {
		if !src.Abilities.ByID {
			continue
		}
		home := ""
		for i, s := range c.Syncs {
			k := slices.Index(s.Sources, src.Name)
			at := item(item("syncs", i)+".sources", k)
			if k < 0 || len(c.Sites()) == 0 || !r.sound(at, item("syncs", i)+".jira", "jira", "jiras") || r.book[item("syncs", i)].bad {
				continue
			}
			site := c.SiteOf(s)
			switch {
			case site.Endpoint == nil:
			case site.Edition == "datacenter", site.Edition == "auto" && !site.OnCloud():
				r.fault(at, "source %q (%s) names issues by the ids of the Jira Cloud site in which it lives, and %s is not known to be one: let a sync on that site read it, or, if this is one, write `edition: cloud` beside its url", src.Name, src.Kind, site.URL)
			case home != "" && home != site.Name:
				r.fault(at, "source %q (%s) names issues by the ids of the Jira Cloud site in which it lives, and a sync on %s reads it already: let syncs on one site read it", src.Name, src.Kind, c.Jiras[home].URL)
			case elsewhere(src, site):
				r.fault(at, "source %q (%s) names issues by their ids in the Jira in which it lives, by its site: %s, and this sync is on %s, where the same ids are other issues: let a sync on its own Jira read it, or correct its site",
					src.Name, src.Kind, src.Config.(source.Housed).Home(), site.URL)
			default:
				home = site.Name
			}
		}
	}
}

// elsewhere reports whether a source says that it lives in another site of Jira Cloud. Only
// Atlassian's own names of sites can be compared: a site may have further ones.
func elsewhere(src Source, site Site) bool {
	housed, ok := src.Config.(source.Housed)
	if !ok {
		return false
	}
	lives, here := source.Tenant(housed.Home()), source.Tenant(site.URL)
	return lives != "" && here != "" && lives != here
}

// JiraOf is the address of the Jira for whose syncs a source is read, as people know it; ""
// where there is none or are several.
func (c *Config) JiraOf(name string) string {
	var out []string
	for _, s := range c.Syncs {
		if slices.Contains(s.Sources, name) {
			site := c.SiteOf(s)
			out = append(out, cmp.Or(site.Browse, site.URL))
		}
	}
	if out = slices.Compact(slices.Sorted(slices.Values(out))); len(out) != 1 {
		return ""
	}
	return out[0]
}
