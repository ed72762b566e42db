package desired_test

import (
	"strings"
	"testing"
	"time"

	"syncd/internal/desired"
	"syncd/internal/model"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// noon is now.
var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// outcomes are the letters that stand for results.
var outcomes = map[rune]model.Outcome{'p': model.Passed, 'f': model.Failed, 's': model.Skipped, 'b': model.Blocked, 'n': model.Pending}

// town is a world with one case, and what is known of its runs.
type town struct {
	world model.World
	c     model.Case
}

// newTown reads lines such as `chrome/[EUR]=ffp~cause`: environment, row, results an
// hour apart from midnight on, and what they fail with.
func newTown(c model.Case, lines ...string) town {
	t := town{c: c, world: model.World{Cases: map[model.CaseID]model.Case{c.ID: c}, Runs: map[model.RunID]model.Run{}, Failures: map[model.LineKey]model.Result{}}}
	for _, text := range lines {
		where, letters, _ := strings.Cut(text, "=")
		letters, cause, _ := strings.Cut(letters, "~")
		env, row, _ := strings.Cut(where, "/")
		key := model.LineKey{Case: c.ID, Row: row, Environment: env, Branch: "main"}
		var points []model.Point
		for n, l := range letters {
			at := noon.Truncate(24 * time.Hour).Add(time.Duration(n) * time.Hour)
			run := model.Run{ID: model.RunID("run" + string(rune('0'+n))), Name: "80" + string(rune('0'+n)),
				Context: model.Context{Branch: "main", Commit: "1a2b3c4", URL: "https://ci.example.com/80" + string(rune('0'+n))}}
			t.world.Runs[run.ID] = run
			p := model.Point{Run: run.ID, Finished: at, Outcome: outcomes[l]}
			if l == 'f' {
				p.Signature = "sig" + cause
			}
			points = append(points, p)
		}
		line := model.Fold(key, points)
		t.world.Lines = append(t.world.Lines, line)
		if line.Failing() {
			t.world.Failures[key] = model.Result{Failure: &model.Failure{Message: "expected 200, got 503" + cause,
				Detail: "expected 200, got 503\n\tat shop.Checkout.pay(Checkout.java:42)"}}
		}
	}
	return t
}

// subject is the case as verdict hands it on.
func (t town) subject() verdict.Subject {
	return verdict.Subject{Case: t.c, Lines: t.world.Lines, Stories: []string{"SHOP-1", "SHOP-2"}}
}

// judge returns the wish for the case.
func (t town) judge(tb testing.TB, r desired.Rules) desired.Defect {
	tb.Helper()
	got, err := desired.Build(t.world, []verdict.Subject{t.subject()}, r, noon)
	if err != nil {
		tb.Fatal(err)
	}
	return got[0]
}

// pay is an ordinary case.
var pay = model.Case{ID: "case-pay", Source: "web", Title: "guest can pay", Class: "shop.Checkout", Name: "guest can pay", Automated: true,
	URL: "https://tests.example.com/C7"}

// rules are ordinary rules; when and summary may be changed.
func rules(tb testing.TB, when, summary string) desired.Rules {
	tb.Helper()
	if when == "" {
		when = "failures >= (automated ? 2 : 1) && !flaky && !muted"
	}
	if summary == "" {
		summary = "{{ .Case.Title }} fails{{ with .Environment }} on {{ . }}{{ end }}"
	}
	w, err := rule.Compile[desired.Facts](when)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := rule.CompileText("summary", summary, desired.Sample()...)
	if err != nil {
		tb.Fatal(err)
	}
	return desired.Rules{Owner: "acme", Project: "SHOP", ProjectID: "10000", Type: "Bug", Link: "Relates", Labels: []string{"qa"}, When: w, Summary: s,
		Passes: 2, MaxAge: 30 * 24 * time.Hour, Web: "https://quality.example.com/", Namespace: map[string]string{"web": "ns"}}
}

func TestEvidence(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  desired.Evidence
	}{
		"never run":                          {nil, desired.Silent},
		"not run":                            {[]string{"=s"}, desired.Silent},
		"blocked":                            {[]string{"=b"}, desired.Silent},
		"fails":                              {[]string{"=pf"}, desired.Failing},
		"fails, then does not run":           {[]string{"=fs"}, desired.Failing},
		"one line fails":                     {[]string{"a=pp", "b=f"}, desired.Failing},
		"passed once":                        {[]string{"=fp"}, desired.Silent},
		"passed enough":                      {[]string{"=fpp"}, desired.Recovered},
		"passed enough, then not run":        {[]string{"=fpps"}, desired.Recovered},
		"one line not enough":                {[]string{"a=fpp", "b=fp"}, desired.Silent},
		"a line that never failed":           {[]string{"a=fpp", "b=s"}, desired.Recovered},
		"no failure remembered":              {[]string{"=pp"}, desired.Recovered},
		"no failure remembered, once":        {[]string{"=p"}, desired.Silent},
		"no failure remembered, one line":    {[]string{"a=pp", "b=p"}, desired.Silent},
		"no failure remembered, one not run": {[]string{"a=pp", "b=s"}, desired.Silent},
	} {
		d := newTown(pay, c.lines...).judge(t, rules(t, "", ""))
		if d.Evidence != c.want {
			t.Errorf("%s: %s, want %s", name, d.Evidence, c.want)
		}
		if (d.Evidence != desired.Silent) != (d.Why != "") && d.Evidence != desired.Silent {
			t.Errorf("%s: a wish without a reason", name)
		}
	}
}

