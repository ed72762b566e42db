package ledger

import (
	"maps"
	"time"
)

// Declined are further fields that Jira would not take in a defect, and why, in its own
// words. The defect does without them until the configuration or the screen changes, or
// a day has passed.
type Declined struct {
	Setup string            `json:"setup"`
	At    time.Time         `json:"at"`
	Words map[string]string `json:"words"` // by field id
}

// declinedFor is how long a field is not tried again.
const declinedFor = 24 * time.Hour

// Field returns why a field is not to be tried now, "" if it may be.
func (d Declined) Field(id, setup string, now time.Time) string {
	if d.Setup != setup || now.Sub(d.At) >= declinedFor {
		return ""
	}
	return d.Words[id]
}

// With adds fields to those that are still declined, sharing nothing.
func (d Declined) With(words map[string]string, setup string, now time.Time) Declined {
	out := Declined{Setup: setup, At: now, Words: maps.Clone(words)}
	for id, text := range d.Words {
		if out.Words[id] == "" && d.Field(id, setup, now) != "" {
			out.Words[id] = text
		}
	}
	return out
}
