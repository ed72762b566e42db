package files_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/source"
	"syncd/internal/source/files"
	"syncd/internal/source/sourcetest"
)

// A bad file costs no other anything, is reported with its line, and is standing
// news from then on.
func TestBadFiles(t *testing.T) {
	d := newDrop(t, nil)
	d.put("bomb.xml", "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'ha'>]>\n<testsuite name='&b;'/>")
	d.put("broken.xml", "<testsuite>\n<testcase name='a'>\n</testsuite>")
	d.put("deep.xml", strings.Repeat("<testsuite>", 200))
	d.put("good.xml", suite("total"))
	d.put("loss.xml", "<testsuite><testcase/><testcase name='kept'/></testsuite>")
	d.put("log.txt", "not ours")
	d.put("empty.xml", "")
	wants := []string{"bomb.xml: parse as junit: malformed: line 2:", "broken.xml: parse as junit: malformed: line 3:", "deep.xml: parse as junit: malformed: line 1:"}
	b := d.fetch()
	d.wants(b, "passed Cart.total @ good.xml", "passed kept @ loss.xml")
	d.faults(b, append(wants, "loss.xml: a testcase with neither name nor classname was left out")...)
	if b.Complete {
		t.Error("a result was left out of a run, and the batch calls itself complete")
	}
	b = d.later()
	d.wants(b)
	for _, f := range d.faults(b, wants...) {
		if !f.Standing || !f.Lost || !b.Complete {
			t.Errorf("fault %+v, complete %t", f, b.Complete)
		}
	}
	d.putAged("broken.xml", suite("refund"), 3*time.Second)
	d.wants(d.fetch(), "passed Cart.refund @ broken.xml")
}

// Whatever a file is called, it is read once and told in UTF-8.
func TestNames(t *testing.T) {
	d := newDrop(t, nil)
	for i, name := range []string{"new\nline.xml", "caf\xe9.xml", "caf\xea.xml", strings.Repeat("x", 251) + ".xml", "\x1b[2J.xml", "a b;$(rm).xml", `back\slash.xml`} {
		if err := os.WriteFile(filepath.Join(d.cfg.Path, name), nil, 0o644); err != nil {
			t.Skipf("the file system refuses %q: %v", name, err)
		}
		d.put(name, suite(fmt.Sprint("t", i)))
	}
	d.put("dir\xff/a.xml", suite("lost"))
	b := d.fetch()
	d.faults(b, `dir\xff: the folder's name is not UTF-8`)
	if len(b.Results) != 7 || b.Complete {
		t.Errorf("%d results, complete %t: %v", len(b.Results), b.Complete, tell(b))
	}
	d.wants(d.later())
}

// What is hidden, linked or no file is not read; what is too deep or too much is told.
func TestWalk(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.xml"), []byte(suite("secret")), 0o644); err != nil {
		t.Fatal(err)
	}
	d := newDrop(t, nil)
	d.put(".hidden.xml", suite("hidden"))
	d.put(".git/a.xml", suite("hidden"))
	d.put(strings.Repeat("d/", 12)+"deep.xml", suite("deep"))
	d.put(strings.Repeat("d/", 13)+"deeper.xml", suite("deeper"))
	for link, to := range map[string]string{"link.xml": filepath.Join(outside, "secret.xml"), "up.xml": "../../secret.xml", "folder": outside, "loop": "."} {
		if err := os.Symlink(to, filepath.Join(d.cfg.Path, link)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(d.cfg.Path, "pipe.xml"), 0o644); err != nil {
		t.Skip("no named pipes here:", err)
	}
	b := d.fetch()
	d.wants(b, "passed Cart.deep @ "+strings.Repeat("d/", 12)+"deep.xml")
	d.faults(b, strings.TrimSuffix(strings.Repeat("d/", 13), "/")+": lies deeper than 12 folders")
}

func TestTooMany(t *testing.T) {
	d := newDrop(t, nil)
	files.SetLimit(d.src, 3)
	for _, name := range []string{"a", "b", "c"} {
		d.put(name+".xml", suite(name))
	}
	if b := d.fetch(); len(b.Results) != 3 || !b.Complete {
		t.Errorf("at the limit: %v, complete %t", tell(b), b.Complete)
	}
	d.put("d.xml", suite("d"))
	b := d.later()
	if d.faults(b, "more than 3 files: the rest is not read"); b.Complete {
		t.Error("beyond the limit the batch is complete")
	}
}

