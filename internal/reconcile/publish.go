package reconcile

import (
	"context"
	"maps"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
)

// screenAge is how long the edit screen of stories is believed, rightAge what we may do in
// a project.
const (
	screenAge = 24 * time.Hour
	rightAge  = 24 * time.Hour
)

// administers are the permissions with which Jira lets an account edit silently. Data Center
// asks for the first alone.
var administers = []string{"ADMINISTER", "ADMINISTER_PROJECTS"}

// published is what a cycle knows of where stories show their verdicts.
type published struct {
	site    jira.Fields            // all fields, nil where none is to be filled
	fields  []jira.Field           // those that stories are read with
	screens map[string]jira.Fields // what may be set in stories, by plan.ScreenOf
	silent  map[string]bool        // projects in which we may edit without telling anybody
}

// storyFields finds the fields in which stories show their verdicts, and has issues read
// with them.
func (c *cycle) storyFields(ctx context.Context) error {
	p, rules := &c.seen.published, c.Mapping.Wishes.Publish
	if len(rules.Fields) == 0 {
		return nil
	}
	err := c.cached(ctx, c.Site.Name+":fields", metaAge, &p.site, func() (any, error) { return c.Site.Reader.Fields(ctx) })
	if err != nil {
		return err
	}
	found, _ := plan.PublishedFields(rules, p.site)
	for _, name := range slices.Sorted(maps.Keys(found)) {
		p.fields = append(p.fields, found[name])
	}
	c.ask()
	return nil
}

// mayShow lists the mirrored issues that may have a verdict to show.
func (c *cycle) mayShow() []jira.Issue {
	referred := c.referredKeys()
	for _, key := range c.seen.moved {
		referred = append(referred, key)
	}
	slices.Sort(referred)
	var out []jira.Issue
	for id, i := range c.seen.issues {
		_, named := slices.BinarySearch(referred, i.Key)
		_, byID := slices.BinarySearch(referred, model.IDRef(i.ID))
		if c.seen.sightings[id].Looks == 0 && slices.Contains(c.Mapping.Keys.Projects, i.Project) &&
			(named || byID || c.seen.planned.required[id]) && !slices.Contains(c.Mapping.Keys.DefectTypes, i.Type) {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b jira.Issue) int { return ledger.CompareID(a.ID, b.ID) })
	return out
}

// storiesUnread reads the stories that were read without the fields of their verdicts.
func (c *cycle) storiesUnread(ctx context.Context) error {
	var want []string
	for _, i := range c.mayShow() {
		if slices.ContainsFunc(c.seen.published.fields, func(f jira.Field) bool { _, ok := i.Fields[f.ID]; return !ok }) {
			want = append(want, i.ID)
		}
	}
	if len(want) == 0 {
		return nil
	}
	return c.read(ctx, want)
}

// editScreens learns what may be set in stories, from one of each project and type, and
// whether that may be done silently. What Jira does not tell is left to the edit.
func (c *cycle) editScreens(ctx context.Context) error {
	p := &c.seen.published
	p.screens, p.silent = map[string]jira.Fields{}, map[string]bool{}
	rules := c.Mapping.Wishes.Publish
	if c.Site.Editor == nil || len(rules.Fields) == 0 && rules.Labels == "" {
		return nil
	}
	for _, i := range c.mayShow() {
		if name := plan.ScreenOf(i); p.screens[name] == nil && len(p.fields) > 0 {
			if err := c.editScreen(ctx, name, i.ID, screenAge); err != nil {
				return err
			}
		}
		if _, known := p.silent[i.Project]; !known && c.Site.Writers != nil && c.mayEdit() {
			if err := c.quiet(ctx, i.Project); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayEdit reports whether the policy lets stories be edited at all.
func (c *cycle) mayEdit() bool {
	return slices.Index(plan.Policies(), c.Mapping.Plan.Policy) >= slices.Index(plan.Policies(), plan.UpsertOnly)
}

// editScreen learns one edit screen, as far as fields are filled there.
func (c *cycle) editScreen(ctx context.Context, name, id string, age time.Duration) error {
	var screen jira.Fields
	err := c.cached(ctx, c.screenKey(name), age, &screen, func() (any, error) {
		all, err := c.Site.Editor.EditScreen(ctx, id)
		ours := jira.Fields{}
		for _, f := range c.seen.published.fields {
			if on, there := all[f.ID]; there {
				ours[f.ID] = on
			}
		}
		return ours, err
	})
	if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
		err = nil
	}
	if screen == nil {
		screen = jira.Fields{}
	}
	c.seen.published.screens[name] = screen
	return err
}

// screenKey is under which name an edit screen is kept: as far as this sync fills it.
func (c *cycle) screenKey(name string) string {
	return c.Site.Name + ":" + c.Mapping.Name + ":edit:" + name
}

// refitStories reads the edit screens anew that are not as fresh as can be, and reports
// whether there were any: an admin who mends one waits for us.
func (c *cycle) refitStories(ctx context.Context) (bool, error) {
	read, done := false, map[string]bool{}
	for _, i := range c.mayShow() {
		name := plan.ScreenOf(i)
		if c.seen.published.screens[name] == nil || done[name] {
			continue
		}
		done[name] = true
		at, err := c.load(ctx, c.screenKey(name), &jira.Fields{})
		if err != nil {
			return read, err
		}
		if c.Now().Sub(at) < unfitAge {
			continue
		}
		read = true
		if err := c.editScreen(ctx, name, i.ID, 0); err != nil {
			return read, err
		}
	}
	return read, nil
}

// quiet learns whether we may edit in a project without telling anybody.
func (c *cycle) quiet(ctx context.Context, project string) error {
	var granted map[string]bool
	err := c.cached(ctx, c.Site.Name+":rights:"+project, rightAge, &granted, func() (any, error) {
		return c.Site.Editor.Permissions(ctx, project, administers...)
	})
	if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
		err = nil
	}
	c.seen.published.silent[project] = granted[administers[0]] || granted[administers[1]]
	return err
}

// show says what stories should show of their verdicts.
func (c *cycle) show(ctx context.Context) error {
	rules := c.Mapping.Wishes.Publish
	if len(rules.Fields) == 0 && rules.Labels == "" {
		return nil
	}
	var err error
	if c.judged.own, err = c.ownResults(ctx); err != nil {
		return err
	}
	in := readiness.Telling{Required: c.seen.planned.required, Shown: map[string]bool{}, Whole: len(c.seen.world.Cases) > 0,
		Results: c.judged.results, Own: c.judged.own, Releases: c.releases()}
	for id, i := range c.seen.issues {
		if c.seen.sightings[id].Looks == 0 && i.Archived.IsZero() {
			in.Issues = append(in.Issues, i)
		}
	}
	for _, p := range c.seen.book.Published {
		in.Shown[p.IssueID] = true
	}
	for _, source := range c.Mapping.Sources {
		in.Whole = in.Whole && c.judged.readings[source].Complete
	}
	c.judged.shown = rules.Show(readiness.Tell(in))
	return nil
}

// unreleased lists the earliest unreleased versions of what may show a verdict, by id:
// those whose own results count.
func (c *cycle) unreleased() map[string]jira.Version {
	out := map[string]jira.Version{}
	for _, i := range c.mayShow() {
		if v, ok := c.releases().Earliest(i.Project, i.FixVersions); ok {
			v.Project = i.Project
			out[v.ID] = v
		}
	}
	return out
}
