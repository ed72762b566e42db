package desired_test

import (
	"testing"

	"syncd/internal/model"
)

func TestFacts(t *testing.T) {
	base := newTown(pay, "chrome=ff~a").judge(t, rules(t, "", ""))
	titled := pay
	titled.Title, titled.Owner = "guest pays", "ann"
	for name, c := range map[string]struct {
		town           town
		facts, summary bool // whether they stay
	}{
		"one more failure":       {newTown(pay, "chrome=fff~a"), true, true},
		"a first pass":           {newTown(pay, "chrome=pff~a"), true, true},
		"a flaky neighbour":      {newTown(pay, "chrome=ff~a", "firefox=pp"), true, true},
		"a title":                {newTown(titled, "chrome=ff~a"), true, false},
		"another environment":    {newTown(pay, "firefox=ff~a"), false, false},
		"a further environment":  {newTown(pay, "chrome=ff~a", "firefox=f~a"), false, false},
		"another cause":          {newTown(pay, "chrome=ff~b"), false, true},
		"a further row":          {newTown(pay, "chrome/[EUR]=ff~a"), false, true},
		"a cause in a worse row": {newTown(pay, "chrome/=ff~a", "chrome/[EUR]=fff~b"), false, true},
	} {
		d := c.town.judge(t, rules(t, "", ""))
		if (d.Facts == base.Facts) != c.facts || (d.Headline == base.Headline) != c.summary {
			t.Errorf("%s: facts stay %v, summary stays %v", name, d.Facts == base.Facts, d.Headline == base.Headline)
		}
	}
}

func TestStoriesAreFacts(t *testing.T) {
	base := newTown(pay, "chrome=ff")
	s := base.subject()
	s.Stories = s.Stories[:1]
	fewer := verdictDefect(t, base.world, s)
	if fewer.Facts == base.judge(t, rules(t, "", "")).Facts {
		t.Error("a linked story is a fact")
	}
}

func TestCountsInTheSummaryRideAlong(t *testing.T) {
	r := rules(t, "", "{{ .Case.Title }} failed {{ .Failures }} times since {{ .Since.At }}: {{ .Message }} ({{ .Environment }})")
	two, three := newTown(pay, "chrome=ff~a").judge(t, r), newTown(pay, "chrome=pfff~a").judge(t, r)
	if two.Draft.Summary == three.Draft.Summary || two.Headline != three.Headline {
		t.Error("a count in the summary must not be worth an edit")
	}
	if other := newTown(pay, "firefox=ff~a").judge(t, r); other.Headline == two.Headline {
		t.Error("an environment in the summary is worth an edit")
	}
}

// Two lines that take turns at being the worst change nothing: neither the facts nor
// what the comment says.
func TestTurns(t *testing.T) {
	r := rules(t, "", "")
	a, b := newTown(pay, "a=pff~x", "b=ff~y").judge(t, r), newTown(pay, "a=pfff~x", "b=ff~y").judge(t, r)
	if a.Facts != b.Facts || a.NoteID != b.NoteID || a.Headline != b.Headline {
		t.Errorf("facts %s and %s, notes %s and %s", a.Facts, b.Facts, a.NoteID, b.NoteID)
	}
}

func TestNotes(t *testing.T) {
	r := rules(t, "", "")
	for name, c := range map[string]struct {
		a, b []string
		same bool
	}{
		"fails on":               {[]string{"=ff"}, []string{"=fff"}, true},
		"one line joins":         {[]string{"a=ff"}, []string{"a=ff", "b=f"}, true},
		"passes":                 {[]string{"=ff"}, []string{"=ffpp"}, false},
		"a further pass":         {[]string{"=ffpp"}, []string{"=ffppp"}, true},
		"failed again, passes":   {[]string{"=ffpp"}, []string{"=ffppfpp"}, false},
		"never failed, passes":   {[]string{"=pp"}, []string{"=ppp"}, true},
		"forgotten, remembered":  {[]string{"=pp"}, []string{"=fpp"}, false},
		"another line recovered": {[]string{"a=ffpp", "b=fppp"}, []string{"a=ffpp", "b=fpp"}, true},
	} {
		one, other := newTown(pay, c.a...).judge(t, r), newTown(pay, c.b...).judge(t, r)
		if (one.NoteID == other.NoteID) != c.same {
			t.Errorf("%s: %q and %q", name, one.Note.Text(), other.Note.Text())
		}
	}
	for letters, want := range map[string]string{
		"=ffpp": "The test passes again. Last failed: 2026-07-01 01:00 UTC, run 801, branch main, commit 1a2b3c4. syncd leaves closing this issue to you; once it is Done, it stays quiet unless the test fails again.",
		"=pff":  "The test fails again. Failing since: 2026-07-01 01:00 UTC, run 801, branch main, commit 1a2b3c4.",
		"=pp":   "The test passes. syncd remembers no failure of it; closing this issue is up to you.",
	} {
		if got := newTown(pay, letters).judge(t, r).Note.Text(); got != want {
			t.Errorf("%s says %q", letters, got)
		}
	}
}

func TestWhy(t *testing.T) {
	for letters, want := range map[string]string{
		"=pf":         "failed once, since run 801",
		"chrome=pff":  "failed 2 times in a row on chrome, since run 801",
		"chrome=ffpp": "passed 2 times in a row on chrome, last failed in run 801",
		"=ppp":        "passed 3 times in a row, and no failure of it is remembered",
	} {
		if got := newTown(pay, letters).judge(t, rules(t, "", "")).Why; got != want {
			t.Errorf("%s: %q, want %q", letters, got, want)
		}
	}
	lost := newTown(pay, "=ff")
	lost.world.Runs = map[model.RunID]model.Run{}
	if got := lost.judge(t, rules(t, "", "")).Why; got != "failed 2 times in a row, since an earlier run" {
		t.Errorf("without its run: %q", got)
	}
}
