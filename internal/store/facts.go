package store

import (
	"context"

	"syncd/internal/ledger"
)

// The kinds of facts that the ledger keeps beside its rows and links.
const (
	orderFact   = "order"
	contactFact = "contact"
	breakerFact = "breaker"
	parkedFact  = "parked"
)

// Learn keeps what a plan has learned: rows, first contacts, tripped breakers, what stories
// should show. It is there whole or not at all.
func (s *Store) Learn(ctx context.Context, site string, f ledger.Facts) error {
	if len(f.Entries)+len(f.Contacts)+len(f.Breakers)+len(f.Published) == 0 {
		return nil
	}
	return s.write(ctx, "keep what the ledger learned", func(t *tx) error {
		for _, e := range f.Entries {
			if err := t.replaceEntry(e); err != nil {
				return err
			}
		}
		for _, c := range f.Contacts {
			if err := t.putFact(site, contactFact, c.Project+" "+c.Source, c); err != nil {
				return err
			}
		}
		for _, b := range f.Breakers {
			if err := t.putFact(site, breakerFact, b.Name(), b); err != nil {
				return err
			}
		}
		return t.putPublished(site, f.Published)
	})
}

// Give keeps what somebody said about a case, in place of what was said before.
func (s *Store) Give(ctx context.Context, site string, o ledger.Order) error {
	return s.write(ctx, "keep an order", func(t *tx) error { return t.putFact(site, orderFact, o.Case, o) })
}

// TakeBack forgets what somebody said about a case, and reports whether anything was.
func (s *Store) TakeBack(ctx context.Context, site, caseID string) (bool, error) {
	n := 0
	err := s.write(ctx, "forget an order", func(t *tx) (err error) {
		n, err = t.exec(`DELETE FROM facts WHERE site = $1 AND kind = $2 AND name = $3`, site, orderFact, caseID)
		return err
	})
	return n > 0, err
}

// Park keeps a change that Jira would not have; one without refusals is forgotten.
func (s *Store) Park(ctx context.Context, site string, p ledger.Parked) error {
	return s.write(ctx, "remember a refusal", func(t *tx) error {
		if p.Refusals > 0 {
			return t.putFact(site, parkedFact, p.ID, p)
		}
		_, err := t.exec(`DELETE FROM facts WHERE site = $1 AND kind = $2 AND name = $3`, site, parkedFact, p.ID)
		return err
	})
}

// putFact keeps one document in place of an older one of its name.
func (t *tx) putFact(site, kind, name string, v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO facts (site, kind, name, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (site, kind, name) DO UPDATE SET data = excluded.data`, site, kind, name, data)
	return err
}

// facts reads what the ledger keeps beside rows and links.
func (t *tx) facts(site string, f *ledger.Facts) (err error) {
	const query = `SELECT data FROM facts WHERE site = $1 AND kind = $2 ORDER BY name`
	if f.Orders, err = documents[ledger.Order](t, query, site, orderFact); err != nil {
		return err
	}
	if f.Contacts, err = documents[ledger.Contact](t, query, site, contactFact); err != nil {
		return err
	}
	if f.Breakers, err = documents[ledger.Breaker](t, query, site, breakerFact); err != nil {
		return err
	}
	if f.Parked, err = documents[ledger.Parked](t, query, site, parkedFact); err != nil {
		return err
	}
	f.Published, err = documents[ledger.Published](t, `SELECT data FROM published WHERE site = $1 ORDER BY issue_id, field`, site)
	if err != nil {
		return err
	}
	f.Backlinks, err = documents[ledger.Backlink](t, `SELECT data FROM backlinks WHERE site = $1 ORDER BY source, ref, issue_id, kind`, site)
	return err
}

// Learn keeps what a plan has learned of the site.
func (l Ledger) Learn(ctx context.Context, f ledger.Facts) error {
	return l.Store.Learn(ctx, l.Site, f)
}

// Park keeps a change that the site would not have.
func (l Ledger) Park(ctx context.Context, p ledger.Parked) error { return l.Store.Park(ctx, l.Site, p) }
