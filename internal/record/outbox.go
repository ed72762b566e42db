package record

import (
	"time"
	"unicode/utf8"
)

const (
	// LetterLife is how long delivery is tried.
	LetterLife = 24 * time.Hour
	// LetterKeep is how long a letter is remembered after its end: what comes up again by
	// then is known to have been told.
	LetterKeep = 30 * 24 * time.Hour
	// firstWait and longestWait bound the wait between two tries.
	firstWait, longestWait = 30 * time.Second, 30 * time.Minute
)

// LetterState is how far a letter has come.
type LetterState string

// The states of a letter.
const (
	LetterWaiting LetterState = "waiting"
	LetterSent    LetterState = "sent"
	LetterSummed  LetterState = "summed" // a summary tells it
	LetterLost    LetterState = "given-up"
)

// Letter is an event on its way to one notifier.
type Letter struct {
	Notifier string      `json:"notifier"`
	Event    Event       `json:"event"`
	State    LetterState `json:"state"`
	Queued   time.Time   `json:"queued"`
	Due      time.Time   `json:"due,omitzero"` // before that it is not tried again
	Tries    int         `json:"tries,omitempty"`
	Error    string      `json:"error,omitempty"` // why the last try failed
	// Refused is true where the receiver would not have this one: others may pass it.
	Refused bool      `json:"refused,omitempty"`
	Settled time.Time `json:"settled,omitzero"` // when it was sent, summed up or given up
}

// Letters are an event's, one to each notifier.
func Letters(events []Event, notifiers []string, now time.Time) []Letter {
	var out []Letter
	for _, e := range events {
		for _, n := range notifiers {
			out = append(out, Letter{Notifier: n, Event: e, State: LetterWaiting, Queued: now.UTC()})
		}
	}
	return out
}

// Sent is a letter that has arrived.
func (l Letter) Sent(now time.Time) Letter {
	l.State, l.Tries, l.Error, l.Settled = LetterSent, l.Tries+1, "", now.UTC()
	return l
}

// Failed is a letter after one more try in vain. It is tried again after a wait that
// doubles, or as long as the receiver asks for; after a day it is given up.
func (l Letter) Failed(why string, after time.Duration, refused bool, now time.Time) Letter {
	l.Error, l.Refused = why, refused
	wait := min(longestWait, firstWait<<min(l.Tries, 10))
	l.Tries++
	l.Due = now.UTC().Add(max(wait, min(after, LetterLife)))
	return l.aged(now)
}

// aged is the letter given up, if it has been tried for long enough.
func (l Letter) aged(now time.Time) Letter {
	if now.Sub(l.Queued) >= LetterLife {
		l.State, l.Settled = LetterLost, now.UTC()
	}
	return l
}

// Shortened cuts a text by characters; what is cut shows as an ellipsis.
func Shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
