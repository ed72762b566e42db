package sourcetest

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
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
	none := b
	none.Ref = "no such result"
	if trace, err := w.Backlink(t.Context(), none); err == nil && trace != source.Moot || err != nil && source.KindOf(err) != source.Refused && source.KindOf(err) != source.NotFound {
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

// asks looks at a failed result right before and right after it is made to name an issue.
func asks(t *testing.T, v *visit) {
	w, b, ok := v.ready(t)
	if !ok {
		return
	}
	src, err := v.tour.Config().New(v.env())
	if err != nil {
		t.Fatal(err)
	}
	asker, ok := src.(source.Asker)
	if !ok {
		return
	}
	named := func() bool {
		names, err := asker.Named(t.Context(), b.Ref)
		if err != nil {
			t.Fatalf("asked what %s names: %v", b.Ref, err)
		}
		return slices.Contains(names, issue.Key) || slices.Contains(names, model.IDRef(issue.ID))
	}
	if named() {
		t.Errorf("before anything is written the result names %s", issue.Key)
	}
	if trace, err := w.Backlink(t.Context(), b); err != nil || trace != source.Wrote {
		t.Fatalf("the trace is %q, error %v", trace, err)
	}
	if !named() {
		t.Errorf("what was written is not named")
	}
	// What is not there must not pass for a result that names nothing.
	for _, ref := range []string{"no such result", gone(b.Ref)} {
		names, err := asker.Named(t.Context(), ref)
		if kind := source.KindOf(err); err == nil || kind != source.NotFound && kind != source.Refused && !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("asked of %q the answer is %v, error %v", ref, names, err)
		}
	}
	for _, answer := range []trick{says(200, "application/json", "{}"), says(200, "application/json", "null"), says(503, "text/plain", ""), says(401, "application/json", `{"error":"no"}`)} {
		v.net.trouble(always(answer))
		if names, err := asker.Named(t.Context(), b.Ref); err == nil {
			t.Errorf("from an answer that is none it reads %v", names)
		}
		v.net.trouble(nil)
		time.Sleep(3 * time.Hour) // holds are over by then
	}
}

// digits are the numbers and hashes in a Ref.
var digits = regexp.MustCompile(`[0-9a-f]*[0-9][0-9a-f]*`)

// gone is a Ref of the same form to a result that does not exist.
func gone(ref string) string {
	first := true
	return digits.ReplaceAllStringFunc(ref, func(n string) string {
		if !first {
			return n
		}
		first = false
		return strings.Repeat("9", len(n))
	})
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
