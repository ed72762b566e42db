package schedule

import "time"

// horizonDays bounds the search for a next date: 29 February is at most eight
// years away (1896, 1904), so what is not found in nine years never comes.
const horizonDays = 9 * 366

// Next returns the first time after the given one at which to run, in UTC. It is
// zero only for the zero Schedule.
//
// A clock change neither loses nor doubles a run: a local time that the change
// removes runs at the jump, one that it repeats runs the first time. Schedules of
// every hour also run in the repeated hour, or `*/5 * * * *` would rest for one.
func (s Schedule) Next(after time.Time) time.Time {
	switch {
	case s.every > 0:
		return after.Add(s.every).UTC()
	case s.spec == nil:
		return time.Time{}
	}
	y, m, d := after.In(s.loc).Date()
	// From the day before: a change at midnight repeats the end of a day.
	for i := -1; i < horizonDays; i++ {
		day := time.Date(y, m, d+i, 0, 0, 0, 0, time.UTC)
		if !s.onDay(day) {
			continue
		}
		if next := s.inDay(day, after); !next.IsZero() {
			return next.UTC()
		}
	}
	return time.Time{}
}

// Interval returns the time between the two runs that follow after: the base for
// jitter, and for "three schedules without news".
func (s Schedule) Interval(after time.Time) time.Duration {
	first := s.Next(after)
	if first.IsZero() {
		return 0
	}
	return s.Next(first).Sub(first)
}

// star is the bit by which the library marks a field that was written as *.
const star = 1 << 63

// onDay reports whether the schedule runs on a day. As in every cron, a day of
// month and a day of week that are both given are alternatives.
func (s Schedule) onDay(day time.Time) bool {
	if s.spec.Month&(1<<uint(day.Month())) == 0 {
		return false
	}
	dom := s.spec.Dom&(1<<uint(day.Day())) != 0
	dow := s.spec.Dow&(1<<uint(day.Weekday())) != 0
	if s.spec.Dom&star != 0 || s.spec.Dow&star != 0 {
		return dom && dow
	}
	return dom || dow
}

// inDay returns the first run of a day after the given time, or zero. It looks at
// all of them because a clock change disturbs their order.
func (s Schedule) inDay(day, after time.Time) time.Time {
	var best time.Time
	take := func(t time.Time) {
		if t.After(after) && (best.IsZero() || t.Before(best)) {
			best = t
		}
	}
	const allHours = 1<<24 - 1
	hourly := s.spec.Hour&allHours == allHours
	for h := range 24 {
		if s.spec.Hour&(1<<uint(h)) == 0 {
			continue
		}
		for minute := range 60 {
			if s.spec.Minute&(1<<uint(minute)) == 0 {
				continue
			}
			first, second := instants(day.Add(time.Duration(h*60+minute)*time.Minute), s.loc)
			take(first)
			if hourly {
				take(second)
			}
		}
	}
	return best
}

// instants returns the two moments at which the clocks of a zone show a time (which
// is given as if it were UTC): the same one twice on ordinary days, the jump where
// a change removes the time.
func instants(shown time.Time, loc *time.Location) (first, second time.Time) {
	y, m, d := shown.Date()
	t := time.Date(y, m, d, shown.Hour(), shown.Minute(), 0, 0, loc)
	start, end := t.ZoneBounds()
	_, offset := t.Zone()
	if !t.Add(time.Duration(offset) * time.Second).Equal(shown) {
		// The time does not exist. Package time counted from one side of the gap and so
		// landed on the other: the change is the nearer bound.
		if start.IsZero() || !end.IsZero() && end.Sub(t) < t.Sub(start) {
			start = end
		}
		return start, start
	}
	first, second = t, t
	if !start.IsZero() {
		_, before := start.Add(-time.Second).Zone()
		if twin := t.Add(time.Duration(offset-before) * time.Second); twin.Before(start) {
			first = twin
		}
	}
	if !end.IsZero() {
		_, behind := end.Zone()
		if twin := t.Add(time.Duration(offset-behind) * time.Second); !twin.Before(end) {
			second = twin
		}
	}
	return first, second
}
