package record_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"syncd/internal/record"
)

// waiting are letters that were written a second apart, ending at noon.
func waiting(n int) []record.Letter {
	var out []record.Letter
	for i := range n {
		out = append(out, record.Letter{Notifier: "qa", State: record.LetterWaiting, Queued: noon.Add(time.Duration(i-n) * time.Second),
			Event: record.Event{ID: fmt.Sprint("e", i+1), Kind: record.EventReadiness, Title: fmt.Sprint("title ", i+1)}})
	}
	return out
}

// named lists letters by event.
func named(letters []record.Letter) []string {
	out := []string{}
	for _, l := range letters {
		out = append(out, l.Event.ID)
	}
	return out
}

func TestRounds(t *testing.T) {
	later, digest, old := noon.Add(time.Minute), record.EventDigest, noon.Add(-25*time.Hour)
	for name, c := range map[string]struct {
		waiting   []record.Letter
		change    func([]record.Letter)
		lately    int // letters sent within the hour, one each minute, the oldest 50 minutes ago
		send, sum []string
		lost      []string
		next      time.Time
	}{
		"nothing waits":                      {send: []string{}},
		"all go":                             {waiting: waiting(3), send: []string{"e1", "e2", "e3"}},
		"three an hour, and four wait":       {waiting: waiting(4), send: []string{"e1", "e2", "SUM"}, sum: []string{"e3", "e4"}},
		"one may go, and two wait":           {waiting: waiting(2), lately: 2, send: []string{"SUM"}, sum: []string{"e1", "e2"}},
		"none may go":                        {waiting: waiting(2), lately: 3, send: []string{}, next: noon.Add(10 * time.Minute)},
		"more than may were sent":            {waiting: waiting(2), lately: 5, send: []string{}, next: noon.Add(12 * time.Minute)},
		"digests go always":                  {waiting: waiting(2), change: func(l []record.Letter) { l[1].Event.Kind = digest }, lately: 3, send: []string{"e2"}, next: noon.Add(10 * time.Minute)},
		"behind one that rests, others wait": {waiting: waiting(3), change: func(l []record.Letter) { l[1].Due = later }, send: []string{"e1"}, next: later},
		"but not behind one that was refused": {waiting: waiting(3), change: func(l []record.Letter) { l[1].Due, l[1].Refused = later, true },
			send: []string{"e1", "e3"}, next: later},
		"one that is a day old is given up": {waiting: waiting(2), change: func(l []record.Letter) { l[0].Queued = old }, send: []string{"e2"}, lost: []string{"e1"}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.change != nil {
				c.change(c.waiting)
			}
			var lately []time.Time
			for i := range c.lately {
				lately = append(lately, noon.Add(time.Duration(i-50)*time.Minute))
			}
			r := record.Rounds(c.waiting, lately, 3, noon)
			send := named(r.Send)
			if r.Added != nil {
				send[slices.Index(send, r.Added.Event.ID)] = "SUM"
				if !slices.Equal(r.Added.Event.Of, c.sum) {
					t.Errorf("the summary is of %v", r.Added.Event.Of)
				}
			}
			if !slices.Equal(send, c.send) || !slices.Equal(named(r.Sum), append([]string{}, c.sum...)) || !slices.Equal(named(r.Lost), append([]string{}, c.lost...)) || !r.Next.Equal(c.next) {
				t.Errorf("send %v, sum %v, lost %v, next %v", send, named(r.Sum), named(r.Lost), r.Next)
			}
		})
	}
}

func TestASummaryNamesItselfAlike(t *testing.T) {
	one, two := record.Rounds(waiting(40), nil, 1, noon), record.Rounds(waiting(40), nil, 1, noon.Add(time.Minute))
	if one.Added.Event.ID != two.Added.Event.ID {
		t.Errorf("%s and %s", one.Added.Event.ID, two.Added.Event.ID)
	}
	if lines := one.Added.Event.Lines; len(lines) != 16 || lines[15] != "• and 25 more" || one.Added.Event.Title != "40 more events, summed up because they are many" {
		t.Errorf("%s: %q", one.Added.Event.Title, lines)
	}
}

func TestALetterIsTriedForADay(t *testing.T) {
	l, now := waiting(1)[0], noon
	var waits []time.Duration
	for l.State == record.LetterWaiting {
		l = l.Failed("503", 0, false, now)
		waits = append(waits, l.Due.Sub(now))
		now = l.Due
	}
	if !slices.Equal(waits[:8], []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 30 * time.Minute, 30 * time.Minute}) {
		t.Errorf("waits %v", waits)
	}
	if span := l.Settled.Sub(l.Queued); l.State != record.LetterLost || span < 24*time.Hour || span > 25*time.Hour || l.Tries != len(waits) {
		t.Errorf("given up after %s: %+v", span, l)
	}
	if l := waiting(1)[0].Failed("429", time.Hour, false, noon); l.Due.Sub(noon) != time.Hour {
		t.Errorf("it asked for an hour and gets %s", l.Due.Sub(noon))
	}
	if l := waiting(1)[0].Failed("429", 9999*time.Hour, false, noon); l.Due.Sub(noon) != record.LetterLife {
		t.Errorf("it asked for a year and gets %s", l.Due.Sub(noon))
	}
}

func TestNotifierStates(t *testing.T) {
	l := waiting(4)
	letters := []record.Letter{l[0].Sent(noon), l[1].Failed("it answered 503", 0, false, noon), l[2], {Notifier: "qa", State: record.LetterLost, Error: "404", Settled: noon.Add(-time.Hour)},
		{Notifier: "qa", State: record.LetterLost, Settled: noon.Add(-8 * 24 * time.Hour)}, {Notifier: "gone", State: record.LetterWaiting}}
	got := record.NotifierStates([]string{"qa", "quiet"}, map[string]string{"qa": "slack"}, letters, noon)
	want := record.NotifierState{Name: "qa", Kind: "slack", Waiting: 2, Sent: noon, Error: "it answered 503", Since: l[1].Queued, Lost: 1, Last: "404"}
	if len(got) != 2 || got[0] != want || got[1] != (record.NotifierState{Name: "quiet"}) {
		t.Errorf("%+v", got)
	}
}
