package verdict

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
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
	// Over is when a version was seen to be released, by its id; where it is not known, the
	// day that Jira tells counts.
	Over map[string]time.Time
}

// Of returns the release of a project that a run tested; none where the run says nothing,
// or nothing that fits. What it says of its version counts before its branch; of each the
// table comes first. A version is then looked for by its name, and by its name as people
// vary it: v1.4, release-1.4 and 1.4 are one. Tools that live in Jira tell its id, and some
// tell several, joined by ", ": of these the first counts that was unreleased at the time
// of the run, else the first that is there.
//
// What is due first is that at the time of the run: a run of last month did not test what
// has become next since.
func (r Releases) Of(project string, run model.Run) (jira.Version, bool) {
	if v, final := r.tested(project, r.Name(run.Context.Version), run.Finished); final {
		return v, v.ID != ""
	}
	name, _ := r.lookUp(run.Context.Branch)
	return r.named(project, name, run.Finished)
}

// tested finds the version that a run says it tested. It is final where the table knows
// it, and where a version was found.
func (r Releases) tested(project, said string, at time.Time) (v jira.Version, final bool) {
	if parts := strings.Split(said, several); len(parts) > 1 && r.Table[said] == "" {
		if v, whole := r.named(project, said, at); whole {
			return v, true
		}
		return r.first(project, parts, at)
	}
	if name, ok := r.lookUp(said); ok {
		v, _ = r.named(project, name, at)
		return v, true
	}
	return r.named(project, said, at)
}

// several stands between versions where a run tested more than one.
const several = ", "

// first finds the version that counts among several.
func (r Releases) first(project string, said []string, at time.Time) (found jira.Version, ok bool) {
	for _, one := range said {
		v, _ := r.tested(project, one, at)
		switch {
		case v.ID == "":
		case !v.Archived && (!v.Released || r.later(v, at)):
			return v, true
		case !ok:
			found, ok = v, true
		}
	}
	return found, ok
}

// Name is what a run says of its version with the names of versions in place of their ids,
// as far as these are known.
func (r Releases) Name(said string) string {
	if !NamesID(said) {
		return said
	}
	parts := strings.Split(said, several)
	for i, part := range parts {
		for _, all := range r.Versions {
			n := slices.IndexFunc(all, func(v jira.Version) bool { return v.ID == model.RefID(part) })
			if n >= 0 {
				parts[i] = all[n].Name
				break
			}
		}
	}
	return strings.Join(parts, several)
}

// NamesID reports whether a run names a version by its id.
func NamesID(said string) bool {
	return slices.ContainsFunc(strings.Split(said, several), func(part string) bool { return model.RefID(part) != "" })
}

// NameRuns returns runs with the names of their versions, for whoever shows them or
// compares versions.
func (r Releases) NameRuns(runs map[model.RunID]model.Run) map[model.RunID]model.Run {
	out := make(map[model.RunID]model.Run, len(runs))
	for id, run := range runs {
		run.Context.Version = r.Name(run.Context.Version)
		out[id] = run
	}
	return out
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

// named finds a version of a project by its name, as exactly as can be: as it is written,
// then in any case, then without what stands before the first digit where one alone fits.
func (r Releases) named(project, name string, at time.Time) (jira.Version, bool) {
	all := r.Versions[project]
	if name == NextUnreleased {
		return r.next(all, at)
	}
	name = strings.TrimSpace(name)
	for _, same := range []func(v jira.Version) bool{
		func(v jira.Version) bool { return v.Name == name },
		func(v jira.Version) bool { return strings.EqualFold(strings.TrimSpace(v.Name), name) },
	} {
		if i := slices.IndexFunc(all, same); name != "" && i >= 0 {
			return all[i], true
		}
	}
	alike := slices.DeleteFunc(slices.Clone(all), func(v jira.Version) bool { return plainVersion(v.Name) != plainVersion(name) })
	if name == "" || len(alike) != 1 {
		return jira.Version{}, false
	}
	return alike[0], true
}

// Leads reports whether a name of the table's right side leads to a version of any project.
func (r Releases) Leads(name string) bool {
	for project := range r.Versions {
		if _, ok := r.named(project, name, time.Time{}); ok {
			return true
		}
	}
	return false
}

// next is the version that was due first at a moment, of those that were not released then;
// the zero time is now. Of those without a date it is the first in Jira's order, after
// those that have one.
func (r Releases) next(all []jira.Version, at time.Time) (jira.Version, bool) {
	var found *jira.Version
	for i, v := range all {
		switch {
		case v.Archived || v.Released && !r.later(v, at):
		case found == nil, !v.Date.IsZero() && (found.Date.IsZero() || v.Date.Before(found.Date)):
			found = &all[i]
		}
	}
	if found == nil {
		return jira.Version{}, false
	}
	return *found, true
}

// later reports whether a released version was released after a moment.
func (r Releases) later(v jira.Version, at time.Time) bool {
	over := r.Over[v.ID]
	if over.IsZero() && !v.Date.IsZero() {
		over = v.Date.AddDate(0, 0, 1) // Jira tells the day
	}
	return !at.IsZero() && at.Before(over)
}

// Earliest is the unreleased version of a project that is due first, of those with some
// names: what an issue with these fix versions is planned for.
func (r Releases) Earliest(project string, names []string) (jira.Version, bool) {
	named := slices.DeleteFunc(slices.Clone(r.Versions[project]), func(v jira.Version) bool { return !slices.Contains(names, v.Name) })
	return r.next(named, time.Time{})
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
			_, ok := r.Of(project, run)
			found = found || ok
		}
		if !found {
			out[run.Context.Version] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}
