package app

import (
	"cmp"

	"syncd/internal/config"
	"syncd/internal/readiness"
)

// mustBeTested is the search for issues that must be tested, where none is configured.
const mustBeTested = `issuetype = Story AND (labels IS EMPTY OR labels != "no-test-needed")`

// must is the search for issues that must be tested.
func must(jql string) string { return cmp.Or(jql, mustBeTested) }

// track says what boards judge.
func track(t config.Track) readiness.Track {
	out := readiness.Track{Releases: t.Releases == "unreleased", Sprints: t.Sprints == "active", Keep: t.Keep, Most: t.Most}
	for _, f := range t.Filters {
		out.Filters = append(out.Filters, readiness.FilterScope{Name: f.Name, JQL: f.JQL})
	}
	return out
}

// ready says how boards judge.
func ready(s config.Sync) readiness.Rules {
	out := readiness.Rules{Priorities: s.Readiness.Priorities, DarkAfter: s.Verdict.DarkAfter, WontFix: s.Defects.Reopen.WontFix,
		Waiver:     readiness.WaiverRules{Label: s.Readiness.Waiver.Label, For: s.Readiness.Waiver.For},
		StoryTypes: s.Stories.Types, DefectTypes: append([]string{s.Defects.Type}, s.Defects.Types...)}
	for _, word := range s.Readiness.Blockers {
		out.Blockers = append(out.Blockers, readiness.RiskKind(word))
	}
	return out
}
