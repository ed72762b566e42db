package files_test

import (
	"bytes"
	"testing"
	"time"
)

// The same bytes are nothing new, under whatever name and date they come.
func TestSameBytes(t *testing.T) {
	d := newDrop(t, nil)
	d.put("junit.xml", suite("total", "discount!"))
	first := d.fetch()
	d.wants(first, "failed Cart.discount @ junit.xml", "passed Cart.total @ junit.xml")

	d.putAged("archive/junit-1.xml", suite("total", "discount!"), 10*time.Second)
	d.wants(d.later())
	d.age("junit.xml", 3*time.Second)
	d.wants(d.later())
	d.remove("junit.xml")
	d.wants(d.later())

	// Another syncd that starts with both takes them for one run, and for the older.
	d.cursor = nil
	d.putAged("b.xml", suite("total", "discount!"), time.Hour)
	b := d.fetch()
	if run := d.only(b); run.ID != d.only(first).ID || run.Origin != "b.xml" || !run.Finished.Equal(d.now.Add(-time.Hour)) {
		t.Errorf("run is %+v", run)
	}
}

// A CI that overwrites its report writes a new run each time.
func TestOverwritten(t *testing.T) {
	d := newDrop(t, nil)
	d.put("junit.xml", suite("total!"))
	first := d.only(d.fetch())
	d.putAged("junit.xml", suite("total"), 30*time.Second)
	b := d.fetch()
	d.wants(b, "passed Cart.total @ junit.xml")
	if d.only(b).ID == first.ID || len(b.Withdrawn) > 0 {
		t.Errorf("run %+v, withdrawn %v: want a new run, and the old one kept", d.only(b), b.Withdrawn)
	}
}

// What was read while half written never was a run.
func TestGrown(t *testing.T) {
	for name, c := range map[string]struct {
		first, then string
		keeps       func(*drop) // makes another file part of the first run
		withdrawn   int
	}{
		"strict beginning":         {first: "a\n", then: "a\nb\n", withdrawn: 1},
		"other beginning":          {first: "a\n", then: "b\nb\n"},
		"shorter":                  {first: "a\nb\n", then: "a\n"},
		"same declared run":        {first: "run 7\na\n", then: "run 7\na\nb\n"},
		"a copy stands by it":      {first: "a\n", then: "a\nb\n", keeps: func(d *drop) { d.put("copy.lines", "a\n") }},
		"a shard has a part in it": {first: "run 7\na\n", then: "run 7\na\nrun 8\n", keeps: func(d *drop) { d.put("shard.lines", "run 7\nb\n") }},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrop(t, nil)
			d.put("list.lines", c.first)
			if c.keeps != nil {
				c.keeps(d)
			}
			first := d.fetch()
			d.putAged("list.lines", c.then, 30*time.Second)
			b := d.fetch()
			if len(b.Withdrawn) != c.withdrawn || c.withdrawn > 0 && b.Withdrawn[0] != first.Runs[0].ID {
				t.Errorf("withdrawn are %v of %v, want %d", b.Withdrawn, first.Runs, c.withdrawn)
			}
			if len(b.Results) == 0 {
				t.Error("the new content brings nothing")
			}
		})
	}
}

// A report that is caught while it is written anew becomes a new run, and the run
// before it stands.
func TestCaughtHalfWay(t *testing.T) {
	whole := suite("total", "discount")
	d := newDrop(t, nil)
	d.put("junit.xml", suite("total!"))
	first := d.only(d.fetch())
	d.putAged("junit.xml", whole[:40], 30*time.Second)
	if b := d.fetch(); b.Complete || len(b.Runs) > 0 {
		t.Errorf("half a file: complete %t, runs %v", b.Complete, b.Runs)
	}
	d.putAged("junit.xml", whole, 20*time.Second)
	b := d.fetch()
	d.wants(b, "passed Cart.discount @ junit.xml", "passed Cart.total @ junit.xml")
	if d.only(b).ID == first.ID || len(b.Withdrawn) > 0 || !b.Complete {
		t.Errorf("run %v, withdrawn %v, complete %t", d.only(b).ID, b.Withdrawn, b.Complete)
	}
}

// A cursor says all that is needed, and the next fetch leaves it as it is.
func TestCursor(t *testing.T) {
	d := newDrop(t, folderRun)
	d.putAged("1/a.xml", suite("total"), time.Hour)
	d.putAged("2/b.xml", "<testsuite><testcase>", time.Hour)
	d.putAged("2/notes.txt", "nothing of ours", time.Hour)
	d.putAged("2/caf\xe9.xml", suite("latin"), time.Hour)
	first := d.fetch()
	for range 3 {
		b := d.later()
		if len(b.Runs)+len(b.Results)+len(b.Withdrawn) > 0 || !bytes.Equal(b.Cursor, first.Cursor) {
			t.Errorf("brings %v, and a cursor\n%s\nafter\n%s", tell(b), b.Cursor, first.Cursor)
		}
	}
	d.remove("1")
	if b := d.later(); bytes.Contains(b.Cursor, []byte("1/a.xml")) || bytes.Contains(b.Cursor, []byte(`"1"`)) {
		t.Errorf("the cursor keeps what is gone: %s", b.Cursor)
	}
}
