package store

import (
	"context"
	"time"

	"syncd/internal/record"
)

// Told returns what was remembered of what people have been told, nil before the first
// word.
func (s *Store) Told(ctx context.Context, name string) (data []byte, err error) {
	err = s.read(ctx, "read what was told of "+name, func(t *tx) error {
		var text string
		none, err := absent(t.row(`SELECT data FROM told WHERE name = $1`, name).Scan(&text))
		if !none && err == nil {
			data = []byte(text)
		}
		return err
	})
	return data, err
}

// Tell remembers what people will have been told, and puts the letters that tell it into
// the outbox, whole or not at all. A letter that is there already, in whatever state, is
// left as it is.
func (s *Store) Tell(ctx context.Context, name string, told []byte, letters []record.Letter) error {
	return s.write(ctx, "keep what is to be told of "+name, func(t *tx) error {
		if _, err := t.exec(`INSERT INTO told (name, data) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = excluded.data`, name, string(told)); err != nil {
			return err
		}
		return t.post(letters)
	})
}

// post puts letters behind those that are there.
func (t *tx) post(letters []record.Letter) error {
	if len(letters) == 0 {
		return nil
	}
	var last int64
	if err := t.row(`SELECT COALESCE(MAX(seq), 0) FROM outbox`).Scan(&last); err != nil {
		return err
	}
	for n, l := range letters {
		data, err := encode(l)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO outbox (notifier, event_id, seq, kind, state, settled_at, data) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (notifier, event_id) DO NOTHING`, l.Notifier, l.Event.ID, last+int64(n)+1, l.Event.Kind, l.State, ms(l.Settled), data); err != nil {
			return err
		}
	}
	return nil
}

// SettleLetters keeps what has become of letters, and adds those that take the place of
// several, whole or not at all.
func (s *Store) SettleLetters(ctx context.Context, letters []record.Letter, added ...record.Letter) error {
	return s.write(ctx, "keep what has become of letters", func(t *tx) error {
		for _, l := range letters {
			data, err := encode(l)
			if err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE outbox SET state = $3, settled_at = $4, data = $5 WHERE notifier = $1 AND event_id = $2`,
				l.Notifier, l.Event.ID, l.State, ms(l.Settled), data); err != nil {
				return err
			}
		}
		return t.post(added)
	})
}

// WaitingLetters returns the letters that have not arrived yet, in the order in which they
// were written.
func (s *Store) WaitingLetters(ctx context.Context) (letters []record.Letter, err error) {
	err = s.read(ctx, "read the outbox", func(t *tx) error {
		letters, err = documents[record.Letter](t, `SELECT data FROM outbox WHERE state = $1 ORDER BY seq, notifier`, record.LetterWaiting)
		return err
	})
	return letters, err
}

// LettersSince returns the letters that have come to an end since a moment, and those that
// wait, in the order in which they ended; those that wait come first.
func (s *Store) LettersSince(ctx context.Context, since time.Time) (letters []record.Letter, err error) {
	err = s.read(ctx, "read the outbox", func(t *tx) error {
		letters, err = documents[record.Letter](t, `SELECT data FROM outbox WHERE state = $1 OR settled_at >= $2 ORDER BY settled_at, seq, notifier`,
			record.LetterWaiting, ms(since))
		return err
	})
	return letters, err
}

// PruneLetters forgets letters that came to an end before a moment.
func (s *Store) PruneLetters(ctx context.Context, before time.Time) (n int, err error) {
	err = s.write(ctx, "prune the outbox", func(t *tx) error {
		n, err = t.exec(`DELETE FROM outbox WHERE state <> $1 AND settled_at < $2`, record.LetterWaiting, ms(before))
		return err
	})
	return n, err
}
