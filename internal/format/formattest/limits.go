package formattest

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"syncd/internal/format"
)

// limits checks that each limit holds exactly: at it all is well, beyond it not.
func limits(t *testing.T, p format.Parser, s Suite) {
	ten := s.Cases(10)
	within := func(name string, data []byte, l format.Limits, ok bool) {
		t.Helper()
		r, err := p.Parse(bytes.NewReader(data), format.Options{Modified: Modified, Limits: l})
		if ok && err != nil || !ok && !errors.Is(err, format.ErrMalformed) {
			t.Errorf("%s: error is %v", name, err)
		}
		if !ok {
			empty(t, r)
		}
	}
	within("as many bytes as allowed", ten, format.Limits{Bytes: int64(len(ten))}, true)
	within("a byte too many", ten, format.Limits{Bytes: int64(len(ten)) - 1}, false)
	if !s.Single {
		within("as many cases as allowed", ten, format.Limits{Cases: 10}, true)
		within("a case too many", ten, format.Limits{Cases: 9}, false)
	}
	if s.Deep != nil {
		within("shallow", s.Deep(10), format.Limits{}, true)
		within("too deep", s.Deep(200), format.Limits{}, false)
		within("far too deep", s.Deep(200_000), format.Limits{}, false)
	}
	texts(t, p, s)
}

// texts checks that long texts are cut where they should be, runes whole.
func texts(t *testing.T, p format.Parser, s Suite) {
	const size = 300_000
	long := strings.Repeat("ü€", size/5)
	data := s.Failing("n"+long, "m"+long, "d"+long, "first "+long+" last")
	l := format.Limits{Text: 1000, Output: 1000, Name: 100}
	r, err := p.Parse(bytes.NewReader(data), format.Options{Modified: Modified, Limits: l})
	if err != nil || len(r.Entries) != 1 || r.Entries[0].Result.Failure == nil {
		t.Fatalf("parsing a case with long texts: %v, %d entries", err, len(r.Entries))
	}
	c, f := r.Entries[0].Case, r.Entries[0].Result.Failure
	// Two names are joined in a title; a cut is marked beyond the limit.
	for name, text := range map[string]string{"title": c.Title, "name": c.Name, "message": f.Message, "detail": f.Detail, "output": f.Output} {
		limit := 1000 + 64
		if name == "name" || name == "title" {
			limit = 2 * l.Name
		} else if text != "" && !strings.Contains(text, "bytes left out]") {
			t.Errorf("%s: the cut is not marked", name)
		}
		if len(text) > limit || !utf8.ValidString(text) {
			t.Errorf("%s: %d bytes, whole runes: %t", name, len(text), utf8.ValidString(text))
		}
	}
	if f.Output != "" && (!strings.HasPrefix(f.Output, "first") || !strings.HasSuffix(f.Output, "last")) {
		t.Errorf("output keeps not both ends: %.20q … %q", f.Output, f.Output[max(0, len(f.Output)-20):])
	}
}
