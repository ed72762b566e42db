package desired_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/desired"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// story is one that nine of ten tests of a source pass for.
func story() verdict.Story {
	return verdict.Story{Key: "SHOP-1", Verdict: verdict.NotRun, Passed: 9, Total: 10, AsOf: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC),
		Reason: "guest can pay\nhas not run", BySource: map[string]verdict.Tally{"web": {Passed: 9, Failed: 1, Evidence: verdict.Partial}}}
}

// A field holds what its expression gives, and the digest changes with what is worth an
// edit at once.
func TestShow(t *testing.T) {
	for text, want := range map[string]string{
		`verdict`:  "not_run",
		`words`:    "Not started",
		`evidence`: "partial",
		`release == "" ? "latest" : "for " + release`: "for 1.4",
		`counts`: "9/10 passed",
		`string(passed) + " " + string(failed) + " " + string(total)`: "9 1 10",
		`reason`: "guest can pay has not run",
		`as_of`:  "2026-07-01T12:00:00Z",
		`story`:  "SHOP-1",
	} {
		f, err := desired.CompileStoryValue(text, 24*time.Hour)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		p := desired.Publish{Fields: []desired.StoryField{{Field: "F", Value: f}}, Labels: "qa-"}
		later := story()
		later.Passed, later.Reason, later.AsOf, later.Total = 8, "something else", later.AsOf.Add(time.Hour), 11
		shown := p.Show([]desired.Told{{Story: story(), Release: "1.4"}, {Story: later, Release: "1.4"}})
		one, two := shown[0], shown[1]
		if got := strings.Join(one.Values[0].Value, "|"); got != want || errors.Join(one.Wrong...) != nil || one.Label != "qa-not-run" {
			t.Errorf("%s shows %q and %s, %v; want %q", text, got, one.Label, one.Wrong, want)
		}
		if one.Values[0].Digest != two.Values[0].Digest {
			t.Errorf("%s is worth an edit with every run", text)
		}
		if one.Why != "Not started in 1.4: guest can pay has not run" {
			t.Errorf("why is %q", one.Why)
		}
	}
}

// What changes with every run needs a bound.
func TestChanging(t *testing.T) {
	for _, n := range desired.PublishNames() {
		changing := strings.HasSuffix(n.Doc, "changes with every run")
		if _, err := desired.CompileStoryValue(n.Name, 0); (err != nil) != changing {
			t.Errorf("%s: %v", n.Name, err)
		}
		if changing != strings.Contains(fmt.Sprint(desired.Changing()), n.Name) {
			t.Errorf("%s is promised wrongly", n.Name)
		}
	}
	_, err := desired.CompileStoryValue(`verdict + " " + counts`, 0)
	if err == nil || !strings.Contains(err.Error(), "counts changes with every run, and each edit of an issue notifies people: add `every: 1d`") {
		t.Error(err)
	}
	if _, err := desired.CompileStoryValue(`verdit`, 0); err == nil || !strings.Contains(err.Error(), "did you mean verdict?") {
		t.Error(err)
	}
}

// Exactly one label says the verdict, and the family is closed.
func TestFamily(t *testing.T) {
	p := desired.Publish{Labels: "qa-"}
	if got := strings.Join(p.Family(), " "); got != "qa-uncovered qa-failing qa-blocked qa-unknown qa-not-run qa-partly-tested qa-stale qa-fully-tested" {
		t.Error(got)
	}
	if (desired.Publish{}).Family() != nil || (desired.Publish{}).Show([]desired.Told{{}}) != nil {
		t.Error("nothing is published, and yet something is")
	}
	if _, err := rule.CompileFormula[desired.StoryFacts]("words", desired.StorySamples()...); err != nil {
		t.Error(err)
	}
}
