package readiness_test

import (
	"fmt"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// A story shows the verdict of its earliest unreleased fix version, else the latest; one
// without tests shows that where it must have some, or has shown a verdict before, and
// only where nothing may have been overlooked.
func TestTell(t *testing.T) {
	of := func(w verdict.Word) readiness.Results {
		return readiness.Results{Stories: map[string]verdict.Story{"SHOP-2": {Key: "SHOP-2", Verdict: w, Reason: "because"}}}
	}
	in := readiness.Telling{
		Issues: []jira.Issue{{ID: "10", Key: "SHOP-10", Project: "SHOP"}, {ID: "3", Key: "SHOP-3", Project: "SHOP"}, {ID: "4", Key: "SHOP-4", Project: "SHOP"},
			{ID: "2", Key: "SHOP-2", Project: "SHOP", FixVersions: []string{"1.5", "1.4", "1.3"}}},
		Required: map[string]bool{"3": true}, Shown: map[string]bool{"10": true}, Whole: true, Results: of(verdict.FullyTested),
		Own: map[string]readiness.Results{"14": of(verdict.Failing), "15": of(verdict.NotRun), "13": of(verdict.Blocked)},
		Releases: verdict.Releases{Versions: map[string][]jira.Version{"SHOP": {{ID: "13", Name: "1.3", Released: true},
			{ID: "15", Name: "1.5", Date: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)}, {ID: "14", Name: "1.4", Date: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}}}},
	}
	check := func(name, want string) {
		t.Helper()
		got := ""
		for _, x := range readiness.Tell(in) {
			got += fmt.Sprintf("%s %s%s (%s); ", x.Story.Key, x.Story.Verdict, map[bool]string{true: " in " + x.Release}[x.Release != ""], x.Story.Reason)
		}
		if got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
	check("its release", "SHOP-2 failing in 1.4 (because); SHOP-3 uncovered (no test refers to it); SHOP-10 uncovered (no test refers to it); ")
	in.Whole = false
	check("not whole", "SHOP-2 failing in 1.4 (because); ")
	in.Own["14"] = readiness.Results{}
	check("not run there", "SHOP-2 not_run in 1.4 (none of its tests has run on 1.4); ")
	in.Own = nil
	check("latest", "SHOP-2 fully_tested (because); ")
	in.Own = map[string]readiness.Results{"14": of(verdict.Failing)}
	in.Issues[3].FixVersions = []string{"1.3"}
	check("released", "SHOP-2 fully_tested (because); ")
}
