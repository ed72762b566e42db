package main

import (
	"fmt"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/rule"
)

// conditions is the part of docs/configuration.md that says what expressions may
// speak of. It is made from the very types that they are compiled against.
func conditions(b *strings.Builder) {
	b.WriteString(conditionsIntro)
	for i, name := range rule.Functions() {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("`" + name + "`")
	}
	b.WriteString(".\n")
	table(b, "Names in `when:`", "They speak of one failing line: a case (and row) in one environment on one branch. The condition has to hold on one of the case's lines. `run` is the run that decides.", desired.WhenNames())
	table(b, "Names in `runs.exclude:`", "They speak of one run.", desired.ExcludeNames())
	table(b, "Names in `fields:`", "They speak of the verdict of one story. The value is a text, a number, yes or no, a time, or a list of texts; nothing, or an empty text, leaves the field as it is.", desired.PublishNames())
}

const conditionsIntro = `
## Conditions

` + "`syncs[].defects.when`, `syncs[].runs.exclude` and the values of `syncs[].fields`" + ` are expressions of [expr](https://expr-lang.org/docs/language-definition):
comparisons, ` + "`&& || !`, `in`, `contains`, `startsWith`, `endsWith`, `matches`, `? :`" + `. They are compiled when
the configuration is loaded, so an unknown name or a wrong type is a fault of the configuration. Put them in quotes.
Times are compared with each other and with lengths of time: ` + "`failing_since < now - duration(\"30m\")`" + `.
Functions: `

// table lists names.
func table(b *strings.Builder, title, intro string, names []rule.Name) {
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n| name | type | meaning |\n|---|---|---|\n", title, intro)
	for _, n := range names {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", n.Name, n.Type, n.Doc)
	}
}
