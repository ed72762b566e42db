package format

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Number consumes a number, also one in quotes; false where there is none.
func (j *JSON) Number() (float64, bool, error) {
	s, err := j.Text(64)
	n, bad := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return n, err == nil && bad == nil && !math.IsNaN(n) && !math.IsInf(n, 0), err
}

// longest is the longest time that a test is believed to take: hostile lengths must
// not add up to a year that nothing can store.
const longest = 366 * 24 * time.Hour

// Duration consumes a length of time in milliseconds; nil where there is none or it is
// no length of time.
func (j *JSON) Duration() (*time.Duration, error) {
	ms, ok, err := j.Number()
	if !ok || ms < 0 || ms > float64(longest.Milliseconds()) {
		return nil, err
	}
	d := time.Duration(math.Round(ms * 1e6))
	return &d, nil
}

// Moment consumes a time in milliseconds since 1970 and returns it in UTC, zero where
// there is none between 1990 and 2200. Some writers give seconds: as milliseconds
// they would lie in January 1970.
func (j *JSON) Moment() (time.Time, error) {
	ms, ok, err := j.Number()
	if ok && ms > 0 && ms < 1e10 {
		ms *= 1e3
	}
	if !ok || ms < 0 || ms > 1e13 {
		return time.Time{}, err
	}
	t := time.UnixMicro(int64(math.Round(ms * 1e3))).UTC()
	if t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}, nil
	}
	return t, nil
}

// Page reports whether a URL can be shown as a link: http or https, with no password
// in it.
func Page(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}
