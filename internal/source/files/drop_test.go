package files_test

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/format/junit"
	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/files"
	"syncd/internal/source/sourcetest"
)

// drop is a folder that a CI drops its results into, and the source that reads it.
type drop struct {
	*testing.T
	cfg    *files.Config
	src    source.Source
	now    time.Time
	cursor []byte
	spool  string
}

// newDrop makes an empty folder. change, which may be nil, changes its section.
func newDrop(t *testing.T, change func(*files.Config)) *drop {
	t.Helper()
	d := &drop{T: t, cfg: section(), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	d.cfg.Path = t.TempDir()
	if change != nil {
		change(d.cfg)
	}
	if ps := d.cfg.Validate(); len(ps) > 0 {
		t.Fatalf("section has problems: %v", ps)
	}
	env := sourcetest.Suite{Now: func() time.Time { return d.now }}.Env()
	env.Spool = filepath.Join(t.TempDir(), "syncd.db.pushed", "web")
	d.spool = env.Spool
	src, err := d.cfg.New(env)
	if err != nil {
		t.Fatal(err)
	}
	d.src = src
	return d
}

// section returns the defaults of a section.
func section() *files.Config {
	return files.Spec([]format.Parser{junit.New(), lines{}}).Config().(*files.Config)
}

// put writes a file that is a minute old.
func (d *drop) put(name, content string) { d.Helper(); d.putAged(name, content, time.Minute) }

// putAged writes a file of that age.
func (d *drop) putAged(name, content string, age time.Duration) {
	d.Helper()
	full := filepath.Join(d.cfg.Path, name)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
		d.Fatal(err)
	}
	d.age(name, age)
}

// age dates a file back.
func (d *drop) age(name string, age time.Duration) {
	d.Helper()
	if err := os.Chtimes(filepath.Join(d.cfg.Path, name), d.now.Add(-age), d.now.Add(-age)); err != nil {
		d.Fatal(err)
	}
}

// remove takes a file away.
func (d *drop) remove(name string) {
	d.Helper()
	if err := os.RemoveAll(filepath.Join(d.cfg.Path, name)); err != nil {
		d.Fatal(err)
	}
}

// fetch collects what is new, and keeps the cursor as the store would.
func (d *drop) fetch() model.Batch {
	d.Helper()
	b, err := d.src.Fetch(d.Context(), source.Request{Cursor: d.cursor})
	if err != nil {
		d.Fatal(err)
	}
	sourcetest.Batch(d.T, b)
	d.cursor = b.Cursor
	return b
}

// later fetches a minute later.
func (d *drop) later() model.Batch { d.Helper(); d.now = d.now.Add(time.Minute); return d.fetch() }

// wants checks what a batch tells, result by result: see told.
func (d *drop) wants(b model.Batch, want ...string) {
	d.Helper()
	if got := tell(b); !slices.Equal(got, want) {
		d.Errorf("the batch tells\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// tell writes each result as `outcome title @ run's name`, sorted.
func tell(b model.Batch) []string {
	titles, runs := map[model.CaseID]string{}, map[model.RunID]string{}
	for _, c := range b.Cases {
		titles[c.ID] = c.Title
	}
	for _, r := range b.Runs {
		runs[r.ID] = r.Name
	}
	var out []string
	for _, r := range b.Results {
		text := fmt.Sprintf("%s %s @ %s", r.Outcome, titles[r.Case], runs[r.Run])
		if r.Environment != "" {
			text += " in " + r.Environment
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// faults checks that there are as many faults as wants, in their order, each holding
// its text. It returns them.
func (d *drop) faults(b model.Batch, wants ...string) []model.Fault {
	d.Helper()
	ok := len(b.Faults) == len(wants)
	for i := range min(len(b.Faults), len(wants)) {
		ok = ok && strings.Contains(b.Faults[i].Origin+": "+b.Faults[i].Text, wants[i])
	}
	if !ok {
		d.Fatalf("faults are %+v, want %q", b.Faults, wants)
	}
	return b.Faults
}

// only returns the one run of a batch.
func (d *drop) only(b model.Batch) model.Run {
	d.Helper()
	if len(b.Runs) != 1 {
		d.Fatalf("%d runs, want one: %+v", len(b.Runs), b.Runs)
	}
	return b.Runs[0]
}

// suite writes a JUnit report of the class Cart. A test that fails has a `!` behind
// its name, one that was skipped a `-`.
func suite(tests ...string) string {
	var b strings.Builder
	b.WriteString("<testsuite name=\"cart\">\n")
	for _, name := range tests {
		switch {
		case strings.HasSuffix(name, "!"):
			fmt.Fprintf(&b, "  <testcase classname=\"Cart\" name=%q><failure message=\"no\"/></testcase>\n", strings.TrimSuffix(name, "!"))
		case strings.HasSuffix(name, "-"):
			fmt.Fprintf(&b, "  <testcase classname=\"Cart\" name=%q><skipped/></testcase>\n", strings.TrimSuffix(name, "-"))
		default:
			fmt.Fprintf(&b, "  <testcase classname=\"Cart\" name=%q/>\n", name)
		}
	}
	return b.String() + "</testsuite>\n"
}

// lines is a format of which every beginning is a whole file, and which declares the
// id of its run: `run ID`, then one passed test a line.
type lines struct{}

func (lines) Name() string                     { return "lines" }
func (lines) Sniff(name string, _ []byte) bool { return strings.HasSuffix(name, ".lines") }

func (lines) Parse(r io.Reader, opt format.Options) (format.Report, error) {
	report := format.Report{Format: "lines", Approximate: true}
	for s := bufio.NewScanner(r); s.Scan(); {
		if id, ok := strings.CutPrefix(s.Text(), "run "); ok {
			report.RunID = id
			continue
		}
		name := cmp.Or(s.Text(), "nameless")
		report.Entries = append(report.Entries, format.Entry{
			Case:   model.Case{Title: name, Name: name, File: "list", Automated: true},
			Result: model.Result{Outcome: model.Passed, Attempts: 1, Finished: opt.Modified.UTC()}})
	}
	return report, nil
}
