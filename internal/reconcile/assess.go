package reconcile

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"go.uber.org/zap"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// homelessMost is how many versions of runs that fit none in Jira a cycle names.
const homelessMost = 5

// assess says how releases, sprints and filters stand after what has just been done, and
// keeps it. A cycle that ended before it had a plan says nothing of them.
func (c *cycle) assess(ctx context.Context) error {
	if len(c.Outcomes) > 0 {
		if err := c.readBook(ctx, c.seen.book.Cold); err != nil {
			return err
		}
	}
	in, err := c.assessed(ctx)
	if err != nil {
		return err
	}
	c.Readiness = readiness.Assess(in)
	c.Defects = record.DefectsOf(c.Site.Name, slices.Collect(maps.Values(c.seen.issues)), c.seen.book.Entries)
	if err := c.Store.PutScopes(ctx, c.Mapping.Name, c.Readiness); err != nil {
		return fmt.Errorf("keep readiness: %w", err)
	}
	for _, r := range c.Readiness {
		if err := c.freezeScope(ctx, r); err != nil {
			return err
		}
	}
	all := slices.Concat(c.Stories, record.Untested(c.Stories, in.Required, in.Issues))
	if err := c.Store.PutStories(ctx, c.Mapping.Name, record.StoryItems(c.Mapping.Name, all, in.Issues)); err != nil {
		return fmt.Errorf("keep stories: %w", err)
	}
	trends := record.Trends(c.Mapping.Name, c.Readiness, all, c.Plan.Failing, in.Issues, c.seen.book.Entries, c.Now().UTC())
	if err := c.Store.PutTrends(ctx, trends); err != nil {
		return fmt.Errorf("keep trends: %w", err)
	}
	return nil
}

// freezeScope keeps for good how a scope stood when it was over.
func (c *cycle) freezeScope(ctx context.Context, r readiness.Readiness) error {
	if !r.Over || c.Site.Writers == nil || c.seen.planned.doubt {
		return nil // what is kept for good is not kept by a mere look, nor on half of what is planned
	}
	first, err := c.Store.Freeze(ctx, record.Frozen{At: c.Now().UTC(), Cycle: c.ID, Then: r})
	if err != nil {
		return fmt.Errorf("freeze %s: %w", r.Name, err)
	}
	if first {
		c.log.Info("readiness is frozen", zap.String("kind", string(r.Kind)), zap.String("name", r.Name), zap.String("state", string(r.State)))
	}
	return nil
}

// assessed is all that readiness is judged from.
func (c *cycle) assessed(ctx context.Context) (readiness.Input, error) {
	p, rules := c.seen.planned, c.Mapping.Readiness
	rules.SprintField = p.sprint.ID
	in := readiness.Input{Sync: c.Mapping.Name, Scopes: p.scopes, Required: p.required, Filtered: p.filtered, Results: c.judged.results,
		Runs: c.seen.world.Runs, Releases: c.releases(), States: c.Plan.Failing, Entries: c.seen.book.Entries, Waivers: p.waivers,
		Readings: map[string]verdict.Reading{}, Rules: rules, Now: c.Now().UTC()}
	for _, i := range c.seen.issues {
		if c.seen.sightings[i.ID].Looks == 0 && i.Archived.IsZero() {
			in.Issues = append(in.Issues, i)
		}
	}
	slices.SortFunc(in.Issues, func(a, b jira.Issue) int { return ledger.CompareID(a.ID, b.ID) })
	for _, source := range c.Mapping.Sources {
		in.Readings[source] = c.judged.readings[source]
	}
	var err error
	in.Own, err = c.ownResults(ctx)
	return in, err
}

// releases says to which release results belong, by what is known of Jira's versions.
func (c *cycle) releases() verdict.Releases {
	r := c.Mapping.Releases
	r.Versions, r.Over = c.seen.planned.plans.Versions, c.seen.planned.plans.Over
	return r
}

// ownResults judges each release by the results of its own version alone, where that is
// asked for: those that are tracked, and those for which stories show a verdict.
func (c *cycle) ownResults(ctx context.Context) (map[string]readiness.Results, error) {
	if !c.Mapping.OwnVersion || c.judged.own != nil {
		return c.judged.own, nil
	}
	wanted := map[string]jira.Version{}
	if publish := c.Mapping.Wishes.Publish; len(publish.Fields) > 0 || publish.Labels != "" {
		wanted = c.unreleased()
	}
	for _, s := range c.seen.planned.scopes {
		if s.Kind == readiness.Release {
			wanted[s.ID] = jira.Version{ID: s.ID, Name: s.Name, Project: s.Project}
		}
	}
	out := map[string]readiness.Results{}
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		var err error
		if out[id], err = c.ownResult(ctx, wanted[id]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ownResult judges one release by the results of its own version alone.
func (c *cycle) ownResult(ctx context.Context, version jira.Version) (readiness.Results, error) {
	releases, view := c.releases(), c.Mapping.View
	view.Now = c.Now().UTC()
	excluded := view.Exclude
	view.Exclude = func(r model.Run) bool {
		v, ok := releases.Of(version.Project, r)
		return !ok || v.ID != version.ID || excluded != nil && excluded(r)
	}
	world, err := c.Store.World(ctx, view)
	if err != nil {
		return readiness.Results{}, fmt.Errorf("read results of %s: %w", version.Name, err)
	}
	out, _ := c.results(world)
	return out, nil
}

// results judges a world of tests.
func (c *cycle) results(w model.World) (readiness.Results, []verdict.Subject) {
	now := c.Now().UTC()
	subjects := verdict.Subjects(w, c.Mapping.Counting, c.keys())
	return readiness.Results{Stories: verdict.Build(subjects, c.Mapping.Verdict, now), Cases: verdict.Standings(subjects, c.Mapping.Verdict, now)}, subjects
}

// keys says how issue keys in tests are understood, by what is known of Jira now.
func (c *cycle) keys() verdict.Keys {
	keys := c.Mapping.Keys
	issues := slices.Collect(maps.Values(c.seen.issues))
	keys.Types, keys.IDs = verdict.Types(issues), verdict.IDs(issues)
	keys.Moved = c.seen.moved
	return keys
}

// homeless remarks on versions of runs that are none in Jira: whoever wrote them waits for
// a release to be judged by them.
func (c *cycle) homeless() {
	releases := c.releases()
	if !slices.ContainsFunc(slices.Collect(maps.Values(releases.Versions)), func(v []jira.Version) bool { return len(v) > 0 }) {
		return
	}
	names := releases.Homeless(c.seen.world.Runs)
	for n, name := range names {
		if n == homelessMost {
			c.Faults = append(c.Faults, record.Fault{Step: "judge", Origin: "versions", Remark: true, Text: fmt.Sprintf("and %d more versions of runs are none in jira", len(names)-n)})
			return
		}
		c.Faults = append(c.Faults, record.Fault{Step: "judge", Origin: "versions", Remark: true,
			Text: fmt.Sprintf("runs name the version %q, which jira does not have: say in `versions:` which one they test", name)})
	}
}
