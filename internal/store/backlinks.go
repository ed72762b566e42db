package store

import (
	"context"
	"fmt"

	"syncd/internal/ledger"
)

// SaveBacklinks records what was written into test tools about issues of a site, each in
// place of what was known of it before.
func (s *Store) SaveBacklinks(ctx context.Context, site string, list []ledger.Backlink) error {
	if len(list) == 0 {
		return nil
	}
	return s.write(ctx, "save what test tools were told", func(t *tx) error {
		for _, l := range list {
			data, err := encode(l)
			if err != nil {
				return err
			}
			_, err = t.exec(`INSERT INTO backlinks (site, source, ref, issue_id, kind, run_id, case_id, put_at, data)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
				ON CONFLICT (site, source, ref, issue_id, kind) DO UPDATE SET run_id = excluded.run_id,
					case_id = excluded.case_id, put_at = excluded.put_at, data = excluded.data`,
				site, l.Source, l.Ref, l.IssueID, l.Kind, l.Run, l.Case, ms(s.now()), data)
			if err != nil {
				return fmt.Errorf("result %s of %s: %w", l.Ref, l.Source, err)
			}
		}
		return nil
	})
}

// SaveBacklinks records what was written into test tools about issues of the site.
func (l Ledger) SaveBacklinks(ctx context.Context, list []ledger.Backlink) error {
	return l.Store.SaveBacklinks(ctx, l.Site, list)
}

// pruneBacklinks forgets what was written to results that Prune has removed: no line
// rests on them, so nothing is ever written to them again.
func (s *Store) pruneBacklinks(ctx context.Context, limit int64) error {
	return s.write(ctx, "prune what test tools were told", func(t *tx) error {
		_, err := t.exec(`DELETE FROM backlinks WHERE put_at < $1 AND NOT EXISTS
			(SELECT 1 FROM results WHERE results.run_id = backlinks.run_id AND results.case_id = backlinks.case_id)`, limit)
		return err
	})
}
