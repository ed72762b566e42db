package verdict_test

import (
	"slices"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

func TestTheReleaseOfARun(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 8, n, 0, 0, 0, 0, time.UTC) }
	r := verdict.Releases{
		Table: map[string]string{"main": verdict.NextUnreleased, "release/*": "1.4", "release/1.3": "1.3", "9.*": "1.5", "hotfix/*": "gone"},
		Versions: map[string][]jira.Version{"SHOP": {
			{ID: "1", Name: "1.3", Released: true}, {ID: "2", Name: "Web 2.0", Archived: true}, {ID: "3", Name: "1.5"},
			{ID: "4", Name: "1.4", Date: day(20)}, {ID: "5", Name: "Blue Bird"}, {ID: "6", Name: "1.6", Date: day(25)}}},
	}
	for name, c := range map[string]struct {
		run  model.Context
		want string
	}{
		"its own name":                               {model.Context{Version: "1.3"}, "1.3"},
		"a prefix more":                              {model.Context{Version: "v1.4"}, "1.4"},
		"a prefix less":                              {model.Context{Version: "2.0"}, "Web 2.0"},
		"another prefix and case":                    {model.Context{Version: "RELEASE-1.5"}, "1.5"},
		"a name without digits, in another case":     {model.Context{Version: "blue bird"}, "Blue Bird"},
		"a longer version is another":                {model.Context{Version: "1.4.1"}, ""},
		"nothing that jira knows":                    {model.Context{Version: "nightly"}, ""},
		"nothing at all":                             {model.Context{}, ""},
		"the branch, by the table":                   {model.Context{Branch: "release/x"}, "1.4"},
		"the branch, exactly":                        {model.Context{Branch: "release/1.3"}, "1.3"},
		"the branch that leads to what is due first": {model.Context{Branch: "main"}, "1.4"},
		"a branch that the table does not know":      {model.Context{Branch: "develop"}, ""},
		"the version goes before the branch":         {model.Context{Version: "9.9", Branch: "main"}, "1.5"},
		"the table goes before the name":             {model.Context{Version: "9.1", Branch: "x"}, "1.5"},
		"its own name goes before the branch":        {model.Context{Version: "1.6", Branch: "main"}, "1.6"},
		"a version that jira does not know, and a branch that the table knows": {model.Context{Version: "nightly", Branch: "main"}, "1.4"},
		"the table leads to a version that is not there":                       {model.Context{Branch: "hotfix/1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v, ok := r.Of("SHOP", model.Run{Context: c.run})
			if v.Name != c.want || ok != (c.want != "") {
				t.Errorf("it is %q, want %q", v.Name, c.want)
			}
		})
	}
	if _, ok := r.Of("PAY", model.Run{Context: model.Context{Version: "1.4"}}); ok {
		t.Error("a project without versions has one")
	}
	runs := map[model.RunID]model.Run{"a": {Context: model.Context{Version: "nightly"}}, "b": {Context: model.Context{Version: "1.4"}}, "c": {}}
	if got := r.Homeless(runs); !slices.Equal(got, []string{"nightly"}) {
		t.Errorf("homeless: %v", got)
	}
}

func TestNothingIsDueNext(t *testing.T) {
	r := verdict.Releases{Table: map[string]string{"main": verdict.NextUnreleased},
		Versions: map[string][]jira.Version{"SHOP": {{ID: "1", Name: "1.3", Released: true}, {ID: "2", Name: "1.4", Archived: true}}}}
	if v, ok := r.Of("SHOP", model.Run{Context: model.Context{Branch: "main"}}); ok {
		t.Errorf("it is %q", v.Name)
	}
}

