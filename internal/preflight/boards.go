package preflight

import (
	"maps"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/verdict"
)

// Boards is what a sync's boards want of its site, and what is known of that.
type Boards struct {
	JQL      string            // of issues that must be tested, the admin's own; "" is the usual
	Must     string            // the same, with the usual filled in
	Filters  []Search          // track.filters
	Releases bool              // versions are judged
	Sprints  bool              // sprints are
	Table    map[string]string // versions: from what runs name to versions of Jira

	// What was learned. Versions are those of each project that could be read.
	Versions map[string][]jira.Version
	Refused  error   // why Jira does not take the search for issues that must be tested
	Wrong    []error // the same of each of Filters, nil where it takes it
	Unread   error   // why sprints cannot be read, nil if they can or there are none
}

// Search is a search that the configuration names.
type Search struct{ Name, JQL string }

// boards judges what boards rest on. Nothing of it keeps defects from being filed: so
// nothing is worse than a warning.
func (y Sync) boards(out *findings) {
	b := y.Boards
	if b.Refused != nil {
		cureIt := "correct it"
		if b.JQL == "" {
			cureIt = "say in stories.jql which issues must be tested, in words that this Jira knows"
		}
		out.add(Warning, y.Where+".stories.jql", cureIt, "jira refuses the search for issues that must be tested (%s): %s; boards show no story without a test", b.Must, words(b.Refused))
	}
	for n, err := range b.Wrong {
		if err != nil {
			out.add(Warning, y.Where+".track.filters", "correct its jql", "jira refuses the search of the filter %q: %s; its board stays empty", b.Filters[n].Name, words(err))
		}
	}
	if b.Unread != nil {
		out.add(Warning, y.Where+".track.sprints", "give the account the right, or say track.sprints: none", "sprints cannot be read: %s; boards do without them", words(b.Unread))
	}
	y.releases(out)
}

// releases judges the versions that runs are said to test.
func (y Sync) releases(out *findings) {
	b := y.Boards
	r := verdict.Releases{Table: b.Table, Versions: b.Versions}
	var names []string
	for _, project := range slices.Sorted(maps.Keys(b.Versions)) {
		for _, v := range b.Versions[project] {
			names = append(names, v.Name)
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(b.Table)) {
		if name := b.Table[pattern]; len(b.Versions) > 0 && !r.Leads(name) {
			what := "no project has an unreleased version"
			if name != verdict.NextUnreleased {
				what = "no project has a version " + name + jira.Meant(name, names)
			}
			out.add(Warning, y.Where+".versions", "name one that there is, or make it in Jira", "%q leads nowhere: %s; results that name it belong to no release", pattern, what)
		}
	}
	if !b.Releases {
		return
	}
	var empty []string
	for _, project := range slices.Sorted(maps.Keys(b.Versions)) {
		if !slices.ContainsFunc(b.Versions[project], func(v jira.Version) bool { return !v.Released && !v.Archived }) {
			empty = append(empty, project)
		}
	}
	if len(empty) > 0 {
		have := "has"
		if len(empty) > 1 {
			have = "have"
		}
		out.add(Note, y.Where+".track.releases", "", "%s %s no unreleased version: boards show no release until there is one", strings.Join(empty, " and "), have)
	}
}
