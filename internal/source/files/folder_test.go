package files_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/files"
)

func folderRun(c *files.Config) { c.Run = files.RunFolder }

func TestFolder(t *testing.T) {
	d := newDrop(t, folderRun)
	d.put("build-7/TEST-a.xml", suite("total"))
	d.put("build-7/TEST-b.xml", suite("discount!"))
	d.put("build-8/TEST-a.xml", suite("total"))
	b := d.fetch()
	d.wants(b)
	d.faults(b, "build-7: changed 1m0s ago: it is read as a run once it has rested for 2m0s", "build-8: changed")
	if !b.Complete || b.Faults[0].Lost {
		t.Error("waiting for a folder counts as a loss")
	}
	first := d.later()
	d.wants(first, "failed Cart.discount @ build-7", "passed Cart.total @ build-7", "passed Cart.total @ build-8")
	d.faults(first)
	runs := byName(first)

	t.Log("nothing happens for a while, then a shard comes late: it waits, and joins")
	d.wants(d.later())
	d.wants(d.later())
	d.putAged("build-7/TEST-c.xml", suite("refund"), time.Second)
	d.wants(d.fetch())
	d.wants(d.later())
	late := d.later()
	d.wants(late, "passed Cart.refund @ build-7")
	if d.only(late).ID != runs["build-7"] {
		t.Errorf("the late shard is run %s and not %s", d.only(late).ID, runs["build-7"])
	}

	t.Log("a file that is touched is nothing new")
	d.age("build-7/TEST-a.xml", time.Minute)
	d.wants(d.later())
	d.wants(d.later())

	t.Log("a folder that is written anew is a new run, files with the same bytes included")
	d.putAged("build-7/TEST-a.xml", suite("total"), time.Minute)
	d.putAged("build-7/TEST-b.xml", suite("discount"), time.Minute)
	d.wants(d.fetch())
	again := d.later()
	d.wants(again, "passed Cart.discount @ build-7", "passed Cart.total @ build-7")
	if byName(again)["build-7"] == runs["build-7"] || len(again.Withdrawn) > 0 {
		t.Errorf("runs were %v and are %v, withdrawn %v", runs, byName(again), again.Withdrawn)
	}
}

// byName maps runs by name.
func byName(b model.Batch) map[string]model.RunID {
	out := map[string]model.RunID{}
	for _, r := range b.Runs {
		out[r.Name] = r.ID
	}
	return out
}

// Shards that come one by one, each after the folder has rested, are one run, the
// first time and when all are written anew.
func TestSlowShards(t *testing.T) {
	d := newDrop(t, folderRun)
	var ids []model.RunID
	for _, test := range []string{"total", "total!"} {
		for _, shard := range []string{"1", "2", "3"} {
			d.putAged("TEST-"+shard+".xml", suite(shard+test), 3*time.Minute)
			ids = append(ids, d.only(d.fetch()).ID)
			d.now = d.now.Add(10 * time.Minute)
			d.wants(d.fetch())
		}
	}
	if ids[0] != ids[1] || ids[1] != ids[2] || ids[2] == ids[3] || ids[3] != ids[4] || ids[4] != ids[5] {
		t.Errorf("runs are %v, want two of three shards", ids)
	}
}

// A shard that was bad joins the run when it is mended; one that grew stays in it.
func TestMendedShard(t *testing.T) {
	d := newDrop(t, folderRun)
	d.putAged("TEST-a.xml", suite("total"), time.Hour)
	d.putAged("TEST-b.xml", suite("discount")[:30], time.Hour)
	d.putAged("list.lines", "a\n", time.Hour)
	b := d.fetch()
	d.faults(b, "TEST-b.xml: parse as junit: file ends too early")
	d.putAged("TEST-b.xml", suite("discount"), 3*time.Minute)
	d.putAged("list.lines", "a\nb\n", 3*time.Minute)
	more := d.fetch()
	d.wants(more, "passed Cart.discount @ .", "passed a @ .", "passed b @ .")
	if d.only(b).ID != d.only(more).ID || len(more.Withdrawn) > 0 {
		t.Errorf("run %s became %s, withdrawn %v", d.only(b).ID, d.only(more).ID, more.Withdrawn)
	}
}

// A folder that is caught while it is written anew is a new run once it is whole.
func TestFolderCaughtHalfWay(t *testing.T) {
	d := newDrop(t, folderRun)
	d.putAged("TEST-a.xml", suite("total!"), time.Hour)
	first := d.only(d.fetch())
	d.putAged("TEST-a.xml", suite("total")[:40], 3*time.Minute)
	d.wants(d.fetch())
	d.putAged("TEST-a.xml", suite("total"), 2*time.Minute)
	b := d.fetch()
	d.wants(b, "passed Cart.total @ .")
	if d.only(b).ID == first.ID {
		t.Error("the run before it is overwritten")
	}
}

// Two files of one run that tell of one test are attempts, or shards that list each
// other's tests. A failure is never lost without a trace.
func TestAgain(t *testing.T) {
	for name, c := range map[string]struct {
		first, then string
		want        model.Outcome
		attempts    int
		flaky       bool
	}{
		"fails, then passes":     {"x!", "x", model.Passed, 2, true},
		"passes, then fails":     {"x", "x!", model.Failed, 2, true},
		"runs, is skipped later": {"x!", "x-", model.Failed, 1, false},
		"is skipped, runs later": {"x-", "x", model.Passed, 1, false},
		"passes twice":           {"x", "x y", model.Passed, 2, false},
	} {
		d := newDrop(t, folderRun)
		// The order is that of the files' dates and not of their names.
		d.putAged("z.xml", suite(c.first), 2*time.Hour)
		then := suite(strings.Fields(c.then)...)
		d.putAged("a.xml", then, time.Hour)
		d.putAged("copy-of-a.xml", then, time.Hour)
		b := d.fetch()
		for _, r := range b.Results {
			if title(b, r) != "Cart.x" {
				continue
			}
			if r.Outcome != c.want || r.Attempts != c.attempts || r.Flaky != c.flaky || r.Outcome == model.Passed && r.Flaky != (r.Failure != nil) {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}

// title returns the title of a result's case.
func title(b model.Batch, r model.Result) string {
	i := slices.IndexFunc(b.Cases, func(c model.Case) bool { return c.ID == r.Case })
	return b.Cases[i].Title
}
