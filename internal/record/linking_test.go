package record_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

func TestLinking(t *testing.T) {
	rule := func(pattern string) verdict.Link {
		l, err := verdict.NewLink(verdict.ByMatch, pattern, "SHOP-1", "")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	used, idle := rule("a/**"), rule("b/**")
	subjects := []verdict.Subject{
		{Case: model.Case{Source: "web"}, Stories: []string{"SHOP-1"}, Rules: []string{used.String()}},
		{Case: model.Case{Source: "web"}, Ignored: []verdict.Named{{Type: "Test"}, {Type: "Risk"}}},
		{Case: model.Case{Source: "api"}, Ignored: []verdict.Named{{Type: "Test"}}},
	}
	l, left := record.NewLinking(subjects, []verdict.Link{used, idle})
	got := fmt.Sprintf("%+v %v", l, left)
	want := `2 of 3 cases name no story; syncd shows them at /cases, and those of files with ` + "`syncd inspect --unlinked`" + ` [match: "b/**", story: SHOP-1]`
	if got != want {
		t.Errorf("linking is %s, want %s", got, want)
	}
	if l.Rules != 2 || l.Idle != 1 || l.Ignored["Test"] != 2 || l.Sources["web"] != (record.Loose{Cases: 2, NoStory: 1}) {
		t.Errorf("linking counts %#v", l)
	}
}

// The one line is in a plan, and only while there is something to say.
func TestPlanTellsOfCasesWithoutStory(t *testing.T) {
	for _, c := range []struct {
		linking record.Linking
		want    string
	}{
		{record.Linking{}, ""},
		{record.Linking{Cases: 3}, ""},
		{record.Linking{Cases: 1, NoStory: 1}, "the one case names no story; "},
		{record.Linking{Cases: 7, NoStory: 1}, "1 of 7 cases names no story; "},
		{record.Linking{Cases: 1310, NoStory: 214}, "214 of 1310 cases name no story; "},
	} {
		var b bytes.Buffer
		if err := record.WritePlan(&b, record.Cycle{Sync: "shop", Linking: c.linking}); err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(b.String(), "\n")
		if c.want == "" && after != "" || c.want != "" && !strings.HasPrefix(after, c.want) {
			t.Errorf("a plan with %#v ends with %q, want %q", c.linking, after, c.want)
		}
	}
}

// Whatever is filtered, the sums are those of all cases; pages are cut, never beyond.
func TestListCases(t *testing.T) {
	var all []record.CaseKeys
	add := func(file, title string, stories ...string) {
		c := model.Case{ID: model.CaseID(title), Source: "web", Title: title, File: file}
		all = append(all, record.CaseKeys{Case: c, Stories: stories, Place: verdict.PlaceOf(c)})
	}
	add("a/x.ts", "adds", "SHOP-1")
	add("a/x.ts", "bends")
	add("b/y.ts", "cuts")
	add("b/y.ts", "digs")
	add("", "ends", "SHOP-2")
	place := model.Key16("place", "web", "b")
	for _, tc := range []struct {
		f    record.CaseFilter
		want string
	}{
		{record.CaseFilter{Story: record.NoStory, Limit: 9}, "found 3, page 1/1: b 2/2, a 1/2"},
		{record.CaseFilter{Story: record.AnyStory, Limit: 2}, "found 5, page 1/2: a 2/2, b 2/2"},
		{record.CaseFilter{Story: record.AnyStory, Limit: 2, Page: 2}, "found 5, page 2/2:  1/1"},
		{record.CaseFilter{Story: record.AnyStory, Limit: 2, Page: 7}, "found 5, page 2/2:  1/1"},
		{record.CaseFilter{Story: "SHOP-2", Limit: 9}, "found 1, page 1/1:  1/1"},
		{record.CaseFilter{Story: record.AnyStory, Search: "B/Y", Limit: 9}, "found 2, page 1/1: b 2/2"},
		{record.CaseFilter{Story: record.AnyStory, Search: "shop-1", Limit: 9}, "found 1, page 1/1: a 1/2"},
		{record.CaseFilter{Story: record.NoStory, Place: place, Limit: 1, Page: 2}, "found 3, page 2/2: b 2/2 listed digs"},
		{record.CaseFilter{Story: record.NoStory, Search: "none", Limit: 1}, "found 0, page 1/1:"},
	} {
		l := record.ListCases(all, nil, tc.f)
		got := fmt.Sprintf("found %d, page %d/%d:", l.Found, l.Page, l.Pages)
		for i, p := range l.Places {
			got += fmt.Sprintf("%s %s %d/%d", map[bool]string{true: ","}[i > 0], p.Name, p.Found, p.Cases)
		}
		for _, c := range l.Listed {
			got += " listed " + c.Case.Title
		}
		if got != tc.want || l.Cases != 5 || l.NoStory != 3 {
			t.Errorf("%+v: %s (%d of %d), want %s", tc.f, got, l.NoStory, l.Cases, tc.want)
		}
	}
}
