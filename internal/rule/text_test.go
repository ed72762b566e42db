package rule_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"syncd/internal/rule"
)

// doc are variables of a template.
type doc struct {
	Title   string
	Count   int
	Stories []string
}

func TestPrint(t *testing.T) {
	d := doc{Title: " Guest can pay ", Count: 3, Stories: []string{"SHOP-1", "SHOP-2"}}
	for text, want := range map[string]string{
		"":                                        "",
		"{{ .Title | trim | upper }}":             "GUEST CAN PAY",
		`{{ join ", " .Stories }}`:                "SHOP-1, SHOP-2",
		"{{ range .Stories }}[{{ . }}]{{ end }}":  "[SHOP-1][SHOP-2]",
		"{{ if gt .Count 2 }}often{{ end }}":      "often",
		"{{ with .Title }}{{ cut 6 . }}{{ end }}": " Gues…",
		`{{ printf "%03d" .Count }}`:              "003",
		`{{ lower .Title | printf "<%s>" }}`:      "< guest can pay >",
	} {
		tmpl, err := rule.CompileText("t", text, d)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := tmpl.Print(d); err != nil || got != want {
			t.Errorf("%s prints %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestCompileTextRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, words string }{
		"missing field":    {"{{ .Titel }}", "can't evaluate field Titel"},
		"unknown function": {"{{ env `HOME` }}", "not defined"},
		"half":             {"{{ .Title", "unclosed action"},
		"recursion":        {`{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}`, "not supported"},
		"call itself":      {`{{ template "t" }}`, "not supported"},
		"block":            {`{{ block "b" . }}x{{ end }}`, "not supported"},
		"count to much":    {"{{ range 1000000000 }}{{ end }}", "over a field only"},
		"count variable":   {"{{ $n := 1000000000 }}{{ range $n }}{{ end }}", "over a field only"},
		"nested loops":     {"{{ range .Stories }}{{ range $.Stories }}{{ end }}{{ end }}", "loop within a loop"},
		"loop in if":       {"{{ if .Count }}{{ range 9 }}{{ end }}{{ end }}", "over a field only"},
		"wide":             {`{{ printf "%9999999d" 1 }}`, "more than 3 digits"},
		"wide by argument": {`{{ printf "%*d" 9999999 1 }}`, "written out"},
		"doubling":         {"{{ $x := `" + strings.Repeat(`\`, 500) + "` }}{{ $x" + strings.Repeat(" | js", 30) + " }}", "longer than"},
		"doubling quotes":  {"{{ $x := `" + strings.Repeat(`\`, 500) + "` }}{{ $x" + strings.Repeat(" | printf `%q`", 30) + " }}", "longer than"},
		"long source":      {strings.Repeat("x", 9000), "longer than"},
		"long output":      {"{{ range .Stories }}" + strings.Repeat("x", 8000) + "{{ end }}", "longer than"},
		"index":            {"{{ index .Stories 99 }}", "out of range"},
		"call of a string": {"{{ call .Title }}", "non-function"},
	} {
		sample := doc{Title: "t", Stories: make([]string, 40)}
		if _, err := rule.CompileText("t", c.text, sample); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: got %v; want an error with %q", name, err, c.words)
		}
	}
}

func TestLine(t *testing.T) {
	tmpl, err := rule.CompileText[doc]("t", "{{ .Title }} fails")
	if err != nil {
		t.Fatal(err)
	}
	for title, want := range map[string]string{
		"guest\n can\tpay":           "guest can pay fails",
		"a\u202eb\x00c\u2066d":       "abcd fails",
		"\x1b[31mred\x1b[0m":         "red fails",
		"{{ .Title }} [~admin] <b>":  "{{ .Title }} [~admin] <b> fails",
		strings.Repeat("ä", 60):      strings.Repeat("ä", 39) + "…",
		strings.Repeat("🙂 ", 60):     strings.Repeat("🙂 ", 19) + "🙂…",
		"no utf-8: \xff\xfe":         "no utf-8: \uFFFD fails",
		"line\u2028separator\u0085x": "line separator x fails",
	} {
		got, err := tmpl.Line(doc{Title: title}, 40)
		if err != nil || got != want {
			t.Errorf("%q becomes %q, %v; want %q", title, got, err, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		max  int
		s    string
		want string
	}{{0, "abc", ""}, {-1, "abc", ""}, {1, "abc", "…"}, {2, "abc", "a…"}, {3, "abc", "abc"}, {2, "äöü", "ä…"}, {3, "a b c", "a…"}, {5, "", ""}} {
		if got := rule.Cut(c.max, c.s); got != c.want {
			t.Errorf("Cut(%d, %q) = %q, want %q", c.max, c.s, got, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"line\r\nnext\tcell": "line\nnext\tcell",
		"bell\a null\x00":    "bell null",
		"\x1b[1;31mFAIL":     "FAIL",
		"\u202eevil\u202c":   "evil",
		"ä \xc3":             "ä \uFFFD",
	} {
		if got := rule.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzCompileText(f *testing.F) {
	for _, s := range []string{"{{ .Title }}", "{{ range .Stories }}{{ . }}{{ else }}x{{ end }}", "{{ cut 0 .Title }}", "{{ with $x := .Count }}{{ $x }}{{ end }}", "{{ index .Stories 0 }}", "{{/* c */}}", "{{ break }}", "{{ slice .Title 9 1 }}", "{{ define `t` }}{{ end }}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := doc{Title: "\x00 {{ <b>", Count: 2, Stories: []string{"SHOP-1"}}
		tmpl, err := rule.CompileText("t", text, d)
		if err != nil {
			return
		}
		line, err := tmpl.Line(d, 50)
		if err == nil && (utf8.RuneCountInString(line) > 50 || !utf8.ValidString(line) || strings.ContainsAny(line, "\n\x00")) {
			t.Fatalf("%q is no line", line)
		}
	})
}
