package web_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every page, every address of the API and every table is on docs/pages.md.
func TestPagesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/pages.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("web.go")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`"([a-z{}$/.]+)": s\.\w+(Page|Data|CSV)\b`).FindAllStringSubmatch(string(source), -1)
	if len(found) < 25 {
		t.Fatalf("%d routes are read from web.go: correct how", len(found))
	}
	for _, f := range found {
		if name := strings.TrimSuffix(f[1], "{$}"); !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/pages.md does not tell of %s", name)
		}
	}
}
