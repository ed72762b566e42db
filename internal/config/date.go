package config

import (
	"encoding"
	"errors"
	"reflect"
	"time"

	"syncd/internal/schedule"
)

// Date is a calendar day in UTC; the zero value is no day.
type Date struct{ time.Time }

// UnmarshalText reads a day as 2027-05-01.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return errors.New("is not a day: write it as 2027-05-01")
	}
	d.Time = t
	return nil
}

// MarshalText writes the day as 2027-05-01, and no day as nothing.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String is MarshalText for people.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// isText reports whether a type reads itself from a text.
func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// span writes a duration as the config does.
func span(d time.Duration) string { return schedule.FormatSpan(d) }
