package verdict

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"syncd/internal/jira"
	"syncd/internal/model"
)

// NextUnreleased stands, in a table of versions, for the unreleased version that is due
// first.
const NextUnreleased = "next-unreleased"

// Releases says to which release of a project the results of a run belong.
type Releases struct {
	// Table leads from patterns of a run's version or branch to the name of a version in
	// Jira, or to NextUnreleased.
	Table map[string]string
	// Versions are those of each project, by its key, in Jira's order.
	Versions map[string][]jira.Version
}

// Of returns the release of a project that a run tested; none where the run says nothing,
// or nothing that fits. What it says of its version counts before its branch; of each the
// table comes first. A version is then looked for by its name, and by its name as people
// vary it: v1.4, release-1.4 and 1.4 are one.
func (r Releases) Of(project string, run model.Context) (jira.Version, bool) {
	if name, ok := r.lookUp(run.Version); ok {
		return r.named(project, name)
	}
	if v, ok := r.named(project, run.Version); ok {
		return v, true
	}
	name, _ := r.lookUp(run.Branch)
	return r.named(project, name)
}

// lookUp finds what the table says of a version or branch: its exact name first, then the
// longest pattern that fits.
func (r Releases) lookUp(said string) (string, bool) {
	if said == "" {
		return "", false
	}
	if name, ok := r.Table[said]; ok {
		return name, true
	}
	patterns := slices.SortedFunc(maps.Keys(r.Table), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	for _, p := range patterns {
		if ok, err := path.Match(p, said); err == nil && ok {
			return r.Table[p], true
		}
	}
	return "", false
}

// named finds a version of a project by its name, as exactly as can be.
func (r Releases) named(project, name string) (jira.Version, bool) {
	all := r.Versions[project]
	if name == NextUnreleased {
		return next(all)
	}
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		func(a, b string) bool { return plainVersion(a) == plainVersion(b) },
	} {
		if i := slices.IndexFunc(all, func(v jira.Version) bool { return name != "" && same(v.Name, name) }); i >= 0 {
			return all[i], true
		}
	}
	return jira.Version{}, false
}

// Leads reports whether a name of the table's right side leads to a version of any project.
func (r Releases) Leads(name string) bool {
	for project := range r.Versions {
		if _, ok := r.named(project, name); ok {
			return true
		}
	}
	return false
}

// next is the unreleased version that is due first; of those without a date the first in
// Jira's order, after those that have one.
func next(all []jira.Version) (jira.Version, bool) {
	var found *jira.Version
	for i, v := range all {
		switch {
		case v.Released || v.Archived:
		case found == nil, !v.Date.IsZero() && (found.Date.IsZero() || v.Date.Before(found.Date)):
			found = &all[i]
		}
	}
	if found == nil {
		return jira.Version{}, false
	}
	return *found, true
}

// Earliest is the unreleased version of a project that is due first, of those with some
// names: what an issue with these fix versions is planned for.
func (r Releases) Earliest(project string, names []string) (jira.Version, bool) {
	return next(slices.DeleteFunc(slices.Clone(r.Versions[project]), func(v jira.Version) bool { return !slices.Contains(names, v.Name) }))
}

// plainVersion is a version's name without case and without what stands before its first
// digit; a name without digits is itself.
func plainVersion(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if i := strings.IndexFunc(name, unicode.IsDigit); i >= 0 {
		return name[i:]
	}
	return name
}

// Homeless lists what runs say of their version, each once, that leads to no release of
// any of the projects.
func (r Releases) Homeless(runs map[model.RunID]model.Run) []string {
	out := map[string]bool{}
	for _, run := range runs {
		if run.Context.Version == "" {
			continue
		}
		found := false
		for project := range r.Versions {
			_, ok := r.Of(project, run.Context)
			found = found || ok
		}
		if !found {
			out[run.Context.Version] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}
