package jira_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"syncd/internal/jira"
)

func TestCutCountsAsJiraDoes(t *testing.T) {
	for _, tc := range []struct {
		in   string
		most int
		want string
	}{
		{"abcdef", 6, "abcdef"}, {"abcdefg", 6, "abcde…"}, {"🧪🧪🧪", 6, "🧪🧪🧪"}, {"🧪🧪🧪🧪", 6, "🧪🧪…"},
		{"äöü", 3, "äöü"}, {"äöüß", 3, "äö…"}, {"ab", 1, "…"}, {"ab", 0, ""}, {"", 0, ""}, {"ab", -1, ""}, {"\xff\xff", 2, "\xff\xff"},
	} {
		got := jira.Cut(tc.in, tc.most)
		if got != tc.want || jira.Units(got) > max(0, tc.most) {
			t.Errorf("Cut(%q, %d) is %q, want %q", tc.in, tc.most, got, tc.want)
		}
	}
}

func TestLine(t *testing.T) {
	if got := jira.Line(" a\r\n\tb\x00\x1b[31mc\u2028d\u0085 "); got != "a b [31mc d" {
		t.Errorf("line is %q", got)
	}
	if got := jira.Units(jira.Line(strings.Repeat("🧪 ", 500))); got > jira.SummaryMax {
		t.Errorf("line is %d units long", got)
	}
}

// What was sent and what is read back must compare equal, whatever was in it.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"", "a\r\nb", "\x00\x1b", "\xff", "🧪 \u202e\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := jira.Canonical(s)
		if !utf8.ValidString(want) || jira.Canonical(want) != want {
			t.Errorf("canonical of %q is %q", s, want)
		}
		if got := jira.Canonical(jira.Clean(s)); got != want {
			t.Errorf("cleaning %q changes its words: %q, want %q", s, got, want)
		}
		if line := jira.Line(s); jira.Units(s) < jira.SummaryMax && jira.Canonical(line) != want {
			t.Errorf("the line of %q has other words: %q", s, line)
		}
	})
}

func TestDocCut(t *testing.T) {
	long := strings.Repeat("x", 1000)
	d := jira.Doc{Blocks: []jira.Block{jira.P(jira.T("head")), jira.Pre(long), jira.Pre(long + long), jira.List([]jira.Span{jira.T("item")}), jira.P(jira.T("foot"))}}
	before := d.Plain()
	for most, want := range map[int]string{
		5000: before,
		1500: "head" + long + strings.Repeat("x", 487) + "…itemfoot",
		20:   "head" + strings.Repeat("x", 7) + "…itemfoot",
		10:   "headitemf…",
		3:    "he…",
		0:    "",
	} {
		cut := d.Cut(most)
		if got := cut.Plain(); got != want || jira.Units(got) > max(most, 0) && most != 5000 {
			t.Errorf("cut to %d is %q (%d), want %q", most, got, jira.Units(got), want)
		}
	}
	if d.Plain() != before {
		t.Error("Cut changed the document of its caller")
	}
}
