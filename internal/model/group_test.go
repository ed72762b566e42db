package model_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
)

func TestTestIDs(t *testing.T) {
	for text, want := range map[string]string{
		"C123":                    "testrail:C123",
		"c123":                    "testrail:C123",
		"C1, C2":                  "testrail:C1 testrail:C2",
		"SHOP-T12":                "zephyr:SHOP-T12",
		"SHOP-12":                 "xray:SHOP-12",
		"10234":                   "xray:10234",
		"C1,C1;SHOP-3":            "testrail:C1 xray:SHOP-3",
		"smoke C 12a shop-1 -1 €": "",
		"":                        "",
	} {
		if got := strings.Join(model.TestIDs(text), " "); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
	for _, c := range [][3]string{{"testrail", "123", "testrail:C123"}, {"xray", " shop-t12 ", "xray:SHOP-T12"}, {"", "x", ""}, {"xray", " ", ""}} {
		if got := model.ForeignID(c[0], c[1]); got != c[2] {
			t.Errorf("ForeignID(%q, %q) = %q", c[0], c[1], got)
		}
	}
}

// reported makes a case from `id source Class › name` and foreign ids.
func reported(text string, ids ...string) model.Case {
	f := strings.SplitN(text, " ", 3)
	class, name, _ := strings.Cut(f[2], " › ")
	return model.Case{ID: model.CaseID(f[0]), Source: f[1], Title: "title of " + f[0], Class: class, Name: name, IDs: ids, Automated: true}
}

func TestGroups(t *testing.T) {
	former := model.Identify("ns", model.Case{Class: "Cart", Name: "sums"})
	gone := strings.Repeat("a", 16)
	tool := reported("m manual C › pays", "testrail:C1")
	tool.Automated = false
	for name, c := range map[string]struct {
		cases   []model.Case
		aliases []model.Alias
		want    string // id(title): members; …
		loose   int
		first   model.CaseID // which was seen a day before the others
	}{
		"strangers":            {cases: []model.Case{reported("a web C › x", "testrail:C1"), reported("b web C › y", "testrail:C2")}},
		"one id":               {cases: []model.Case{reported("a web C › x", "testrail:C1"), reported("b web C › y", "testrail:C1")}, want: "a(a): a b"},
		"a tool knows best":    {cases: []model.Case{reported("a web C › x", "testrail:C1"), tool}, want: "a(m): a m"},
		"known first":          {cases: []model.Case{reported("a web C › x", "testrail:C1"), reported("b web C › y", "testrail:C1")}, want: "b(a): a b", first: "b"},
		"a tool comes later":   {cases: []model.Case{reported("z web C › x", "testrail:C1"), tool}, want: "z(m): m z", first: "z"},
		"renamed with the id":  {cases: []model.Case{reported("a web C › x", "testrail:C1"), reported("z web C › o", "testrail:C1")}, want: "z(a): a z", first: "z"},
		"joined, then renamed": {cases: []model.Case{reported("a web C › x", "testrail:C1"), reported("b web C › y", "testrail:C1"), reported("c web C › z")}, aliases: []model.Alias{{From: "b", To: "c"}}, want: "a(a): a b c", first: "a"},
		"through a third":      {cases: []model.Case{reported("a web C › x", "testrail:C1"), reported("b web C › y", "testrail:C1", "xray:SHOP-1"), reported("c web C › z", "xray:SHOP-1")}, want: "a(a): a b c"},
		"key and number":       {cases: []model.Case{reported("a web C › x", "xray:SHOP-12", "xray:10234"), reported("b manual C › pays", "xray:10234", "xray:SHOP-12")}, want: "a(b): a b"},
		"several of one tool":  {cases: []model.Case{reported("a web C › x", "testrail:C1", "testrail:C2"), tool}},
		"renamed":              {cases: []model.Case{reported("a web C › x"), reported("b web C › y")}, aliases: []model.Alias{{From: "C › x", To: "C › y"}}, want: "a(b): a b"},
		"renamed, by id":       {cases: []model.Case{reported("a web C › x"), reported("b web C › y")}, aliases: []model.Alias{{From: "b", To: "a"}}, want: "b(a): a b"},
		"renamed twice":        {cases: []model.Case{reported("a web C › x"), reported("b web C › y"), reported("c web C › z")}, aliases: []model.Alias{{From: "c", To: "a"}, {From: "a", To: "b"}}, want: "c(b): a b c"},
		"old one forgotten":    {cases: []model.Case{reported("b web C › y")}, aliases: []model.Alias{{From: "Cart › sums", To: "C › y"}}, want: string(former) + "(b): b " + string(former)},
		"old id forgotten":     {cases: []model.Case{reported("b web C › y")}, aliases: []model.Alias{{From: gone, To: "C › y"}}, want: gone + "(b): " + gone + " b"},
		"renamed and joined":   {cases: []model.Case{reported("z web C › x"), reported("b web C › y", "testrail:C1"), tool}, aliases: []model.Alias{{From: "z", To: "b"}}, want: "z(m): b m z"},
		"nobody of that name":  {cases: []model.Case{reported("a web C › x")}, aliases: []model.Alias{{From: "C › x", To: "C › y"}}, loose: 1},
		"two of that name":     {cases: []model.Case{reported("a web C › x"), reported("b api C › x"), reported("c web C › o")}, aliases: []model.Alias{{From: "C › o", To: "C › x"}}, loose: 1},
		"no name at all":       {cases: []model.Case{reported("a web C › x")}, aliases: []model.Alias{{From: "sums", To: "a"}}, loose: 1},
		"to itself":            {cases: []model.Case{reported("a web C › x")}, aliases: []model.Alias{{From: "a", To: "C › x"}}},
		"in a circle":          {cases: []model.Case{reported("a web C › x"), reported("b web C › y")}, aliases: []model.Alias{{From: "a", To: "b"}, {From: "b", To: "a"}}, want: "a(a): a b"},
		"spaces do not matter": {cases: []model.Case{reported("a web C › x"), reported("b web C › y")}, aliases: []model.Alias{{From: " C  › x", To: "C › y "}}, want: "a(b): a b"},
	} {
		cases, seen := map[model.CaseID]model.Case{}, map[model.CaseID]time.Time{}
		for _, one := range c.cases {
			cases[one.ID], seen[one.ID] = one, time.Unix(1e6, 0)
		}
		if c.first != "" {
			seen[c.first] = time.Unix(1, 0)
		}
		groups, loose := model.Groups(cases, seen, model.View{Tools: []string{"manual"}, Namespaces: map[string]string{"web": "ns"}, Aliases: c.aliases})
		var got []string
		for _, g := range groups {
			var ids []string
			for _, m := range g.Members {
				ids = append(ids, string(m))
			}
			got = append(got, fmt.Sprintf("%s(%s): %s", g.Case.ID, strings.TrimPrefix(g.Case.Title, "title of "), strings.Join(ids, " ")))
		}
		if text := strings.Join(got, "; "); text != c.want || len(loose) != c.loose {
			t.Errorf("%s: %q, %d loose; want %q, %d", name, text, len(loose), c.want, c.loose)
		}
	}
}

// What is told of a joined case comes from the one that knows best; keys and tags of
// all of them count, except those of an old name.
func TestGroupsJoinWhatIsSaid(t *testing.T) {
	auto := reported("a web C › x", "testrail:C1")
	auto.Keys, auto.Tags, auto.URL, auto.File, auto.Owner = []model.KeyRef{{Key: "SHOP-1", From: model.FromTag}}, []string{"smoke"}, "https://ci.example.com/a", "cart.py", "ann"
	tool := reported("m manual C › pays", "testrail:C1")
	tool.Automated, tool.URL, tool.Priority = false, "https://tests.example.com/C1", "high"
	tool.Keys = []model.KeyRef{{Key: "SHOP-2", From: model.FromRefs}}
	old := reported("o web C › o")
	old.Keys = []model.KeyRef{{Key: "SHOP-9", From: model.FromTag}}
	cases := map[model.CaseID]model.Case{"a": auto, "m": tool, "o": old}
	groups, _ := model.Groups(cases, nil, model.View{Tools: []string{"manual"}, Aliases: []model.Alias{{From: "o", To: "a"}}})
	if len(groups) != 1 {
		t.Fatalf("groups: %+v", groups)
	}
	got := groups[0].Case
	if got.ID != "o" || got.Source != "web" || got.Title != "title of m" || got.URL != tool.URL || got.File != "cart.py" || got.Owner != "ann" || got.Priority != "high" ||
		!got.Automated || !slices.Equal(got.Tags, []string{"smoke"}) || !slices.Equal(got.Keys, []model.KeyRef{{Key: "SHOP-2", From: model.FromRefs}, {Key: "SHOP-1", From: model.FromTag}}) {
		t.Errorf("told: %+v", got)
	}
}

// strandOf is what a store reads of a line: its latest final points, and all of a
// streak of failures.
func strandOf(points []model.Point) model.Strand {
	s := model.Strand{Line: model.Fold(model.LineKey{}, points)}
	var final []model.Point
	for _, p := range points {
		if p.Outcome.Final() {
			final = append(final, p)
		}
	}
	n := max(model.FlakyWindow, s.Line.Failures+1)
	s.Final = final[max(0, len(final)-n):]
	return s
}

// Folding strands says what folding all points says. Only passes may be fewer.
func TestTogetherIsFold(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for n := range 400 {
		flip, strands, all := rng.Float64()*0.3, []model.Strand{}, []model.Point{}
		lists, side := make([][]model.Point, 1+rng.IntN(3)), rng.IntN(2)
		for i := range rng.IntN(150) {
			if rng.Float64() < flip {
				side = 1 - side
			}
			p := at(0, []model.Outcome{model.Passed, model.Failed}[side])
			if rng.IntN(8) == 0 {
				p.Outcome = model.Skipped
			}
			p.Run, p.Finished, p.Signature = model.RunID(fmt.Sprintf("r%04d", i)), time.Unix(int64(i)*60, 0), fmt.Sprint(rng.IntN(2))
			p.Flaky = rng.IntN(20) == 0
			k := rng.IntN(len(lists))
			lists[k], all = append(lists[k], p), append(all, p)
		}
		for _, l := range lists {
			strands = append(strands, strandOf(l))
		}
		got, want := model.Together(model.LineKey{}, strands), model.Fold(model.LineKey{}, all)
		if got.Passes <= want.Passes && (got.Passes > 0) == (want.Passes > 0) && got.Passes >= min(want.Passes, model.FlakyWindow) {
			got.Passes = want.Passes
		}
		if got != want {
			t.Fatalf("round %d, %d strands of %d points:\n got  %+v\n want %+v", n, len(lists), len(all), got, want)
		}
	}
}

// Two tests for one case in one run: a failure is not hidden by the other's pass.
func TestTogetherInOneRun(t *testing.T) {
	fails, passes := at(1, model.Failed), at(1, model.Passed)
	passes.Finished = passes.Finished.Add(time.Minute)
	before, after := at(0, model.Passed), at(2, model.Passed)
	l := model.Together(model.LineKey{}, []model.Strand{strandOf([]model.Point{before, fails}), strandOf([]model.Point{passes})})
	if !l.Failing() || l.Failures != 1 || l.LastPassed != before || l.Last != passes || l.Results != 3 {
		t.Errorf("one of two fails: %+v", l)
	}
	l = model.Together(model.LineKey{}, []model.Strand{strandOf([]model.Point{fails}), strandOf([]model.Point{passes, after})})
	if !l.Passing() || l.Passes != 1 || l.LastFailed != fails || l.Flaky {
		t.Errorf("both pass later: %+v", l)
	}
}

// A tool names no branches: its results go to the one branch that the automated ones
// name, and stay alone where there are two.
func TestJoinBranches(t *testing.T) {
	w := model.World{Cases: map[model.CaseID]model.Case{"a": reported("a web C › x", "testrail:C1"), "m": reported("m manual C › y", "testrail:C1"), "s": reported("s web C › s")}}
	strands := map[model.LineKey]model.Strand{}
	for key, points := range map[model.LineKey][]model.Point{
		{Case: "a", Branch: "main"}:    {at(0, model.Failed)},
		{Case: "a", Branch: "feature"}: {at(1, model.Failed)},
		{Case: "m"}:                    {at(2, model.Passed)},
		{Case: "s", Branch: "main"}:    {at(0, model.Failed)},
	} {
		w.Lines = append(w.Lines, model.Fold(key, points))
		strands[key] = strandOf(points)
	}
	view := model.View{Counts: func(k model.LineKey) bool { return k.Branch != "feature" }}
	groups, _ := model.Groups(w.Cases, nil, view)
	got := w.Join(groups, strands, view)
	if len(got.Lines) != 3 || !got.Lines[0].Failing() || got.Lines[1].Branch != "main" || !got.Lines[1].Passing() || got.Lines[1].Results != 2 || got.Lines[2].Case != "s" {
		t.Errorf("one branch counts: %+v", got.Lines)
	}
	if ids := slices.Sorted(maps.Keys(got.Cases)); !slices.Equal(ids, []model.CaseID{"a", "s"}) || !slices.Equal(got.Joined["a"], []model.CaseID{"a", "m"}) {
		t.Errorf("cases %v, joined %v", ids, got.Joined)
	}
	if got := w.Join(groups, strands, model.View{}); len(got.Lines) != 4 {
		t.Errorf("two branches count: %+v", got.Lines)
	}
}

func TestRenames(t *testing.T) {
	kase := func(id, class, file, key string) model.Case {
		c := model.Case{ID: model.CaseID(id), Source: "web", Class: class, Name: id, File: file}
		if key != "" {
			c.Keys = []model.KeyRef{{Key: key}}
		}
		return c
	}
	// Runs a, b and c; the new case is born in c, and b was the run before.
	for name, c := range map[string]struct {
		cases []model.Case
		last  string // run of the last result of each case, in order
		want  model.CaseID
	}{
		"renamed":               {[]model.Case{kase("new", "C", "", "S-1"), kase("old", "C", "", "S-1"), kase("same", "C", "", "S-1")}, "cbc", "old"},
		"in one file":           {[]model.Case{kase("new", "D", "x.js", "S-1"), kase("old", "C", "x.js", "S-1")}, "cb", "old"},
		"of another story":      {[]model.Case{kase("new", "C", "", "S-1"), kase("old", "C", "", "S-2")}, "cb", ""},
		"of no story":           {[]model.Case{kase("new", "C", "", ""), kase("old", "C", "", "")}, "cb", ""},
		"of another class":      {[]model.Case{kase("new", "C", "", "S-1"), kase("old", "D", "", "S-1")}, "cb", ""},
		"still there":           {[]model.Case{kase("new", "C", "", "S-1"), kase("old", "C", "", "S-1")}, "cc", ""},
		"gone before":           {[]model.Case{kase("new", "C", "", "S-1"), kase("old", "C", "", "S-1")}, "ca", ""},
		"two of them are gone":  {[]model.Case{kase("new", "C", "", "S-1"), kase("old", "C", "", "S-1"), kase("older", "C", "", "S-1")}, "cbb", ""},
		"two of them are there": {[]model.Case{kase("new", "C", "", "S-1"), kase("new2", "C", "", "S-1"), kase("old", "C", "", "S-1")}, "ccb", ""},
	} {
		w := model.World{Cases: map[model.CaseID]model.Case{}}
		var births []model.Birth
		for i, one := range c.cases {
			w.Cases[one.ID] = one
			p := at(int(c.last[i]-'a'), model.Passed)
			w.Lines = append(w.Lines, model.Fold(model.LineKey{Case: one.ID}, []model.Point{p}))
			if strings.HasPrefix(string(one.ID), "new") {
				births = append(births, model.Birth{Case: one.ID, First: p, Before: "b"})
			}
		}
		if got := w.Renames(births); got["new"] != c.want || len(got) > 1 {
			t.Errorf("%s: %v, want %q", name, got, c.want)
		}
	}
}
