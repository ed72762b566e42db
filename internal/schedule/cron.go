package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// textMax is the longest schedule in bytes; nobody writes more by hand.
const textMax = 256

// everyMin is the shortest interval: a cycle takes longer than that anyway.
const everyMin = time.Second

// parser reads the five classic fields and the @words.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Schedule says when to run. It is immutable; the zero value never runs.
type Schedule struct {
	text  string
	every time.Duration      // of @every, else 0
	spec  *cron.SpecSchedule // of everything else, else nil
	loc   *time.Location
}

// Parse reads a cron expression of five fields (minute, hour, day of month, month,
// day of week; evaluated in loc, nil means UTC), one of the words @hourly @daily
// @midnight @weekly @monthly @yearly @annually, or `@every 5m` (at least 1s, see
// ParseSpan). A date that never comes, such as 30 February, is an error.
func Parse(text string, loc *time.Location) (Schedule, error) {
	if loc == nil {
		loc = time.UTC
	}
	s := Schedule{text: strings.TrimSpace(text), loc: loc}
	var err error
	switch {
	case s.text == "":
		return Schedule{}, errors.New(`schedule is empty: write for example "@every 5m" or "*/10 6-20 * * 1-5"`)
	case len(s.text) > textMax:
		return Schedule{}, fmt.Errorf("schedule is longer than %d bytes", textMax)
	case strings.HasPrefix(s.text, "TZ=") || strings.HasPrefix(s.text, "CRON_TZ="):
		return Schedule{}, errors.New("schedule names a time zone: leave TZ= out and set timezone: instead")
	case s.text == "@every" || strings.HasPrefix(s.text, "@every "):
		s.every, err = every(strings.TrimPrefix(s.text, "@every"))
	default:
		s.spec, err = expression(s.text)
	}
	if err != nil {
		return Schedule{}, err
	}
	if s.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, loc)).IsZero() {
		return Schedule{}, fmt.Errorf("schedule %q never runs: there is no such date", s.text)
	}
	return s, nil
}

// String returns the schedule as it was written.
func (s Schedule) String() string { return s.text }

// every reads the interval of @every.
func every(text string) (time.Duration, error) {
	d, err := ParseSpan(strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("interval of @every: %w", err)
	}
	if d < everyMin {
		return 0, fmt.Errorf("interval of @every is %s, the shortest is %s", FormatSpan(d), FormatSpan(everyMin))
	}
	return d, nil
}

// expression reads five fields or an @word. The library panics on some texts; a
// daemon must not die of a typing mistake.
func expression(text string) (spec *cron.SpecSchedule, err error) {
	defer func() {
		if recover() != nil {
			spec, err = nil, fmt.Errorf("schedule %q cannot be read", text)
		}
	}()
	if strings.HasPrefix(text, "@") && !word(text) {
		return nil, fmt.Errorf("schedule %q is not known: use @every with a duration, @hourly, @daily, @weekly, @monthly, @yearly or five fields", text)
	}
	parsed, err := parser.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w (the five fields are minute, hour, day of month, month, day of week)", text, err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("schedule %q cannot be read", text)
	}
	return spec, nil
}

// word reports whether text is one of the library's @words.
func word(text string) bool {
	switch text {
	case "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually":
		return true
	}
	return false
}
