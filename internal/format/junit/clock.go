package junit

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"syncd/internal/format"
)

// Ways in which writers put a time. Fractions of a second fit all of them.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05",
	"2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	time.RFC1123, time.RFC1123Z, time.ANSIC, time.UnixDate,
}

// moment parses a time, in the location if it names no zone. Zero means none:
// gotestsum writes the year 1 for packages without tests.
func moment(s string, loc *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			if t = t.UTC(); t.Year() < 1990 || t.Year() > 2200 {
				return time.Time{}, nil
			}
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q is not understood", s)
}

// longest is the longest time that a test, or a run, is believed to take: hostile
// lengths must not add up to a year that nothing can store.
const longest = 366 * 24 * time.Hour

// duration parses seconds. Surefire writes 1,234.5 for a thousand, some locales
// 0,5 for a half: a comma with a dot, or one of several, separates thousands. Nil
// where there is none or it is no length of time.
func duration(s string) *time.Duration {
	s = strings.TrimSpace(s)
	if strings.Contains(s, ".") || strings.Count(s, ",") > 1 {
		s = strings.ReplaceAll(s, ",", "")
	}
	seconds, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 || seconds > longest.Seconds() {
		return nil
	}
	d := time.Duration(math.Round(seconds * 1e9))
	return &d
}

// clock walks through the document and tells when each testcase ended.
type clock struct {
	opt     format.Options
	loc     *time.Location
	now     time.Time // zero as long as the file says nothing
	suite   *suite
	started time.Time
	// approximate: a case got the time of the file.
	approximate bool
	bad         string // the first time that was not understood
}

// newClock starts at the earliest time in the file: what stands before the first
// time in it did not happen after it.
func newClock(doc *document, opt format.Options) *clock {
	c := &clock{opt: opt, loc: opt.Location}
	if c.loc == nil {
		c.loc = time.UTC
	}
	earliest := func(t time.Time) {
		if !t.IsZero() && (c.started.IsZero() || t.Before(c.started)) {
			c.started = t
		}
	}
	for _, s := range doc.suites {
		earliest(c.read(s.attr["timestamp"]))
	}
	for _, t := range doc.cases {
		began, finished := c.own(t)
		earliest(began)
		earliest(finished)
	}
	c.now = c.started
	return c
}

// end returns when a testcase ended, best source first: its own time of end
// (Xray's writer), its own start and duration, else the start of the suite and the
// durations of all cases up to this one, which is exact for runners that work in
// sequence. No case ends after the file was written. Without any time in the file
// all end when it was written.
func (c *clock) end(t *testcase) time.Time {
	if t.suite != c.suite {
		c.suite = t.suite
		if at := c.read(t.suite.attr["timestamp"]); !at.IsZero() {
			c.now = at
		}
	}
	if c.now.IsZero() {
		c.approximate = true
		return c.opt.Modified.UTC()
	}
	took := duration(t.attr["time"])
	if took != nil {
		c.now = c.bound(c.now.Add(*took))
	}
	began, finished := c.own(t)
	switch {
	case !finished.IsZero():
		return finished
	case !began.IsZero() && took != nil:
		return began.Add(*took)
	case !began.IsZero():
		return began
	}
	return c.now
}

// bound keeps an added-up time from passing the file's own, which parallel tests
// would make it do; unless the file was older to begin with, as copies can be.
func (c *clock) bound(to time.Time) time.Time {
	if to.After(c.opt.Modified) && !c.opt.Modified.Before(c.now) {
		return c.opt.Modified.UTC()
	}
	if to.Sub(c.started) > longest {
		return c.now
	}
	return to
}

// own returns a testcase's own times, zero where it has none.
func (c *clock) own(t *testcase) (began, finished time.Time) {
	began = c.read(cmp.Or(t.attr["started-at"], t.attr["timestamp"]))
	finished = c.read(cmp.Or(t.attr["finished-at"], t.attr["finished"]))
	return began, finished
}

func (c *clock) read(s string) time.Time {
	t, err := moment(s, c.loc)
	if err != nil && c.bad == "" {
		c.bad = err.Error()
	}
	return t
}
