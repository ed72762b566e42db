package store

import (
	"context"
	"crypto/rand"

	"syncd/internal/record"
)

// ownFact is the kind of what the store knows of itself, whatever Jira it serves.
const ownFact = "own"

// Names of such facts.
const (
	factHome   = "home"   // where the store was last written from, and for which Jira
	factPeople = "people" // the key of pseudonyms
)

// Home is where the store was last written from; false before its first cycle that
// could write.
func (s *Store) Home(ctx context.Context) (home record.Home, ok bool, err error) {
	err = s.read(ctx, "read where the store was last written from", func(t *tx) error {
		ok, err = t.fact(factHome, &home)
		return err
	})
	return home, ok, err
}

// SetHome records where the store is written from.
func (s *Store) SetHome(ctx context.Context, home record.Home) error {
	return s.write(ctx, "record where the store is written from", func(t *tx) error { return t.putFact("", ownFact, factHome, home) })
}

// MoveIn is SetHome for a store that comes from elsewhere. Its ledger is believed no
// longer to know all that is ours: somebody may have gone on writing there. Of another
// Jira, or one under another address, the whole mirror is forgotten too; the ledger's
// rows stay, because they say which issues are ours.
func (s *Store) MoveIn(ctx context.Context, home record.Home, elsewhere bool) error {
	return s.write(ctx, "claim the store", func(t *tx) error {
		if err := t.doubt(); err != nil {
			return err
		}
		for _, table := range []string{"issues", "issue_keys", "projects", "cache", "published"} {
			if !elsewhere {
				break
			}
			if _, err := t.exec(`DELETE FROM ` + table); err != nil {
				return err
			}
		}
		return t.putFact("", ownFact, factHome, home)
	})
}

// doubt makes the next cycle look for all that is ours: the ledger may have missed
// some of it, and what it says of remote links may have been written over since.
func (t *tx) doubt() error {
	for _, q := range []string{`UPDATE sites SET touched_at = 0`, `DELETE FROM links`} {
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// PeopleKey returns the key that pseudonyms of people are made with: random, made when
// it is first asked for, and never outside of the store.
func (s *Store) PeopleKey(ctx context.Context) ([]byte, error) {
	var text string
	var ok bool
	err := s.read(ctx, "read the key of pseudonyms", func(t *tx) (err error) {
		ok, err = t.fact(factPeople, &text)
		return err
	})
	if err == nil && !ok {
		err = s.write(ctx, "make the key of pseudonyms", func(t *tx) error {
			if ok, err := t.fact(factPeople, &text); ok || err != nil {
				return err // two sources asked at once
			}
			text = rand.Text()
			return t.putFact("", ownFact, factPeople, text)
		})
	}
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// fact reads a fact; false if there is none of that name.
func (t *tx) fact(name string, into any) (bool, error) {
	var data string
	none, err := absent(t.row(`SELECT data FROM facts WHERE site = '' AND kind = $1 AND name = $2`, ownFact, name).Scan(&data))
	if none || err != nil {
		return false, err
	}
	return true, decodeInto(data, into)
}
