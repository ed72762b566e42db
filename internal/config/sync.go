package config

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/schedule"
	"syncd/internal/verdict"
)

// Sync is one mapping: sources, Jira projects, rules and a schedule.
type Sync struct {
	Name     string       `yaml:"name" required:"yes" check:"name" doc:"unique name, used in pages, commands and metrics"`
	Schedule string       `yaml:"schedule" doc:"cron expression of five fields, @hourly and the like, or @every with a duration"`
	Policy   string       `yaml:"policy" enum:"observe,create-only,upsert-only,full" doc:"what may be written into Jira"`
	Jira     string       `yaml:"jira" check:"name" doc:"name of its Jira, where jiras lists several"`
	Sources  []string     `yaml:"sources" doc:"names of the sources whose results count"`
	Project  string       `yaml:"project" check:"project" doc:"short for stories.projects with one project and defects.project"`
	Runs     Runs         `yaml:"runs" doc:"which runs count"`
	Stories  Stories      `yaml:"stories" doc:"which issues tests check, and how they are found"`
	Verdict  Verdict      `yaml:"verdict" doc:"how results become the verdict of a story"`
	Fields   []StoryField `yaml:"fields" doc:"fields in which stories show their verdict"`
	Publish  Publish      `yaml:"publish" doc:"how stories show their verdict, beside the links of their sources"`
	Defects  Defects      `yaml:"defects" doc:"issues that report failures"`
	Notify   []string     `yaml:"notify" doc:"names of the notifiers that are told what happens"`
	// Versions, Track and Readiness are about boards: releases, sprints, searches.
	Versions  map[string]string `yaml:"versions" doc:"from patterns of a run's version or branch to the version in Jira that it tests; next-unreleased: the one that is due first"`
	Track     Track             `yaml:"track" doc:"which releases, sprints and searches are judged"`
	Readiness Readiness         `yaml:"readiness" doc:"when a release or sprint is ready"`
	Aliases   []Alias           `yaml:"aliases" doc:"tests that go by another name now and keep their defect and history"`
	// RetireAfter is about cases, like Aliases: both say what a case is.
	RetireAfter time.Duration `yaml:"retire_after" min:"0s" doc:"a case that five runs of its suite or more lack, over this long, leaves the verdict; 0s: never"`

	Cron schedule.Schedule // Schedule, parsed in the global zone
}

// Runs says which runs count. Runs that do not count are stored and shown, and
// decide nothing.
type Runs struct {
	Branches     []string `yaml:"branches" check:"glob" doc:"patterns of branches; a run that names none counts; empty: all"`
	Environments []string `yaml:"environments" check:"glob" doc:"patterns of environments; a run that names none counts; empty: all"`
	Exclude      string   `yaml:"exclude" doc:"condition on a run; those for which it holds decide nothing; empty: none"`
}

// Alias says that a test goes by another name now.
type Alias struct {
	From string `yaml:"from" required:"yes" check:"filled" doc:"the old name: the id of the case, or its class › name"`
	To   string `yaml:"to" required:"yes" check:"filled" doc:"the present name, likewise"`
}

// Stories says which issues tests check.
type Stories struct {
	Projects []string `yaml:"projects" check:"project" doc:"keys of other projects are not believed"`
	KeysFrom []string `yaml:"keys_from" enum:"property,link,tag,refs,name" doc:"where a test may name its story; name, its title, is asked last"`
	Types    []string `yaml:"types" check:"filled" doc:"issue types that are stories"`
	JQL      string   `yaml:"jql" check:"jql" doc:"which issues must be tested, without ORDER BY; empty: stories that are not labelled no-test-needed"`
	// TestTypes changes nothing that is done: what is neither story nor defect is ignored
	// and counted, and this says that it was to be expected.
	TestTypes []string `yaml:"test_types" check:"filled" doc:"issue types that are tests themselves; their keys are ignored"`
	Links     []Link   `yaml:"links" doc:"stories of cases that name none; the first rule that fits counts"`

	Rules []verdict.Link // Links, those in files included, compiled
}

