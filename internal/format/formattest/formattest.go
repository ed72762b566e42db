// Package formattest is the conformance suite of result-file parsers. Whoever adds
// a format writes one test that calls Run with fixtures of real runners; the suite
// then walks through everything that callers rely on. It must know no format, and
// nothing but tests may import it.
//
// The tour, a sub-test each: sniff, golden, rules, truncation, chunks, hostile,
// limits. Golden files lie beside their fixture and are written by
//
//	go test ./internal/format/NAME -update
package formattest

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// Suite is what the tour needs to know of a format.
type Suite struct {
	Fixtures []Fixture
	Hostile  []Hostile
	// Cases writes a report of n passing cases.
	Cases func(n int) []byte
	// Single is true for a format that gives each case a file of its own: Cases then
	// writes one, whatever n.
	Single bool
	// Failing writes a report of one failing case with these texts, as the format
	// escapes them; what it has no place for it leaves out.
	Failing func(name, message, detail, output string) []byte
	// Deep writes a report nested n deep; nil for a format that cannot nest.
	Deep func(n int) []byte
}

// Fixture is a file that a real runner wrote.
type Fixture struct {
	File    string // below testdata
	Dialect string
	// Totals are what the runner printed, counted in our outcomes; those that are 0
	// may be left out. testdata/README.md says how one follows from the other.
	Totals map[model.Outcome]int
}

// Hostile is an input that is broken, odd or made to harm.
type Hostile struct {
	Name string
	File string // below testdata; or
	Data []byte
	// Err is format.ErrTruncated or format.ErrMalformed, nil where it must be read.
	Err error
	// Says is a part of the error's text; of some fault's where Err is nil.
	Says   string
	Totals map[model.Outcome]int // where Err is nil
}

// Modified is the modification time that the suite gives to all files.
var Modified = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Run takes a parser through the tour.
func Run(t *testing.T, p format.Parser, s Suite) {
	t.Helper()
	for _, f := range s.Fixtures {
		t.Run("fixture/"+f.File, func(t *testing.T) {
			data := read(t, f.File)
			full := sound(t, p, data)
			t.Run("sniff", func(t *testing.T) { sniff(t, p, f.File, data) })
			t.Run("totals", func(t *testing.T) { totals(t, full, f.Totals) })
			t.Run("golden", func(t *testing.T) { golden(t, f.File, full) })
			t.Run("rules", func(t *testing.T) { rules(t, p, full) })
			t.Run("truncation", func(t *testing.T) { truncation(t, p, data, full) })
			t.Run("chunks", func(t *testing.T) { chunks(t, p, data, full) })
			if full.Dialect != f.Dialect {
				t.Errorf("dialect is %q, want %q", full.Dialect, f.Dialect)
			}
		})
	}
	for _, h := range append(slices.Clone(nothing), s.Hostile...) {
		t.Run("hostile/"+h.Name, func(t *testing.T) { hostile(t, p, h) })
	}
	t.Run("limits", func(t *testing.T) { limits(t, p, s) })
}

// nothing is what every parser may be handed by mistake.
var nothing = []Hostile{
	{Name: "empty", Data: []byte(""), Err: format.ErrTruncated},
	{Name: "NULs", Data: make([]byte, 4096), Err: format.ErrMalformed},
	{Name: "binary", Data: []byte("\x7fELF\x02\x01\x01\x00\xff\xfe\xfd"), Err: format.ErrMalformed},
	{Name: "web page", Data: []byte("<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>"), Err: format.ErrMalformed},
	{Name: "log", Data: []byte("Error: out of memory\n  at line 3\n"), Err: format.ErrMalformed},
}

func sniff(t *testing.T, p format.Parser, file string, data []byte) {
	if !p.Sniff(filepath.Base(file), data[:min(len(data), format.SniffLen)]) {
		t.Error("the parser does not recognise the file")
	}
	for _, n := range nothing {
		if len(n.Data) > 0 && p.Sniff("results", n.Data) {
			t.Errorf("the parser takes %s for its own", n.Name)
		}
	}
}

func totals(t *testing.T, r format.Report, want map[model.Outcome]int) {
	t.Helper()
	if want == nil {
		t.Fatal("no totals: write down what the runner printed")
	}
	got := r.Totals()
	maps.DeleteFunc(got, func(_ model.Outcome, n int) bool { return n == 0 })
	if !maps.Equal(got, want) {
		t.Errorf("totals are %v, the runner printed %v", got, want)
	}
}

// hostile parses the input; whatever it is, there is no panic and no half report.
func hostile(t *testing.T, p format.Parser, h Hostile) {
	data := h.Data
	if h.File != "" {
		data = read(t, h.File)
	}
	r, err := parse(p, data)
	if !errors.Is(err, h.Err) || (h.Err == nil) != (err == nil) {
		t.Fatalf("error is %v, want %v", err, h.Err)
	}
	said := ""
	if err != nil {
		said = err.Error()
		empty(t, r)
	} else {
		totals(t, r, h.Totals)
		rules(t, p, r)
	}
	for _, f := range r.Faults {
		said += f.Text + "\n"
	}
	if !strings.Contains(said, h.Says) {
		t.Errorf("it says %q, which does not mention %q", said, h.Says)
	}
}

func parse(p format.Parser, data []byte) (format.Report, error) {
	return p.Parse(bytes.NewReader(data), format.Options{Modified: Modified})
}

// sound parses what must be readable.
func sound(t *testing.T, p format.Parser, data []byte) format.Report {
	t.Helper()
	r, err := parse(p, data)
	if err != nil {
		t.Fatalf("parsing: %v", err)
	}
	return r
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Any is the body of a fuzz target: whatever the bytes are, the parser returns an
// error of one of the two kinds and no report, or a report that keeps the rules.
func Any(t *testing.T, p format.Parser, data []byte) {
	t.Helper()
	p.Sniff("results", data[:min(len(data), format.SniffLen)])
	r, err := parse(p, data)
	if err == nil {
		rules(t, p, r)
		return
	}
	if !errors.Is(err, format.ErrTruncated) && !errors.Is(err, format.ErrMalformed) {
		t.Errorf("error %v is of neither kind", err)
	}
	empty(t, r)
}
