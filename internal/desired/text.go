package desired

import (
	"fmt"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// Bounds of what one defect quotes, in runes: together they stay below Jira's
// limit of a description with room for markup.
const (
	messageMax = 2_000
	detailMax  = 12_000
	nameMax    = 200 // one name of anything
	listMax    = 20  // names in one list
	ownMax     = 5   // frames of the team's own code
)

// describe writes the description of a defect: what a developer needs, in the order
// in which it is asked for.
func (r Rules) describe(d Defect, v Vars) jira.Doc {
	var doc jira.Doc
	add := func(b ...jira.Block) { doc.Blocks = append(doc.Blocks, b...) }
	add(jira.List(r.headline(d, v)...))
	add(failureBlocks(v)...)
	if len(v.Rows) > 0 {
		add(jira.H("Rows that fail"), jira.List(rows(v.Rows)...))
	}
	return doc
}

// failureBlocks quotes what the failure said.
func failureBlocks(v Vars) []jira.Block {
	var out []jira.Block
	message, trace := strings.TrimSpace(rule.Clean(v.failure.Message)), strings.TrimSpace(rule.Clean(v.failure.Detail))
	if kind := rule.OneLine(v.failure.Type); kind != "" && !strings.Contains(message, kind) && trace != message {
		message = strings.TrimSuffix(rule.Cut(nameMax, kind)+": "+message, ": ")
	}
	if message != "" {
		out = append(out, jira.H("Message"), jira.Pre(rule.Cut(messageMax, message)))
	}
	if own := v.failure.Own(ownMax); len(own) > 0 {
		out = append(out, jira.H("Where in your code"), jira.Pre(rule.Cut(messageMax, rule.Clean(strings.Join(own, "\n")))))
	}
	if trace != "" && trace != message {
		out = append(out, jira.H("Trace"), jira.Pre(rule.Cut(detailMax, trace)))
	}
	return out
}

// Footer says how to answer syncd on the issue itself. Which labels do that, plan
// knows.
func Footer(ignore, key string) jira.Block {
	return jira.P(jira.T("Filed by syncd from test results and kept up to date by it. To make syncd leave this issue alone, add the label "),
		jira.M(ignore), jira.T("; to tell it that this is not the defect of this test, remove the label "), jira.M(key), jira.T("."))
}

// headline is the list at the top: since when, where, since what.
func (r Rules) headline(d Defect, v Vars) [][]jira.Span {
	items := [][]jira.Span{{jira.B("Test: "), jira.T(name(d.Case))}}
	item := func(label string, spans ...jira.Span) {
		items = append(items, append([]jira.Span{jira.B(label)}, spans...))
	}
	item("Failing since: ", v.Since.spans()...)
	if v.LastFailed.Run.ID != v.Since.Run.ID && !v.LastFailed.At.IsZero() {
		item("Latest failure: ", v.LastFailed.spans()...)
	}
	if v.LastPassed.At.IsZero() {
		item("Last passed: ", jira.T("never, as far as syncd knows"))
	} else {
		item("Last passed: ", v.LastPassed.spans()...)
	}
	if v.Environment != "" {
		item("Environments: ", jira.T(v.Environment))
	}
	if len(d.Stories) > 0 {
		item("Stories: ", jira.T(short(d.Stories, listMax)))
	}
	if len(d.Members) > 1 {
		return items // each test in the list has its own page
	}
	if page := address(d.Case.URL); page != "" {
		item("Test case: ", jira.Link(page, page))
	}
	if page := r.CasePage(d.Case.ID); page != "" {
		item("History: ", jira.Link(page, page))
	}
	return items
}

// name is the test's full name as a developer would search for it.
func name(c model.Case) string {
	full := c.Class + " › " + c.Name
	if c.Class == "" || c.Class == c.Name {
		full = c.Name
	}
	return rule.Cut(2*nameMax, rule.OneLine(full))
}

// short joins the first names of a list, and says how many more there are.
func short(names []string, most int) string {
	out := make([]string, 0, most+1)
	for i, n := range names {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		out = append(out, rule.Cut(nameMax, rule.OneLine(n)))
	}
	return strings.Join(out, ", ")
}

// spans says when and in which run, with its build and commit.
func (o Occasion) spans() []jira.Span {
	spans := []jira.Span{jira.T(o.At.UTC().Format("2006-01-02 15:04 MST") + ", ")}
	text := o.name()
	if page := address(o.Run.Context.URL); page != "" {
		spans = append(spans, jira.Link(text, page))
	} else {
		spans = append(spans, jira.T(text))
	}
	for _, part := range []struct{ label, value string }{
		{"build", o.build()}, {"branch", o.Run.Context.Branch}, {"version", o.Run.Context.Version}, {"commit", o.Run.Context.Commit}} {
		if part.value != "" {
			spans = append(spans, jira.T(fmt.Sprintf(", %s %s", part.label, rule.Cut(nameMax, rule.OneLine(part.value)))))
		}
	}
	return spans
}

// rows lists the failing rows of a table-driven test, the first of them by name.
func rows(names []string) [][]jira.Span {
	var items [][]jira.Span
	for i, n := range names {
		if i == listMax {
			return append(items, []jira.Span{jira.T(fmt.Sprintf("and %d more", len(names)-listMax))})
		}
		items = append(items, []jira.Span{jira.M(rule.Cut(nameMax, rule.OneLine(n)))})
	}
	return items
}

// note writes the one comment that follows the defect's state, and its digest: that it
// fails, or that it passes and which failure that ended. So a further pass, or another
// line that joins in, rewrites no comment.
func note(d Defect, v Vars) (jira.Doc, string) {
	if d.Evidence == Recovered {
		passes, it := "The test passes again. ", "the test fails"
		if len(d.Members) > 1 {
			passes, it = "The tests all pass again. ", "they fail"
		}
		doc := jira.Doc{Blocks: []jira.Block{jira.P(append([]jira.Span{
			jira.B(passes), jira.T("Last failed: ")}, append(v.LastFailed.spans(), jira.T("."))...)...),
			jira.P(jira.T("syncd leaves closing this issue to you; once it is Done, it stays quiet unless " + it + " again."))}}
		return doc, model.Key16("note:v1", "recovered", string(v.LastFailed.Run.ID))
	}
	doc := jira.Doc{Blocks: []jira.Block{jira.P(append([]jira.Span{
		jira.B(d.they("fails", "fail") + " again. "), jira.T("Failing since: ")}, append(v.Since.spans(), jira.T("."))...)...)}}
	return doc, model.Key16("note:v1", "failing")
}

// passes is the note for a case of which no failure is remembered, its digest, and
// why it is written.
func passes(n int) (jira.Doc, string, string) {
	doc := jira.Doc{Blocks: []jira.Block{jira.P(jira.B("The test passes."),
		jira.T(" syncd remembers no failure of it; closing this issue is up to you."))}}
	return doc, model.Key16("note:v1", "passes"), streak("passed", n) + ", and no failure of it is remembered"
}

// CasePage is the address of a case's page, "" if our pages have none.
func (r Rules) CasePage(id model.CaseID) string {
	if r.Web == "" {
		return ""
	}
	return strings.TrimRight(r.Web, "/") + "/cases/" + string(id)
}

// Sample returns variables as config tries templates on: ordinary ones, and hostile
// ones as only a test can print.
func Sample() []Vars {
	hostile := "{{.}} [~admin] {noformat} \u202e\x00\n<script>"
	run := model.Run{Name: "812", Context: model.Context{Version: "1.4", Build: "812", Branch: "main", Commit: "1a2b3c4"}}
	at := Occasion{At: time.Unix(0, 0), Run: run}
	return []Vars{
		{Case: model.Case{Title: "guest can pay", Name: "guest can pay", Class: "shop.Checkout"}, Environment: "staging", Failures: 2, Since: at, LastFailed: at,
			Run: run, Stories: []string{"SHOP-1"}, Rows: []string{"[EUR]"}, Message: "expected 200 but was 502", Page: "https://quality.example.com/cases/1"},
		{Case: model.Case{Title: hostile, Name: hostile, Owner: hostile, Tags: []string{hostile}}, Environment: hostile, Message: hostile, Trace: hostile, Failures: 1},
	}
}
