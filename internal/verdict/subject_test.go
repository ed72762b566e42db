package verdict_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

func TestCounts(t *testing.T) {
	c := verdict.Counting{Branches: []string{"main", "release/*"}, Environments: []string{"chrome", "staging-*"}}
	for _, l := range []struct {
		branch, env string
		want        bool
	}{
		{"main", "chrome", true},
		{"", "", true}, // nothing says that it should not
		{"release/1.4", "staging-2", true},
		{"release/1.4/fix", "", false}, // * stands for one part, as path.Match has it
		{"feature/x", "chrome", false},
		{"main", "dev", false},
		{"Main", "", false},
	} {
		if got := c.Counts(model.LineKey{Branch: l.branch, Environment: l.env}); got != l.want {
			t.Errorf("branch %q, environment %q count: %v", l.branch, l.env, got)
		}
	}
	if !(verdict.Counting{}).Counts(model.LineKey{Branch: "feature/x", Environment: "dev"}) {
		t.Error("without patterns every run counts")
	}
}

// refs makes keys from words such as `tag:SHOP-1`.
func refs(words ...string) []model.KeyRef {
	var out []model.KeyRef
	for i := 0; i < len(words); i += 2 {
		out = append(out, model.KeyRef{From: model.KeyFrom(words[i]), Key: words[i+1]})
	}
	return out
}