func TestFolderItself(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(t.TempDir(), "missing"): "does not exist: create it, or correct `path:`",
		file:                                  "must name a folder",
	} {
		d := newDrop(t, func(c *files.Config) { c.Path = path })
		b, err := d.src.Fetch(t.Context(), source.Request{})
		if err == nil || !strings.Contains(err.Error(), says) || b.Cursor != nil {
			t.Errorf("%s: error is %v, want %q", path, err, says)
		}
	}
}

// What may not be read is told, tried again, and kept in mind: back again, its
// results are not taken for those of another run.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything: run as another user")
	}
	d := newDrop(t, folderRun)
	d.putAged("a/1.xml", suite("total"), time.Hour)
	d.putAged("b/2.xml", suite("refund"), time.Hour)
	d.fetch()
	chmod := func(name string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(filepath.Join(d.cfg.Path, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	chmod("a", 0)
	for range 2 {
		b := d.later()
		if d.faults(b, "a: cannot be listed: permission denied"); b.Complete {
			t.Error("a folder is unreadable, and the batch complete")
		}
	}
	chmod("a", 0o755)
	d.wants(d.later())
	d.putAged("b/3.xml", suite("late"), 3*time.Minute)
	chmod("b/3.xml", 0)
	b := d.fetch()
	d.faults(b, "b/3.xml: open: permission denied; it is tried again")
	chmod("b/3.xml", 0o644)
	d.wants(d.later(), "passed Cart.late @ b")
	chmod(".", 0)
	_, err := d.src.Fetch(t.Context(), source.Request{})
	if chmod(".", 0o755); err == nil || !strings.Contains(err.Error(), "grant read") && !strings.Contains(err.Error(), "permission") {
		t.Errorf("error is %v", err)
	}
}

func TestBadCursor(t *testing.T) {
	d := newDrop(t, nil)
	for cursor, says := range map[string]string{
		`{"v":2,"files":[1,2]}`: "version 2 was written by a newer syncd, this one knows 1: upgrade it",
		`{"v":0}`:               "version 0 is none of this source",
		`{`:                     "read cursor: unexpected end",
		`{"v":1,"files":7}`:     "read cursor: ",
	} {
		_, err := d.src.Fetch(t.Context(), source.Request{Cursor: []byte(cursor)})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error is %v, want %q", cursor, err, says)
		}
	}
	if b, err := d.src.Fetch(t.Context(), source.Request{Cursor: []byte(`{"v":1,"files":null}`)}); err != nil || !b.Complete {
		t.Errorf("an empty cursor: %v", err)
	}
}

// stopper is a format that ends the context in the middle of its file, and keeps
// what it then reads.
type stopper struct {
	lines
	stop context.CancelFunc
	err  error
}

func (s *stopper) Parse(r io.Reader, _ format.Options) (format.Report, error) {
	s.stop()
	_, s.err = io.Copy(io.Discard, r)
	return format.Report{Format: "lines"}, nil
}

// A context that ends within a file ends the fetch, and the file is not to blame.
func TestCancelledInAFile(t *testing.T) {
	d := newDrop(t, nil)
	d.put("a.lines", strings.Repeat("a test\n", 10_000))
	ctx, cancel := context.WithCancel(t.Context())
	parser := &stopper{stop: cancel}
	cfg := files.Spec([]format.Parser{parser}).Config().(*files.Config)
	cfg.Path = d.cfg.Path
	src, err := cfg.New(sourcetest.Suite{}.Env())
	if err != nil {
		t.Fatal(err)
	}
	b, err := src.Fetch(ctx, source.Request{})
	if !errors.Is(parser.err, context.Canceled) {
		t.Errorf("the parser reads on to the end: %v", parser.err)
	}
	if !errors.Is(err, context.Canceled) || b.Cursor != nil || len(b.Faults) > 0 {
		t.Errorf("error is %v, batch %+v", err, b)
	}
}