// setDefaults is what an entry with nothing but a name means.
func (s *Sync) setDefaults() {
	*s = Sync{
		Schedule: "@every 5m",
		Policy:   "observe",
		Runs:     Runs{Branches: []string{"main", "master", "trunk", "develop", "release/*", "hotfix/*"}, Environments: []string{}},
		Stories: Stories{
			KeysFrom: []string{"property", "link", "tag", "refs"},
			Types:    []string{"Story", "Task", "Epic"},

			TestTypes: []string{"Test", "Test Case"},
			Links:     []Link{},
		},
	}
	s.scopeDefaults()
	s.Aliases, s.RetireAfter = []Alias{}, 30*24*time.Hour
	s.Verdict.setDefaults()
	s.Fields = []StoryField{}
	s.Publish.setDefaults()
	s.Defects.setDefaults()
}

// check judges the entry at path and expands its short forms.
func (s *Sync) check(r *ruling, path string, c *Config) {
	if cron, err := schedule.Parse(s.Schedule, c.Location); err == nil {
		s.Cron = cron
	} else if r.sound(path + ".schedule") {
		r.fault(path+".schedule", "%v", err)
	}
	s.checkSources(r, path, c)
	s.checkNotify(r, path, c)
	s.checkCases(r, path)
	s.checkScopes(r, path)
	s.checkPublish(r, path)
	who := path
	if s.Name != "" {
		who = fmt.Sprintf("sync %q", s.Name)
	}
	if s.Project != "" && len(s.Stories.Projects) == 0 {
		s.Stories.Projects = []string{s.Project}
	}
	if s.Project != "" && s.Defects.Project == "" {
		s.Defects.Project = s.Project
	}
	if len(s.Stories.Projects) == 0 && r.sound(path+".project", path+".stories.projects") {
		r.fault(path, `"project" is missing in %s: name the Jira project, or set stories.projects and defects.project`, who)
	} else if s.Defects.Project == "" && r.sound(path+".project", path+".defects.project") {
		r.fault(path, `"project" is missing in %s: name the Jira project that defects go to`, who)
	}
	s.Stories.check(r, path+".stories")
	s.Defects.check(r, path+".defects")
}

// checkSources wants at least one source, each known and named once.
func (s *Sync) checkSources(r *ruling, path string, c *Config) {
	at := path + ".sources"
	if len(s.Sources) == 0 && r.sound(at) {
		r.fault(path, `sync %q has no sources: list the names of those whose results count`, s.Name)
	}
	var known []string
	for i, src := range c.Sources {
		if !r.sound(item("sources", i) + ".name") {
			return
		}
		if !slices.Contains(known, src.Name) {
			known = append(known, src.Name)
		}
	}
	for i, name := range s.Sources {
		switch {
		case !slices.Contains(known, name):
			r.fault(item(at, i), "unknown source %q%s", name, meant(name, known))
		case slices.Index(s.Sources, name) < i:
			r.fault(item(at, i), "source %q is listed twice", name)
		}
	}
}

// checkCases compiles the condition on runs, and wants aliases to lead somewhere: from
// one name to one other, and not in a circle.
func (s *Sync) checkCases(r *ruling, path string) {
	if at := path + ".runs.exclude"; r.exclude != nil && s.Runs.Exclude != "" && r.sound(at) {
		if err := r.exclude(s.Runs.Exclude); err != nil {
			r.fault(at, "exclude: %s", firstLine(err))
		}
	}
	to := map[string]string{}
	for i, a := range s.Aliases {
		at := item(path+".aliases", i)
		if a.From == "" || a.To == "" || !r.sound(at) {
			continue
		}
		if _, twice := to[a.From]; twice {
			r.fault(at+".from", "%q is renamed twice: keep the alias that leads to its present name", a.From)
			continue
		}
		to[a.From] = a.To
		for next, n := a.To, 0; next != "" && n <= len(to); next, n = to[next], n+1 {
			if next == a.From {
				r.fault(at, "the alias leads from %q back to itself", a.From)
				delete(to, a.From)
				break
			}
		}
	}
}
