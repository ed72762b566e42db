package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"go.uber.org/zap"

	"syncd/internal/desired"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// judged is what the results say.
type judged struct {
	defects []desired.Defect
	links   []desired.StoryLink
	results readiness.Results
	// readings says how each source was last read.
	readings map[string]verdict.Reading
	wishes   desired.Rules
	// shown is what stories should show of their verdicts, own what the results of one
	// version alone say, by its id; nil where that was not asked yet.
	shown []desired.Shown
	own   map[string]readiness.Results
	// former are the ids of issues by the keys, not theirs of today, by which results name
	// them.
	former map[string]string
}

// judge turns results into verdicts and wishes.
func (c *cycle) judge(ctx context.Context) error {
	now := c.Now().UTC()
	j := &c.judged
	var subjects []verdict.Subject
	j.results, subjects = c.results(c.seen.world)
	j.wishes = c.Mapping.Wishes
	j.wishes.ProjectID = c.seen.meta.ProjectID
	readings, err := c.Store.Readings(ctx)
	if err != nil {
		return fmt.Errorf("read how sources were read: %w", err)
	}
	for _, g := range c.Collected { // a collection that failed has stored nothing
		r := readings[g.Source]
		r.Complete = g.Complete
		readings[g.Source] = r
	}
	j.readings = readings
	verdict.Witness(j.results.Stories, readings, c.Mapping.Verdict, now)
	defects, err := desired.Build(c.seen.world, subjects, j.wishes, now)
	if err != nil {
		return fmt.Errorf("judge results: %w", err)
	}
	j.defects, j.links = defects, desired.Links(c.seen.world, j.results.Stories, j.wishes)
	c.count(subjects)
	c.link(subjects, c.keys())
	c.homeless()
	return c.show(ctx)
}

// rejudge judges again after a look that may have found stories under other keys.
func (c *cycle) rejudge(ctx context.Context) error {
	if err := c.followed(ctx); err != nil {
		return err
	}
	c.Faults = slices.DeleteFunc(c.Faults, func(f record.Fault) bool { return f.Step == "judge" })
	c.judged.own = nil
	return c.judge(ctx)
}

// count records how many lines decide nothing because of their branch or
// environment.
func (c *cycle) count(subjects []verdict.Subject) {
	foreign := map[string]int{}
	for _, s := range subjects {
		foreign[s.Case.Source] += s.Foreign
	}
	for i, g := range c.Collected {
		c.Collected[i].Foreign = foreign[g.Source]
	}
}

// plan compares the wishes with what is there. What the ledger learns from it is
// kept even by a dry cycle: it is a fact about Jira, not a change to it.
func (c *cycle) plan(ctx context.Context) error {
	rules := c.Mapping.Plan
	if err := c.formerNames(ctx); err != nil {
		return err
	}
	_, rules.LinksInCreate = c.seen.meta.Fields["issuelinks"]
	why, err := c.brake(ctx)
	if err != nil {
		return err
	}
	rules.Paused, c.Paused, rules.Moved = why, why, c.Moved
	made, learned, err := c.drawUp(ctx, rules)
	if err != nil {
		return err
	}
	if c.Moved != "" {
		made.Warnings = append(made.Warnings, c.Moved)
		c.log.Warn("nothing is written", zap.String("why", c.Moved))
	}
	if c.only != nil {
		c.Picked = true
		made, c.Unmade = made.Pick(c.only)
	}
	c.Plan = made
	c.Stories = stories(c.judged.results.Stories)
	c.tripped = learned.Breakers
	for _, b := range learned.Breakers {
		c.log.Error("a breaker trips: nothing of its kind is done until it is released", zap.String("breaker", b.Name()), zap.String("because", b.Because))
	}
	if err := c.Store.Learn(ctx, learned); err != nil {
		return fmt.Errorf("keep what the ledger learned: %w", err)
	}
	if err := c.Store.Touch(ctx, c.Site.Name, c.Now().UTC()); err != nil {
		return fmt.Errorf("touch ledger: %w", err)
	}
	if len(learned.Entries) > 0 {
		return c.readBook(ctx, c.seen.book.Cold)
	}
	return nil
}

