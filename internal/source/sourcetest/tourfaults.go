package sourcetest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"syncd/internal/source"
)

// throttled has a request in the middle be sent away for a while, in every way in which
// that is said, and reads the same.
func throttled(t *testing.T, v *visit) {
	want := nothing().must(t, v.open(t, Shape{}))
	for _, ask := range []struct {
		after func() string
		least time.Duration
	}{
		{func() string { return "" }, 0},
		{func() string { return "0" }, 0},
		{func() string { return "7" }, 7 * time.Second},
		{func() string { return time.Now().Add(9 * time.Second).UTC().Format(http.TimeFormat) }, 8 * time.Second},
	} {
		src := v.open(t, Shape{})
		v.net.trouble(func(n int, _ *http.Request) trick {
			if n == 2 {
				return says(http.StatusTooManyRequests, "application/json", `{"error":"API Rate Limit Exceeded"}`, "Retry-After", ask.after())
			}
			return nil
		})
		began := time.Now()
		nothing().must(t, src).same(t, want)
		if took := time.Since(began); took < max(ask.least, 100*time.Millisecond) {
			t.Errorf("asked to wait %q it took %s", ask.after(), took)
		}
	}
}

// trouble is a fault and the kind of error by which a source tells it.
type trouble struct {
	name string
	do   trick
	kind source.Kind
}

// refusals has each of the first requests be refused for good. What was read may be kept,
// but it must not pass for everything, and what follows makes up for it.
func refusals(t *testing.T, v *visit) {
	endure(t, v, []trouble{
		{"401", says(401, "application/json", `{"error":"Authentication failed"}`), source.Auth},
		{"403", says(403, "application/json", `{"error":"no access"}`), source.Auth},
		{"500", says(500, "text/html", "<html><title>Oops</title></html>"), source.Unavailable},
		{"503", says(503, "text/plain", ""), source.Unavailable},
		{"429 for hours", says(429, "application/json", `{}`, "Retry-After", "7200"), source.RateLimited},
	})
}

// brokenAnswers has each of the first requests be answered by what is no answer.
func brokenAnswers(t *testing.T, v *visit) {
	endure(t, v, []trouble{
		{"truncated", truncated, source.Unavailable},
		{"torn", torn, source.Unavailable},
		{"no JSON", says(200, "application/json", `{"results":[{`), source.Unavailable},
		{"a login page", says(200, "text/html", "<html><head><title>Log in</title></head></html>"), source.Unavailable},
		{"nothing", says(200, "application/json", ""), source.Unavailable},
		{"an empty object", says(200, "application/json", "{}"), source.Unavailable},
		{"null", says(200, "application/json", "null"), source.Unavailable},
		{"an error with status 200", says(200, "application/json", `{"errors":[{"message":"Internal server error"}],"data":null}`), source.Unavailable},
	})
}

// endure lets every trouble begin at each of the first requests.
func endure(t *testing.T, v *visit, list []trouble) {
	want := nothing().must(t, v.open(t, Shape{}))
	for _, tr := range list {
		for at := range 12 {
			src := v.open(t, Shape{})
			v.net.trouble(func(n int, _ *http.Request) trick {
				if n >= at {
					return tr.do
				}
				return nil
			})
			k := nothing()
			err := k.pull(t, src)
			if v.net.count() <= at {
				break // there are not so many requests
			}
			where := fmt.Sprintf("%s from request %d (%s) on", tr.name, at, v.net.log[at])
			switch {
			case err == nil && k.complete:
				t.Errorf("%s: what was read passes for everything: %d of %d results", where, len(k.results), len(want.results))
			case err == nil && (len(k.faults) == 0 || !k.faults[len(k.faults)-1].Lost):
				t.Errorf("%s: it is not complete, and no fault says why: %v", where, k.faults)
			case err != nil && source.KindOf(err) != tr.kind:
				t.Errorf("%s: the error is of kind %q, want %q: %v", where, source.KindOf(err), tr.kind, err)
			case err != nil && !strings.Contains(err.Error(), ": "):
				t.Errorf("%s: the error does not say what was being done: %v", where, err)
			}
			v.net.trouble(nil)
			time.Sleep(3 * time.Hour) // holds are over by then
			if src, err = v.tour.Config().New(v.env()); err != nil {
				t.Fatal(err)
			}
			compare(t, where+": result", k.must(t, src).results, want.results)
			if t.Failed() {
				return
			}
		}
	}
}

// secrets has the tool quote what it was sent, in a refusal.
func secrets(t *testing.T, v *visit) {
	for at := range 4 {
		src := v.open(t, Shape{})
		v.net.trouble(func(n int, _ *http.Request) trick {
			if n >= at {
				return echoes
			}
			return nil
		})
		k := nothing()
		err := k.pull(t, src)
		text := fmt.Sprint(err, k.faults, string(k.cursor))
		if err == nil && k.complete || v.mentions(text) {
			t.Errorf("refused at request %d it says: %s", at, text)
		}
	}
}

// surveys asks what the account sees.
func surveys(t *testing.T, v *visit) {
	src, ok := v.open(t, Shape{}).(source.Surveyor)
	if !ok {
		t.Fatal("the source is no Surveyor")
	}
	s, err := src.Survey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chosen, mapped, unmapped := 0, 0, 0
	for _, p := range s.Places {
		if p.Chosen {
			chosen++
		}
	}
	for _, st := range s.Statuses {
		if st.Mapped {
			mapped++
		} else {
			unmapped++
		}
	}
	if chosen == 0 || s.First.Results == 0 || s.First.Requests == 0 || len(s.References) == 0 || mapped == 0 {
		t.Errorf("the survey says %+v", s)
	}
	if v.tour.Spec.Abilities.Statuses && unmapped == 0 {
		t.Error("the tool lists its statuses, and the one that nothing maps is not among them")
	}
	v.net.trouble(always(says(401, "application/json", `{"error":"no"}`)))
	if _, err := src.Survey(t.Context()); source.KindOf(err) != source.Auth {
		t.Errorf("with a refused login the survey says %v", err)
	}
}
