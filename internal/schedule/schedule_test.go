package schedule_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine that runs the tests may have no zones

	"syncd/internal/schedule"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestNext(t *testing.T) {
	tests := []struct{ name, text, zone, after, want string }{
		{"every", "@every 5m", "UTC", "2026-03-01T10:00:30Z", "2026-03-01T10:05:30Z"},
		{"every in days", "@every 1d12h", "UTC", "2026-03-01T10:00:00Z", "2026-03-02T22:00:00Z"},
		{"hourly", "@hourly", "UTC", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"},
		{"strictly after", "0 10 * * *", "UTC", "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"},
		{"a second before", "0 10 * * *", "UTC", "2026-03-01T09:59:59.5Z", "2026-03-01T10:00:00Z"},
		{"local zone", "0 6 * * *", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-01T04:00:00Z"},
		{"weekdays", "*/10 6-20 * * 1-5", "UTC", "2026-03-06T20:50:00Z", "2026-03-09T06:00:00Z"},
		{"day or weekday", "0 0 13 * 5", "UTC", "2026-03-07T00:00:00Z", "2026-03-13T00:00:00Z"},
		{"day or weekday, the weekday first", "0 0 13 * 5", "UTC", "2026-03-13T00:00:00Z", "2026-03-20T00:00:00Z"},
		{"leap day", "0 0 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z"},
		{"leap day after eight years", "0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"},
		{"year's end", "@yearly", "America/New_York", "2026-12-31T23:59:59Z", "2027-01-01T05:00:00Z"},
		{"a day that a zone skipped", "0 12 30 12 *", "Pacific/Apia", "2011-12-29T23:00:00Z", "2011-12-30T10:00:00Z"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s, err := schedule.Parse(tc.text, zone(t, tc.zone))
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Next(at(t, tc.after)).Format(time.RFC3339); got != tc.want {
				t.Errorf("Next(%s) = %s, want %s", tc.after, got, tc.want)
			}
		})
	}
}

// TestClockChange lists every run from a time on, around the days on which clocks
// change: none is lost, none is doubled.
func TestClockChange(t *testing.T) {
	tests := []struct {
		name, text, zone, after string
		want                    []string
	}{
		{"Berlin spring, removed", "30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z",
			[]string{"2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
		{"Berlin spring, two removed times are one run", "10,40 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T01:00:00Z", "2026-03-30T00:10:00Z"}},
		{"Berlin spring, every half hour", "*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z",
			[]string{"2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"}},
		{"Berlin autumn, repeated", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		{"Berlin autumn, between the two", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:45:00Z",
			[]string{"2026-10-26T01:30:00Z"}},
		{"Berlin autumn, every half hour does not rest", "*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z",
			[]string{"2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"}},
		{"New York spring, removed", "15 2 * * *", "America/New_York", "2026-03-07T12:00:00Z",
			[]string{"2026-03-08T07:00:00Z", "2026-03-09T06:15:00Z"}},
		{"New York spring, the jump itself", "0 3 * * *", "America/New_York", "2026-03-07T12:00:00Z",
			[]string{"2026-03-08T07:00:00Z", "2026-03-09T07:00:00Z"}},
		{"New York autumn, repeated", "30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z",
			[]string{"2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"}},
		{"Lord Howe autumn, half an hour repeats", "45 1 * * *", "Australia/Lord_Howe", "2026-04-03T20:00:00Z",
			[]string{"2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"}},
		{"Beirut, midnight is removed", "0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z",
			[]string{"2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s, err := schedule.Parse(tc.text, zone(t, tc.zone))
			if err != nil {
				t.Fatal(err)
			}
			when := at(t, tc.after)
			var got []string
			for range tc.want {
				when = s.Next(when)
				got = append(got, when.Format(time.RFC3339))
			}
			if strings.Join(got, " ") != strings.Join(tc.want, " ") {
				t.Errorf("runs\n got %v\nwant %v", got, tc.want)
			}
		})
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "empty"},
		{"TZ=0", "set timezone: instead"},
		{"CRON_TZ=UTC", "set timezone: instead"},
		{"TZ=TZ=", "set timezone: instead"},
		{" TZ=UTC * * * * *", "set timezone: instead"},
		{"* * * *", "expected exactly 5 fields, found 4"},
		{"0 * * * * *", "expected exactly 5 fields, found 6"},
		{"60 * * * *", "above maximum (59)"},
		{"* * 30 2 *", "no such date"},
		{"* * 31 4,6,9,11 *", "no such date"},
		{", * * * *", "no such date"},
		{"@dayly", "@daily"},
		{"@every", "is not a duration"},
		{"@every 5", "is not a duration"},
		{"@every 1.5h", "is not a duration"},
		{"@every 500ms", "the shortest is 1s"},
		{"@every 0", "the shortest is 1s"},
		{"@every -5m", "is not a duration"},
		{strings.Repeat("*", 300), "longer than"},
	}
	for _, tc := range tests {
		_, err := schedule.Parse(tc.text, time.UTC)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("Parse(%q) = %v, want %q", tc.text, err, tc.want)
		}
	}
}

func TestSpan(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		text string
		want time.Duration
		back string
	}{
		{"0", 0, "0s"}, {"250ms", 250 * time.Millisecond, "250ms"}, {"20s", 20 * time.Second, "20s"},
		{"1h30m", 90 * time.Minute, "1h30m"}, {"14d", 14 * day, "14d"}, {"2w", 14 * day, "14d"},
		{"1y2w3d", (365 + 14 + 3) * day, "382d"}, {"90s", 90 * time.Second, "1m30s"},
	}
	for _, tc := range tests {
		got, err := schedule.ParseSpan(tc.text)
		if err != nil || got != tc.want || schedule.FormatSpan(got) != tc.back {
			t.Errorf("ParseSpan(%q) = %v, %v; back %q", tc.text, got, err, schedule.FormatSpan(got))
		}
	}
	for _, bad := range []string{"", "5", "m", "5 m", "1m1h", "5m5m", "1.5h", "-1m", "5min", "300y", "99999999999999999999d", "290y1000000000s"} {
		if got, err := schedule.ParseSpan(bad); err == nil {
			t.Errorf("ParseSpan(%q) = %v, want an error", bad, got)
		}
	}
}

func TestJitter(t *testing.T) {
	const interval = 10 * time.Minute
	seen := map[time.Duration]bool{}
	for _, name := range []string{"", "shop", "pay", "a", "b", "c", "sync-1", "sync-2", "sync-3"} {
		j := schedule.Jitter(name, interval)
		if j < -time.Minute || j > time.Minute {
			t.Errorf("Jitter(%q) = %v, beyond a tenth", name, j)
		}
		if again := schedule.Jitter(name, interval); again != j {
			t.Errorf("Jitter(%q) is %v, then %v", name, j, again)
		}
		seen[j] = true
	}
	if len(seen) < 8 {
		t.Errorf("nine names have only %d jitters", len(seen))
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"@every 5m", "*/5 * * * *", "TZ=0", "CRON_TZ=", "0 0 30 2 *", "@hourly", "1-5/2,7 * ? JAN-DEC MON", "@every 9y"} {
		f.Add(seed)
	}
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := schedule.Parse(text, berlin)
		if err != nil {
			return
		}
		when := time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC)
		for range 3 {
			next := s.Next(when)
			if !next.After(when) {
				t.Fatalf("%q: after %v comes %v", text, when, next)
			}
			when = next
		}
	})
}
