package desired_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

// each judges one case per line, `title: chrome=ff~cause`, under the same rules.
func each(t *testing.T, r desired.Rules, lines ...string) []desired.Defect {
	t.Helper()
	var out []desired.Defect
	for _, line := range lines {
		title, results, _ := strings.Cut(line, ": ")
		c := pay
		c.ID, c.Title, c.Name, c.URL = model.CaseID("case-"+title), title, title, ""
		out = append(out, newTown(c, strings.Fields(results)...).judge(t, r))
	}
	return out
}

// printed is a shared defect as people read it.
func printed(d desired.Defect) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "Summary: %s\nWhy: %s\nComment: %s\nLinks: %d\n", d.Draft.Summary, d.Why, d.Note.Text(), len(d.Draft.Links))
	line := func(bullet string, spans []jira.Span) {
		b.WriteString(bullet)
		for _, s := range spans {
			b.WriteString(s.Text)
			if s.Link != "" {
				b.WriteString(" <" + s.Link + ">")
			}
		}
		b.WriteString("\n")
	}
	for _, block := range d.Draft.Description.Blocks {
		fmt.Fprintf(&b, "\n[%s]\n%s", block.Kind, block.Text)
		line("", block.Spans)
		for _, item := range block.Items {
			line("* ", item)
		}
	}
	return []byte(b.String())
}

// TestSharedDescription shows the whole text of what several tests share.
func TestSharedDescription(t *testing.T) {
	r := rules(t, "", "")
	flood := []string{"admin can pay: chrome=pff~css", hostile + ": firefox=ff"}
	for n := range 120 {
		flood = append(flood, fmt.Sprintf("case %03d: chrome=fff~db", n))
	}
	for name, d := range map[string]desired.Defect{
		"umbrella":       r.Join("key", true, each(t, r, "guest can pay: chrome=ff~db", "member can pay: chrome=ff~db firefox=fff~db", "admin can pay: chrome=pff~css", "nobody can pay: chrome=ffpp")),
		"umbrella-large": r.Join("key", true, each(t, r, flood...)),
		"together":       r.Join("key", false, each(t, r, "member can pay: chrome=fff~db", "guest can pay: chrome=ff~db")),
	} {
		golden(t, "testdata/"+name+".txt", printed(d))
	}
}

func TestJoin(t *testing.T) {
	r := rules(t, "", "")
	for name, c := range map[string]struct {
		lines    []string
		evidence desired.Evidence
		due      bool
		worst    int
		summary  string
	}{
		"all fail":              {[]string{"b: =fff~x", "a: =ff~x"}, desired.Failing, true, 3, "a fails (and 1 more that fails alike)"},
		"three fail":            {[]string{"b: =fff~x", "a: =ff~x", "c: =ff~x"}, desired.Failing, true, 3, "a fails (and 2 more that fail alike)"},
		"one fails":             {[]string{"b: =fff~x", "a: =ffpp~x"}, desired.Failing, true, 3, "b fails"},
		"one waits":             {[]string{"b: =f~x", "a: =ff~x"}, desired.Failing, true, 2, "a fails (and 1 more that fails alike)"},
		"all wait":              {[]string{"b: =f~x", "a: =f~x"}, desired.Failing, false, 1, "a fails (and 1 more that fails alike)"},
		"one has passed enough": {[]string{"b: =fp~x", "a: =ffpp~x"}, desired.Silent, false, 0, "a fails (and 1 more that fails alike)"},
		"all have":              {[]string{"b: =fpp~x", "a: =ffpp~x"}, desired.Recovered, false, 0, "a fails (and 1 more that fails alike)"},
		"nothing remembered":    {[]string{"b: =pp", "a: =pp"}, desired.Recovered, false, 0, ""},
	} {
		d := r.Join("key", false, each(t, r, c.lines...))
		if d.Evidence != c.evidence || d.Due != c.due || d.Worst != c.worst || d.Draft.Summary != c.summary {
			t.Errorf("%s: %s, due %v, worst %d, %q", name, d.Evidence, d.Due, d.Worst, d.Draft.Summary)
		}
		if d.Key != "key" || len(d.Each()) != len(c.lines) || d.Why == "" || d.Remembered() != (c.summary != "") {
			t.Errorf("%s: key %s, %d members, why %q", name, d.Key, len(d.Each()), d.Why)
		}
		if c.evidence == desired.Failing && c.due == (d.Waiting != "" && c.worst == 1) {
			t.Errorf("%s: due %v, and waits because %q", name, d.Due, d.Waiting)
		}
	}
}

