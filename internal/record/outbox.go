package record

import (
	"fmt"
	"time"
	"unicode/utf8"

	"syncd/internal/model"
)

const (
	// LetterLife is how long delivery is tried.
	LetterLife = 24 * time.Hour
	// LetterKeep is how long a letter is remembered after its end: what comes up again by
	// then is known to have been told.
	LetterKeep = 30 * 24 * time.Hour
	// lostShown is how long pages show that a letter could not be delivered at all.
	lostShown = 7 * 24 * time.Hour
	// firstWait and longestWait bound the wait between two tries.
	firstWait, longestWait = 30 * time.Second, 30 * time.Minute
	// summed is how many events a summary names.
	summed = 15
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

// Round is what is to be done with the letters that wait for one notifier.
type Round struct {
	Send  []Letter // in this order
	Sum   []Letter // told by Added from now on
	Added *Letter
	Lost  []Letter
	// Next is when to look again, zero if nothing waits.
	Next time.Time
}

// Rounds decides what goes out to one notifier now. waiting is in the order in which it
// happened; lately says when letters that count were sent within the last hour, the oldest
// first, of which there may be most. Digests come on their own schedule and do not count.
//
// Order is kept: behind one that could not be delivered the others wait, unless the
// receiver refused that one alone.
func Rounds(waiting []Letter, lately []time.Time, most int, now time.Time) Round {
	var r Round
	var counting []Letter
	for _, l := range waiting {
		switch {
		case now.Sub(l.Queued) >= LetterLife:
			if l.Error == "" {
				l.Error = "nothing was sent for a day"
			}
			r.Lost = append(r.Lost, l.aged(now))
			continue
		case l.Due.After(now):
			r.Next = earlier(r.Next, l.Due)
			if !l.Refused {
				return r.withSum(counting, lately, most, now)
			}
			continue
		}
		if l.counts() {
			counting = append(counting, l)
		} else {
			r.Send = append(r.Send, l)
		}
	}
	return r.withSum(counting, lately, most, now)
}

// counts reports whether a letter counts against the limit of an hour.
func (l Letter) counts() bool { return l.Event.Kind != EventDigest }

// withSum adds what the limit of an hour lets through: the last one that does sums up
// whatever is left.
func (r Round) withSum(counting []Letter, lately []time.Time, most int, now time.Time) Round {
	room := most - len(lately)
	switch {
	case len(counting) == 0:
	case room <= 0:
		r.Next = earlier(r.Next, lately[len(lately)-most].Add(time.Hour))
	case len(counting) <= room:
		r.Send = append(r.Send, counting...)
	default:
		r.Send = append(r.Send, counting[:room-1]...)
		r.Sum = counting[room-1:]
		sum := summary(r.Sum, now)
		for i := range r.Sum {
			r.Sum[i].State, r.Sum[i].Settled = LetterSummed, now.UTC()
		}
		r.Added = &sum
		r.Send = append(r.Send, sum)
	}
	return r
}

// earlier is the earlier of two moments, of which the first may be none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// summary is one letter in place of several.
func summary(of []Letter, now time.Time) Letter {
	e := Event{Kind: EventSummary, At: now.UTC(), Title: fmt.Sprintf("%d more events, summed up because they are many", len(of))}
	parts := []string{"summary", of[0].Notifier}
	for n, l := range of {
		e.Of = append(e.Of, l.Event.ID)
		parts = append(parts, l.Event.ID)
		if n < summed {
			e.Lines = append(e.Lines, "• "+l.Event.Title)
		}
	}
	if more := len(of) - summed; more > 0 {
		e.Lines = append(e.Lines, fmt.Sprintf("• and %d more", more))
	}
	e.ID = string(EventSummary) + "/" + model.Key16(parts...)
	return Letter{Notifier: of[0].Notifier, Event: e, State: LetterWaiting, Queued: now.UTC()}
}

// NotifierState is how one notifier stands.
type NotifierState struct {
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	Waiting int       `json:"waiting"`            // letters
	Sent    time.Time `json:"sent,omitzero"`      // when the last letter arrived
	Error   string    `json:"error,omitempty"`    // why the oldest that waits could not be delivered
	Since   time.Time `json:"since,omitzero"`     // when that one happened
	Lost    int       `json:"given_up,omitempty"` // letters that were never delivered, of the last seven days
	Last    string    `json:"last,omitempty"`     // why the latest of these was not
}

// NotifierStates sums up how each notifier stands; kinds is by name.
func NotifierStates(names []string, kinds map[string]string, letters []Letter, now time.Time) []NotifierState {
	out := make([]NotifierState, 0, len(names))
	for _, name := range names {
		s := NotifierState{Name: name, Kind: kinds[name]}
		for _, l := range letters {
			if l.Notifier == name {
				s = s.with(l, now)
			}
		}
		out = append(out, s)
	}
	return out
}

// with adds one letter.
func (s NotifierState) with(l Letter, now time.Time) NotifierState {
	switch l.State {
	case LetterSent:
		if l.Settled.After(s.Sent) {
			s.Sent = l.Settled
		}
	case LetterWaiting:
		s.Waiting++
		if l.Error != "" && (s.Since.IsZero() || l.Queued.Before(s.Since)) {
			s.Error, s.Since = l.Error, l.Queued
		}
	case LetterLost:
		if now.Sub(l.Settled) < lostShown {
			s.Lost++
			s.Last = l.Error
		}
	}
	return s
}

// The ways in which delivery ends, for metrics: each try is sent or failed; a letter that
// is summed up or given up is counted besides.
const (
	NotifySent   = "sent"
	NotifyFailed = "failed"
	NotifySummed = "summed"
	NotifyLost   = "given-up"
)

// NotifyResults lists them.
func NotifyResults() []string { return []string{NotifySent, NotifyFailed, NotifySummed, NotifyLost} }

// Shortened cuts a text by characters; what is cut shows as an ellipsis.
func Shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
