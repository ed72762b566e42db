package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/config"
)

// FuzzDecode: whatever the file holds, there is either a configuration or a fault
// with a place, and printing it is safe for a terminal.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(minimal))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, report := config.Parse("syncd.yaml", raw, options())
		if (c == nil) != (len(report.Faults) > 0) {
			t.Fatalf("config %v with %d faults", c != nil, len(report.Faults))
		}
		if c != nil {
			c.Effective()
		}
		for _, fault := range append(report.Faults, report.Warnings...) {
			if fault.At.File == "" || fault.Text == "" {
				t.Errorf("fault without a place or text: %+v", fault)
			}
			if strings.ContainsAny(fault.String(), "\x1b\x00\r") {
				t.Errorf("control characters in %q", fault.String())
			}
		}
	})
}
