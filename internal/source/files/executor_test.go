package files

import (
	"strings"
	"testing"
	"unicode"
)

func TestProperty(t *testing.T) {
	for line, want := range map[string]string{
		"a=b":                                  "a|b",
		" a b : c:d ":                          "a b|c:d",
		`a\ b\==c\:d\\e`:                       `a b=|c:d\e`,
		"# a=b":                                "",
		"! a=b":                                "",
		"":                                     "",
		"alone":                                "",
		"a=" + "\x00\x1bb":                     "a|b",
		`\`:                                    "",
		"a=" + strings.Repeat("x", valueMax+1): "a|",
	} {
		name, value, ok := property(line)
		if got := name + "|" + value; ok != (want != "") || ok && got != want {
			t.Errorf("%q reads %q, %t; want %q", line, got, ok, want)
		}
	}
}

func FuzzProperty(f *testing.F) {
	for _, s := range []string{"a=b", "a : b", "# c", `a\=b=c\\`, "=", `\`, "a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if _, value, _ := property(line); len(value) > valueMax || strings.ContainsFunc(value, unicode.IsControl) {
			t.Fatalf("%q has the value %q", line, value)
		}
	})
}
