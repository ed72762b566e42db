package jira

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

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

// Duplicate closes an issue as the duplicate of another, as people do: the resolution on the way to status, then the
// link. Afterwards key "duplicates" the original, and the original "is duplicated by" key.
func (p *Person) Duplicate(key, original, status string) error {
	if err := p.Transition(key, status, "Duplicate"); err != nil {
		return err
	}
	return p.Link("Duplicate", key, original)
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

// ArchiveProject takes a project and its issues out of search and makes them read-only; RestoreProject brings it back.
func (p *Person) ArchiveProject(key string) error {
	return p.do("archive project", key, func(a site.Actor) error { return p.server.site.ArchiveProject(a, key, true) })
}

// RestoreProject undoes ArchiveProject.
func (p *Person) RestoreProject(key string) error {
	return p.do("restore project", key, func(a site.Actor) error { return p.server.site.ArchiveProject(a, key, false) })
}

// RenameProject gives a project another key, and with it all its issues; what had the old keys is still found by them.
func (p *Person) RenameProject(key, to string) error {
	return p.do("rename project", key, func(a site.Actor) error { return p.server.site.RenameProject(a, key, to) })
}

// Restrict sets the security level of an issue by name, so that only its members see it; "" lifts it.
func (p *Person) Restrict(key, level string) error {
	return p.do("restrict", key, func(a site.Actor) error { return p.server.site.Restrict(a, key, level) })
}

// SetFixVersion replaces the fix versions of an issue; without names it has none.
func (p *Person) SetFixVersion(key string, names ...string) error {
	versions := []map[string]string{}
	for _, n := range names {
		versions = append(versions, map[string]string{"name": n})
	}
	return p.Edit(key, Fields{"fixVersions": versions})
}

// AddVersion makes a release in a project.
func (p *Person) AddVersion(project, name string) error {
	return p.do("add version to", project, func(site.Actor) error { return p.server.site.AddVersion(project, name) })
}

// PlanSprint puts an issue into a sprint.
func (p *Person) PlanSprint(id int64, key string) error {
	return p.do("plan", key, func(a site.Actor) error { return p.server.site.MoveToSprint(a, id, []string{key}) })
}

// StartSprint starts a sprint for two weeks, as the board proposes.
func (p *Person) StartSprint(id int64) error {
	return p.sprint("start", id, func(now time.Time) site.SprintDraft {
		state, start, end := "active", now.Format(time.RFC3339), now.AddDate(0, 0, 14).Format(time.RFC3339)
		return site.SprintDraft{State: &state, StartDate: &start, EndDate: &end}
	})
}

// CloseSprint completes a sprint; its issues stay in it.
func (p *Person) CloseSprint(id int64) error {
	return p.sprint("close", id, func(time.Time) site.SprintDraft {
		state := "closed"
		return site.SprintDraft{State: &state}
	})
}

func (p *Person) sprint(what string, id int64, draft func(now time.Time) site.SprintDraft) error {
	return p.do(what+" sprint", strconv.FormatInt(id, 10), func(a site.Actor) error {
		_, err := p.server.site.ChangeSprint(a, id, draft(a.At))
		return err
	})
}

// DeleteComments removes the comments that hold a text, whoever wrote them; that there is none is an error.
func (p *Person) DeleteComments(key, holding string) error {
	return p.do("delete comments of", key, func(a site.Actor) error {
		i, err := p.server.site.Issue(a, key)
		if err != nil {
			return err
		}
		found := false
		for _, c := range i.Comments {
			if !strings.Contains(c.Body.Plain, holding) {
				continue
			}
			found = true
			if err := p.server.site.DeleteComment(a, key, c.ID); err != nil {
				return err
			}
		}
		if !found {
			return fmt.Errorf("no comment holds %q", holding)
		}
		return nil
	})
}

// DeleteRemoteLink removes the link to a page elsewhere with this globalId.
func (p *Person) DeleteRemoteLink(key, globalID string) error {
	return p.do("delete remote link of", key, func(a site.Actor) error {
		return p.server.site.DeleteRemoteLinks(a, key, func(l site.RemoteLink) bool { return l.GlobalID == globalID })
	})
}

// Release marks a version as released now.
func (p *Person) Release(project, version string) error {
	return p.do("release", project, func(a site.Actor) error { return p.server.site.Release(project, version, a.At) })
}
