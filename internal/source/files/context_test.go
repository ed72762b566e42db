package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/files"
)

// The file's own words come before the sidecar's, those before the path's.
func TestContext(t *testing.T) {
	own := `<testsuite><properties><property name="branch" value="own"/><property name="build" value="1"/></properties><testcase name="own"/></testsuite>`
	d := newDrop(t, func(c *files.Config) {
		c.Context = `^(?P<branch>[^/]+)/(?P<environment>[^/]+)/(b(?P<build>\d+)/)?`
	})
	d.put("main/staging/b42/own.xml", own)
	d.put("main/staging/b42/plain.xml", suite("total"))
	d.put("main/syncd-run.yaml", "branch: side\nversion: 1.10\ncommit: 0a1b2c3\nurl: https://ci.example/42\nbuild:\n")
	d.put("main/prod/syncd-run.yaml", "# nearer, and so the only one\nversion: 2026-11-22\nbuild: 0x2A\n")
	d.put("main/prod/deep/down/plain.xml", suite("refund"))
	d.put("top.xml", suite("discount"))
	want := map[string]model.Context{
		"main/staging/b42/own.xml":      {Branch: "own", Build: "1", Version: "1.10", Environment: "staging", Commit: "0a1b2c3", URL: "https://ci.example/42"},
		"main/staging/b42/plain.xml":    {Branch: "side", Build: "42", Version: "1.10", Environment: "staging", Commit: "0a1b2c3", URL: "https://ci.example/42"},
		"main/prod/deep/down/plain.xml": {Branch: "main", Build: "0x2A", Version: "2026-11-22", Environment: "prod"},
		"top.xml":                       {},
	}
	b := d.fetch()
	d.faults(b)
	for _, r := range b.Runs {
		if r.Context != want[r.Origin] {
			t.Errorf("%s ran on %+v, want %+v", r.Origin, r.Context, want[r.Origin])
		}
		if build := want[r.Origin].Build; build != "" && r.Name != build {
			t.Errorf("%s is called %q, want %q", r.Origin, r.Name, build)
		}
	}
	if len(b.Runs) != len(want) {
		t.Errorf("%d runs, want %d", len(b.Runs), len(want))
	}
}

// All files that declare one id are one run, wherever they lie, whenever they come,
// and in several environments at once.
func TestDeclared(t *testing.T) {
	d := newDrop(t, func(c *files.Config) { c.Context = `^(?P<environment>[^/]+)/r(?P<run>\d+)/` })
	d.put("chrome/r7/junit.xml", suite("total"))
	d.put("firefox/r7/junit.xml", suite("total!"))
	d.put("chrome/r8/junit.xml", suite("total"))
	d.put("nightly/syncd-run.yaml", "run: \"7\"\nbuild: night")
	d.put("nightly/x.xml", suite("refund"))
	first := d.fetch()
	d.wants(first, "failed Cart.total @ night in firefox", "passed Cart.refund @ night", "passed Cart.total @ 8 in chrome", "passed Cart.total @ night in chrome")
	d.putAged("safari/r8/junit.xml", suite("total"), 10*time.Second)
	d.putAged("late.lines", "run 7\na\n", 10*time.Second)
	late := d.later()
	d.wants(late, "passed a @ 7")
	d.wants(d.later())
	if byName(late)["7"] != byName(first)["night"] {
		t.Error("who is late is of another run")
	}
}

// A sidecar that cannot be read holds back what it speaks for: filed under no branch
// at all, the results would count like those of the main one.
func TestBadSidecar(t *testing.T) {
	for text, says := range map[string]string{
		"brnch: main\nbranch: x":               "line 1: brnch is no key of a sidecar; its keys are run, branch,",
		"branch: [a, b]":                       "cannot",
		"branch: a\nbranch: b":                 "already",
		"branch: \"a":                          "yaml",
		"- a":                                  "cannot",
		"url: javascript:alert(1)":             "url must begin with https://",
		"branch: \"a\\nb\"":                    "branch holds a line break",
		"run: " + strings.Repeat("x", 2000):    "run is longer than 1024 bytes",
		"#" + strings.Repeat(" x", 40<<10):     "larger than the limit of 65536 bytes",
		"a: &a [x]\nb: &b [*a, *a]\nrun: [*b]": "",
	} {
		d := newDrop(t, nil)
		d.put("a/syncd-run.yaml", text)
		d.put("a/1.xml", suite("total"))
		d.put("a/b/2.xml", suite("refund"))
		d.put("c/3.xml", suite("discount"))
		b := d.fetch()
		d.wants(b, "passed Cart.discount @ c/3.xml")
		f := d.faults(b, "a/syncd-run.yaml: "+"")[0]
		if !strings.Contains(f.Text, says) || !strings.HasSuffix(f.Text, "once it is corrected") || strings.Contains(f.Text, "files.sidecar") {
			t.Errorf("%.40q: the fault says %q, want %q", text, f.Text, says)
		}
		if b.Complete || !f.Lost || f.Standing {
			t.Errorf("%.40q: complete %t, fault %+v", text, b.Complete, f)
		}
		b = d.later()
		if d.wants(b); b.Complete || !d.faults(b, "a/syncd-run.yaml")[0].Standing {
			t.Errorf("%.40q: complete %t, fault %+v, the second time", text, b.Complete, b.Faults)
		}
		d.now = d.now.Add(10 * time.Minute)
		if b = d.fetch(); !b.Complete || len(b.Faults) != 1 {
			t.Errorf("%.40q: nobody corrects it, and the source is never whole again", text)
		}
		d.putAged("a/syncd-run.yaml", "branch: main", 3*time.Second)
		b = d.fetch()
		d.wants(b, "passed Cart.refund @ a/b/2.xml", "passed Cart.total @ a/1.xml")
		if d.faults(b); b.Runs[0].Context.Branch != "main" {
			t.Errorf("%.40q: corrected, it says nothing: %+v", text, b.Runs)
		}
	}
}

// What lies beside results under a sidecar's name and is no file must not hang the
// daemon, nor be overlooked.
func TestOddSidecar(t *testing.T) {
	d := newDrop(t, nil)
	d.put("a/1.xml", suite("total"))
	if err := syscall.Mkfifo(filepath.Join(d.cfg.Path, "a", files.SidecarName), 0o644); err != nil {
		t.Skip("no named pipes here:", err)
	}
	if err := os.Symlink("../a/1.xml", filepath.Join(d.cfg.Path, files.SidecarName)); err != nil {
		t.Skip("no links here:", err)
	}
	d.faults(d.fetch(), "a/syncd-run.yaml: is no regular file", "syncd-run.yaml: is no regular file")
}

// A sidecar that is being written is waited for like any other file, and one that
// comes after the results changes nothing.
func TestSidecarInTime(t *testing.T) {
	d := newDrop(t, nil)
	d.put("a/1.xml", suite("total"))
	d.putAged("a/syncd-run.yaml", "branch: ma", time.Second)
	d.wants(d.fetch())
	d.putAged("a/syncd-run.yaml", "branch: main", time.Second)
	if b := d.later(); d.only(b).Context.Branch != "main" {
		t.Errorf("ran on %+v", b.Runs)
	}
	d.putAged("a/syncd-run.yaml", "branch: other\nrun: 8", 10*time.Second)
	if b := d.later(); len(b.Runs)+len(b.Withdrawn) > 0 {
		t.Errorf("the sidecar of the run to come takes the old results along: %+v", b)
	}
}
