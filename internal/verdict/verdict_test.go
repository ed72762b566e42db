package verdict_test

import (
	"fmt"
	"testing"
	"time"

	"syncd/internal/verdict"
)

// Xray's documented cases, as far as this tool-neutral form has them, are marked
// with X; its traps with T.
func TestVerdict(t *testing.T) {
	for name, c := range map[string]struct{ world, want string }{
		"X all passed":                         {"a pp\nb p", "fully_tested 2/2: a passes"},
		"X one failed":                         {"a pp\nb pf", "failing 1/2: b fails (1 in a row)"},
		"X one todo":                           {"a p\nb n", "partly_tested 1/2: b has not run"},
		"X covered, never run":                 {"a -", "not_run 0/1: a has not run"},
		"X unmapped":                           {"a p\nb u", "unknown 1/2: b has a status that nobody mapped"},
		"X failed beats not run":               {"a f\nb n", "failing 0/2: a fails (1 in a row)"},
		"X failed beats unmapped":              {"a f\nb u", "failing 0/2: a fails (1 in a row)"},
		"X one environment fails":              {"a chrome=p firefox=f", "failing 0/1: a fails on firefox (1 in a row)"},
		"X one environment todo":               {"a chrome=p firefox=n", "not_run 0/1: a has not run on firefox"},
		"X both environments pass":             {"a chrome=p firefox=p", "fully_tested 1/1: a passes on chrome"},
		"X final before non-final":             {"a pn", "fully_tested 1/1: a passes"},
		"X final before non-final, fail":       {"a fn", "failing 0/1: a fails (1 in a row)"},
		"X aborted is not run":                 {"a s", "not_run 0/1: a has not run"},
		"T one run without an environment":     {"a n chrome=p", "fully_tested 1/1: a passes on chrome"},
		"T a failure without an environment":   {"a f chrome=p", "fully_tested 1/1: a passes on chrome"},
		"T an environment nobody runs":         {"a chrome=p firefox=old:f", "failing 0/1: a fails on firefox (1 in a row)"},
		"no environment where none is named":   {"a p\nb chrome=p", "fully_tested 2/2: a passes"},
		"failing beats blocked":                {"a b\nb f", "failing 0/2: b fails (1 in a row)"},
		"blocked beats unmapped":               {"a u\nb b", "blocked 0/2: b is blocked"},
		"blocked beats not run":                {"a n\nb b\nc p", "blocked 1/3: b is blocked"},
		"blocked beats passed":                 {"a p\nb chrome=b", "blocked 1/2: b is blocked on chrome"},
		"unmapped beats not run":               {"a n\nb u", "unknown 0/2: b has a status that nobody mapped"},
		"not run beats stale":                  {"a n\nb old:p", "partly_tested 1/2: a has not run"},
		"stale beats fresh":                    {"a p\nb chrome=old:p", "stale 2/2: b last passed 2026-06-11 on chrome"},
		"stale counts as passed":               {"a old:p", "stale 1/1: a last passed 2026-06-11"},
		"a stale failure fails":                {"a old:f", "failing 0/1: a fails (1 in a row)"},
		"a fresh environment, a stale one":     {"a chrome=p firefox=old:p", "stale 1/1: a last passed 2026-06-11 on firefox"},
		"nothing passed, nothing run":          {"a s\nb -", "not_run 0/2: a has not run"},
		"failure below when":                   {"a pf\nb p", "failing 1/2: a fails (1 in a row)"},
		"another branch does not count":        {"a p f@feature/x", "fully_tested 1/1: a passes"},
		"only another branch":                  {"a f@feature/x", "not_run 0/1: a has run only on branches, in environments or in runs that do not count"},
		"two branches that count":              {"a p@main f@release/1.4", "failing 0/1: a fails (1 in a row)"},
		"muted is not counted":                 {"a p\nb f muted", "fully_tested 1/1: a passes muted[b]"},
		"all muted":                            {"a f muted\nb p muted", "not_run 0/0: all of its tests are muted muted[a b]"},
		"gone is not counted":                  {"a p\nb f gone", "fully_tested 1/1: a passes gone[b]"},
		"all gone":                             {"a f gone", "uncovered 0/0: none of its tests is run any more gone[a]"},
		"gone or muted":                        {"a f gone\nb p muted", "not_run 0/0: all of its tests are muted muted[b] gone[a]"},
		"gone and muted":                       {"a p\nb f gone muted", "fully_tested 1/1: a passes gone[b]"},
		"only excluded runs":                   {"a - excluded", "not_run 0/1: a has run only on branches, in environments or in runs that do not count"},
		"the first of equals gives the reason": {"b f\na f", "failing 0/2: a fails (1 in a row)"},
	} {
		st := story(c.world)
		got := fmt.Sprintf("%s %d/%d: %s", st.Verdict, st.Passed, st.Total, st.Reason)
		if st.Muted != nil {
			got += fmt.Sprint(" muted", st.Muted)
		}
		if st.Retired != nil {
			got += fmt.Sprint(" gone", st.Retired)
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

func TestEveryWordHasItsPlace(t *testing.T) {
	order := "[uncovered failing blocked unknown not_run partly_tested stale fully_tested]"
	if got := fmt.Sprint(verdict.Words()); got != order {
		t.Errorf("the words are %s", got)
	}
}

func TestStale(t *testing.T) {
	subjects := verdict.Subjects(world("a old:p"), verdict.Counting{}, keys)
	for after, want := range map[time.Duration]verdict.Word{
		0:                   verdict.FullyTested, // passes never age
		20*24*time.Hour - 1: verdict.Stale,
		20 * 24 * time.Hour: verdict.FullyTested,
		21 * 24 * time.Hour: verdict.FullyTested,
	} {
		if got := verdict.Build(subjects, verdict.Rules{StaleAfter: after}, noon)["SHOP-1"].Verdict; got != want {
			t.Errorf("stale after %s: %s, want %s", after, got, want)
		}
	}
}

func TestTallies(t *testing.T) {
	st := story("a pp\nb f\nc/manual n\nd/manual old:p\ne f muted\nf/quiet f muted")
	want := map[string]string{"web": "1 passed, 1 failed of 2, run-0701T11", "manual": "1 passed, 0 failed of 2, run-0701T11"}
	for source, tally := range st.BySource {
		got := fmt.Sprintf("%d passed, %d failed of %d, %s", tally.Passed, tally.Failed, tally.Total, tally.Run)
		if got != want[source] {
			t.Errorf("%s: %s, want %s", source, got, want[source])
		}
	}
	if len(st.BySource) != len(want) {
		t.Errorf("sources are %v: one with muted cases only has nothing to say", st.BySource)
	}
	if st.AsOf != noon.Add(-time.Hour) || fmt.Sprint(st.Cases) != "[a b c d]" {
		t.Errorf("as of %s over %v", st.AsOf, st.Cases)
	}
}

func TestStoriesAreToldApart(t *testing.T) {
	w := world("a p\nb f")
	b := w.Cases["b"]
	b.Keys[0].Key = "SHOP-2"
	w.Cases["b"] = b
	k := keys
	k.Types = map[string]string{"SHOP-1": "Story", "SHOP-2": "story", "SHOP-3": "Story"}
	got := verdict.Build(verdict.Subjects(w, verdict.Counting{}, k), verdict.Rules{}, noon)
	if len(got) != 2 || got["SHOP-1"].Verdict != verdict.FullyTested || got["SHOP-2"].Verdict != verdict.Failing {
		t.Errorf("verdicts are %+v", got)
	}
}