func TestKeys(t *testing.T) {
	k := verdict.Keys{From: []model.KeyFrom{model.FromProperty, model.FromTag}, Projects: []string{"SHOP", "PAY"},
		Types:      map[string]string{"SHOP-1": "Story", "SHOP-2": "story", "SHOP-7": "Bug", "PAY-8": "bug", "SHOP-9": "Epic", "SHOP-6": "Task"},
		StoryTypes: []string{"Story", "Task"}, DefectTypes: []string{"Bug"}}
	for name, c := range map[string]struct {
		refs []model.KeyRef
		want string
	}{
		"stories, sorted":         {refs("tag", "SHOP-6", "tag", "SHOP-2", "tag", "SHOP-1"), "stories[SHOP-1 SHOP-2 SHOP-6] known[] missing[]"},
		"defects in order trust":  {refs("tag", "SHOP-7", "property", "PAY-8"), "stories[] known[PAY-8 SHOP-7] missing[]"},
		"a place nobody believes": {refs("refs", "SHOP-1", "link", "SHOP-7"), "stories[] known[] missing[]"},
		"another project":         {refs("tag", "UTF-8", "tag", "OPS-1"), "stories[] known[] missing[]"},
		"unknown to jira":         {refs("tag", "SHOP-404"), "stories[] known[] missing[SHOP-404]"},
		"neither story nor bug":   {refs("tag", "SHOP-9"), "stories[] known[] missing[]"},
		"named twice":             {refs("tag", "SHOP-1", "property", "SHOP-1"), "stories[SHOP-1] known[] missing[]"},
	} {
		w := model.World{Cases: map[model.CaseID]model.Case{"a": {ID: "a", Keys: c.refs}}}
		s := verdict.Subjects(w, verdict.Counting{}, k)[0]
		if got := fmt.Sprintf("stories%v known%v missing%v", s.Stories, s.Known, s.Missing); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// An issue that a tool names by its id is what its key is, wherever its test names it.
func TestKeysByID(t *testing.T) {
	k := verdict.Keys{From: []model.KeyFrom{model.FromProperty, model.FromRefs}, Projects: []string{"SHOP"},
		Types: map[string]string{"SHOP-1": "Story", "SHOP-7": "Bug", "OPS-3": "Story", "SHOP-5": "Story"}, IDs: map[string]string{"101": "SHOP-1", "107": "SHOP-7", "303": "OPS-3", "105": "SHOP-5"},
		Moved: map[string]string{"SHOP-4": "SHOP-5"}, StoryTypes: []string{"Story"}, DefectTypes: []string{"Bug"}}
	for name, c := range map[string]struct {
		refs []model.KeyRef
		want string
	}{
		"a story":                 {refs("refs", "id:101"), "SHOP-1 story"},
		"a bug":                   {refs("refs", "id:107"), "SHOP-7 defect"},
		"of another project":      {refs("refs", "id:303"), "OPS-3 ignored: other project"},
		"not known yet":           {refs("refs", "id:999"), "issue 999 unknown to jira"},
		"a place nobody believes": {refs("tag", "id:101"), "SHOP-1 ignored: tag is not in keys_from"},
		"by id and by key":        {refs("refs", "id:101", "property", "SHOP-1", "tag", "id:101"), "SHOP-1 story"},
		"by id and by an old key": {refs("refs", "SHOP-4", "refs", "id:105"), "SHOP-5 story"},
	} {
		var got []string
		for _, n := range k.Roles(model.Case{Keys: c.refs}) {
			got = append(got, n.Name()+" "+n.String())
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
	w := model.World{Cases: map[model.CaseID]model.Case{"a": {Keys: refs("refs", "id:101", "refs", "UTF-8")}},
		Failures: map[model.LineKey]model.Result{{Case: "a"}: {Defects: []string{"id:107", "UTF-8", "SHOP-9"}}}}
	k.IDs, k.Moved = nil, nil
	if got := k.Referred(w); !slices.Equal(got, []string{"SHOP-9", "id:101", "id:107"}) {
		t.Errorf("to be looked at: %q", got)
	}
}

// What people attached to a failure is its defect, unless it is a story or looks like a key
// only.
func TestAttached(t *testing.T) {
	k := verdict.Keys{Projects: []string{"SHOP"}, Defects: []string{"BUGS"}, StoryTypes: []string{"Story"}, DefectTypes: []string{"Bug"}, TestTypes: []string{"Test"},
		Types: map[string]string{"SHOP-1": "Story", "SHOP-7": "Bug", "SHOP-8": "Test", "SHOP-9": "Risk", "BUGS-2": "Bug", "OPS-3": "Task"},
		IDs:   map[string]string{"107": "SHOP-7", "303": "OPS-3"}}
	w := world("a chrome=f firefox=f safari=p")
	attach := func(env string, issues ...string) {
		w.Failures[model.LineKey{Case: "a", Environment: env}] = model.Result{Defects: issues}
	}
	w.Failures = map[model.LineKey]model.Result{}
	attach("chrome", "SHOP-7", "id:107", "SHOP-8", "SHOP-9", "SHOP-1", "UTF-8")
	attach("firefox", "BUGS-2", "id:303", "OPS-3", "id:999")
	attach("safari", "SHOP-7")
	s := verdict.Subjects(w, verdict.Counting{}, k)[0]
	var got []string
	for _, a := range s.Attached {
		got = append(got, a.Line.Environment+" "+a.Name()+" "+a.String())
	}
	want := []string{"chrome SHOP-7 defect", "chrome SHOP-8 defect", "chrome SHOP-9 defect", "chrome SHOP-1 ignored: a story is no defect", "chrome UTF-8 ignored: other project",
		"firefox BUGS-2 defect", "firefox OPS-3 defect", "firefox issue 999 unknown to jira"}
	if !slices.Equal(got, want) {
		t.Errorf("attached are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSubjects(t *testing.T) {
	w := world("b chrome=p f@feature/x f\na f@feature/x")
	w.Lines = append(w.Lines, line("gone", "", "", "f", 0))
	subjects := verdict.Subjects(w, verdict.Counting{Branches: []string{"main"}}, keys)
	got := ""
	for _, s := range subjects {
		got += fmt.Sprintf("%s: %d lines, %d foreign; ", s.Case.ID, len(s.Lines), s.Foreign)
	}
	if got != "a: 0 lines, 1 foreign; b: 1 lines, 1 foreign; " {
		t.Errorf("subjects are %s: sorted, without a line of an unknown case or of no environment", got)
	}
}

func TestTypes(t *testing.T) {
	got := verdict.Types([]jira.Issue{{Key: "SHOP-1", Type: "Story"}, {Key: "SHOP-2", Type: "Bug"}})
	if len(got) != 2 || got["SHOP-2"] != "Bug" {
		t.Errorf("types are %v", got)
	}
}
