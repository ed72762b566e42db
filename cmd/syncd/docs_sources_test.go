package main

import (
	"os"
	"strings"
	"testing"

	"syncd/internal/catalog"
)

// What is said of sources is what the code says of them: in their page and in README.md.
func TestSourcesAreDocumented(t *testing.T) {
	var page strings.Builder
	if err := sourcePage(&page); err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile("../../docs/sources.md"); err != nil || string(kept) != page.String() {
		t.Errorf("docs/sources.md is not what the code says (%v): run `make generate`", err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := withTable(string(readme)); err != nil || text != string(readme) {
		t.Errorf("the table of sources in README.md is not what the code says (%v): run `make generate`", err)
	}
	for _, s := range catalog.Sources() {
		if strings.Count(page.String(), "\n## "+s.Title+"\n") != 1 || !strings.Contains(page.String(), "](#"+anchor(s.Title)+")") {
			t.Errorf("%s has no section of its own, or nothing leads there", s.Kind)
		}
		if s.Facts.Products == "" || strings.ContainsAny(s.Facts.Products, "|\n") || strings.Contains(s.Facts.Products, "](") {
			t.Errorf("the products of %s do not fit into the table of README.md, which lies elsewhere: %q", s.Kind, s.Facts.Products)
		}
	}
	if _, err := withTable("no marks"); err == nil {
		t.Error("a text without a place for the table got one")
	}
}

func TestAnchors(t *testing.T) {
	for title, want := range map[string]string{"TestRail": "testrail", "Result files in a folder": "result-files-in-a-folder", "Zephyr Scale (Data Center)": "zephyr-scale-data-center"} {
		if got := anchor(title); got != want {
			t.Errorf("anchor(%q) = %q, want %q", title, got, want)
		}
	}
}
