package formattest

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"syncd/internal/format"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a report with the JSON file beside its fixture.
func golden(t *testing.T, file string, r format.Report) {
	got := encode(t, r)
	name := filepath.Join("testdata", file+".golden.json")
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("reading the golden file (write it with -update): %v", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the report differs from %s at: %s", name, firstDifference(got, want))
	}
}

// encode writes a report as people read it: equal reports are equal bytes.
func encode(t *testing.T, r format.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			return string(g[i]) + "\nwhere the file has: " + string(w[i])
		}
	}
	return "the end: one is longer"
}
