package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/rule"
)

// choice is a selection with values.
func choice(id, name string, values ...string) jira.Field {
	f := jira.Field{ID: id, Name: name, Type: "option", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:select"}
	for _, v := range values {
		f.Allowed = append(f.Allowed, jira.Option{ID: id + v, Name: v})
	}
	return f
}

// screen is a create screen with a field of each sort.
func screen() jira.Fields {
	line := jira.Field{ID: "c1", Name: "Line", Type: "string", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:textfield"}
	parts := jira.Field{ID: "components", Name: "Components", Type: "array", Items: "component", Allowed: []jira.Option{{ID: "1", Name: "Cart"}, {ID: "2", Name: "Till"}, {ID: "3", Name: "Home"}}}
	level := jira.Field{ID: "priority", Name: "Priority", Type: "priority", Allowed: []jira.Option{{ID: "1", Name: "High"}, {ID: "2", Name: "Low"}}}
	return jira.Fields{"c1": line, "components": parts, "priority": level, "c2": choice("c2", "Team", "A", "B"), "c3": choice("c3", "Twin", "x"), "c4": choice("c4", "twin", "x"),
		"odd": {ID: "odd", Name: "Odd", Custom: "com.example:odd"}}
}

// text is a rule that fills a field with a template.
func text(field, value string) desired.Fill {
	t, err := rule.CompileText("value", value, desired.Sample()...)
	if err != nil {
		panic(err)
	}
	return desired.Fill{Field: field, Value: []rule.Text[desired.Vars]{t}}
}

// fieldTown has a defect SHOP-50 of a test that fails on chrome and firefox, whose fields
// are filled by the rules.
func fieldTown(t *testing.T, rules ...desired.Fill) (*town, plan.Plan) {
	t.Helper()
	town := newTown(wishes(""))
	town.wishes.Fills, town.screen = rules, screen()
	town.results("pays: chrome=ff firefox=ff")
	p := town.plan(t)
	town.apply(p)
	return town, p
}

// set sets further fields of an issue, as Jira shows them.
func (t *town) set(i jira.Issue, values map[string]jira.Value) {
	fields := map[string]jira.Value{}
	for _, f := range t.screen {
		fields[f.ID] = jira.Value{}
		if old, ok := i.Fields[f.ID]; ok {
			fields[f.ID] = old
		}
	}
	for id, v := range values {
		c, err := t.screen[id].Canonical(v)
		if err != nil {
			panic("a plan writes what is not taken: " + err.Error())
		}
		fields[id] = c
	}
	i = t.issues[i.ID]
	i.Fields = fields
	t.issues[i.ID] = i
}

// said lists what a plan writes into fields and what it holds, one a line.
func said(p plan.Plan) string {
	var out []string
	for _, c := range p.Changes {
		for _, f := range c.Fields {
			if f.Name != "type" && f.Name != "summary" && f.Name != "remote link" {
				out = append(out, fmt.Sprintf("%s %s: %s → %s", c.Verb, f.Name, f.From, f.To))
			}
		}
	}
	for _, h := range p.Holds {
		for _, f := range h.Fields[max(0, len(h.Fields)-1):] {
			out = append(out, fmt.Sprintf("%s %s", h.Hold, f.Name))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// Three ways: what we want, what we wrote, what is there.
func TestFieldsThreeWays(t *testing.T) {
	enforced := text("Team", "A")
	enforced.Enforce = true
	once := text("Team", "A")
	once.Once = true
	where := desired.Fill{Field: "components", From: "environment", Map: map[string]string{"chrome": "Cart", "firefox": "Till", "edge": "Home"}}
	for name, c := range map[string]struct {
		before, after desired.Fill
		people        map[string]jira.Value
		results       string
		want          string
	}{
		"nothing new":               {before: text("Team", "A")},
		"our word changes":          {before: text("Team", "A"), after: text("Team", "B"), want: "update Team: A → B"},
		"people change it":          {before: text("Team", "A"), people: map[string]jira.Value{"c2": {"B"}}, want: "human-edit Team"},
		"people empty it":           {before: text("Team", "A"), people: map[string]jira.Value{"c2": nil}, want: "human-edit Team"},
		"both change":               {before: text("Team", "A"), after: text("Team", "B"), people: map[string]jira.Value{"c2": nil}, want: "human-edit Team"},
		"both say the same":         {before: text("Team", "A"), after: text("Team", "B"), people: map[string]jira.Value{"c2": {"B"}}},
		"enforced":                  {before: enforced, people: map[string]jira.Value{"c2": {"B"}}, want: "update Team: B → A"},
		"enforced, in another case": {before: func() desired.Fill { f := text("team", "a"); f.Enforce = true; return f }()},
		"once":                      {before: once, people: map[string]jira.Value{"c2": {"B"}}},
		"once, our word changes":    {before: once, after: func() desired.Fill { f := text("Team", "B"); f.Once = true; return f }()},
		"we have nothing to say":    {before: text("Team", "{{ .Case.Owner }}"), people: map[string]jira.Value{"c2": {"B"}}},
		"we take it back":           {before: text("Line", "x"), after: text("Line", "{{ .Case.Owner }}"), want: "update Line: x → (nothing)"},
		"a new rule, empty":         {after: text("Line", "x"), want: "update Line:  → x"},
		"a new rule, filled":        {after: text("Line", "x"), people: map[string]jira.Value{"c1": {"y"}}, want: "human-edit Line"},
		"a new rule, the same":      {after: text("Line", "x"), people: map[string]jira.Value{"c1": {"x"}}},
		"a value not allowed":       {before: text("Team", "A"), after: text("Team", "C"), want: "refused Team"},
		"elements":                  {before: where, results: "pays: chrome=fff edge=ff", want: "update Components: Cart, Till → Cart, Home\nupdate description: as last written → failed 3 times in a row on chrome, edge, since run 800"},
		"one of people's":           {before: where, people: map[string]jira.Value{"components": {"Cart", "Till", "Home"}}},
		"one of ours taken away":    {before: where, people: map[string]jira.Value{"components": {"Till"}}},
		"both in a list": {before: where, people: map[string]jira.Value{"components": {"Till"}}, results: "pays: chrome=fff edge=ff",
			want: "update Components: Till → Home\nupdate description: as last written → failed 3 times in a row on chrome, edge, since run 800"},
		"the most severe": {before: desired.Fill{Field: "priority", From: "environment", Map: map[string]string{"chrome": "Low", "firefox": "High"}},
			after: text("priority", "Low"), want: "update Priority: High → Low"},
	} {
		t.Run(name, func(t *testing.T) {
			var rules []desired.Fill
			if c.before.Field != "" {
				rules = []desired.Fill{c.before}
			}
			town, _ := fieldTown(t, rules...)
			if c.after.Field != "" {
				town.wishes.Fills = []desired.Fill{c.after}
			}
			if c.people != nil {
				town.set(town.issue("SHOP-50"), c.people)
			}
			if c.results != "" {
				town.results(c.results)
			}
			p := town.plan(t)
			if got := said(p); got != c.want {
				t.Errorf("the plan says\n%s\nwant\n%s", got, c.want)
			}
			town.apply(p)
			if again := town.plan(t); !again.Empty() {
				t.Errorf("the plan after it is not empty:\n%s", said(again))
			}
		})
	}
}

// A field that has not been read is not taken for an empty one.
func TestUnreadFieldIsLeft(t *testing.T) {
	town, _ := fieldTown(t)
	town.wishes.Fills = []desired.Fill{text("Line", "x")}
	i := town.issue("SHOP-50")
	i.Fields = nil
	town.issues[i.ID] = i
	if p := town.plan(t); said(p) != "" {
		t.Errorf("the plan says %s", said(p))
	}
}

// What an adopted issue holds are other people's words, also an empty field.
func TestAdoptedFieldsAreLeft(t *testing.T) {
	for _, there := range []jira.Value{nil, {"by ann"}} {
		town, _ := fieldTown(t, text("Line", "x"))
		town.rows = map[string]ledger.Entry{} // the store is lost
		town.set(town.issue("SHOP-50"), map[string]jira.Value{"c1": there})
		for range 2 {
			p := town.plan(t)
			if said(p) != "" {
				t.Errorf("%v: the plan says %s", there, said(p))
			}
			town.apply(p)
		}
		town.wishes.Fills = []desired.Fill{text("Line", "y")}
		if p := town.plan(t); said(p) != "human-edit Line" {
			t.Errorf("%v: the plan says %s", there, said(p))
		}
	}
}

// Rules that mean no field are told and leave the rest alone; what new issues must have
// is asked for before Jira refuses it.
func TestFieldsOfNewDefects(t *testing.T) {
	town := newTown(wishes(""))
	town.screen = screen()
	town.wishes.Fills = []desired.Fill{text("Line", "x"), text("TWIN", "x"), text("Odd", "x"), text("c1", "y"), text("Team", "C"), text("Status", "Done")}
	town.results("pays: ff")
	p := town.plan(t)
	if got := said(p); got != "create Line:  → x\nrefused Team" || !p.Unfit {
		t.Errorf("the plan says %s", got)
	}
	for _, want := range []string{`defects.fields.TWIN: the name "TWIN" is that of 2 fields; name one by its id: c3, c4`, "defects.fields.Odd: ", "syncd cannot write fields of this type",
		`defects.fields.c1: it is the field that "Line" means, too`, `defects.fields.Status: there is no field "Status"`} {
		if !strings.Contains(strings.Join(p.Warnings, "\n"), want) {
			t.Errorf("no warning %q in %q", want, p.Warnings)
		}
	}
	must := town.screen["c2"]
	must.Required = true
	town.screen["c2"] = must
	p = town.plan(t)
	if got := said(p); got != "required-field Line" || len(p.Changes) != 0 || !strings.Contains(p.Holds[0].Because, `"Team" (c2), and nothing fills it: name it in defects.fields; it takes A, B`) {
		t.Errorf("the plan says %s, %+v", got, p.Holds)
	}
	if s := p.Failing[0]; s.State != plan.StateHeld || s.Hold != plan.HoldRequiredField {
		t.Errorf("the case is %s", s)
	}
	must.HasDefault = true
	town.screen["c2"] = must
	if p = town.plan(t); len(p.Changes) == 0 {
		t.Errorf("a field with a default holds the create: %s", said(p))
	}
}

// Whatever people do to fields in whatever order, none of their edits of a kept field is
// lost, and everything comes to rest.
func TestFieldsConverge(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		town, _ := fieldTown(t, randomRules(r)...)
		byHand := ""
		for range 10 {
			switch r.IntN(4) {
			case 0:
				byHand = []string{"ann", "", "bob"}[r.IntN(3)]
				town.set(town.issue("SHOP-50"), map[string]jira.Value{"c1": {byHand}, "c2": {[]string{"A", "B", ""}[r.IntN(3)]}, "components": {"Home"}})
			case 1:
				town.wishes.Fills = randomRules(r)
			case 2:
				town.results(fmt.Sprintf("pays: chrome=f%s firefox=f%s", strings.Repeat("f", 1+r.IntN(3)), strings.Repeat("f", r.IntN(3))))
			}
			town.apply(town.plan(t))
			if got := town.issue("SHOP-50").Fields["c1"]; byHand == "ann" && !slices.Equal(got, jira.Value{"ann"}) {
				t.Fatalf("seed %d: ann's words became %v", seed, got)
			}
		}
		if p := town.plan(t); !p.Empty() {
			t.Errorf("seed %d: the plan is not empty:\n%s", seed, said(p))
		}
	}
}

// randomRules fill some fields anyhow; Line keeps what people write.
func randomRules(r *rand.Rand) []desired.Fill {
	team := text("Team", []string{"A", "B", "C", "{{ .Case.Owner }}"}[r.IntN(4)])
	team.Enforce = r.IntN(2) == 0
	line := text("Line", []string{"{{ .Case.Title }}", "{{ .Failures }} failures", "{{ .Run.Name }}", ""}[r.IntN(4)])
	parts := desired.Fill{Field: "components", From: "environment", Default: "Cart", Map: map[string]string{"chrome": []string{"Cart", "Till"}[r.IntN(2)]}, Enforce: r.IntN(4) == 0}
	return []desired.Fill{line, team, parts}[r.IntN(2):]
}

// The file belongs to the create, and is asked for until it is there.
func TestAttachedOnce(t *testing.T) {
	town := newTown(wishes(""))
	town.wishes.Log, town.rules.Policy, town.rules.Limits.Edits = true, plan.CreateOnly, 1
	loud := func(text string) {
		town.results(text)
		for k := range town.world.Failures {
			town.world.Failures[k] = model.Result{Failure: &model.Failure{Output: "printed"}}
		}
	}
	loud("pays: ff")
	p := town.plan(t)
	if got := said(p); got != "create description:  → \nupdate attachment:  → failure-801.txt" && got != "update attachment:  → failure-801.txt" {
		t.Errorf("the plan says %s", got)
	}
	for _, limit := range []func(*plan.Rules){func(r *plan.Rules) { r.Policy = plan.Observe }, func(r *plan.Rules) { r.Limits.Creates = 0 }, func(r *plan.Rules) { r.Paused = "x" }} {
		rules := town.rules
		limit(&town.rules)
		if held := town.plan(t); !held.Empty() {
			t.Errorf("without the create there is %s", said(held))
		}
		town.rules = rules
	}
	all := p.Changes
	p.Changes = slices.DeleteFunc(slices.Clone(all), func(c plan.Change) bool { return c.Work.Attach != nil })
	town.apply(p) // the file was not answered
	loud("pays: fff")
	p = town.plan(t)
	if got := said(p); got != "update attachment:  → failure-802.txt" || p.Changes[0].Parking() != all[len(all)-1].Parking() {
		t.Errorf("the plan says %s", got)
	}
	town.apply(p)
	for _, results := range []string{"pays: ffff", "pays: fffpp", "pays: fffppff"} {
		loud(results)
		if p := town.plan(t); strings.Contains(said(p), "attachment") {
			t.Errorf("%s: the plan says %s", results, said(p))
		}
	}
}

// What Jira has declined in three defects is not tried on the fourth, until something has
// changed; two may have reasons of their own.
func TestDeclinedRuleRests(t *testing.T) {
	for _, tc := range []struct {
		declined int
		setup    string
		want     string
		warned   bool
	}{
		{2, "", "create Line:  → x", false},
		{3, "", "refused Line", true},
		{3, "other", "create Line:  → x", false},
	} {
		town, _ := fieldTown(t, text("Line", "x"))
		for n := range tc.declined {
			e := town.claimed(fmt.Sprint("old ", n))
			e.State, e.IssueID, e.Declined = ledger.Owned, fmt.Sprint(900+n), ledger.Declined{At: town.now, Words: map[string]string{"c1": "no such line"}}
			town.put2(e)
		}
		town.setup = tc.setup
		town.results("pays: chrome=ff firefox=ff\nships: ff")
		p := town.plan(t)
		got := said(p)
		if !strings.Contains(got, tc.want) || strings.Contains(got, "create Line") != strings.Contains(tc.want, "create") {
			t.Errorf("%d declined under %q: the plan says %s", tc.declined, tc.setup, got)
		}
		if warned := strings.Contains(strings.Join(p.Warnings, "\n"), `jira would not take the field "Line" (c1) in 3 defects: no such line`); warned != tc.warned {
			t.Errorf("%d declined: warnings %q", tc.declined, p.Warnings)
		}
	}
}
