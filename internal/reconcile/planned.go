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
	"syncd/internal/verdict"
)

// hintedAge is the same in cycles that webhooks ask for. On a busy Jira there may be no
// other ones.
const hintedAge = 6 * planAge

// planAge is how long versions and sprints are believed.
const planAge = 15 * time.Minute

// planAge is how long versions and sprints are believed in this cycle: one that a webhook
// asked for has no time to look at all of them.
func (c *cycle) planAge() time.Duration {
	if len(c.hints) > 0 {
		return hintedAge
	}
	return planAge
}

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
	doubt    bool                          // something of it could not be read just now
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
	c.seen.world.Runs = c.releases().NameRuns(c.seen.world.Runs)
	return nil
}

// namesVersions reports whether a run names its version by the id that Jira gives it.
func (c *cycle) namesVersions() bool {
	for _, run := range c.seen.world.Runs {
		if verdict.NamesID(run.Context.Version) {
			return true
		}
	}
	return false
}

// KnownVersions reads the versions of some projects of a site from the memory, as far as
// cycles have learned them.
func KnownVersions(ctx context.Context, memory Recall, site string, projects []string) (map[string][]jira.Version, error) {
	out := map[string][]jira.Version{}
	for _, project := range projects {
		var r released
		data, _, ok, err := memory.Cached(ctx, VersionsName(site, project))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if err := json.Unmarshal(data, &r); err != nil {
			return nil, fmt.Errorf("read the versions of %s: %w", project, err)
		}
		out[project] = r.Versions
	}
	return out, nil
}

// Recall is the memory of what cycles have read, for those who only read it.
type Recall interface {
	Cached(ctx context.Context, key string) (data []byte, at time.Time, ok bool, err error)
}

// scopes lists what is judged by what is known now.
func (c *cycle) scopes() {
	p := &c.seen.planned
	p.scopes, _ = c.Mapping.Track.Scopes(p.plans, c.Now().UTC())
}

// versions learns the versions of a project, and remembers when one was first seen to be
// released.
func (c *cycle) versions(ctx context.Context, project string) error {
	if !c.Mapping.Track.Releases && len(c.Mapping.Releases.Table) == 0 && !c.Mapping.OwnVersion && !c.namesVersions() {
		return nil
	}
	key, now := VersionsName(c.Site.Name, project), c.Now().UTC()
	var r released
	at, err := c.load(ctx, key, &r)
	if err != nil {
		return err
	}
	if at.IsZero() || now.Sub(at) >= c.planAge() {
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
	c.seen.planned.doubt = true
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

// elsewhere reports whether an issue may belong to other boards than it did, or must be
// tested now and needed not, or the other way round: what a search of the admin's own looks
// at is not known.
func (c *cycle) elsewhere(old, i jira.Issue) bool {
	if c.Mapping.AnyType {
		return !old.Updated.Equal(i.Updated)
	}
	sprint := c.seen.planned.sprint.ID
	return old.Type != i.Type || old.Project != i.Project || !slices.Equal(old.Labels, i.Labels) ||
		!slices.Equal(old.FixVersions, i.FixVersions) || !slices.Equal(old.Fields[sprint], i.Fields[sprint])
}

// boardTypes are the types of issues that boards speak of: what tests may name as their
// story, and what reports failures.
func (c *cycle) boardTypes() []string {
	return slices.Concat(c.Mapping.Keys.StoryTypes, c.Mapping.Keys.DefectTypes)
}

// isPlanned reports whether an issue is planned for something that is judged, and of a
// type that may matter: a search of the admin's own may find any.
func (c *cycle) isPlanned(i jira.Issue) bool {
	p := &c.seen.planned
	if !c.Mapping.AnyType && !slices.Contains(c.boardTypes(), i.Type) {
		return false
	}
	return slices.ContainsFunc(p.scopes, func(s readiness.Scope) bool { return s.Holds(i, p.sprint.ID) })
}
