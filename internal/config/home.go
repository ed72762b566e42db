package config

import "slices"

// checkHomes wants a source that names issues by their ids to be read only for the Jira
// Cloud site in which its tool lives: in another Jira the same id is another issue, which
// would be linked, and followed. Whether it is the right one of several Cloud sites cannot
// be seen here, but two cannot both be.
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
				r.fault(at, "source %q (%s) names issues by the ids of the Jira Cloud site in which it lives, and %s is not known to be one: let a sync on that site read it, or write edition: cloud there if it is", src.Name, src.Kind, site.URL)
			case home != "" && home != site.Name:
				r.fault(at, "source %q (%s) names issues by the ids of the Jira Cloud site in which it lives, and a sync on %s reads it already: let syncs on one site read it", src.Name, src.Kind, c.Jiras[home].URL)
			default:
				home = site.Name
			}
		}
	}
}
