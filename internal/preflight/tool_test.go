package preflight_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/preflight"
	"syncd/internal/source"
)

// shown is the report about one tool.
func shown(t preflight.Tool) (string, preflight.Report) {
	t.Name, t.Where, t.Title = "manual", "sources[0]", "TestRail"
	r := preflight.Judge(nil, t)
	return r.Text(), r
}

func TestTools(t *testing.T) {
	var many []source.Place
	for i := range 34 {
		many = append(many, source.Place{Kind: "project", ID: fmt.Sprint(i), Name: fmt.Sprintf("P%d", i), Chosen: i == 30})
	}
	observed := []preflight.Reader{{Name: "a", Policy: plan.Observe}, {Name: "b", Policy: plan.Full}}
	for name, c := range map[string]struct {
		tool preflight.Tool
		want []string
		not  []string
	}{
		"too many places": {preflight.Tool{Survey: source.Survey{Places: many}}, []string{"    * project 30 · P30\n", "project 18 · P18\n", "      and 14 more\n"}, []string{"P19"}},
		"a long pull": {preflight.Tool{Budget: 60, Survey: source.Survey{First: source.FirstPull{Results: 100_000, Cases: 1, Requests: 421}}},
			[]string{"first pull: about 100 000 results, 1 case in 421 requests: 8 min at 60 a minute\n"}, nil},
		"a very long pull": {preflight.Tool{Budget: 10, Survey: source.Survey{First: source.FirstPull{Results: 1_234_567, Requests: 2000, AtLeast: true}}},
			[]string{"at least 1 234 567 results in 2 000 requests: 3 h 20 min at 10 a minute\n"}, nil},
		"nothing to pull": {preflight.Tool{Survey: source.Survey{First: source.FirstPull{Requests: 1}}}, []string{"first pull: nothing yet, in 1 request\n"}, nil},
		"statuses": {preflight.Tool{Survey: source.Survey{Statuses: []source.ToolStatus{{Name: "Passed", Outcome: model.Passed, Mapped: true}, {Name: "Not run"}, {Name: `N/A "x"`}, {Name: "Odd\x1b[2J"}}}},
			[]string{"statuses: passed ← Passed · not mapped: Not run, N/A \"x\", Odd [2J\n", "warning: statuses: ", `statuses: { "Not run": pending, "N/A \"x\"": skipped, "Odd [2J": unknown }`}, []string{"\x1b"}},
		"one of two writes":   {preflight.Tool{WriteBack: source.WriteKey, Syncs: observed}, []string{"note: write_back: nothing is written back for the defects of a (observe)"}, nil},
		"none writes":         {preflight.Tool{WriteBack: source.WriteKey, Syncs: observed[:1]}, []string{"nothing is written back yet: that begins with policy upsert-only, and it is read by a (observe)"}, nil},
		"all write":           {preflight.Tool{WriteBack: source.WriteKey, Syncs: observed[1:]}, nil, []string{"write_back"}},
		"nothing is to write": {preflight.Tool{WriteBack: source.WriteNothing, Syncs: observed}, nil, []string{"write_back"}},
		"its own findings": {preflight.Tool{Survey: source.Survey{Findings: []source.Finding{{Text: "it is closed"}, {Broken: true, Text: "gone", Cure: "ask"}}}},
			[]string{"error: sources[0]: gone\n    → ask\n  warning: sources[0]: it is closed\n"}, nil},
		"a setting":        {preflight.Tool{Survey: source.Survey{Findings: []source.Finding{{Key: "statuses.Odd", Text: "no status", Cure: "write"}}}}, []string{"warning: statuses.Odd: no status\n    → write\n"}, nil},
		"nothing is there": {preflight.Tool{Survey: source.Survey{First: source.FirstPull{Requests: 3, AtLeast: true}}}, []string{"first pull: nothing to read was found; it begins in 3 requests\n"}, nil},
		"another's address": {preflight.Tool{Failed: &source.Error{Kind: source.NotFound, Doing: "list the projects", Message: "404 page not found"}},
			[]string{"error: url: list the projects: 404 page not found; nothing further was looked at\n    → see whether that is the address of TestRail: "}, nil},
		"not found later": {preflight.Tool{Survey: source.Survey{Account: "ada"}, Failed: &source.Error{Kind: source.NotFound, Doing: "list the suites", Message: "gone"}},
			[]string{"error: sources[0]: list the suites: gone"}, []string{"address"}},
		"it does not answer": {preflight.Tool{Failed: &source.Error{Kind: source.Unavailable, Doing: "list the projects", Message: "no answer", Cure: "look"}},
			[]string{"error: url: list the projects: no answer; nothing further was looked at\n    → look\n"}, nil},
		"it fails in its own way": {preflight.Tool{Failed: errors.New("odd")}, []string{"error: sources[0]: odd; nothing further", "→ mend that"}, nil},
		"it is busy":              {preflight.Tool{Failed: fmt.Errorf("x: %w", &source.Error{Kind: source.RateLimited})}, []string{"error: rate: ", "check again later"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := shown(c.tool)
			for _, part := range c.want {
				if !strings.Contains(got, part) {
					t.Errorf("it says\n%s\nwithout %q", got, part)
				}
			}
			for _, part := range c.not {
				if strings.Contains(got, part) {
					t.Errorf("it says\n%s\nwith %q", got, part)
				}
			}
		})
	}
}

// TestToolsAreToldApart: what is broken is said of Jira or of sources, and who was asked
// how often.
func TestToolsAreToldApart(t *testing.T) {
	text, r := shown(preflight.Tool{Requests: 7, Failed: errors.New("odd")})
	if r.Broken() != "not every source can be read: mend 1 error" || !strings.Contains(text, "(0 requests to jira, 7 to manual)") {
		t.Errorf("it says %q and\n%s", r.Broken(), text)
	}
	if _, r := shown(preflight.Tool{}); r.Broken() != "" {
		t.Errorf("without errors it says %q", r.Broken())
	}
}
