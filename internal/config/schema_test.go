package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/source"
)

// shipped is the catalog that configs/ is written for.
func shipped() []source.Spec { return catalog.Sources() }

// TestExamples loads what configs/ shows.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../configs/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal("configs/ is missing", err)
	}
	for _, file := range files {
		c, report := config.Load(config.Options{Files: []string{file}, Catalog: shipped(), Notifiers: catalog.Notifiers()})
		if c == nil || len(report.Warnings) > 0 {
			t.Error(report.Error(), report.Warning())
		}
	}
}

// TestReference: the commented reference shows every key, and its values are the
// defaults but for those that are marked as examples.
func TestReference(t *testing.T) {
	const file = "../../configs/syncd.yaml"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, report := config.Load(config.Options{Files: []string{file}, Catalog: shipped(), Notifiers: catalog.Notifiers()})
	if c == nil {
		t.Fatal(report.Error())
	}
	lines := strings.Split(string(raw), "\n")
	defaults := map[string]string{}
	for _, s := range parse(t, minimal+"notifiers: [{name: a, kind: slack, url: {env: A}}]\n", config.Options{Catalog: shipped(), Notifiers: catalog.Notifiers()}).Effective() {
		defaults[s.Path] = s.Value
	}
	for _, s := range c.Effective() {
		switch {
		case s.Origin.Line == 0:
			t.Errorf("%s is missing in %s", s.Path, file)
		case s.Value != defaults[s.Path] && !marked(lines, s.Origin.Line) && s.Path != "control.socket" && s.Path != "sources[0].timezone":
			t.Errorf("%s: %s says %q, the default is %q", s.Path, file, s.Value, defaults[s.Path])
		}
	}
}

// marked reports whether the comment above a line calls it an example.
func marked(lines []string, line int) bool {
	for i := line - 2; i >= 0; i-- {
		text := strings.TrimSpace(lines[i])
		if strings.HasPrefix(text, "# Example.") {
			return true
		}
		// The first key of a mapping may lie between.
		if !strings.HasPrefix(text, "#") && !strings.HasSuffix(text, ":") {
			return false
		}
	}
	return false
}

func TestSchema(t *testing.T) {
	got := config.Schema(shipped(), catalog.Notifiers()...)
	if string(config.Schema(shipped(), catalog.Notifiers()...)) != string(got) {
		t.Error("the schema differs from one call to the next")
	}
	if !json.Valid(got) {
		t.Error("the schema is not JSON")
	}
	golden(t, "../../../configs/syncd.schema.json", string(got))
	golden(t, "schema.golden", string(config.Schema(options().Catalog)))
}

func TestEffective(t *testing.T) {
	var b strings.Builder
	for _, s := range parse(t, minimal, options()).Effective() {
		if !strings.HasPrefix(s.Path, "control.") {
			fmt.Fprintf(&b, "%s = %s (%s)\n", s.Path, s.Value, s.Origin)
		}
	}
	golden(t, "effective.golden", b.String())
}
