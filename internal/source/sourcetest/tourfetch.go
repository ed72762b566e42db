package sourcetest

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

// whole reads everything, and looks whether all that the tour needs is there.
func whole(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	k := nothing().must(t, src)
	seen := map[model.Outcome]int{}
	for _, r := range k.results {
		seen[r.Outcome]++
	}
	if len(k.cases) < 3 || len(k.runs) < 2 || seen[model.Passed] == 0 || seen[model.Failed] == 0 || seen[model.Unknown] == 0 || len(k.unmapped) == 0 {
		t.Errorf("%d cases, %d runs, results %v, unmapped %v", len(k.cases), len(k.runs), seen, k.unmapped)
	}
	a := v.tour.Spec.Abilities
	if a.Planned && seen[model.Pending] == 0 {
		t.Error("no test is pending, although the tool knows planned ones")
	}
	keys := 0
	for _, c := range k.cases {
		keys += len(c.Keys)
		if c.Explicit == "" || c.URL == "" {
			t.Errorf("case %q has the id %q and the page %q in its tool", c.Title, c.Explicit, c.URL)
		}
	}
	if (a.StoryRefs && !v.tour.NoStories) != (keys > 0) {
		t.Errorf("cases name %d stories; the spec says %t", keys, a.StoryRefs)
	}
}

// pages reads the same by pages of two.
func pages(t *testing.T, v *visit) {
	want := nothing().must(t, v.open(t, Shape{}))
	nothing().must(t, v.open(t, Shape{Page: 2})).same(t, want)
}

// drift reads the same from a tool whose answers look otherwise.
func drift(t *testing.T, v *visit) {
	want := nothing().must(t, v.open(t, Shape{}))
	nothing().must(t, v.open(t, Shape{Drift: true})).same(t, want)
}

// empty reads nothing, and is content.
func empty(t *testing.T, v *visit) {
	k := nothing().must(t, v.open(t, Shape{Empty: true}))
	if len(k.results) > 0 {
		t.Errorf("%d results come from nothing", len(k.results))
	}
}

// again reads a second time at which nothing is new, and from the beginning.
func again(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	k := nothing().must(t, src)
	time.Sleep(5 * time.Minute)
	before := v.net.count()
	b, err := src.Fetch(t.Context(), source.Request{Cursor: k.cursor})
	if err != nil {
		t.Fatal(err)
	}
	Batch(t, b)
	for _, r := range b.Results { // an overlap may tell again what is known, and nothing else
		if was, ok := k.results[keyOf(r)]; !ok || was.Outcome != r.Outcome || was.Ref != r.Ref {
			t.Errorf("nothing is new, and there is %+v", r)
		}
	}
	if took := v.net.count() - before; !b.Complete || len(b.Withdrawn) > 0 || v.tour.Requests > 0 && took > v.tour.Requests {
		t.Errorf("complete: %t, withdrawn: %v, and it took %d requests:\n%v", b.Complete, b.Withdrawn, took, v.net.log[before:])
	}
	fresh := nothing().must(t, src)
	fresh.same(t, k)
}

// fresh executes a test, and finds just that.
func fresh(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	if !needs(t, true, v.tool.Execute != nil) {
		return
	}
	k := nothing().must(t, src)
	had := len(k.results)
	for range 3 {
		time.Sleep(7 * time.Minute)
		made := v.tool.Execute(1)
		found(t, k, made, false)
		time.Sleep(time.Second)
		found(t, k.must(t, src), made, true)
	}
	if len(k.results) <= had {
		t.Errorf("there were %d results, and there are %d", had, len(k.results))
	}
	again := nothing().must(t, src)
	compare(t, "result", again.results, k.results)
}

// found fails the test unless executions are known, or are not.
func found(t *testing.T, k *known, executions []string, want bool) {
	t.Helper()
	for _, e := range executions {
		there := false
		for at := range k.results {
			there = there || at.Execution == e
		}
		if there != want {
			t.Errorf("execution %s is known: %t", e, there)
		}
	}
}

// equalTimes executes several tests at one moment, more than fit on a page.
func equalTimes(t *testing.T, v *visit) {
	src := v.open(t, Shape{Page: 2})
	k := nothing().must(t, src)
	time.Sleep(time.Minute)
	made := v.tool.Execute(5)
	time.Sleep(time.Minute)
	found(t, k.must(t, src), made, true)
}

// edited changes a result that is known.
func edited(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	if !needs(t, v.tour.Spec.Abilities.SeesEdits, v.tool.Edit != nil) {
		return
	}
	k := nothing().must(t, src)
	time.Sleep(10 * time.Minute)
	v.tool.Edit()
	time.Sleep(2 * time.Hour)
	k.must(t, src)
	again := nothing().must(t, src)
	k.same(t, again)
}

