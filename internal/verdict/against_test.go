package verdict_test

import (
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// TestAgainst: a line has something against it exactly if its subject leaves it out.
func TestAgainst(t *testing.T) {
	c := verdict.Counting{Branches: []string{"main", "release/*"}, Environments: []string{"chrome", "staging-*"}}
	for rows, want := range map[string]string{
		"a chrome=f":                        "",
		"a f":                               "",
		"a chrome=f@feature/x":              `branch "feature/x" is not among runs.branches (main release/*)`,
		"a dev=f":                           `environment "dev" is not among runs.environments (chrome staging-*)`,
		"a f chrome=p":                      "it names no environment, and other lines of the test do",
		"a f dev=p":                         `environment "dev" is not among runs.environments (chrome staging-*)`,
		"a chrome=f@feature/x staging-2=pp": `branch "feature/x" is not among runs.branches (main release/*)`,
	} {
		w := world(rows)
		subject := verdict.Subjects(w, c, keys)[0]
		counted := map[model.LineKey]bool{}
		for _, l := range subject.Lines {
			counted[l.LineKey] = true
		}
		var against []string
		for _, l := range w.Lines {
			why := c.Against(l.LineKey, w.Lines)
			if (why == "") != counted[l.LineKey] {
				t.Errorf("%s: %+v counts: %v, against it: %q", rows, l.LineKey, counted[l.LineKey], why)
			}
			if why != "" {
				against = append(against, why)
			}
		}
		if got := strings.Join(against, "; "); got != want {
			t.Errorf("%s: %s, want %s", rows, got, want)
		}
	}
}

// TestAgainstBare: what a source says that never names an environment counts beside others.
func TestAgainstBare(t *testing.T) {
	w := world("a f chrome=p")
	for n := range w.Lines {
		w.Lines[n].Bare = w.Lines[n].Environment == ""
	}
	c := verdict.Counting{}
	if got := verdict.Subjects(w, c, keys)[0].Lines; len(got) != 2 {
		t.Errorf("%d lines count", len(got))
	}
	for _, l := range w.Lines {
		if why := c.Against(l.LineKey, w.Lines); why != "" {
			t.Errorf("%+v: %s", l.LineKey, why)
		}
	}
}
