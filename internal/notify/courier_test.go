package notify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"

	"syncd/internal/notify"
	"syncd/internal/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// box is an outbox in memory.
type box struct{ letters []record.Letter }

// write puts an event into it.
func (b *box) write(id string) {
	b.letters = append(b.letters, record.Letter{Notifier: "qa", Event: record.Event{ID: id, Kind: record.EventReadiness, Title: id}, State: record.LetterWaiting, Queued: time.Now()})
}

// WaitingLetters are those that have not arrived.
func (b *box) WaitingLetters(context.Context) ([]record.Letter, error) {
	return slices.DeleteFunc(slices.Clone(b.letters), func(l record.Letter) bool { return l.State != record.LetterWaiting }), nil
}

// LettersSince are those and the ones that ended since.
func (b *box) LettersSince(_ context.Context, since time.Time) ([]record.Letter, error) {
	out := slices.DeleteFunc(slices.Clone(b.letters), func(l record.Letter) bool { return l.State != record.LetterWaiting && l.Settled.Before(since) })
	slices.SortStableFunc(out, func(a, b record.Letter) int { return a.Settled.Compare(b.Settled) })
	return out, nil
}

// SettleLetters keeps what became of them.
func (b *box) SettleLetters(_ context.Context, letters []record.Letter, added ...record.Letter) error {
	for _, l := range letters {
		i := slices.IndexFunc(b.letters, func(o record.Letter) bool { return o.Notifier == l.Notifier && o.Event.ID == l.Event.ID })
		b.letters[i] = l
	}
	b.letters = append(b.letters, added...)
	return nil
}

// mouth is a notifier that notes what it says, and when.
type mouth struct {
	said  []string
	fails func(id string) error
}

// Send notes an event.
func (m *mouth) Send(_ context.Context, e record.Event) error {
	if m.fails != nil {
		if err := m.fails(e.ID); err != nil {
			return err
		}
	}
	name, _, _ := strings.Cut(e.ID, "/")
	m.said = append(m.said, name)
	return nil
}

// post is a courier with a box and a mouth.
type post struct {
	notify.Courier
	*box
	*mouth
	results map[string]int
}

// newPost delivers at most so many an hour.
func newPost(most int) post {
	p := post{box: &box{}, mouth: &mouth{}, results: map[string]int{}}
	p.Courier = notify.Courier{Outbox: p.box, Routes: []notify.Route{{Notifier: p.mouth, Name: "qa", Most: most}}, Now: time.Now, Log: zap.NewNop(),
		Told: func(_, result string) { p.results[result]++ }}
	return p
}

// until delivers as a daemon does, until nothing waits or a span is over.
func (p post) until(t *testing.T, span time.Duration) {
	t.Helper()
	for end := time.Now().Add(span); ; {
		next, err := p.Deliver(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			return
		}
		time.Sleep(max(time.Second, time.Until(next))) // in a bubble: no time passes
	}
}

func TestDeliveredOnceInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPost(10)
		for n := range 5 {
			p.write(fmt.Sprint("e", n))
		}
		p.until(t, time.Hour)
		p.until(t, time.Hour)
		if !slices.Equal(p.said, []string{"e0", "e1", "e2", "e3", "e4"}) || p.results[record.NotifySent] != 5 {
			t.Errorf("said %v, %v", p.said, p.results)
		}
	})
}

func TestAReceiverThatIsAwayForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, back, tries := newPost(10), time.Now().Add(time.Hour), 0
		p.fails = func(string) error {
			tries++
			if time.Now().Before(back) {
				return &notify.Failure{Status: 503, Text: "it answered 503"}
			}
			return nil
		}
		p.write("first")
		p.write("second")
		p.until(t, 3*time.Hour)
		if !slices.Equal(p.said, []string{"first", "second"}) || tries > 12 {
			t.Errorf("said %v in %d tries", p.said, tries)
		}
	})
}

func TestARetryAfterIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, begun := newPost(10), time.Now()
		var at []time.Duration
		p.fails = func(string) error {
			if at = append(at, time.Since(begun)); len(at) == 1 {
				return &notify.Failure{Status: 429, After: 20 * time.Minute}
			}
			return nil
		}
		p.write("first")
		p.until(t, time.Hour)
		if len(at) != 2 || at[1] != 20*time.Minute {
			t.Errorf("tried at %v", at)
		}
	})
}

func TestGivenUpAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, begun := newPost(10), time.Now()
		p.fails = func(string) error { return errors.New("no answer") }
		p.write("first")
		p.until(t, 48*time.Hour)
		l := p.letters[0]
		if l.State != record.LetterLost || l.Error != "no answer" || p.results[record.NotifyLost] != 1 || l.Settled.Sub(begun) > 25*time.Hour {
			t.Errorf("%+v, %v", l, p.results)
		}
	})
}

func TestARefusedMessageStopsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPost(10)
		p.fails = func(id string) error {
			if id == "odd" {
				return &notify.Failure{Status: 400, Refused: true}
			}
			return nil
		}
		p.write("odd")
		p.write("good")
		p.until(t, time.Minute)
		if !slices.Equal(p.said, []string{"good"}) {
			t.Errorf("said %v", p.said)
		}
	})
}

func TestNoMoreThanSoManyAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPost(3)
		for n := range 7 {
			p.write(fmt.Sprint("e", n))
		}
		p.until(t, time.Minute)
		p.write("late")
		p.write("later")
		p.until(t, 59*time.Minute)
		if !slices.Equal(p.said, []string{"e0", "e1", "summary"}) || p.results[record.NotifySummed] != 5 {
			t.Errorf("within the hour: %v, %v", p.said, p.results)
		}
		p.until(t, 2*time.Hour)
		if !slices.Equal(p.said[3:], []string{"late", "later"}) {
			t.Errorf("afterwards: %v", p.said)
		}
	})
}

// A letter that was begun is sent to its end and kept, others wait for the next courier.
func TestStoppedBetweenTwoLetters(t *testing.T) {
	p := newPost(10)
	ctx, stop := context.WithCancel(t.Context())
	p.fails = func(string) error { stop(); return nil }
	p.write("first")
	p.write("second")
	if _, err := p.Deliver(ctx); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.said, []string{"first"}) || p.letters[0].State != record.LetterSent || p.letters[1].State != record.LetterWaiting {
		t.Errorf("said %v, %+v", p.said, p.letters)
	}
}

func TestLettersToNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPost(10)
		p.Routes = nil
		p.write("first")
		p.until(t, time.Hour)
		if p.letters[0].State != record.LetterWaiting {
			t.Error("given up at once: the notifier may come back with the next reload")
		}
		time.Sleep(25 * time.Hour)
		p.until(t, time.Hour)
		if l := p.letters[0]; l.State != record.LetterLost || l.Error != `there is no notifier "qa" any more` {
			t.Errorf("%+v", l)
		}
	})
}
