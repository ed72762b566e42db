package config

import (
	"fmt"
	"slices"

	"syncd/internal/verdict"
)

// checkOverlap wants no two syncs that would write over each other. Defects are named
// by the source's namespace and the project, links by namespace and story; a sync's
// name is in neither. Two that count different runs would each undo, in every cycle,
// what the other has just said. One that changes nothing that is there may try anything.
func (c *Config) checkOverlap(r *ruling) {
	for i, later := range c.Syncs {
		for j, first := range c.Syncs[:i] {
			if !r.sound(item("syncs", i), item("syncs", j)) {
				continue
			}
			if why := c.quarrel(first, later); why != "" {
				r.fault(item("syncs", i)+".sources", "%s", why)
				break // one is enough: the cure is the same
			}
		}
	}
}

// quarrel says over what two syncs would write over each other, "" if they do not.
func (c *Config) quarrel(first, later Sync) string {
	if what := first.shows(later); what != "" && first.updates() && later.updates() && c.SiteOf(first).Name == c.SiteOf(later).Name {
		return fmt.Sprintf("syncs %q and %q both write %s of stories of one project and would write over each other's: give each a name of its own, or let one `observe`",
			first.Name, later.Name, what)
	}
	source := c.shared(first, later)
	if source == "" || !first.updates() || !later.updates() || c.SiteOf(first).Name != c.SiteOf(later).Name {
		return ""
	}
	const cure = "give each a source with a namespace of its own, or let one `observe`"
	if p := later.Defects.Project; p != "" && p == first.Defects.Project {
		return fmt.Sprintf("syncs %q and %q both make defects in %s from source %q and would write over each other's: make them one sync, %s",
			first.Name, later.Name, p, source, cure)
	}
	if !meet(first.Stories.Projects, later.Stories.Projects) || first.judgesLike(later) {
		return ""
	}
	return fmt.Sprintf("syncs %q and %q both link stories of one project to source %q, but count different runs or keys: "+
		"give both the same runs and stories, %s", first.Name, later.Name, source, cure)
}

// shared returns a source of the later sync whose cases are cases of the first, too.
func (c *Config) shared(first, later Sync) string {
	spaces := map[string]string{}
	for _, s := range c.Sources {
		spaces[s.Name] = s.Namespace
	}
	for _, name := range later.Sources {
		if slices.ContainsFunc(first.Sources, func(other string) bool { return spaces[other] != "" && spaces[other] == spaces[name] }) {
			return name
		}
	}
	return ""
}

// updates reports whether the sync changes what is there already.
func (s Sync) updates() bool { return s.Policy == "upsert-only" || s.Policy == "full" }

// judgesLike reports whether two syncs say the same of a story that both know.
func (s Sync) judgesLike(o Sync) bool {
	return same(s.Runs.Branches, o.Runs.Branches) && same(s.Runs.Environments, o.Runs.Environments) &&
		same(s.Stories.KeysFrom, o.Stories.KeysFrom) && same(s.Stories.Types, o.Stories.Types) &&
		slices.EqualFunc(s.Stories.Rules, o.Stories.Rules, func(a, b verdict.Link) bool { return a.String() == b.String() }) &&
		s.Runs.Exclude == o.Runs.Exclude && s.RetireAfter == o.RetireAfter && slices.Equal(s.Aliases, o.Aliases)
}

// same reports whether two lists hold the same words in any order.
func same(a, b []string) bool {
	return !slices.ContainsFunc(a, func(v string) bool { return !slices.Contains(b, v) }) &&
		!slices.ContainsFunc(b, func(v string) bool { return !slices.Contains(a, v) })
}

// meet reports whether two lists have a word in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}
