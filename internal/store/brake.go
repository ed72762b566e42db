package store

import (
	"context"
	"slices"
	"time"

	"syncd/internal/record"
)

// SetPause pulls the brake of one sync, or of all for "". A second pull replaces the
// first.
func (s *Store) SetPause(ctx context.Context, p record.Pause) error {
	return s.write(ctx, "pause", func(t *tx) error {
		data, err := encode(p)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO pauses (sync, ends_at, data) VALUES ($1, $2, $3)
			ON CONFLICT (sync) DO UPDATE SET ends_at = excluded.ends_at, data = excluded.data`, p.Sync, ms(p.Until), data)
		return err
	})
}

// Resume lets one brake go: a sync's own, or for "" the one on all. Where none was
// pulled it does nothing.
func (s *Store) Resume(ctx context.Context, sync string) error {
	return s.write(ctx, "resume", func(t *tx) error {
		_, err := t.exec(`DELETE FROM pauses WHERE sync = $1`, sync)
		return err
	})
}

// Pauses returns the brakes that hold now, the one on all syncs first. A pause
// without an end holds until it is resumed.
func (s *Store) Pauses(ctx context.Context, now time.Time) (pauses []record.Pause, err error) {
	err = s.read(ctx, "read pauses", func(t *tx) error {
		pauses, err = documents[record.Pause](t, `SELECT data FROM pauses WHERE ends_at = 0 OR ends_at > $1 ORDER BY sync`, ms(now))
		return err
	})
	return pauses, err
}

// Paused returns the brake that holds a sync now: the one on all syncs, else its own.
func (s *Store) Paused(ctx context.Context, sync string, now time.Time) (record.Pause, bool, error) {
	pauses, err := s.Pauses(ctx, now)
	i := slices.IndexFunc(pauses, func(p record.Pause) bool { return p.Sync == "" || p.Sync == sync })
	if err != nil || i < 0 {
		return record.Pause{}, false, err
	}
	return pauses[i], true, nil
}
