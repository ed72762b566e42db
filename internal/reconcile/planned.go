package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/readiness"
	"syncd/internal/record"
)

// planAge is how long versions and sprints are believed.
const planAge = 15 * time.Minute

// planned is what people plan in Jira, as far as boards are about it.
type planned struct {
	plans  readiness.Plans
	sprint jira.Field // zero where Jira has no sprints
	scopes []readiness.Scope
	// required are the ids of issues that must be tested, filtered those that each filter
	// finds.
	required map[string]bool
	filtered map[string]map[string]bool
	waivers  map[string][]jira.LabelChange // by issue id
}

// released is what the memory keeps of the versions of a project.
type released struct {
	Versions []jira.Version       `json:"versions"`
	Over     map[string]time.Time `json:"over"` // see readiness.Plans
}

// VersionsName is the name under which the memory keeps the versions of a project, as
// `versions` of an object.
func VersionsName(site, project string) string { return site + ":versions:" + project }

// scoped learns which releases and sprints are judged, before the mirror is asked what
// of it belongs to them. What cannot be read is a fault of the boards alone.
func (c *cycle) scoped(ctx context.Context) error {
	p := &c.seen.planned
	p.plans = readiness.Plans{Versions: map[string][]jira.Version{}, Over: map[string]time.Time{}}
	if c.Site.Planner == nil {
		return nil
	}
	if c.Mapping.Track.Sprints {
		if err := c.sprintField(ctx); err != nil {
			return err
		}
	}
	for _, project := range c.Mapping.Keys.Projects {
		if err := c.versions(ctx, project); err != nil {
			return err
		}
	}
	if p.sprint.ID != "" {
		if _, err := c.load(ctx, c.sprintsKey(), &p.plans.Sprints); err != nil {
			return err
		}
	}
	c.scopes()
	return nil
}

// scopes lists what is judged by what is known now.
func (c *cycle) scopes() {
	p := &c.seen.planned
	p.scopes, _ = c.Mapping.Track.Scopes(p.plans, c.Now().UTC())
}

// versions learns the versions of a project, and remembers when one was first seen to be
// released.
func (c *cycle) versions(ctx context.Context, project string) error {
	if !c.Mapping.Track.Releases && len(c.Mapping.Releases.Table) == 0 {
		return nil
	}
	key, now := VersionsName(c.Site.Name, project), c.Now().UTC()
	var r released
	at, err := c.load(ctx, key, &r)
	if err != nil {
		return err
	}
	if at.IsZero() || now.Sub(at) >= planAge {
		if r, err = c.freshVersions(ctx, key, project, r); err != nil {
			return err
		}
	}
	c.seen.planned.plans.Versions[project] = r.Versions
	maps.Copy(c.seen.planned.plans.Over, r.Over)
	return nil
}

// freshVersions reads the versions of a project.
func (c *cycle) freshVersions(ctx context.Context, key, project string, old released) (released, error) {
	list, err := c.Site.Planner.Versions(ctx, project)
	if err != nil {
		if kind := jira.KindOf(err); kind == jira.NotFound || kind == jira.Refused {
			c.unplanned("versions of "+project, err)
			return old, nil
		}
		return old, err
	}
	fresh := released{Versions: list, Over: map[string]time.Time{}}
	for _, v := range list {
		if !v.Released {
			continue
		}
		i := slices.IndexFunc(old.Versions, func(o jira.Version) bool { return o.ID == v.ID })
		switch seen := old.Over[v.ID]; {
		case !seen.IsZero():
			fresh.Over[v.ID] = seen
		case i >= 0 && !old.Versions[i].Released:
			fresh.Over[v.ID] = c.Now().UTC()
		}
	}
	return fresh, c.remember(ctx, key, fresh)
}

// unplanned records that something about plans could not be read.
func (c *cycle) unplanned(what string, err error) {
	c.Faults = append(c.Faults, record.Fault{Step: "observe", Origin: what, Text: fmt.Sprintf("boards do without it: %v", err)})
}

// remember keeps a value in the memory.
func (c *cycle) remember(ctx context.Context, key string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	return c.Store.PutCached(ctx, key, data, c.Now().UTC())
}

// isPlanned reports whether an issue is planned for something that is judged.
func (c *cycle) isPlanned(i jira.Issue) bool {
	p := &c.seen.planned
	return slices.ContainsFunc(p.scopes, func(s readiness.Scope) bool { return s.Holds(i, p.sprint.ID) })
}
