package desired_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

var update = flag.Bool("update", false, "write the golden files anew")

// verdictDefect judges one subject.
func verdictDefect(tb testing.TB, w model.World, s verdict.Subject) desired.Defect {
	tb.Helper()
	got, err := desired.Build(w, []verdict.Subject{s}, rules(tb, "", ""), noon)
	if err != nil {
		tb.Fatal(err)
	}
	return got[0]
}

// hostile is text as only a test can print: markup of both editions, templates, control
// characters, colours, a text that runs backwards, bytes that are no UTF-8.
const hostile = "{{ .Case }} [~admin] {noformat}{code} h1. *b* <script> @ann \x1b[31mred\x1b[0m \u202eevil\x00 \xff\r\n|a||b|\n----"

func TestDescription(t *testing.T) {
	bad := pay
	bad.Title, bad.Name, bad.Class, bad.URL = hostile, hostile, hostile, "javascript:alert(1)"
	nasty := newTown(bad, "chrome=ff", "chrome/"+hostile+"=ff")
	for k := range nasty.world.Failures {
		nasty.world.Failures[k] = model.Result{Failure: &model.Failure{Message: hostile, Detail: hostile + "\n" + hostile}}
	}
	for id, run := range nasty.world.Runs {
		run.Name, run.Context.Branch, run.Context.URL = hostile, hostile, "data:text/html,x"
		nasty.world.Runs[id] = run
	}
	for name, d := range map[string]desired.Defect{
		"ordinary": newTown(pay, "chrome=pff", "firefox=ff~b").judge(t, rules(t, "", "")),
		"bare":     newTown(model.Case{ID: "c", Source: "web", Title: "t", Name: "t"}, "=ff").judge(t, rules(t, "", "")),
		"rows":     newTown(pay, "/[EUR]=ff", "/[USD]=fff").judge(t, rules(t, "", "")),
		"hostile":  nasty.judge(t, rules(t, "", "")),
	} {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		if err := enc.Encode(map[string]any{"summary": d.Draft.Summary, "description": d.Draft.Description, "labels": d.Draft.Labels, "links": d.Draft.Links}); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+name+".json", b.Bytes())
	}
}

// golden compares with a file, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s differs (%v):\n%s", name, err, got)
	}
}

// texts calls f with every text of a document.
func texts(d jira.Doc, f func(string)) {
	for _, b := range d.Blocks {
		f(b.Text)
		for _, item := range append(b.Items, b.Spans) {
			for _, s := range item {
				f(s.Text)
				f(s.Link)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("äöü ", 20_000)
	c := model.Case{ID: "c", Source: "web", Title: long, Name: long, Class: long, URL: "https://tests.example.com/" + strings.Repeat("x", 5000)}
	var lines []string
	for i := range 400 {
		lines = append(lines, fmt.Sprintf("%s%d/[%d %s]=ff~%d", long[:2000], i, i, long[:2000], i))
	}
	w := newTown(c, lines...)
	for k := range w.world.Failures {
		w.world.Failures[k] = model.Result{Failure: &model.Failure{Message: long, Detail: long + long}}
	}
	for id, run := range w.world.Runs {
		run.Name, run.Context.Branch, run.Context.Commit, run.Context.Version = long, long, long, long
		w.world.Runs[id] = run
	}
	s := w.subject()
	for i := range 500 {
		s.Stories = append(s.Stories, fmt.Sprint("SHOP-", i+1000))
	}
	d := verdictDefect(t, w.world, s)
	n := 0
	texts(d.Draft.Description, func(s string) { n += utf8.RuneCountInString(s) })
	if n > jira.DescriptionMax || n < 10_000 {
		t.Errorf("the description has %d runes", n)
	}
	if n := utf8.RuneCountInString(d.Draft.Summary); n > jira.SummaryMax {
		t.Errorf("the summary has %d runes", n)
	}
	if n := utf8.RuneCountInString(d.Note.Text()); n > 5000 {
		t.Errorf("the note has %d runes", n)
	}
	if n := utf8.RuneCountInString(d.Why); n > 10_000 {
		t.Errorf("the reason has %d runes", n)
	}
	link, _ := rules(t, "", "").CaseLink(d)
	if utf8.RuneCountInString(link.Title) > 255 || len(link.URL) > 2000 || len(link.GlobalID) > jira.GlobalIDMax {
		t.Errorf("the link is too long: %+v", link)
	}
}

func TestSummaryIsNeverEmpty(t *testing.T) {
	r := rules(t, "", "{{ .Message }}")
	blank, nameless := newTown(pay, "=ff"), newTown(model.Case{ID: "c7", Source: "web", Title: "\x00\n"}, "=ff")
	for _, one := range []town{blank, nameless} {
		for k := range one.world.Failures {
			one.world.Failures[k] = model.Result{Failure: &model.Failure{}}
		}
	}
	if got := blank.judge(t, r).Draft.Summary; got != "guest can pay" {
		t.Errorf("summary %q", got)
	}
	if got := nameless.judge(t, r).Draft.Summary; got != "test c7" {
		t.Errorf("summary %q", got)
	}
}

func TestFooter(t *testing.T) {
	got := (jira.Doc{Blocks: []jira.Block{desired.Footer("syncd-ignore", "syncd.abc")}}).Text()
	if !strings.Contains(got, "add the label syncd-ignore;") || !strings.Contains(got, "remove the label syncd.abc.") {
		t.Errorf("the footer says %q", got)
	}
}
