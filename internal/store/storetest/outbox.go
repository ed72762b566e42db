package storetest

import (
	"testing"
	"time"

	"syncd/internal/record"
	"syncd/internal/store"
)

// letter is a letter of these tests.
func letter(notifier, id string) record.Letter {
	return record.Letter{Notifier: notifier, Event: record.Event{ID: id, Kind: record.EventSource, At: minute(1), Title: "Source web has gone dark"},
		State: record.LetterWaiting, Queued: minute(1)}
}

// addressed lists letters by notifier and event.
func addressed(letters []record.Letter) []string {
	out := []string{}
	for _, l := range letters {
		out = append(out, l.Notifier+" "+l.Event.ID)
	}
	return out
}

// outbox checks what is kept of what people are told.
func outbox(t *testing.T, s *store.Store) {
	ctx := t.Context()
	if told, err := s.Told(ctx, "shop"); err != nil || told != nil {
		t.Errorf("before the first word: %q, %v", told, err)
	}
	must(t, s.Tell(ctx, "shop", []byte(`{"a":1}`), []record.Letter{letter("slack", "z"), letter("hook", "z"), letter("slack", "a")}))
	must(t, s.Tell(ctx, "web", []byte(`{}`), []record.Letter{letter("slack", "z"), letter("slack", "b")}))
	told, err := s.Told(ctx, "shop")
	must(t, err)
	equal(t, "told", string(told), `{"a":1}`)
	waiting, err := s.WaitingLetters(ctx)
	must(t, err)
	equal(t, "in the order of what happened, each once", addressed(waiting), []string{"slack z", "hook z", "slack a", "slack b"})
	equal(t, "a letter", waiting[0], letter("slack", "z"))

	sum := letter("slack", "sum")
	must(t, s.SettleLetters(ctx, []record.Letter{waiting[0].Sent(minute(5)), waiting[2].Failed("503", 0, false, minute(6))}, sum))
	waiting, err = s.WaitingLetters(ctx)
	must(t, err)
	equal(t, "what waits", addressed(waiting), []string{"hook z", "slack a", "slack b", "slack sum"})
	equal(t, "tries", waiting[1].Tries, 1)
	all, err := s.LettersSince(ctx, minute(5))
	must(t, err)
	equal(t, "since then", addressed(all), []string{"hook z", "slack a", "slack b", "slack sum", "slack z"})
	all, err = s.LettersSince(ctx, minute(5).Add(time.Second))
	must(t, err)
	equal(t, "since later", len(all), 4)

	must(t, s.Tell(ctx, "shop", []byte(`{}`), []record.Letter{letter("slack", "z")}))
	n, err := s.PruneLetters(ctx, minute(5))
	must(t, err)
	equal(t, "pruned too early", n, 0)
	n, err = s.PruneLetters(ctx, minute(6))
	must(t, err)
	equal(t, "pruned", n, 1)
	waiting, err = s.WaitingLetters(ctx)
	must(t, err)
	equal(t, "what still waits", len(waiting), 4)
}
