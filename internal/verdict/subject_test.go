package verdict_test

import (
	"fmt"
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
