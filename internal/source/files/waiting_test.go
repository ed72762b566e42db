package files_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/source"
	"syncd/internal/source/files"
	"syncd/internal/source/sourcetest"
)

// A file younger than two seconds is left alone; one from the future is not young.
func TestYoung(t *testing.T) {
	for age, read := range map[time.Duration]bool{
		0: false, 1999 * time.Millisecond: false, 2 * time.Second: true, time.Hour: true, -time.Second: true, -time.Hour: true,
	} {
		d := newDrop(t, nil)
		d.putAged("junit.xml", suite("total"), age)
		b := d.fetch()
		if got := len(b.Results) > 0; got != read || !b.Complete {
			t.Errorf("%s old: read is %t, complete %t", age, got, b.Complete)
		}
		d.now = d.now.Add(2 * time.Second)
		if b = d.fetch(); len(b.Results) > 0 == read {
			t.Errorf("%s old: two seconds later it brings %v", age, tell(b))
		}
	}
}

// waiting fetches with Wait in a bubble in which the clock starts at the drop's, and
// returns how long that took.
func waiting(d *drop, ticks bool) (took time.Duration, err error) {
	synctest.Test(d.T, func(t *testing.T) {
		begin := time.Now()
		env := sourcetest.Suite{Now: func() time.Time {
			if ticks {
				return d.now.Add(time.Since(begin))
			}
			return d.now
		}}.Env()
		src, err0 := d.cfg.New(env)
		if err0 != nil {
			t.Fatal(err0)
		}
		b, err1 := src.Fetch(t.Context(), source.Request{Wait: true})
		took, err = time.Since(begin), err1
		if err == nil {
			d.wants(b, map[bool][]string{true: {"passed Cart.total @ junit.xml"}}[ticks]...)
		}
	})
	return took, err
}

func TestWait(t *testing.T) {
	for age, want := range map[time.Duration]time.Duration{
		500 * time.Millisecond: 1500 * time.Millisecond, 2 * time.Second: 0, -time.Hour: 0,
	} {
		d := newDrop(t, nil)
		d.putAged("junit.xml", suite("total"), age)
		if took, err := waiting(d, true); took != want || err != nil {
			t.Errorf("%s old: waited %s (%v), want %s", age, took, err, want)
		}
	}
}

// A file that never comes to rest is left alone after a while, and whoever gives up
// is not kept.
func TestWaitEnds(t *testing.T) {
	d := newDrop(t, nil)
	d.putAged("junit.xml", suite("total"), 0)
	if took, err := waiting(d, false); took != 10*time.Second || err != nil {
		t.Errorf("waited %s (%v), want ten seconds", took, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.src.Fetch(ctx, source.Request{Wait: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// A file that ends too early is waited for while it is young; then it is a bad one,
// which is told once more and no longer keeps the source from being whole.
func TestTruncated(t *testing.T) {
	d := newDrop(t, nil)
	d.putAged("junit.xml", suite("total")[:40], 3*time.Second)
	d.put("other.xml", suite("refund"))
	b := d.fetch()
	d.wants(b, "passed Cart.refund @ other.xml")
	f := d.faults(b, "junit.xml: parse as junit: file ends too early: line 2: the file ends inside an element; it is tried again in the next cycle")[0]
	if b.Complete || !f.Lost || f.Standing {
		t.Errorf("complete %t, fault %+v", b.Complete, f)
	}
	b = d.later()
	if f = d.faults(b, "it is tried again")[0]; b.Complete || !f.Standing {
		t.Errorf("a minute later: complete %t, fault %+v", b.Complete, f)
	}
	for range 2 {
		d.now = d.now.Add(10 * time.Minute)
		b = d.fetch()
		if f = d.faults(b, "ends inside an element")[0]; !b.Complete || !f.Lost || !f.Standing {
			t.Errorf("after ten minutes: complete %t, fault %+v", b.Complete, f)
		}
	}
	d.putAged("junit.xml", suite("total"), 3*time.Second)
	b = d.fetch()
	d.wants(b, "passed Cart.total @ junit.xml")
	d.faults(b)
}

// A folder's quiet time is its own.
func TestQuiet(t *testing.T) {
	d := newDrop(t, func(c *files.Config) { c.Run, c.Quiet = files.RunFolder, 10*time.Second })
	d.putAged("old/a.xml", suite("total"), 10*time.Second)
	d.putAged("new/a.xml", suite("refund"), 9*time.Second)
	d.putAged("new/b.xml", suite("discount"), time.Hour)
	d.putAged("from-the-future/a.xml", suite("return"), -time.Hour)
	b := d.fetch()
	d.wants(b, "passed Cart.return @ from-the-future", "passed Cart.total @ old")
	d.faults(b, "new: changed 9s ago")
}
