package junit_test

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"syncd/internal/format"
	"syncd/internal/format/junit"
)

func BenchmarkParse(b *testing.B) {
	data := cases(10_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := junit.New().Parse(bytes.NewReader(data), format.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Output costs no more memory than is kept of it.
func TestMemory(t *testing.T) {
	const size = 16 << 20
	for name, open := range map[string][2]string{"text": {"", ""}, "CDATA": {"<![CDATA[", "]]>"}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := junit.New().Parse(io.MultiReader(
			strings.NewReader(`<testsuite><testcase name="loud"><failure/><system-out>`+open[0]),
			io.LimitReader(endless{}, size),
			strings.NewReader(open[1]+"</system-out></testcase></testsuite>")), format.Options{})
		runtime.ReadMemStats(&after)
		if err != nil || !strings.Contains(r.Entries[0].Result.Failure.Output, "bytes left out]") {
			t.Fatalf("%s: %v", name, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > size/2 {
			t.Errorf("%s: allocated %d MiB in all for %d MiB of output", name, got>>20, size>>20)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "all work and no play\n"[i%21]
	}
	return len(p), nil
}
