package face

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

// oneOf answers with the entry of a list that the path names. What a `self` link points to must be there.
func oneOf[T any](list func(*Call) []*T, match func(*T, string) bool, show func(*Call, *T) Document) Handler {
	return func(c *Call) (int, any, error) {
		all := list(c)
		n := slices.IndexFunc(all, func(e *T) bool { return match(e, c.Path("id")) })
		if n < 0 || c.Actor.User == nil {
			return 0, nil, Missing("No resource with the id '%s' exists.", c.Path("id"))
		}
		return 200, show(c, all[n]), nil
	}
}

func isNamed(n *site.Named, id string) bool { return n.ID == id }

// The single resources behind the lists.
var (
	OneStatus = oneOf(func(c *Call) []*site.Status { return c.Site.Statuses() },
		func(s *site.Status, id string) bool { return s.ID == id || strings.EqualFold(s.Name, id) }, (*Call).status)
	OneIssueType = oneOf(func(c *Call) []*site.IssueType { return c.Site.IssueTypes() },
		func(t *site.IssueType, id string) bool { return t.ID == id }, (*Call).issueType)
	OnePriority = oneOf(func(c *Call) []*site.Named { return c.Site.Priorities() }, isNamed,
		func(c *Call, n *site.Named) Document { d := c.priority(n); d["description"] = n.Description; return d })
	OneResolution = oneOf(func(c *Call) []*site.Named { return c.Site.Resolutions() }, isNamed, (*Call).resolution)
	OneLinkType   = oneOf(func(c *Call) []*site.LinkType { return c.Site.LinkTypes() },
		func(t *site.LinkType, id string) bool { return t.ID == id }, (*Call).linkType)
	OneSecurityLevel = oneOf(func(c *Call) []*site.SecurityLevel { return c.Site.SecurityLevels() },
		func(l *site.SecurityLevel, id string) bool { return l.ID == id }, (*Call).security)
	OneComponent = oneOf(func(c *Call) []*site.Named {
		var all []*site.Named
		for _, p := range c.Site.Projects(c.Actor.User) {
			all = append(all, p.Components...)
		}
		return all
	}, isNamed, (*Call).component)
	OneOption = oneOf(func(c *Call) []*site.Named {
		var all []*site.Named
		for _, f := range c.Site.Fields() {
			all = append(all, f.Options...)
			for _, below := range f.Below {
				all = append(all, below...)
			}
		}
		return all
	}, isNamed, func(c *Call, n *site.Named) Document {
		return Document{"self": c.API("customFieldOption/%s", n.ID), "value": n.Name}
	})
	OneStatusCategory = oneOf(func(*Call) []*string {
		return []*string{new("new"), new("indeterminate"), new("done")}
	}, func(key *string, id string) bool { return *key == id || IDText(int64(categories[*key].id)) == id },
		func(c *Call, key *string) Document { return c.category(*key) })
)
