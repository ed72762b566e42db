package plan_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// custom begins the types of Jira's own fields.
const custom = "com.atlassian.jira.plugin.system.customfieldtypes:"

// storyFields are the fields of stories in the town, as the site lists them.
var storyFields = jira.Fields{
	"customfield_1": {ID: "customfield_1", Name: "Test Verdict", Custom: custom + "select"},
	"customfield_2": {ID: "customfield_2", Name: "Test Notes", Custom: custom + "textfield"},
	"customfield_3": {ID: "customfield_3", Name: "Tests Passed", Custom: custom + "float"},
	"customfield_4": {ID: "customfield_4", Name: "Test Words", Custom: custom + "labels"},
	"customfield_5": {ID: "customfield_5", Name: "Tested On", Custom: custom + "datepicker"},
	"customfield_6": {ID: "customfield_6", Name: "Rank", Custom: "com.example:rank"},
}

// showing are the settings about what stories show.
var showing = map[string]func(*town, string) error{
	"labels": func(t *town, v string) error { t.wishes.Publish.Labels = v; return nil },
	"settle": func(t *town, v string) (err error) { t.rules.Publish.Settle, err = time.ParseDuration(v); return err },
	"interval": func(t *town, v string) (err error) {
		t.rules.Publish.MinInterval, err = time.ParseDuration(v)
		return err
	},
	"freeze":  func(t *town, v string) error { t.rules.Publish.Freeze = v == "yes"; return nil },
	"writes":  func(t *town, v string) (err error) { t.rules.Publish.WritesPerDay, err = strconv.Atoi(v); return err },
	"options": func(t *town, v string) error { t.options = strings.Fields(v); return nil },
	"silent":  func(t *town, v string) error { t.silent = v == "yes"; return nil },
	// NAME = EXPRESSION; `keep NAME` leaves edits of people, `daily NAME` changes with every run
	"shows": func(t *town, v string) error {
		name, text, _ := strings.Cut(v, " = ")
		f := desired.StoryField{}
		name, f.Keep = strings.CutPrefix(name, "keep ")
		name, daily := strings.CutPrefix(name, "daily ")
		if f.Field = name; daily {
			f.Every = day
		}
		var err error
		f.Value, err = desired.CompileStoryValue(text, f.Every)
		t.wishes.Publish.Fields = append(slices.DeleteFunc(t.wishes.Publish.Fields, func(o desired.StoryField) bool { return o.Field == name }), f)
		return err
	},
}

// shown adds to the input of a plan what stories should show, sorted by key.
func (t *town) shown(in *plan.Input, stories map[string]verdict.Story) {
	var told []desired.Told
	for _, key := range slices.Sorted(maps.Keys(stories)) {
		told = append(told, desired.Told{Story: stories[key]})
	}
	in.Shown = t.wishes.Publish.Show(told)
	if len(t.wishes.Publish.Fields) == 0 {
		return
	}
	in.StoryFields = storyFields
	screen := maps.Clone(storyFields)
	if t.options != nil {
		f := screen["customfield_1"]
		f.Allowed = []jira.Option{}
		for i, name := range t.options {
			f.Allowed = append(f.Allowed, jira.Option{ID: strconv.Itoa(i), Name: name})
		}
		screen[f.ID] = f
	}
	in.EditScreens = map[string]jira.Fields{"SHOP Story": screen}
	in.Silent = map[string]bool{"SHOP": t.silent}
	for i, issue := range in.Issues {
		fields := maps.Clone(issue.Fields)
		if fields == nil {
			fields = map[string]jira.Value{}
		}
		for id := range storyFields {
			fields[id] = issue.Fields[id]
		}
		in.Issues[i].Fields = fields
	}
}

// publish carries out an edit of a story, and checks as apply does that it still shows what
// was expected.
func (t *town) publish(c plan.Change) {
	i, w := t.issues[c.Target.IssueID], c.Work.Publish
	if field := w.Stands(i); field != "" {
		panic("a plan expects what is not there: " + field)
	}
	if w.Patch.Silent != t.silent || len(w.Patch.Fields)+len(w.Patch.AddLabels)+len(w.Patch.RemoveLabels) == 0 {
		panic("an edit that is none")
	}
	i.Labels = slices.DeleteFunc(slices.Clone(i.Labels), func(l string) bool { return slices.Contains(w.Patch.RemoveLabels, l) })
	i.Labels = append(i.Labels, w.Patch.AddLabels...)
	i.Fields = maps.Clone(i.Fields)
	if i.Fields == nil {
		i.Fields = map[string]jira.Value{}
	}
	for id, v := range w.Patch.Fields {
		canonical, err := storyFields[id].Canonical(v)
		if err != nil {
			panic(err)
		}
		i.Fields[id] = canonical
	}
	t.issues[i.ID] = i
	t.remember(w.Written(t.now))
}

// remember keeps what stories show.
func (t *town) remember(list []ledger.Published) {
	for _, p := range list {
		t.facts.Published = append(slices.DeleteFunc(slices.Clone(t.facts.Published), func(o ledger.Published) bool {
			return o.IssueID == p.IssueID && o.Field == p.Field
		}), p)
	}
}

// sets is a deed: somebody sets a field of an issue, as in `sets SHOP-1 Test Verdict = blocked`.
func sets(_ *town, i *jira.Issue, words string) {
	name, value, _ := strings.Cut(words, " = ")
	id, err := storyFields.Resolve(name)
	if err != nil {
		panic(err)
	}
	i.Fields = maps.Clone(i.Fields)
	if i.Fields == nil {
		i.Fields = map[string]jira.Value{}
	}
	i.Fields[id] = jira.Value{value}
	if value == "nothing" {
		i.Fields[id] = nil
	}
}

// refusesShown is a deed: Jira will not have a field set in a story, nor in two others.
func refusesShown(t *town, words string) {
	in, err := t.input()
	if err != nil {
		panic(err)
	}
	p, _ := plan.Make(in)
	for _, c := range p.Changes {
		for id, part := range c.Apart() {
			parked := ledger.Parked{ID: part.Parking(), About: id}
			t.facts.Parked = append(t.facts.Parked, parked.Refuse(words, t.setup, t.now))
		}
	}
}

// What somebody wrote into a field of a restricted story is told to nobody; what we wrote
// is no secret.
func TestRestrictedStory(t *testing.T) {
	town := newTown(wishes(""))
	for _, step := range []func() error{
		func() error { return town.settings("shows: Test Verdict = verdict") },
		func() error { town.results("guest can pay: p @SHOP-1"); town.apply(town.plan(t)); return nil },
		func() error { return town.people("secures SHOP-1 Staff\nsets SHOP-1 Test Verdict = blocked") },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	p := town.plan(t)
	if len(p.Changes) != 1 || p.Changes[0].Fields[0].From != "(not shown: the issue is restricted)" {
		t.Errorf("%+v", p.Changes)
	}
	town.apply(p)
	town.results("guest can pay: pf @SHOP-1")
	if p = town.plan(t); len(p.Changes) != 1 || p.Changes[0].Fields[0].From != "fully_tested" {
		t.Errorf("%+v", p.Changes)
	}
}
