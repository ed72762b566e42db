package record

import (
	"fmt"
	"time"

	"syncd/internal/model"
)

// summed is how many events a summary names.
const summed = 15

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
