package schedule

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// units are the units of a span, the longest first. Days and years are of fixed
// length (24 h and 365 d), as Prometheus has them.
var units = []struct {
	name string
	size time.Duration
}{
	{"y", 365 * 24 * time.Hour}, {"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour},
	{"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond},
}

// errSpan is the one answer to a span that cannot be read: it shows how to write one.
var errSpan = errors.New("is not a duration: write whole numbers with y, w, d, h, m, s or ms, the longest first, for example 5m, 1h30m, 14d")

// ParseSpan reads a length of time as Prometheus writes it: whole numbers with the
// units y w d h m s ms, the longest first, each at most once; "0" needs no unit.
// Lengths above 290 years are an error.
func ParseSpan(text string) (time.Duration, error) {
	if text == "0" {
		return 0, nil
	}
	rest, sum, from := text, time.Duration(0), 0
	for rest != "" {
		number, tail := leading(rest, func(b byte) bool { return b >= '0' && b <= '9' })
		unit, tail := leading(tail, func(b byte) bool { return b >= 'a' && b <= 'z' })
		at := unitAt(unit, from)
		if number == "" || at < 0 {
			return 0, fmt.Errorf("%q %w", text, errSpan)
		}
		var err error
		if sum, err = plus(sum, number, units[at].size); err != nil {
			return 0, fmt.Errorf("%q %w", text, err)
		}
		rest, from = tail, at+1
	}
	if text == "" {
		return 0, fmt.Errorf("%q %w", text, errSpan)
	}
	return sum, nil
}

// FormatSpan writes a span so that ParseSpan reads it back, without years and
// weeks where days say it: 14d, 1h30m. Parts below a millisecond are dropped.
func FormatSpan(d time.Duration) string {
	if d < time.Millisecond {
		return "0s"
	}
	var b strings.Builder
	for _, u := range units[2:] {
		if n := d / u.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d -= n * u.size
		}
	}
	return b.String()
}

// leading cuts off the bytes for which is holds.
func leading(s string, is func(byte) bool) (head, tail string) {
	i := 0
	for i < len(s) && is(s[i]) {
		i++
	}
	return s[:i], s[i:]
}

// unitAt returns the place of a unit at or after from, or -1.
func unitAt(name string, from int) int {
	for i := from; i < len(units); i++ {
		if units[i].name == name {
			return i
		}
	}
	return -1
}

// plus returns sum + number × size, or an error where that does not fit.
func plus(sum time.Duration, number string, size time.Duration) (time.Duration, error) {
	var n int64
	for _, digit := range []byte(number) {
		if n > math.MaxInt64/int64(size)/10 {
			return 0, errors.New("is too long")
		}
		n = n*10 + int64(digit-'0')
	}
	if n > (math.MaxInt64-int64(sum))/int64(size) {
		return 0, errors.New("is too long")
	}
	return sum + time.Duration(n)*size, nil
}
