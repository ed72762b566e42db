package jiratest

import (
	"fmt"
	"strings"

	"syncd/internal/jira"
)

// texts are what tests can bring into fields of words, and what markup could make of it.
var texts = []string{hostile, "", " \n ", "\n\nx\n\n\ny\n", "# a\n* b\n- c\n1. d\n> e\n|f|g|", "{code}\nx\n{code}", "{noformat}x{noformat}", "\\ \\\\ \\{ {\\}",
	"a--b---c (x) (!) :-) ??q?? ^u^ ~d~ +i+ -s-", "h1. x\nbq. y\n----\n", "[a|b] [^c.txt] [~d] http://x.example/a_b_c?d=*e*&f#g", "!a.png|width=1!", "tab\tand  two spaces ",
	"&lt;b&gt; <b>&amp;</b> %20 \\u0041 $1", strings.Repeat("{panel:a=b}*x*_y_ ", 400), strings.Repeat("🧪", 3_000), strings.Repeat("a\n", 5_000), "Ünï — “q” … \u00a0\u200b\ufeff ß"}

// fieldsHostile: whatever a text holds, what Jira shows of it afterwards is, in canonical
// form, what was wanted: else every cycle would write it again.
func fieldsHostile(w *World) {
	w.exotic()
	m := w.meta()
	steps, line := m.Fields[w.id(m, "Steps to Reproduce")], m.Fields["customfield_10051"]
	asked := []jira.Field{steps, line, m.Fields["environment"]}
	for n, text := range texts {
		values := map[string]jira.Value{}
		for _, f := range asked {
			values[f.ID] = jira.Value{text}
		}
		d := draft(n)
		d.Fields = values
		made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
		w.ok(err)
		w.ok(made[0].Err)
		w.ok(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Fields: values}))
		before := len(w.Sim.Audit())
		w.ok(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Fields: values}))
		w.equal(fmt.Sprintf("%.20q again: changes", text), len(w.Sim.Audit()), before)
		for _, key := range []string{made[0].Key, "SHOP-1"} {
			back, err := w.Jira.Read(w.Context(), []string{key}, asked...)
			w.ok(err)
			for _, f := range asked {
				want, err := f.Canonical(values[f.ID])
				w.ok(err)
				if got := back[0].Fields[f.ID]; got.String() != want.String() {
					w.Errorf("%s of %s is %.200q, not %.200q", f.Name, key, got.String(), want.String())
				}
			}
		}
	}
	w.seen = len(w.Sim.Audit())
}
