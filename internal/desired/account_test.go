package desired_test

import (
	"regexp"
	"testing"
	"time"

	"syncd/internal/desired"
	"syncd/internal/verdict"
)

func TestExplain(t *testing.T) {
	tw := newTown(pay, "chrome=ppf", "firefox=pff", "safari=pp")
	r := rules(t, "", "")
	got, fails := r.Explain(tw.world, tw.subject(), noon)
	if !fails || got.Line.Environment != "firefox" || !got.Holds || got.Waiting != "" || len(got.Parts) != 3 {
		t.Errorf("the line on which it holds is told: %+v", got)
	}
	tw = newTown(pay, "chrome=ppf", "firefox=pfpff")
	if got, _ = r.Explain(tw.world, tw.subject(), noon); got.Holds || got.Line.Environment != "firefox" {
		t.Errorf("where it holds nowhere, the worst line is told: %+v", got)
	}
	if p := got.Parts; !p[0].Holds || p[1].Holds || p[1].Text != "!flaky" || !p[2].Holds {
		t.Errorf("only the middle part fails: %+v", p)
	}
	tw = newTown(pay, "chrome=ppf~ refused", "safari=pp")
	r.Known = []desired.KnownRule{{Match: regexp.MustCompile("refused"), Issue: "SHOP-9"}, {Match: regexp.MustCompile("timeout"), Issue: "SHOP-8"}}
	if got, _ = r.Explain(tw.world, tw.subject(), noon); got.Need != 2 || got.Waiting == "" || len(got.Known) != 1 || got.Known[0].Issue != "SHOP-9" {
		t.Errorf("one more failure would do, and one rule fits: %+v", got)
	}
	tw = newTown(pay, "chrome=fp")
	if _, fails = r.Explain(tw.world, tw.subject(), noon); fails {
		t.Error("what passes has nothing to explain")
	}
}

// TestExplainAgrees: what is explained is what is judged.
func TestExplainAgrees(t *testing.T) {
	for _, letters := range []string{"f", "ff", "pfpff", "fff", "pf"} {
		for _, age := range []time.Duration{0, 90 * 24 * time.Hour} {
			tw, r := newTown(pay, "chrome="+letters), rules(t, "", "")
			r.MaxAge = 30 * 24 * time.Hour
			wishes, err := desired.Build(tw.world, []verdict.Subject{tw.subject()}, r, noon.Add(age))
			if err != nil {
				t.Fatal(err)
			}
			got, _ := r.Explain(tw.world, tw.subject(), noon.Add(age))
			if d := wishes[0]; d.Due != got.Holds || d.Waiting != got.Waiting || d.Need != got.Need || got.Old != (d.Old && d.Due) {
				t.Errorf("%s, %s later: judged %v %q %d old %v, told %+v", letters, age, d.Due, d.Waiting, d.Need, d.Old, got)
			}
			if keys := r.Keys(tw.subject()); len(keys) != 1 || keys[0] != wishes[0].Key {
				t.Errorf("the keys are %v, the wish has %s", keys, wishes[0].Key)
			}
		}
	}
}

func TestKeysOfParts(t *testing.T) {
	r := rules(t, "", "")
	r.Per = desired.PerEnvironment
	s := newTown(pay, "chrome=ff", "firefox=ff").subject()
	if keys := r.Keys(s); len(keys) != 3 {
		t.Errorf("two environments and the case itself have the keys %v", keys)
	}
}