// retires takes cases out of use, deletes one, and takes the first into use again.
func retires(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	k := nothing().must(t, src)
	if v.tool.Retire == nil && v.tool.Remove == nil {
		return
	}
	is := func(explicit string, want bool) {
		t.Helper()
		time.Sleep(25 * time.Hour)
		k.must(t, src)
		for _, c := range k.cases {
			if c.Explicit == explicit {
				if c.Retired != want {
					t.Errorf("case %s is retired: %t", explicit, c.Retired)
				}
				return
			}
		}
		t.Errorf("there is no case %s", explicit)
	}
	if v.tool.Retire != nil {
		retired := v.tool.Retire()
		is(retired, true)
		v.tool.Restore()
		is(retired, false)
	}
	if v.tool.Remove != nil {
		removed := v.tool.Remove()
		is(removed, true)
		is(removed, true)
	}
}

// deleted takes a run away.
func deleted(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	if !needs(t, v.tour.Spec.Abilities.Complete, v.tool.Delete != nil) {
		return
	}
	k := nothing().must(t, src)
	had := len(k.runs)
	v.tool.Delete()
	for range 4 {
		time.Sleep(10 * time.Hour)
		k.must(t, src)
	}
	if len(k.runs) != had-1 {
		t.Errorf("of %d runs one was deleted, and %d are left", had, len(k.runs))
	}
	compare(t, "result", k.results, nothing().must(t, src).results)
}

// parts reads much, and is interrupted after each part.
func parts(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	if v.tool.Grow == nil {
		t.Fatal("the tour has no deed that makes many results")
	}
	v.tool.Grow(25_000)
	k := nothing()
	for range 100 {
		b, err := src.Fetch(t.Context(), source.Request{Cursor: k.cursor})
		if err != nil {
			t.Fatal(err)
		}
		if b.More && (b.Progress.Total == 0 || b.Progress.Done > b.Progress.Total || b.Progress.Of == "") {
			t.Errorf("there is more, and the progress is %+v", b.Progress)
		}
		k.take(b)
		if !b.More {
			break
		}
		// As after a restart: another source, the same cursor.
		if src, err = v.tour.Config().New(v.env()); err != nil {
			t.Fatal(err)
		}
	}
	if k.parts < 2 || len(k.results) < 25_000 || !k.complete {
		t.Errorf("%d parts brought %d results, complete: %t, faults %v", k.parts, len(k.results), k.complete, k.faults)
	}
}

// late reads from a source that is always out of time: each part holds one step, and all of
// them what one part would hold.
func late(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	v.tool.Grow(6_000)
	want := nothing().must(t, src)
	k := nothing()
	k.until = time.Now()
	k.must(t, src).same(t, want)
	if k.parts <= want.parts {
		t.Errorf("out of time it takes %d parts, and %d otherwise", k.parts, want.parts)
	}
}

// clock reads from a tool whose clock is an hour off.
func clock(t *testing.T, v *visit) {
	for _, ahead := range []time.Duration{time.Hour, -time.Hour} {
		src := v.open(t, Shape{Ahead: ahead})
		v.net.stamp, v.net.ahead = true, ahead
		k := nothing().must(t, src)
		time.Sleep(3 * time.Minute)
		made := v.tool.Execute(1)
		time.Sleep(3 * time.Minute)
		found(t, k.must(t, src), made, true)
		// As after a restart: another source, which has not met the tool's clock yet.
		for range 3 {
			src, err := v.tour.Config().New(v.env())
			if err != nil {
				t.Fatal(err)
			}
			made = v.tool.Execute(1)
			time.Sleep(9 * time.Minute)
			found(t, k.must(t, src), made, true)
		}
	}
}

// cancels ends the context at each of the first requests.
func cancels(t *testing.T, v *visit) {
	src := v.open(t, Shape{})
	for at := range 8 {
		ctx, cancel := context.WithCancel(t.Context())
		v.net.trouble(on(at, func(next http.RoundTripper, req *http.Request) (*http.Response, error) {
			cancel()
			return nil, req.Context().Err()
		}))
		b, err := src.Fetch(ctx, source.Request{})
		if v.net.count() <= at {
			cancel()
			return // there are not so many requests
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at request %d the error is %v", at, err)
		}
		if b.Cursor != nil || len(b.Results) > 0 {
			t.Error("beside an error there is a batch")
		}
		cancel()
	}
}
