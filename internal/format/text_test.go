package format_test

import (
	"strings"
	"testing"

	"syncd/internal/format"
)

func TestHead(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"short", "short"},
		{"1234567890", "1234567890"},
		{"12345678901", "1234567890\n[1 bytes left out]"},
		{"123456789€", "123456789\n[3 bytes left out]"},
	} {
		if got := format.CutHead(c.in, 10); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.in, got, c.want)
		}
	}
}

func TestEnds(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"1234567890", "1234567890"},
		{"1234567890a", "12345\n[1 bytes left out]\n7890a"},
		{"1234€" + strings.Repeat("x", 100) + "€bcd", "1234\n[106 bytes left out]\nbcd"},
	} {
		for _, chunk := range []int{1, 7, 1000} {
			e := format.NewEnds(10)
			for rest := c.in; rest != ""; rest = rest[min(chunk, len(rest)):] {
				_, _ = e.Write([]byte(rest[:min(chunk, len(rest))]))
			}
			if got := e.String(); got != c.want || e.Len() != len(c.in) {
				t.Errorf("%q in chunks of %d becomes %q, want %q", c.in, chunk, got, c.want)
			}
		}
	}
}

// Two long names that differ only in their last character stay two.
func TestCutName(t *testing.T) {
	long := strings.Repeat("ü", 100)
	a, b := format.CutName(long+"a", 50), format.CutName(long+"b", 50)
	if a == b || len(a) > 50 || strings.ToValidUTF8(a, "") != a {
		t.Errorf("%q and %q", a, b)
	}
}
