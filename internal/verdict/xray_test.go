package verdict_test

import (
	"testing"
	"time"

	"syncd/internal/verdict"
)

// judged is the verdict of SHOP-1 under some rules, with its reason.
func judged(text string, rules verdict.Rules) verdict.Story {
	return verdict.Build(verdict.Subjects(world(text), verdict.Counting{}, keys), rules, noon)["SHOP-1"]
}

// TestXray: what Xray documents of the status of a requirement, and what its users trip
// over, in both rankings. Letters are results in their order: pass, fail, blocked, skipped,
// n for a run that has not begun, u for a status that nobody mapped.
func TestXray(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name, world string
		xray, ours  verdict.Word
	}{
		{"OK: every test passed", "a p\nb p", verdict.FullyTested, verdict.FullyTested},
		{"NOK: one failed, whatever the others say", "a p\nb f\nc n\nd u", verdict.Failing, verdict.Failing},
		{"NOTRUN: one is to be run, none failed", "a p\nb n", verdict.NotRun, verdict.PartlyTested},
		{"NOTRUN: covered, and never run", "a -\nb -", verdict.NotRun, verdict.NotRun},
		{"UNKNOWN: a status that is mapped to nothing", "a p\nb u", verdict.Unknown, verdict.Unknown},
		{"NOTRUN beside UNKNOWN", "a n\nb u\nc p", verdict.NotRun, verdict.Unknown},
		{"a blocked test has not run", "a p\nb b", verdict.NotRun, verdict.Blocked},
		{"aborted counts as not run (trap c)", "a s\nb p", verdict.NotRun, verdict.PartlyTested},
		{"environments: a failure beats everything", "a chrome=p firefox=f safari=n", verdict.Failing, verdict.Failing},
		{"environments: anything beats a pass", "a chrome=p firefox=n", verdict.NotRun, verdict.NotRun},
		{"final beats non-final: the pass before it decides", "a pn", verdict.FullyTested, verdict.FullyTested},
		{"final beats non-final: the failure before it decides", "a fn", verdict.Failing, verdict.Failing},
		{"latest of the final ones", "a fp", verdict.FullyTested, verdict.FullyTested},
		{"one run without an environment, later ones with (trap a)", "a n chrome=p", verdict.FullyTested, verdict.FullyTested},
		{"a pass never ages for Xray", "a old:p", verdict.FullyTested, verdict.Stale},
		{"an environment that nobody runs any more (trap d)", "a chrome=p netscape=old:f", verdict.FullyTested, verdict.FullyTested},
		{"only such environments: they count", "a netscape=old:f", verdict.Failing, verdict.Failing},
	} {
		rules := verdict.Rules{StaleAfter: 14 * day, EnvironmentTTL: 15 * day}
		if got := judged(c.world, rules); got.Verdict != c.ours {
			t.Errorf("%s: %s (%s), want %s", c.name, got.Verdict, got.Reason, c.ours)
		}
		rules.Ranking = verdict.Xray
		if got := judged(c.world, rules); got.Verdict != c.xray {
			t.Errorf("%s, as Xray ranks: %s (%s), want %s", c.name, got.Verdict, got.Reason, c.xray)
		}
	}
}

// TestEnvironmentTTL: an environment dies only while the case runs elsewhere, and by the
// day that the rule says.
func TestEnvironmentTTL(t *testing.T) {
	const text = "a chrome=p netscape=old:f" // 20 days ago
	for ttl, want := range map[time.Duration]verdict.Word{
		0:                   verdict.Failing,
		20 * 24 * time.Hour: verdict.Failing,
		20*24*time.Hour - 1: verdict.FullyTested,
	} {
		if got := judged(text, verdict.Rules{EnvironmentTTL: ttl}).Verdict; got != want {
			t.Errorf("with %s: %s, want %s", ttl, got, want)
		}
	}
}

// TestStrict: some teams call a story of which one case has not run not run.
func TestStrict(t *testing.T) {
	for text, want := range map[string][2]verdict.Word{
		"a p\nb n":      {verdict.PartlyTested, verdict.NotRun},
		"a p\nb -\nc f": {verdict.Failing, verdict.Failing},
		"a p\nb p":      {verdict.FullyTested, verdict.FullyTested},
	} {
		for n, want := range want {
			if got := judged(text, verdict.Rules{Strict: n == 1}); got.Verdict != want {
				t.Errorf("%q, strict %t: %s, want %s", text, n == 1, got.Verdict, want)
			}
		}
	}
}
