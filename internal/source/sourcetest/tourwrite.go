package sourcetest

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"syncd/internal/source"
)

// issue is what failed results are to name. It exists in simulated Jiras.
var issue = source.Issue{ID: "10008", Key: "SHOP-9", URL: "https://jira.example.com/browse/SHOP-9"}

// writer builds the side that writes, with write-back switched on.
func (v *visit) writer(t *testing.T) source.Backlinker {
	t.Helper()
	cfg, ok := v.tour.Config().(source.Writable)
	if !ok {
		t.Fatal("the spec says that the tool can be written into, and its config is not Writable")
	}
	w, err := cfg.Backlinker(v.env())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// ready opens a tool that can be written into, and returns a failed result in it; false
// where the spec says that it cannot.
func (v *visit) ready(t *testing.T) (source.Backlinker, source.Backlink, bool) {
	t.Helper()
	if !v.tour.Spec.Abilities.WritesBack {
		return nil, source.Backlink{}, false
	}
	src := v.open(t, Shape{})
	if v.tool.Named == nil {
		t.Fatal("the tour cannot say which issues a result names")
	}
	r := nothing().must(t, src).failed(t)
	return v.writer(t), source.Backlink{Ref: r.Ref, Issue: issue, Text: "syncd: SHOP-9 has this failure."}, true
}

// backlinks names an issue at a failed result, once.
func backlinks(t *testing.T, v *visit) {
	w, b, ok := v.ready(t)
	if !ok {
		return
	}
	_, had := v.tool.Named(b.Ref)
	trace, err := w.Backlink(t.Context(), b)
	keys, writes := v.tool.Named(b.Ref)
	if err != nil || trace != source.Wrote || !slices.Contains(keys, issue.Key) || writes != had+1 {
		t.Fatalf("the trace is %q, error %v; the result names %v after %d writes", trace, err, keys, writes-had)
	}
	time.Sleep(time.Minute)
	if trace, err = w.Backlink(t.Context(), b); err != nil || trace != source.Present {
		t.Errorf("a second time the trace is %q, error %v", trace, err)
	}
	if again, writes := v.tool.Named(b.Ref); len(again) != len(keys) || writes != had+1 {
		t.Errorf("a second time the result names %v after %d writes", again, writes-had)
	}
	// The source reads what was written.
	src, err := v.tour.Config().New(v.env())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range nothing().must(t, src).results {
		if r.Ref == b.Ref && !slices.Contains(r.Defects, issue.Key) && !slices.Contains(r.Defects, "id:"+issue.ID) {
			t.Errorf("read again the result names %v", r.Defects)
		}
	}
	gone := b
	gone.Ref = "no such result"
	if trace, err := w.Backlink(t.Context(), gone); err == nil && trace != source.Moot || err != nil && source.KindOf(err) != source.Refused && source.KindOf(err) != source.NotFound {
		t.Errorf("of a result that is none the trace is %q, error %v", trace, err)
	}
	v.net.trouble(always(says(401, "application/json", `{"error":"no"}`)))
	if _, err := w.Backlink(t.Context(), b); source.KindOf(err) != source.Auth {
		t.Errorf("with a refused login the error is %v", err)
	}
}

// lostAnswer has the answer to the write be lost: whoever writes again finds it there.
func lostAnswer(t *testing.T, v *visit) {
	w, b, ok := v.ready(t)
	if !ok {
		return
	}
	_, had := v.tool.Named(b.Ref)
	v.net.trouble(always(func(next http.RoundTripper, req *http.Request) (*http.Response, error) {
		res, err := next.RoundTrip(req)
		if _, writes := v.tool.Named(b.Ref); err == nil && mayWrite(req) && writes > had {
			res.Body.Close()
			return nil, errLost
		}
		return res, err
	}))
	trace, err := w.Backlink(t.Context(), b)
	if err != nil && source.KindOf(err) != source.Unknown {
		t.Errorf("the answer was lost: trace %q, error %v", trace, err)
	}
	v.net.trouble(nil)
	time.Sleep(3 * time.Minute)
	if err != nil {
		if trace, err = w.Backlink(t.Context(), b); err != nil || trace != source.Present {
			t.Errorf("after a lost answer the trace is %q, error %v", trace, err)
		}
	}
	n := 0
	keys, _ := v.tool.Named(b.Ref)
	for _, key := range keys {
		if key == issue.Key {
			n++
		}
	}
	if n != 1 {
		t.Errorf("after a lost answer the result names %v", keys)
	}
}

// mayWrite reports whether a request may change something.
func mayWrite(req *http.Request) bool { return req.Method != http.MethodGet }

// retests asks for a test to be run again, once, and not after it was.
func retests(t *testing.T, v *visit) {
	if !v.tour.Spec.Abilities.Retests {
		return
	}
	w, b, _ := v.ready(t)
	b.Text = "syncd: SHOP-9 is Done; please run this test again."
	for i, want := range []source.Trace{source.Wrote, source.Present} {
		if trace, err := w.Retest(t.Context(), b); err != nil || trace != want || !v.tool.Asked(b.Ref) {
			t.Errorf("asked %d times before, the trace is %q, error %v", i, trace, err)
		}
		time.Sleep(time.Minute)
	}
}
