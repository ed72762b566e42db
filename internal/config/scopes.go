package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/readiness"
)

// Track says which releases, sprints and searches are judged.
type Track struct {
	Releases string        `yaml:"releases" enum:"unreleased,none" doc:"versions of the sync's projects whose readiness is judged"`
	Sprints  string        `yaml:"sprints" enum:"active,none" doc:"likewise sprints, where Jira has any"`
	Filters  []Filter      `yaml:"filters" doc:"searches whose stories are judged together, like a release"`
	Keep     time.Duration `yaml:"keep" min:"0s" doc:"how long a version that was released and a sprint that was closed are still judged; what they were then is kept for good"`
	Most     int           `yaml:"most" min:"1" doc:"releases and sprints of one project that are judged: those that are due first"`
}

// Filter is a search that is judged like a release.
type Filter struct {
	Name string `yaml:"name" required:"yes" check:"filled" doc:"what pages call it"`
	JQL  string `yaml:"jql" required:"yes" check:"jql" doc:"the search, without ORDER BY"`
}

// Readiness says when a release or sprint is ready.
type Readiness struct {
	Blockers   []string `yaml:"blockers" check:"risk" doc:"risks that make it not ready; any other makes it at risk"`
	Priorities []string `yaml:"blocker_priorities" check:"filled" doc:"priorities of open defects that block"`
	Waiver     Waiver   `yaml:"waiver" doc:"how people accept a risk in Jira"`
}

// Waiver is the label by which people accept the risks of an issue.
type Waiver struct {
	Label string        `yaml:"label" check:"label" doc:"on a story or defect; with a day behind it, as in qa-waived-2026-12-31, it ends after that day; empty: nothing can be waived"`
	For   time.Duration `yaml:"for" min:"0s" doc:"how long it holds after it was put on; 0s: until it is taken off"`
}

// scopeDefaults is what empty sections mean.
func (s *Sync) scopeDefaults() {
	s.Track = Track{Releases: "unreleased", Sprints: "active", Filters: []Filter{}, Keep: 30 * 24 * time.Hour, Most: 10}
	s.Readiness = Readiness{Priorities: []string{"Blocker", "Highest"}, Waiver: Waiver{Label: "qa-waived"}}
	for _, k := range readiness.DefaultBlockers() {
		s.Readiness.Blockers = append(s.Readiness.Blockers, string(k))
	}
	s.Versions = map[string]string{}
}

// checkScopes wants filters with names of their own and versions that lead somewhere.
func (s *Sync) checkScopes(r *ruling, path string) {
	seen := map[string]bool{}
	for i, f := range s.Track.Filters {
		at := item(path+".track.filters", i)
		if f.Name != "" && seen[f.Name] && r.sound(at+".name") {
			r.fault(at+".name", "the filter %q is there twice: give each a name of its own", f.Name)
		}
		seen[f.Name] = true
	}
	if !r.sound(path + ".versions") {
		return
	}
	for _, pattern := range slices.Sorted(maps.Keys(s.Versions)) {
		switch err := glob(pattern); {
		case pattern == "" || s.Versions[pattern] == "":
			r.fault(path+".versions", "versions leads from a version or branch of runs to a version in Jira: both sides must say something")
		case err != nil:
			r.fault(path+".versions", "versions: %q %v", pattern, err)
		}
	}
}

// risk checks the name of a risk.
func risk(s string) error {
	var words []string
	for _, k := range readiness.RiskKinds() {
		words = append(words, string(k))
	}
	if slices.Contains(words, s) {
		return nil
	}
	return fmt.Errorf("is no risk; risks are: %s", strings.Join(words, ", "))
}

// ownJQL checks a search of the admin's own.
func ownJQL(s string) error {
	if s == "" {
		return nil
	}
	if err := jira.CheckJQL(s); err != nil {
		return fmt.Errorf("cannot be used: %w", err)
	}
	return nil
}
