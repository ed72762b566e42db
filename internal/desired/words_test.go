package desired_test

import (
	"reflect"
	"strings"
	"testing"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/model"
)

// worded are ordinary rules with a description template.
func worded(t *testing.T, text string) desired.Rules {
	t.Helper()
	r := rules(t, "", "")
	var err error
	if r.Description, err = desired.CompileDescription(text); err != nil {
		t.Fatal(err)
	}
	return r
}

// kinds are the shapes of a description's blocks, with the words of what is short.
func kinds(d desired.Defect) string {
	var out []string
	for _, b := range d.Draft.Description.Blocks {
		text := (jira.Doc{Blocks: []jira.Block{b}}).Text()
		if len(text) > 30 {
			text = "…"
		}
		out = append(out, string(b.Kind)+" "+strings.TrimSpace(text))
	}
	return strings.Join(out, " | ")
}

// The body stands where the template says, once, and a test that prints what stands for
// it moves nothing.
func TestBodyStandsWhereItIsWanted(t *testing.T) {
	const body = "bullets … | heading Message | code expected 200, got 503 | heading Trace | code …"
	for text, want := range map[string]string{
		"":                                  body,
		"{{ .Body }}":                       body,
		"## Hi\n{{ .Body }}":                "heading Hi | " + body,
		"one\n\n{{ .Body }}\n\ntwo":         "paragraph one | " + body + " | paragraph two",
		"one {{ .Body }} two":               "paragraph one two | " + body,
		"- a\n- {{ .Body }}":                "bullets · a · | " + body,
		"{{ .Body }} and {{ .Body }}":       "paragraph and | " + body,
		"**{{ .Case.Name }}** only":         "paragraph guest can pay only",
		"{{ .Message }}{{ .Body }}":         "paragraph expected 200, got 503 | " + body,
		"{{ if eq .Failures 7 }}x{{ end }}": body,
		"```\n{{ .Body }}\n```":             body,
	} {
		r := rules(t, "", "")
		if text != "" {
			r = worded(t, text)
		}
		if got := kinds(newTown(pay, "chrome=ff").judge(t, r)); got != want {
			t.Errorf("%q is\n%s\nwant\n%s", text, got, want)
		}
	}
	sly := newTown(pay, "chrome=ff")
	for k := range sly.world.Failures {
		sly.world.Failures[k] = model.Result{Failure: &model.Failure{Message: "\uE000 \uE000\uE000 \uE000"}}
	}
	want := "paragraph \uE000 \uE000\uE000 \uE000 | bullets … | heading Message | code \uE000 \uE000\uE000 \uE000"
	if got := kinds(sly.judge(t, worded(t, "{{ .Message }}\n\n{{ .Body }}"))); got != want {
		t.Errorf("a test that prints what stands for the body: %q", got)
	}
}

// A template that fails on what a test has said leaves the body.
func TestFailingTemplateLeavesTheBody(t *testing.T) {
	r := worded(t, `{{ slice .Message 0 1 }} {{ .Body }}`)
	blank := newTown(pay, "=ff")
	for k := range blank.world.Failures {
		blank.world.Failures[k] = model.Result{Failure: &model.Failure{}}
	}
	if got := kinds(blank.judge(t, r)); got != "bullets …" {
		t.Errorf("it is %q", got)
	}
}

// Every insertion is escaped: no link, no heading, nothing bold comes from a test.
func TestTemplateQuotesHostileText(t *testing.T) {
	bad := pay
	bad.Title, bad.Owner = "**x** [y](https://evil.example.com)\n# z\n- q", "`o`"
	w := newTown(bad, "=ff")
	d := w.judge(t, worded(t, "{{ .Case.Title }}\n\n- {{ .Case.Owner }} {{ .Case.Title }}\n\n`{{ .Case.Title }}`"))
	texts(d.Draft.Description, func(s string) {
		if strings.HasPrefix(s, "https://evil") {
			t.Errorf("a test made a link: %s", s)
		}
	})
	for _, b := range d.Draft.Description.Blocks {
		if b.Kind == jira.Heading {
			t.Errorf("a test made a heading: %v", b)
		}
		for _, s := range b.Spans {
			if s.Bold || s.Em {
				t.Errorf("a test made %q bold", s.Text)
			}
		}
	}
}

// The page about defects lists every name that templates may use, and no other.
func TestWordsAreDocumented(t *testing.T) {
	page := page(t)
	var names []string
	for typ, prefix := range map[reflect.Type]string{reflect.TypeFor[desired.Words](): ".", reflect.TypeFor[model.Case](): ".Case.",
		reflect.TypeFor[desired.Occasion](): ".Since.", reflect.TypeFor[model.Run](): ".Run.", reflect.TypeFor[model.Context](): ".Run.Context."} {
		for _, f := range reflect.VisibleFields(typ) {
			if f.IsExported() && !f.Anonymous && f.Tag.Get("json") != "-" { // what is not kept says nothing to people
				names = append(names, prefix+f.Name)
			}
		}
	}
	for _, f := range desired.Froms() {
		names = append(names, string(f))
	}
	for _, n := range names {
		if !strings.Contains(page, "`"+n+"`") {
			t.Errorf("docs/defect-text.md does not tell of `%s`", n)
		}
	}
}
