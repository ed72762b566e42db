package jira

import (
	"encoding/json"

	"syncd/internal/sim/jira/site"
)

// Link links two issues: Link("Duplicate", "SHOP-20", "SHOP-13") makes SHOP-20 the one that "duplicates" SHOP-13.
func (p *Person) Link(linkType, inward, outward string) error {
	return p.do("link", inward, func(a site.Actor) error {
		raw, err := json.Marshal(map[string]any{"type": map[string]string{"name": linkType},
			"inwardIssue": map[string]string{"key": inward}, "outwardIssue": map[string]string{"key": outward}})
		if err != nil {
			return err
		}
		return p.server.site.CreateLink(a, raw)
	})
}

// Unlink removes all links between two issues.
func (p *Person) Unlink(key, other string) error {
	return p.do("unlink", key, func(a site.Actor) error { return p.server.site.Unlink(a, key, other) })
}

// Delete removes an issue and its sub-tasks for good.
func (p *Person) Delete(key string) error {
	return p.do("delete", key, func(a site.Actor) error { return p.server.site.Delete(a, key, true) })
}

// Move takes an issue to another project and returns its new key.
func (p *Person) Move(key, project string) (string, error) {
	moved := ""
	err := p.do("move", key, func(a site.Actor) error {
		i, err := p.server.site.Move(a, key, project)
		if err == nil {
			moved = i.Key
		}
		return err
	})
	return moved, err
}

// Clone copies an issue and returns the copy's key.
func (p *Person) Clone(key string) (string, error) {
	made := ""
	err := p.do("clone", key, func(a site.Actor) error {
		i, err := p.server.site.Clone(a, key)
		if err == nil {
			made = i.Key
		}
		return err
	})
	return made, err
}

// Archive takes an issue out of search and makes it read-only; Unarchive brings it back.
func (p *Person) Archive(key string) error {
	return p.do("archive", key, func(a site.Actor) error { return p.server.site.Archive(a, key, true) })
}

// Unarchive undoes Archive.
func (p *Person) Unarchive(key string) error {
	return p.do("unarchive", key, func(a site.Actor) error { return p.server.site.Archive(a, key, false) })
}

// Restrict sets the security level of an issue by name, so that only its members see it; "" lifts it.
func (p *Person) Restrict(key, level string) error {
	return p.do("restrict", key, func(a site.Actor) error { return p.server.site.Restrict(a, key, level) })
}

// Release marks a version as released now.
func (p *Person) Release(project, version string) error {
	return p.do("release", project, func(a site.Actor) error { return p.server.site.Release(project, version, a.At) })
}
