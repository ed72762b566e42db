package formattest

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"testing/iotest"

	"syncd/internal/format"
	"syncd/internal/model"
)

// cuts is at how many places a fixture is cut off.
const cuts = 200

// truncation cuts the file off in many places. A parser that cannot tell may
// return a shorter report, but no result in it may be a pass that the whole file
// does not hold.
func truncation(t *testing.T, p format.Parser, data []byte, full format.Report) {
	passes := passing(full)
	for _, n := range places(len(data)) {
		r, err := parse(p, data[:n])
		if err != nil {
			if !errors.Is(err, format.ErrTruncated) && !errors.Is(err, format.ErrMalformed) {
				t.Fatalf("cut at %d: error %v is of neither kind", n, err)
			}
			empty(t, r)
			continue
		}
		if len(r.Entries) > len(full.Entries) {
			t.Fatalf("cut at %d: %d entries, the whole file has %d", n, len(r.Entries), len(full.Entries))
		}
		for name := range passing(r) {
			if !passes[name] {
				t.Fatalf("cut at %d: %v passes, in the whole file it does not", n, name)
			}
		}
	}
}

// places are cuts spread over the file, and each of its last bytes.
func places(size int) []int {
	var out []int
	for n := 0; n < size; n += max(1, size/cuts) {
		out = append(out, n)
	}
	for n := max(0, size-32); n < size; n++ {
		out = append(out, n)
	}
	return out
}

// passing names the tests that pass: their whole identity and the row.
func passing(r format.Report) map[[2]string]bool {
	out := map[[2]string]bool{}
	for _, e := range r.Entries {
		if e.Result.Outcome == model.Passed {
			out[[2]string{string(model.Identify("", e.Case)), e.Result.Row + "\x1f" + e.Result.Environment}] = true
		}
	}
	return out
}

// chunks reads the file byte by byte, and again in halves: what a network brings
// must parse like what a disk does, and twice alike.
func chunks(t *testing.T, p format.Parser, data []byte, full format.Report) {
	opt := format.Options{Modified: Modified}
	single, err := p.Parse(iotest.OneByteReader(bytes.NewReader(data)), opt)
	if err != nil || !reflect.DeepEqual(single, full) {
		t.Errorf("read byte by byte the report differs (error %v)", err)
	}
	half, err := p.Parse(iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(data))), opt)
	if err != nil || !bytes.Equal(encode(t, half), encode(t, full)) {
		t.Errorf("read in halves the report differs (error %v)", err)
	}
	broken := errors.New("disk on fire")
	_, err = p.Parse(iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(data))), opt)
	if !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("a reader that times out gives %v", err)
	}
	r, err := p.Parse(iotest.ErrReader(broken), opt)
	if !errors.Is(err, broken) || errors.Is(err, format.ErrMalformed) {
		t.Errorf("a reader that fails gives %v: the file is not to blame", err)
	}
	empty(t, r)
}

// empty checks that an error comes without a report.
func empty(t *testing.T, r format.Report) {
	t.Helper()
	if !reflect.DeepEqual(r, format.Report{}) {
		t.Errorf("beside an error there is a report of %d entries", len(r.Entries))
	}
}