// TestJoinFacts shows what is worth an edit of a shared defect.
func TestJoinFacts(t *testing.T) {
	r := rules(t, "", "")
	base := r.Join("key", true, each(t, r, "a: chrome=ff~x", "b: chrome=ff~x"))
	for name, c := range map[string]struct {
		lines []string
		same  bool
	}{
		"in another order":   {[]string{"b: chrome=ff~x", "a: chrome=ff~x"}, true},
		"a further failure":  {[]string{"a: chrome=fff~x", "b: chrome=ff~x"}, true},
		"one passes":         {[]string{"a: chrome=ffpp~x", "b: chrome=ff~x"}, false},
		"one more":           {[]string{"a: chrome=ff~x", "b: chrome=ff~x", "c: chrome=ff~x"}, false},
		"another cause":      {[]string{"a: chrome=ff~x", "b: chrome=ff~y"}, false},
		"one more environme": {[]string{"a: chrome=ff~x firefox=ff~x", "b: chrome=ff~x"}, false},
	} {
		d := r.Join("key", true, each(t, r, c.lines...))
		if (d.Facts == base.Facts) != c.same {
			t.Errorf("%s: facts stay %v", name, !c.same)
		}
	}
}

// TestJoinRetired leaves out who is no longer run, unless nobody is.
func TestJoinRetired(t *testing.T) {
	r := rules(t, "", "")
	judged := func(retired ...string) desired.Defect {
		members := each(t, r, "a: =ff~x", "b: =ffpp~x")
		for i, m := range members {
			for n, title := range retired {
				if m.Case.Title == title {
					members[i].Evidence, members[i].Retirement = desired.Silent, model.Retirement{Since: noon.AddDate(0, 0, n), Runs: 5}
				}
			}
		}
		return r.Join("key", false, members)
	}
	if d := judged("a"); d.Evidence != desired.Recovered || !d.Retirement.Since.IsZero() {
		t.Errorf("one of two is retired: %s, %v", d.Evidence, d.Retirement)
	}
	if d := judged("a", "b"); d.Evidence != desired.Silent || !d.Retirement.Since.Equal(noon.AddDate(0, 0, 1)) {
		t.Errorf("both are retired: %s, %v", d.Evidence, d.Retirement)
	}
}

// TestRetiredAndRenamed reads the world's word on cases that vanished.
func TestRetiredAndRenamed(t *testing.T) {
	town := newTown(pay, "=ff")
	town.world.Retired = map[model.CaseID]model.Retirement{pay.ID: {Since: noon, Runs: 5}}
	town.world.Renamed = map[model.CaseID]model.CaseID{pay.ID: "old"}
	d := town.judge(t, rules(t, "", ""))
	if d.Evidence != desired.Silent || d.Retirement.Runs != 5 || d.Before.ID != "old" || d.Before.Title != "old" {
		t.Errorf("%s, %+v, %+v", d.Evidence, d.Retirement, d.Before)
	}
	town.world.Cases["old"] = model.Case{ID: "old", Title: "guest pays"}
	if d = town.judge(t, rules(t, "", "")); d.Before.Title != "guest pays" {
		t.Errorf("the vanished case is %+v", d.Before)
	}
	want := "The test is no longer run. The last result is of 2026-07-01 12:00 UTC, and 5 complete runs since then went without. syncd leaves closing this issue to you."
	if got := d.Retired().Body.Text(); got != want {
		t.Errorf("it says %q", got)
	}
}

// TestPer cuts one case into what each defect stands for.
func TestPer(t *testing.T) {
	for per, want := range map[desired.Per]int{"": 1, desired.PerCase: 1, desired.PerRow: 2, desired.PerEnvironment: 2, desired.PerSignature: 3} {
		r := rules(t, "", "")
		r.Per = per
		town := newTown(pay, "chrome/[EUR]=ff~x", "chrome/[USD]=ff~y", "firefox/[EUR]=ffpp~z")
		got, err := desired.Build(town.world, []verdict.Subject{town.subject()}, r, noon)
		if err != nil || len(got) != want {
			t.Errorf("per %q: %d wishes, %v", per, len(got), err)
		}
		keys := map[string]bool{}
		for _, d := range got {
			keys[d.Key] = true
		}
		if len(keys) != len(got) {
			t.Errorf("per %q: two wishes have one key", per)
		}
	}
}

// TestSharedLimits joins as many tests with names as long as there may be: the text must
// stay below Jira's limit all the same.
func TestSharedLimits(t *testing.T) {
	r := rules(t, "", "")
	long := strings.Repeat("long ", 500)
	var members []desired.Defect
	for n := range 200 {
		c := pay
		c.ID, c.Title, c.Name = model.CaseID(fmt.Sprint("case-", n)), long, fmt.Sprint(n, long)
		var lines []string
		for e := range 25 {
			lines = append(lines, fmt.Sprintf("%02d%s=ff~%d", e, long, n))
		}
		town := newTown(c, lines...)
		for k := range town.world.Failures {
			town.world.Failures[k] = model.Result{Failure: &model.Failure{Message: long, Detail: strings.Repeat(long, 20)}}
		}
		members = append(members, town.judge(t, r))
	}
	for _, flood := range []bool{true, false} {
		d := r.Join("key", flood, members)
		n := 0
		texts(d.Draft.Description, func(s string) { n += utf8.RuneCountInString(s) })
		if n > jira.DescriptionMax || n < 10_000 || utf8.RuneCountInString(d.Draft.Summary) > jira.SummaryMax {
			t.Errorf("flood %v: %d characters, summary %q", flood, n, d.Draft.Summary)
		}
	}
}
