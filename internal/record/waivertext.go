package record

import (
	"time"

	"syncd/internal/readiness"
)

// Accepted says who accepts a risk, since when and until when.
func Accepted(w *readiness.Waiver) string {
	if w == nil {
		return ""
	}
	text := "accepted"
	if w.Who != "" {
		text += " by " + w.Who
	}
	if !w.At.IsZero() {
		text += " on " + w.At.UTC().Format(time.DateOnly)
	}
	if w.Who == "" && w.At.IsZero() {
		text += " by the label " + w.Label
	}
	return text + ", " + until(w.Until)
}

// until says when something ends: what ends at midnight holds through the day before.
func until(t time.Time) string {
	t = t.UTC()
	switch {
	case t.IsZero():
		return "until somebody takes the label off"
	case t.Equal(t.Truncate(24 * time.Hour)):
		return "until the end of " + t.Add(-time.Second).Format(time.DateOnly)
	}
	return "until " + t.Format("2006-01-02 15:04 UTC")
}