func TestDue(t *testing.T) {
	manual, muted, withTags := pay, pay, pay
	withTags.Tags = []string{"smoke"}
	manual.Automated, muted.Muted = false, true
	for name, c := range map[string]struct {
		when  string
		c     model.Case
		lines []string
		due   bool
		need  int
		worst int
	}{
		"automated, once":      {"", pay, []string{"=pf"}, false, 2, 1},
		"automated, twice":     {"", pay, []string{"=pff"}, true, 0, 2},
		"manual, once":         {"", manual, []string{"=pf"}, true, 0, 1},
		"muted":                {"", muted, []string{"=ff"}, false, 0, 2},
		"flaky":                {"", pay, []string{"=pfpff"}, false, 0, 2},
		"one line is enough":   {"", pay, []string{"a=pf", "b=ff"}, true, 0, 2},
		"lines are not added":  {"", pay, []string{"a=pf", "b=pf"}, false, 2, 1},
		"custom":               {`failures >= 3 && environment == "b"`, pay, []string{"a=ffff", "b=ff"}, false, 5, 4},
		"custom holds":         {`environment in ["a", "b"]`, pay, []string{"b=f"}, true, 0, 1},
		"cannot be evaluated":  {`len(tags) == 0 || tags[7] == "x"`, withTags, []string{"b=f"}, false, 0, 1},
		"custom never":         {`title == "other"`, pay, []string{"b=f"}, false, 0, 1},
		"custom on everything": {`source == "web" && class startsWith "shop." && len(tags) == 0 && branch == "main" && owner + component + priority == ""`, pay, []string{"b=f"}, true, 0, 1},
	} {
		d := newTown(c.c, c.lines...).judge(t, rules(t, c.when, ""))
		if d.Due != c.due || d.Worst != c.worst || d.Need != c.need {
			t.Errorf("%s: due %v, worst %d, need %d", name, d.Due, d.Worst, d.Need)
		}
		if d.Due == (d.Waiting != "") {
			t.Errorf("%s: due %v, and waits because %q", name, d.Due, d.Waiting)
		}
	}
}

