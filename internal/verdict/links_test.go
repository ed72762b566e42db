package verdict_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// links compiles rules from words such as `match tests/** SHOP-1`.
func links(t *testing.T, rules ...string) verdict.Links {
	t.Helper()
	var out []verdict.Link
	for _, r := range rules {
		words := strings.Fields(r)
		l, err := verdict.NewLink(verdict.By(words[0]), words[1], words[2], "")
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return verdict.NewLinks(out)
}

// linking is a sync with rules, in which SHOP-1 to SHOP-5 are stories.
func linking(t *testing.T, rules ...string) verdict.Keys {
	k := verdict.Keys{From: []model.KeyFrom{model.FromProperty, model.FromTag, model.FromRefs}, Projects: []string{"SHOP"},
		Types:      map[string]string{"SHOP-6": "Epic", "SHOP-7": "Bug", "SHOP-8": "Test", "SHOP-9": "Risk"},
		StoryTypes: []string{"Story", "Epic"}, DefectTypes: []string{"Bug", "Incident"}, TestTypes: []string{"Test"}, Links: links(t, rules...)}
	for i := range 5 {
		k.Types[fmt.Sprint("SHOP-", i+1)] = "Story"
	}
	return k
}

// roles are the keys of a case with what became of them.
func roles(k verdict.Keys, c model.Case) string {
	var out []string
	for _, n := range k.Roles(c) {
		text := fmt.Sprintf("%s %s %s", n.Key, n.From, n)
		if n.Rule != "" {
			text += " by " + n.Rule
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestRulesLink(t *testing.T) {
	file := model.Case{File: "tests/cart/total.spec.ts", Class: "com.acme.cart.TotalTest", Title: "Total: adds up", Suite: []string{"Shop", "Cart"}, Tags: []string{"@Smoke", "cart"}}
	for name, c := range map[string]struct {
		rules []string
		want  string
	}{
		"by file":                 {[]string{"match tests/cart/** SHOP-1"}, "SHOP-1"},
		"by suite":                {[]string{"match Shop/* SHOP-1"}, "SHOP-1"},
		"a suite and all below":   {[]string{"match Shop/Cart/** SHOP-1"}, "SHOP-1"},
		"by class":                {[]string{"class com.acme.* SHOP-1"}, "SHOP-1"},
		"by title":                {[]string{"title Total:* SHOP-1"}, "SHOP-1"},
		"by tag":                  {[]string{"tag smoke SHOP-1"}, "SHOP-1"},
		"by tag as tools show it": {[]string{"tag @CART SHOP-1"}, "SHOP-1"},
		"tags are no patterns":    {[]string{"tag sm* SHOP-1"}, ""},
		"an epic":                 {[]string{"match tests/** SHOP-6"}, "SHOP-6"},
		"the first counts":        {[]string{"match tests/pay/** SHOP-3", "match tests/cart/** SHOP-2", "match tests/** SHOP-1"}, "SHOP-2"},
		"a plain one after":       {[]string{"match tests/** SHOP-2", "class com.acme.cart.TotalTest SHOP-1"}, "SHOP-2"},
		"a plain one before":      {[]string{"class com.acme.cart.TotalTest SHOP-1", "match tests/** SHOP-2"}, "SHOP-1"},
		"one pattern, two":        {[]string{"tag cart SHOP-2", "match tests/** SHOP-3", "tag cart SHOP-1"}, "SHOP-1 SHOP-2"},
		"no other case":           {[]string{"class com.acme.Cart.* SHOP-1", "match cart/** SHOP-1", "title total SHOP-1"}, ""},
		"a bug is no story":       {[]string{"match tests/** SHOP-7"}, ""},
		"unknown to jira":         {[]string{"match tests/** SHOP-99"}, ""},
	} {
		w := model.World{Cases: map[model.CaseID]model.Case{"a": file}}
		s := verdict.Subjects(w, verdict.Counting{}, linking(t, c.rules...))[0]
		if got := strings.Join(s.Stories, " "); got != c.want || len(s.Known) > 0 || len(s.Missing) > 0 {
			t.Errorf("%s: stories %q, known %v, missing %v; want stories %q", name, got, s.Known, s.Missing, c.want)
		}
	}
}

// What a test says itself is worth more than a rule, and a rule more than a name.
func TestTrust(t *testing.T) {
	rules := []string{"match tests/** SHOP-1"}
	for name, c := range map[string]struct {
		keys   []model.KeyRef
		title  string
		inName bool
		want   string
	}{
		"nothing named":           {want: `SHOP-1 rule story by match: "tests/**", story: SHOP-1`},
		"a story of its own":      {keys: refs("tag", "SHOP-2"), want: "SHOP-2 tag story"},
		"only a defect":           {keys: refs("tag", "SHOP-7"), want: `SHOP-7 tag defect, SHOP-1 rule story by match: "tests/**", story: SHOP-1`},
		"only itself as an issue": {keys: refs("property", "SHOP-8"), want: `SHOP-8 property ignored: type Test, SHOP-1 rule story by match: "tests/**", story: SHOP-1`},
		"something else":          {keys: refs("property", "SHOP-9"), want: `SHOP-9 property ignored: type Risk, SHOP-1 rule story by match: "tests/**", story: SHOP-1`},
		"perhaps a story":         {keys: refs("refs", "SHOP-99"), want: "SHOP-99 refs unknown to jira"},
		"another project":         {keys: refs("tag", "UTF-8"), want: `SHOP-1 rule story by match: "tests/**", story: SHOP-1, UTF-8 tag ignored: other project`},
		"a place not believed":    {keys: refs("link", "SHOP-2"), want: `SHOP-1 rule story by match: "tests/**", story: SHOP-1, SHOP-2 link ignored: link is not in keys_from`},
		"a name not believed":     {title: "SHOP-3 adds up", want: `SHOP-1 rule story by match: "tests/**", story: SHOP-1`},
		"a rule before a name":    {title: "SHOP-3 adds up", inName: true, want: `SHOP-1 rule story by match: "tests/**", story: SHOP-1`},
	} {
		k := linking(t, rules...)
		if c.inName {
			k.From = append([]model.KeyFrom{model.FromName}, k.From...) // wherever it stands: it comes last
		}
		if got := roles(k, model.Case{File: "tests/a.ts", Title: c.title, Keys: c.keys}); got != c.want {
			t.Errorf("%s:\n  %s, want\n  %s", name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	k := linking(t)
	k.From = append(k.From, model.FromName)
	for title, want := range map[string]string{
		"SHOP-3 adds up":           "SHOP-3 name story",
		"SHOP-7: total was wrong":  "SHOP-7 name defect",
		"reads UTF-8 and SHA-256":  "",
		"SHOP-3 and SHOP-4 agree":  "SHOP-3 name story, SHOP-4 name story",
		"TEST_SHOP-5 as Xray says": "SHOP-5 name story",
	} {
		if got := roles(k, model.Case{Title: title}); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
	if got := roles(k, model.Case{Title: "SHOP-3", Keys: refs("tag", "SHOP-1")}); got != "SHOP-1 tag story" {
		t.Errorf("a name speaks although the test names a story: %s", got)
	}
	if got := roles(k, model.Case{Title: "total", Name: "test_SHOP-3"}); got != "" {
		t.Errorf("half a word is a key: %s", got)
	}
}

func TestIgnoredIsCounted(t *testing.T) {
	w := model.World{Cases: map[model.CaseID]model.Case{"a": {Keys: refs("tag", "SHOP-8", "tag", "SHOP-9", "tag", "SHOP-7", "tag", "OPS-1")}}}
	s := verdict.Subjects(w, verdict.Counting{}, linking(t))[0]
	if got := fmt.Sprint(s.Ignored, s.Known, s.Stories); got != "[ignored: type Test ignored: type Risk] [SHOP-7] []" {
		t.Errorf("ignored, known, stories are %s", got)
	}
}

func TestReferred(t *testing.T) {
	w := model.World{Cases: map[model.CaseID]model.Case{
		"a": {Keys: refs("tag", "SHOP-2", "tag", "UTF-8", "link", "SHOP-3")},
		"b": {Keys: refs("tag", "SHOP-10", "tag", "SHOP-2"), Title: "SHOP-11"},
	}}
	k := verdict.Keys{From: []model.KeyFrom{model.FromTag}, Projects: []string{"SHOP"}, Links: links(t, "match none/** SHOP-4")}
	if got := k.Referred(w); !slices.Equal(got, []string{"SHOP-10", "SHOP-2", "SHOP-4"}) {
		t.Errorf("referred are %v: what is believed, and the stories of all rules", got)
	}
	k.From = append(k.From, model.FromName)
	if got := k.Referred(w); !slices.Contains(got, "SHOP-11") {
		t.Errorf("referred are %v, without what a name says", got)
	}
}

// A rule that a page suggests must link the cases that it was suggested for, and YAML
// must read it as it was meant.
func TestPlacesSuggestRules(t *testing.T) {
	for _, tc := range []struct {
		c    model.Case
		name string
		rule string
	}{
		{model.Case{File: "tests/cart/total.ts", Class: "x.Y"}, "tests/cart", `- { match: "tests/cart/**", story: SHOP-1 }`},
		{model.Case{File: `.\tests\cart\total.py`}, "tests/cart", `- { match: "tests/cart/**", story: SHOP-1 }`},
		{model.Case{File: "/builds/acme/a.go"}, "builds/acme", `- { match: "builds/acme/**", story: SHOP-1 }`},
		{model.Case{File: "total.ts"}, "total.ts", `- { match: "total.ts", story: SHOP-1 }`},
		{model.Case{File: "app/[id]/a*.ts"}, "app/[id]", `- { match: "app/\\[id]/**", story: SHOP-1 }`},
		{model.Case{Class: "com.acme.cart.TotalTest", Suite: []string{"s"}}, "com.acme.cart", `- { class: "com.acme.cart.*", story: SHOP-1 }`},
		{model.Case{Class: "TotalTest"}, "TotalTest", `- { class: "TotalTest", story: SHOP-1 }`},
		{model.Case{Class: "tests/cart.spec.ts"}, "tests/cart.spec.ts", `- { class: "tests/cart.spec.ts", story: SHOP-1 }`},
		{model.Case{Class: "the \"cart\"\x1b"}, "the \"cart\"\x1b", `- { class: "the \"cart\"\x1b", story: SHOP-1 }`},
		{model.Case{Suite: []string{"Shop", "Cart: totals"}}, "Shop/Cart: totals", `- { match: "Shop/Cart: totals/**", story: SHOP-1 }`},
		{model.Case{Class: "cart takes the discount off", Suite: []string{"cart"}}, "cart", `- { match: "cart/**", story: SHOP-1 }`},
		{model.Case{Suite: []string{"a//b"}, Title: "x"}, "a//b", ""},
		{model.Case{Component: "Shop/Cart [new]", Title: "x"}, "Shop/Cart [new]", `- { component: "Shop/Cart \\[new]", story: SHOP-1 }`},
		{model.Case{Title: "adds up"}, "", ""},
	} {
		p := verdict.PlaceOf(tc.c)
		if got := p.Rule("SHOP-1"); p.Name != tc.name || got != tc.rule {
			t.Errorf("%+v lives in %q with %s, want %q with %s", tc.c, p.Name, got, tc.name, tc.rule)
		}
		if tc.rule == "" {
			continue
		}
		var read []map[string]string
		if err := yaml.Unmarshal([]byte(tc.rule), &read); err != nil || read[0][string(p.By)] != p.Pattern {
			t.Fatalf("%s reads as %v: %v", tc.rule, read, err)
		}
		l, err := verdict.NewLink(p.By, p.Pattern, "SHOP-1", "")
		if err != nil {
			t.Fatal(err)
		}
		k := linking(t)
		k.Links = verdict.NewLinks([]verdict.Link{l})
		if got := k.Roles(tc.c); len(got) != 1 || got[0].Key != "SHOP-1" {
			t.Errorf("%s does not link the case that it was made for", tc.rule)
		}
	}
}

func TestBadLinks(t *testing.T) {
	for _, l := range [][2]string{{"match", "a//b"}, {"class", ""}, {"title", "[x"}, {"tag", " @ "}, {"owner", "x"}} {
		if _, err := verdict.NewLink(verdict.By(l[0]), l[1], "SHOP-1", ""); err == nil {
			t.Errorf("a rule by %s %q compiles", l[0], l[1])
		}
	}
}

// Ten thousand rules of plain names, as a table from another tool has them, must not
// be tried one by one on every case.
func BenchmarkLinks(b *testing.B) {
	var rules []verdict.Link
	for i := range 10_000 {
		l, err := verdict.NewLink(verdict.ByTitle, fmt.Sprint("title ", i), "SHOP-1", "")
		if err != nil {
			b.Fatal(err)
		}
		rules = append(rules, l)
	}
	k := verdict.Keys{Projects: []string{"SHOP"}, Links: verdict.NewLinks(rules)}
	for b.Loop() {
		k.Roles(model.Case{File: "tests/cart/total.ts", Class: "com.acme.Cart", Title: "none of them"})
	}
}
