package rule_test

import (
	"strings"
	"testing"

	"syncd/internal/rule"
)

// Only the author's words have a meaning; what is inserted has none, wherever it is.
func TestMarkupEscapesWhatIsInserted(t *testing.T) {
	d := doc{Title: "**a** [b](http://c)", Count: -2, Stories: []string{"SHOP-1", "# x"}}
	const title = `\*\*a\*\* \[b\](http://c\)`
	for text, want := range map[string]string{
		"**{{ .Title }}** is *red*": "**" + title + "** is *red*",
		"{{ .Count }}":              `\-2`,
		"{{ range .Stories }}- {{ . }}\n{{ else }}*none*{{ end }}":            "- SHOP\\-1\n- \\# x\n",
		"{{ with .Title }}`{{ . }}`{{ end }}":                                 "`" + title + "`",
		"{{ if .Count }}{{ upper .Title | lower }}{{ else }}{{ . }}{{ end }}": title,
		"{{ $x := .Title }}{{ $x = `*y*` }}{{ $x }}":                          `\*y\*`,
		`{{ join ", " .Stories }}{{/* c */}}`:                                 `SHOP\-1, \# x`,
		`{{ cut 3 .Title }}`:                                                  `\*\*…`,
		"no insertion _at all_":                                               "no insertion _at all_",
		"":                                                                    "",
	} {
		tmpl, err := rule.CompileMarkup("t", text, d)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := tmpl.Print(d); err != nil || got != want {
			t.Errorf("%s prints %q, %v; want %q", text, got, err, want)
		}
	}
	for text, words := range map[string]string{"{{ .Titel }}": "can't evaluate field Titel", "{{ syncd_escape .Title }}": "not defined", "{{": "unclosed"} {
		if _, err := rule.CompileMarkup("t", text, d); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v; want %q", text, err, words)
		}
	}
}
