package cloud_test

import (
	"encoding/json"
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/jira/cloud"
	"syncd/internal/sim/jira/adf"
)

// valid insists that another's reading of Atlassian's format takes a document, and
// that it is not too long; it returns its words.
func valid(t *testing.T, n any) string {
	t.Helper()
	raw, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	root, err := adf.Parse(raw)
	if err != nil {
		t.Fatalf("%v: %.500s", err, raw)
	}
	if jira.Units(string(raw)) > 32_767 {
		t.Fatalf("it has %d units", jira.Units(string(raw)))
	}
	return jira.Canonical(adf.Plain(root))
}

// Whatever an administrator writes becomes a document that Jira takes.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n**b** _c_ `d` [e](https://f)\n- g\n1. h\n```\ni\n```", "**`a`**", "[`a`](http://h)", "***", "- \n-", "#", "```", "\x00", "a\nb  \n\nc", "- **a\n  b**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := jira.Markdown(s)
		if got := valid(t, cloud.Fitted(d)); len(s) < 1000 && got != d.Plain() {
			t.Errorf("%q is sent as %q, not as %q", s, got, d.Plain())
		}
	})
}

// What is too long is cut, and stays a document.
func TestLongMarkdown(t *testing.T) {
	for s, least := range map[string]int{"# a\n\n": 200, "- **b** _c_\n": 100, "1. [e](https://f)\n\n": 100, "```\ni\n```\n": 2, "word\n": 1000, "<\"> ": 3000, "🧪": 10_000} {
		words := valid(t, cloud.Fitted(jira.Markdown("first\n\n"+strings.Repeat(s, 60_000/len(s)))))
		if !strings.HasPrefix(words, "first") || len(words) < least {
			t.Errorf("%q: %d bytes are left: %.40s", s, len(words), words)
		}
	}
}

// A long text field is sent whole, however much room its characters take.
func TestLongTextsInFields(t *testing.T) {
	f := jira.Field{ID: "environment"}
	for _, s := range []string{"a\n", "\n\n\na", "<", "🧪", "\"\\\n", "\u2028x", "word "} {
		text := strings.Repeat(s, 5000)
		want, err := f.Canonical(jira.Value{text})
		if err != nil {
			t.Fatal(err)
		}
		if got := valid(t, cloud.Area(jira.Area(text))); got != want[0] {
			t.Errorf("%q: sent are %d units, compared %d", s, jira.Units(got), jira.Units(want[0]))
		}
	}
}
