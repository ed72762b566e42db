package testrail

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// builder makes a world of a seed.
type builder struct {
	w   *world
	now time.Time
}

func (b *builder) ago(d Duration) int64 { return b.now.Add(-time.Duration(d)).Unix() }

// when is ago, and 0 for what was left out.
func (b *builder) when(d Duration) int64 {
	if d == 0 {
		return 0
	}
	return b.ago(d)
}

// build checks a seed as it goes.
func build(seed *Seed, now time.Time) (*world, error) {
	b := &builder{newWorld(), now}
	if len(seed.Users) == 0 {
		return nil, errors.New("the seed has no users: nobody could log in")
	}
	for _, u := range seed.Users {
		u.ID = b.w.id("user", u.ID)
		b.w.users = append(b.w.users, &u)
	}
	b.w.statuses = []*Status{{Passed, "passed", "Passed", true}, {Blocked, "blocked", "Blocked", true}, {Untested, "untested", "Untested", false},
		{Retest, "retest", "Retest", false}, {Failed, "failed", "Failed", true}}
	for _, st := range seed.Statuses {
		if st.ID < firstCustom || st.ID > lastCustom || b.w.statusID(st.ID) != nil || b.w.status(st.Name) != nil {
			return nil, fmt.Errorf("custom status %q: its id must be 6 to 12, and id and name its own", st.Name)
		}
		b.w.statuses = append(b.w.statuses, &st)
	}
	for _, p := range seed.Projects {
		if err := b.project(p); err != nil {
			return nil, fmt.Errorf("project %q: %w", p.Name, err)
		}
	}
	return b.w, nil
}

func (b *builder) project(p SeedProject) error {
	if p.SuiteMode < 1 || p.SuiteMode > 3 {
		return fmt.Errorf("suiteMode is %d; it must be 1, 2 or 3", p.SuiteMode)
	}
	if len(p.Suites) == 0 || p.SuiteMode == 1 && len(p.Suites) != 1 {
		return errors.New("it needs a suite, and with suiteMode 1 exactly one")
	}
	id := b.w.id("project", p.ID)
	b.w.projects[id] = &Project{ID: id, Name: p.Name, SuiteMode: p.SuiteMode}
	for _, s := range p.Suites {
		b.suite(id, s)
	}
	b.milestones(id, 0, p.Milestones)
	for _, g := range p.Configs {
		g.Project, g.Configs = id, slices.Clone(g.Configs)
		g.ID = b.w.id("group", g.ID)
		b.w.groups[g.ID] = &g
	}
	for _, r := range p.Runs {
		if _, err := b.run(Run{Project: id, Suite: cmp.Or(r.Suite, p.Suites[0].ID)}, r); err != nil {
			return fmt.Errorf("run %q: %w", r.Name, err)
		}
	}
	for _, plan := range p.Plans {
		if err := b.plan(id, plan); err != nil {
			return fmt.Errorf("plan %q: %w", plan.Name, err)
		}
	}
	return nil
}

func (b *builder) suite(project int64, s SeedSuite) {
	id := b.w.id("suite", s.ID)
	b.w.suites[id] = &Suite{ID: id, Project: project, Name: s.Name}
	for _, sec := range s.Sections {
		section := b.w.id("section", sec.ID)
		b.w.sections[section] = &Section{ID: section, Suite: id, Name: sec.Name}
		for _, c := range sec.Cases {
			at, caseID := b.ago(c.Age), b.w.id("case", c.ID)
			b.w.cases[caseID] = &Case{ID: caseID, Project: project, Suite: id, Section: section, Title: c.Title, Refs: c.Refs, Template: 1,
				Type: cmp.Or(c.Type, 7), Priority: cmp.Or(c.Priority, 2), Estimate: c.Estimate, Custom: c.Custom,
				CreatedBy: b.w.users[0].ID, Created: at, UpdatedBy: b.w.users[0].ID, Updated: at}
		}
	}
}

func (b *builder) milestones(project, parent int64, list []SeedMilestone) {
	for _, m := range list {
		id := b.w.id("milestone", m.ID)
		b.w.milestones[id] = &Milestone{ID: id, Project: project, Parent: parent, Name: m.Name, Refs: m.Refs, Due: b.when(m.DueAge), Completed: b.when(m.Completed)}
		b.milestones(project, id, m.Milestones)
	}
}

func (b *builder) plan(project int64, p SeedPlan) error {
	plan := &Plan{ID: b.w.id("run", p.ID), Project: project, Name: p.Name, Refs: p.Refs, Milestone: p.Milestone, CreatedBy: b.w.users[0].ID, Created: b.ago(p.Age)}
	b.w.plans[plan.ID] = plan
	for n, e := range p.Entries {
		entry := Entry{ID: entryID(plan.ID, n), Suite: e.Suite, Name: e.Name, All: true}
		for _, r := range e.Runs {
			r.Milestone, r.Name = cmp.Or(r.Milestone, p.Milestone), cmp.Or(r.Name, e.Name)
			run, err := b.run(Run{Project: project, Suite: e.Suite, Plan: plan.ID, Entry: entry.ID}, r)
			if err != nil {
				return err
			}
			entry.Runs, entry.All = append(entry.Runs, run.ID), entry.All && run.All
		}
		plan.Entries = append(plan.Entries, entry)
	}
	return nil
}

// run adds a run, its results and its end.
func (b *builder) run(r Run, from SeedRun) (*Run, error) {
	if _, err := b.w.configText(r.Project, from.Configs); err != nil {
		return nil, err
	}
	r.ID, r.Name, r.Refs, r.Milestone, r.Configs = from.ID, from.Name, from.Refs, from.Milestone, from.Configs
	r.CreatedBy, r.Created = b.w.users[0].ID, b.ago(from.Age)
	run, err := b.w.addRun(r, from.Cases)
	if err != nil {
		return nil, err
	}
	for _, res := range from.Results {
		t := run.byCase[res.Case]
		if t == nil {
			return nil, fmt.Errorf("case %d is not in the run", res.Case)
		}
		out := Result{Comment: res.Comment, Defects: res.Defects, Elapsed: res.Elapsed, Version: res.Version, CreatedBy: run.CreatedBy, Created: b.ago(res.Age)}
		if res.Status != "" {
			st := b.w.status(res.Status)
			if st == nil || st.ID == Untested {
				return nil, fmt.Errorf("status %q of case %d is none that a result may have", res.Status, res.Case)
			}
			out.Status = st.ID
		}
		b.w.addResult(t, out)
	}
	if from.Completed != 0 {
		b.w.closeRun(run, b.ago(from.Completed))
	}
	return run, nil
}
