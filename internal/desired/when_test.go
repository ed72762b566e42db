package desired_test

import (
	"testing"

	"syncd/internal/desired"
	"syncd/internal/rule"
)

// Each condition is tried on a case that failed at 01:00, passed at 02:00 and fails
// since 03:00, and now is noon.
func TestWhen(t *testing.T) {
	c := pay
	c.Owner, c.Component, c.Priority, c.Tags, c.Suite = "team-pay", "checkout", "high", []string{"smoke", "slow"}, []string{"web", "checkout"}
	town := newTown(c, "chrome=pfpfff~a")
	key := town.world.Lines[0].LineKey
	res := town.world.Failures[key]
	res.Attempts = 3
	town.world.Failures[key] = res
	run := town.world.Runs["run5"]
	run.Source, run.Context.Version, run.Context.Build, run.Context.Environment = "web", "1.4", "805", "chrome"
	town.world.Runs["run5"] = run
	for when, want := range map[string]bool{
		"failures == 3 && passes == 0 && attempts == 3 && runs == 6":                 true,
		`failing_since < now - duration("9h30m")`:                                    false,
		`failing_since < now - duration("8h")`:                                       true,
		`now - last_passed > duration("9h") && now - last_passed <= duration("10h")`: true,
		`kind == "assertion" && !muted && automated`:                                 true,
		`flaky`:             true,
		`signature_changed`: false,
		`environment == "chrome" && branch == "main" && source == "web"`:                              true,
		`title == case.title && class == case.class && owner == case.owner && priority == "high"`:     true,
		`component == "checkout" && case.component == component && case.priority == priority`:         true,
		`"smoke" in tags && "slow" in case.tags && case.suite[0] == "web"`:                            true,
		`"web" in case.suite && case.name == "guest can pay" && case.file == "" && case.id != ""`:     true,
		`case.url startsWith "https://tests.example.com" && case.source == "web" && len(case.ids)==0`: true,
		`run.branch == "main" && run.commit == "1a2b3c4" && run.url endsWith "/805"`:                  true,
		`run.name == "805" && run.version == "1.4" && run.build == "805"`:                             true,
		`run.environment == "chrome" && run.source == "web"`:                                          true,
	} {
		if _, err := rule.Compile[desired.Facts](when); err != nil {
			if want {
				t.Errorf("%s: %v", when, err)
			}
			continue
		}
		if got := town.judge(t, rules(t, when, "")).Due; got != want {
			t.Errorf("%s is %v, want %v", when, got, want)
		}
	}
}

func TestSignatureChanged(t *testing.T) {
	town := newTown(pay, "chrome=pff")
	if town.world.Lines[0].Deciding.Signature = "other"; town.judge(t, rules(t, "signature_changed", "")).Due {
		t.Error("the line says whether it changed, not the point")
	}
	town.world.Lines[0].Changed = true
	if !town.judge(t, rules(t, "signature_changed", "")).Due {
		t.Error("a changed signature is not told")
	}
}

// A case that never passed did so infinitely long ago.
func TestNeverPassed(t *testing.T) {
	town := newTown(pay, "chrome=ff")
	if !town.judge(t, rules(t, `last_passed < now - duration("52w")`, "")).Due {
		t.Error("never is long ago")
	}
}

// The lists that the documentation prints are complete, and everything in them works.
func TestNames(t *testing.T) {
	compile := map[string]func(string) error{
		"when":    func(s string) error { _, err := rule.Compile[desired.Facts](s); return err },
		"exclude": func(s string) error { _, err := rule.Compile[desired.RunFacts](s); return err },
	}
	for _, n := range append(desired.WhenNames(), rule.Name{Name: "run.source", Type: "text", Doc: "x"}) {
		if n.Doc == "" || n.Name == "" {
			t.Errorf("%q has no name or no meaning", n.Name)
		}
		if err := compile["when"](n.Name + " == " + n.Name); err != nil {
			t.Errorf("%s is promised: %v", n.Name, err)
		}
	}
	for _, n := range desired.ExcludeNames() {
		if err := compile["exclude"](n.Name + ` == ""`); err != nil || n.Doc == "" {
			t.Errorf("%s is promised: %v", n.Name, err)
		}
	}
}
