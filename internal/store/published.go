package store

import (
	"context"
	"fmt"

	"syncd/internal/ledger"
)

// SavePublished records what stories show of their verdicts, as we last wrote it.
func (s *Store) SavePublished(ctx context.Context, site string, list []ledger.Published) error {
	if len(list) == 0 {
		return nil
	}
	return s.write(ctx, "save what stories show", func(t *tx) error { return t.putPublished(site, list) })
}

// putPublished keeps each in place of what was known of its field before.
func (t *tx) putPublished(site string, list []ledger.Published) error {
	for _, p := range list {
		data, err := encode(p)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO published (site, issue_id, field, data) VALUES ($1, $2, $3, $4)
			ON CONFLICT (site, issue_id, field) DO UPDATE SET data = excluded.data`, site, p.IssueID, p.Field, data)
		if err != nil {
			return fmt.Errorf("%s of %s: %w", p.Name, p.IssueKey, err)
		}
	}
	return nil
}

// SavePublished records what stories of the site show of their verdicts.
func (l Ledger) SavePublished(ctx context.Context, list []ledger.Published) error {
	return l.Store.SavePublished(ctx, l.Site, list)
}
