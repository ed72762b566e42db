package store

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/failpoint"
	"syncd/internal/ledger"
)

// Book returns the ledger of one site: its rows by key and generation, our remote
// links, and what else it knows.
func (s *Store) Book(ctx context.Context, site string) (f ledger.Facts, err error) {
	err = s.read(ctx, "read the ledger of "+site, func(t *tx) error {
		f.Entries, err = documents[ledger.Entry](t, `SELECT data FROM entries WHERE site = $1 ORDER BY defect, generation`, site)
		if err != nil {
			return err
		}
		f.Links, err = documents[ledger.Link](t, `SELECT data FROM links WHERE site = $1 ORDER BY issue_id, global_id`, site)
		if err != nil {
			return err
		}
		return t.facts(site, &f)
	})
	return f, err
}

// Entries returns the ledger's rows of all sites.
func (s *Store) Entries(ctx context.Context) (entries []ledger.Entry, err error) {
	err = s.read(ctx, "read the ledger", func(t *tx) error {
		entries, err = documents[ledger.Entry](t, `SELECT data FROM entries ORDER BY site, defect, generation`)
		return err
	})
	return entries, err
}

// Claim inserts the rows that are not there yet and returns all of them as they now
// are, in order: of two claims of one defect, both see the first.
func (s *Store) Claim(ctx context.Context, entries []ledger.Entry) ([]ledger.Entry, error) {
	out := make([]ledger.Entry, 0, len(entries))
	err := s.write(ctx, "claim ledger rows", func(t *tx) error {
		for _, e := range entries {
			if err := t.putEntry(e, ` DO NOTHING`); err != nil {
				return err
			}
			now, err := document[ledger.Entry](t, `SELECT data FROM entries
				WHERE site = $1 AND defect = $2 AND generation = $3`, e.Site, e.Key, e.Generation)
			if err != nil {
				return fmt.Errorf("row %s: %w", e.Name(), err)
			}
			out = append(out, now)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Save writes rows as they are given: known ones, and adopted ones that are new.
// When it returns nil they survive a power cut.
func (s *Store) Save(ctx context.Context, entries []ledger.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	return s.write(ctx, "save ledger rows", func(t *tx) error {
		for _, e := range entries {
			if err := t.replaceEntry(e); err != nil {
				return err
			}
		}
		if entries[0].State == ledger.Owned {
			failpoint.Hit("C9")
		}
		return nil
	})
}

// replaceEntry writes a row as it is given, as far as the ledger lets it over the one that
// lies there.
func (t *tx) replaceEntry(e ledger.Entry) error {
	old, err := document[ledger.Entry](t, `SELECT data FROM entries
		WHERE site = $1 AND defect = $2 AND generation = $3`, e.Site, e.Key, e.Generation)
	none, err := absent(err)
	if err != nil {
		return fmt.Errorf("row %s: %w", e.Name(), err)
	}
	if !none {
		if err := e.Over(old); err != nil {
			return err
		}
	}
	return t.putEntry(e, ` DO UPDATE SET state = excluded.state, data = excluded.data`)
}

// putEntry inserts a row; conflict says what becomes of one that is there.
func (t *tx) putEntry(e ledger.Entry, conflict string) error {
	data, err := encode(e)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO entries (site, defect, generation, state, data) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (site, defect, generation)`+conflict, e.Site, e.Key, e.Generation, e.State, data)
	if err != nil {
		return fmt.Errorf("row %s: %w", e.Name(), err)
	}
	return nil
}

// SaveLinks records remote links as we last wrote them.
func (s *Store) SaveLinks(ctx context.Context, site string, links []ledger.Link) error {
	if len(links) == 0 {
		return nil
	}
	return s.write(ctx, "save remote links", func(t *tx) error {
		for _, l := range links {
			data, err := encode(l)
			if err != nil {
				return err
			}
			_, err = t.exec(`INSERT INTO links (site, issue_id, global_id, data) VALUES ($1, $2, $3, $4)
				ON CONFLICT (site, issue_id, global_id) DO UPDATE SET data = excluded.data`, site, l.IssueID, l.GlobalID, data)
			if err != nil {
				return fmt.Errorf("link on %s: %w", l.IssueKey, err)
			}
		}
		return nil
	})
}

// Touched is when a site's ledger was last known to be up to date, zero if never:
// one that was silent for long cannot be trusted to know all that is ours.
func (s *Store) Touched(ctx context.Context, site string) (time.Time, error) {
	var v int64
	err := s.read(ctx, "read when the ledger of "+site+" was touched", func(t *tx) error {
		_, err := absent(t.row(`SELECT touched_at FROM sites WHERE site = $1`, site).Scan(&v))
		return err
	})
	return at(v), err
}

// Touch records that a site's ledger is up to date.
func (s *Store) Touch(ctx context.Context, site string, when time.Time) error {
	return s.write(ctx, "touch the ledger of "+site, func(t *tx) error {
		_, err := t.exec(`INSERT INTO sites (site, touched_at) VALUES ($1, $2)
			ON CONFLICT (site) DO UPDATE SET touched_at = excluded.touched_at`, site, ms(when))
		return err
	})
}

// Ledger is the store as seen by those who work on one site: apply knows no other.
type Ledger struct {
	*Store
	Site string
}

// Ledger returns the ledger of one site.
func (s *Store) Ledger(site string) Ledger { return Ledger{Store: s, Site: site} }

// SaveLinks records remote links on the site's issues.
func (l Ledger) SaveLinks(ctx context.Context, links []ledger.Link) error {
	return l.Store.SaveLinks(ctx, l.Site, links)
}