// drawUp makes the plan, and makes it anew where it shows that something must be looked at
// first.
func (c *cycle) drawUp(ctx context.Context, rules plan.Rules) (plan.Plan, ledger.Facts, error) {
	made, learned := plan.Make(c.input(rules))
	for _, look := range []func(context.Context, plan.Plan) (bool, error){c.lookFirst, c.refitted, c.refittedStories, c.lastLook} {
		news, err := look(ctx, made)
		if err != nil {
			return made, learned, err
		}
		if news {
			_, rules.LinksInCreate = c.seen.meta.Fields["issuelinks"]
			made, learned = plan.Make(c.input(rules))
		}
	}
	return made, learned, nil
}

// lookFirst looks for everything that carries our mark before this process makes its first
// defect.
func (c *cycle) lookFirst(ctx context.Context, made plan.Plan) (bool, error) {
	if c.Looked || !slices.ContainsFunc(made.Changes, func(ch plan.Change) bool { return ch.Verb == plan.Create }) {
		return false, nil
	}
	if err := c.lookForMarks(ctx); err != nil {
		return false, err
	}
	if err := c.keep(ctx); err != nil {
		return false, err
	}
	return true, c.rejudge(ctx)
}

// refitted reads what new defects may hold again where a wish does not fit, refittedStories
// what edits of stories may.
func (c *cycle) refitted(ctx context.Context, made plan.Plan) (bool, error) {
	if !made.Unfit {
		return false, nil
	}
	return c.refit(ctx)
}
func (c *cycle) refittedStories(ctx context.Context, made plan.Plan) (bool, error) {
	if !made.Misfit {
		return false, nil
	}
	return c.refitStories(ctx)
}

// input is all that a plan is made from.
func (c *cycle) input(rules plan.Rules) plan.Input {
	j := c.judged
	return plan.Input{
		Sync: c.Mapping.Name, Site: c.Site.Name, Owner: j.wishes.Owner, Account: c.seen.account.ID, Rules: rules,
		Defects: j.defects, Links: j.links, Wishes: j.wishes, Stories: c.Mapping.Keys.Projects, Speaks: verdict.Speaks(j.results.Stories, c.seen.world),
		Shown: j.shown, StoryFields: c.seen.published.site, EditScreens: c.seen.published.screens, Silent: c.seen.published.silent,
		Issues: slices.Collect(maps.Values(c.seen.issues)), Sightings: c.seen.sightings, Screen: c.seen.meta.Fields,
		Book: c.seen.book, Complete: c.complete(), Behind: c.behind(), Ran: c.seen.world.Ran, Former: j.former, Setup: c.setup(), Now: c.Now().UTC(),
	}
}

// setup is a digest of what a refused change rests on: the rules, and what the project
// allows.
func (c *cycle) setup() string {
	parts := []string{"setup:v1", c.Mapping.Digest}
	for _, seen := range []any{c.seen.meta, c.seen.published.screens} {
		data, err := json.Marshal(seen)
		if err != nil {
			data = nil // another digest, and a change tried once more
		}
		parts = append(parts, string(data))
	}
	return model.Key16(parts...)
}

// brake says why nothing may be written, "" if writing is allowed.
func (c *cycle) brake(ctx context.Context) (string, error) {
	p, paused, err := c.Store.Paused(ctx, c.Mapping.Name, c.Now().UTC())
	if err != nil {
		return "", fmt.Errorf("ask whether writing is paused: %w", err)
	}
	if !paused {
		return "", nil
	}
	release := "syncd resume"
	if p.Sync != "" {
		release += " " + p.Sync
	}
	return fmt.Sprintf("%s (%s); `%s` releases it", p.Reason, p.Who, release), nil
}

// stories lists verdicts by key.
func stories(by map[string]verdict.Story) []verdict.Story {
	out := make([]verdict.Story, 0, len(by))
	for _, key := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[key])
	}
	return out
}