// A run tested what was due first when it ran, whatever has been released since.
func TestWhatWasNextThen(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 8, n, 12, 0, 0, 0, time.UTC) }
	r := verdict.Releases{Table: map[string]string{"main": verdict.NextUnreleased},
		Versions: map[string][]jira.Version{"SHOP": {{ID: "4", Name: "1.4", Released: true, Date: day(10)}, {ID: "5", Name: "1.5", Released: true}, {ID: "6", Name: "1.6"}}},
		Over:     map[string]time.Time{"5": day(20)}}
	for n, want := range map[int]string{9: "1.4", 10: "1.4", 15: "1.5", 21: "1.6"} {
		if v, _ := r.Of("SHOP", model.Run{Finished: day(n), Context: model.Context{Branch: "main"}}); v.Name != want {
			t.Errorf("on the %dth of August it is %q, want %q", n, v.Name, want)
		}
	}
}

func TestNamesThatOnlyBeginOtherwise(t *testing.T) {
	r := verdict.Releases{Versions: map[string][]jira.Version{"SHOP": {{ID: "1", Name: "Web 1.4"}, {ID: "2", Name: "API 1.4"}}}}
	for said, want := range map[string]string{"api 1.4": "API 1.4", "Web 1.4": "Web 1.4", "1.4": ""} {
		if v, _ := r.Of("SHOP", model.Run{Context: model.Context{Version: said}}); v.Name != want {
			t.Errorf("%s is %q, want %q", said, v.Name, want)
		}
	}
}

// Tools that live in Jira tell the id of a version, and some tell several.
func TestVersionsByID(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 8, n, 12, 0, 0, 0, time.UTC) }
	r := verdict.Releases{Table: map[string]string{"main": "1.6", "9.*": "1.5", "*": "1.6"},
		Versions: map[string][]jira.Version{
			"SHOP": {{ID: "3", Name: "1.3", Released: true}, {ID: "4", Name: "1.4", Released: true, Date: day(10)}, {ID: "5", Name: "1.5"}, {ID: "6", Name: "1.6"}},
			"PAY":  {{ID: "40", Name: "v1.4"}}}}
	for said, want := range map[string]string{"id:5": "1.6", "id:3, id:5": "1.6", "id:77": "1.6"} { // the table goes before all names
		if v, _ := r.Of("SHOP", model.Run{Context: model.Context{Version: said}}); v.Name != want {
			t.Errorf("with a pattern for all, %s is %q, want %q", said, v.Name, want)
		}
	}
	delete(r.Table, "*")
	for name, c := range map[string]struct {
		said, project string
		day           int
		want          string
	}{
		"by id":                              {"id:5", "SHOP", 20, "1.5"},
		"by the id in another project":       {"id:4", "PAY", 20, "v1.4"},
		"an id that is not known":            {"id:77", "SHOP", 20, "1.6"}, // by its branch
		"the first that is unreleased":       {"id:3, id:5, id:6", "SHOP", 20, "1.5"},
		"that was unreleased when it ran":    {"id:3, id:4, id:5", "SHOP", 9, "1.4"},
		"all released: the first":            {"id:77, id:4, id:3", "SHOP", 20, "1.4"},
		"by name and by id":                  {"1.3, id:6", "SHOP", 20, "1.6"},
		"the table is asked for each":        {"1.3, 9.1", "SHOP", 20, "1.5"},
		"several, none of which is known":    {"a, b", "SHOP", 20, "1.6"},
		"one that is found in no other form": {"1.3,1.5", "SHOP", 20, "1.6"},
	} {
		v, _ := r.Of(c.project, model.Run{Finished: day(c.day), Context: model.Context{Version: c.said, Branch: "main"}})
		if v.Name != c.want {
			t.Errorf("%s: it is %q, want %q", name, v.Name, c.want)
		}
	}
	for said, want := range map[string]string{"id:5": "1.5", "id:4, id:40": "1.4, v1.4", "id:77": "id:77", "1.4": "1.4", "": ""} {
		if got := r.Name(said); got != want {
			t.Errorf("%q is shown as %q", said, got)
		}
	}
}