func TestOld(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		age   time.Duration
		want  bool
	}{
		"lately":                    {[]string{"=ff"}, 12 * time.Hour, false},
		"too long ago":              {[]string{"=ff"}, 10 * time.Hour, true},
		"at any age":                {[]string{"=ff"}, 0, false},
		"another line lately":       {[]string{"a=ff", "b=ffffff"}, 8 * time.Hour, false},
		"another line, passing now": {[]string{"a=ff", "b=ffffpp"}, 10 * time.Hour, true},
		"another line, not due":     {[]string{"a=ff", "b=pppppf"}, 10 * time.Hour, true},
	} {
		r := rules(t, "", "")
		r.MaxAge = c.age
		if d := newTown(pay, c.lines...).judge(t, r); d.Old != c.want {
			t.Errorf("%s: old %v", name, d.Old)
		}
	}
}

func TestKey(t *testing.T) {
	base := rules(t, "", "")
	key := base.Key(pay)
	if key != "xkwbcl6umarzo2e2" {
		t.Errorf("the key is %q: another one makes every defect of every installation twice", key)
	}
	changes := map[string]struct {
		change func(*desired.Rules, *model.Case)
		same   bool
	}{
		"project key": {func(r *desired.Rules, _ *model.Case) { r.Project = "STORE" }, true},
		"rules":       {func(r *desired.Rules, _ *model.Case) { r.Type, r.Web, r.Passes = "Fault", "", 9 }, true},
		"title":       {func(_ *desired.Rules, c *model.Case) { c.Title = "other" }, true},
		"source, one namespace": {func(r *desired.Rules, c *model.Case) {
			c.Source = "moved"
			r.Namespace = map[string]string{"moved": "ns"}
		}, true},
		"namespace":  {func(r *desired.Rules, _ *model.Case) { r.Namespace = map[string]string{"web": "other"} }, false},
		"owner":      {func(r *desired.Rules, _ *model.Case) { r.Owner = "other" }, false},
		"project id": {func(r *desired.Rules, _ *model.Case) { r.ProjectID = "10001" }, false},
		"case":       {func(_ *desired.Rules, c *model.Case) { c.ID = "other" }, false},
	}
	for name, c := range changes {
		r, one := base, pay
		c.change(&r, &one)
		if got := r.Key(one); (got == key) != c.same {
			t.Errorf("%s: key %s, was %s", name, got, key)
		}
	}
	unnamed, named := base, base
	unnamed.Namespace, named.Namespace = nil, map[string]string{"web": "web"}
	if unnamed.Key(pay) != named.Key(pay) {
		t.Error("without a namespace a source's name is its namespace")
	}
}

func TestBuildNeedsWhatKeysAreMadeOf(t *testing.T) {
	for _, forget := range []func(*desired.Rules){func(r *desired.Rules) { r.Owner = "" }, func(r *desired.Rules) { r.ProjectID = "" }} {
		r := rules(t, "", "")
		forget(&r)
		if _, err := desired.Build(model.World{}, nil, r, noon); err == nil {
			t.Error("keys were made of nothing: every defect would be made twice")
		}
	}
}

// A case fails since its first line began to, and on the environments that fail now.
func TestSince(t *testing.T) {
	midnight := noon.Truncate(24 * time.Hour)
	for _, tc := range []struct {
		lines []string
		since time.Time
		envs  string
	}{
		{[]string{"firefox=pff", "chrome=ppf", "safari=ffp"}, midnight.Add(time.Hour), "chrome firefox"},
		{[]string{"chrome/[EUR]=pf", "chrome/[GBP]=ff"}, midnight, "chrome"},
		{[]string{"=fpf"}, midnight.Add(2 * time.Hour), ""},
		{[]string{"chrome=ffp"}, time.Time{}, ""},
	} {
		d := newTown(model.Case{ID: "a", Source: "web", Title: "pays"}, tc.lines...).judge(t, rules(t, "failures >= 2", "{{ .Case.Title }}"))
		if got := strings.Join(d.Environments, " "); !d.Since.At.Equal(tc.since) || got != tc.envs {
			t.Errorf("%v fails since %v on %q, want %v on %q", tc.lines, d.Since, got, tc.since, tc.envs)
		}
	}
}
