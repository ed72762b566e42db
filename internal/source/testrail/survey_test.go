package testrail_test

import (
	"testing"
	"testing/synctest"

	sim "syncd/internal/sim/testrail"
	"syncd/internal/source"
)

// TestSurveyOfMistakes: what the config names and TestRail does not have is told, each at
// its setting.
func TestSurveyOfMistakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		ask := func() map[string]bool {
			d.Restart()
			s, err := d.Source().(source.Surveyor).Survey(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			broken := map[string]bool{}
			for _, f := range s.Findings {
				broken[f.Key] = f.Broken
			}
			return broken
		}
		d.cfg.Maps = nil
		if got := ask(); len(got) != 0 {
			t.Errorf("without mistakes: %v", got)
		}
		d.cfg.Suites, d.cfg.Refs = []int64{1, 8}, []string{"refs", "custom_jira"}
		d.cfg.Maps = map[string]string{"Passd with remarks": "passed", "passed_with_remarks": "passed"}
		got := ask()
		if refs, there := got["refs"]; len(got) != 3 || !got["suites"] || refs || !there || got["statuses.Passd with remarks"] {
			t.Errorf("%v", got)
		}
		d.cfg.Project = 99
		if got := ask(); len(got) != 1 || !got["project"] {
			t.Errorf("another project: %v", got)
		}
	})
}

// TestSurveyInTheDark: where statuses and fields are not shown, nobody is told that the config
// names some that are not there.
func TestSurveyInTheDark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, denying(map[string]int{"get_statuses": 403, "get_case_fields": 403}))
		d.cfg.Refs, d.cfg.Maps = []string{"custom_jira"}, map[string]string{"status 6": "blocked"}
		s, err := d.Source().(source.Surveyor).Survey(t.Context())
		if err != nil || len(s.Findings) != 2 || s.Findings[0].Key+s.Findings[1].Key != "" {
			t.Errorf("%+v, %v", s.Findings, err)
		}
	})
}
