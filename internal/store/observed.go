package store

import (
	"context"
	"time"
)

// Observed is when the last completed search for changes in a project began, zero
// before the first.
func (s *Store) Observed(ctx context.Context, site, project string) (time.Time, error) {
	var v int64
	err := s.read(ctx, "read when "+project+" was observed", func(t *tx) error {
		_, err := absent(t.row(`SELECT observed_at FROM projects WHERE site = $1 AND project = $2`, site, project).Scan(&v))
		return err
	})
	return at(v), err
}

// SetObserved records a completed search. A zero time makes the next one a full one.
func (s *Store) SetObserved(ctx context.Context, site, project string, when time.Time) error {
	return s.write(ctx, "record that "+project+" was observed", func(t *tx) error {
		_, err := t.exec(`INSERT INTO projects (site, project, observed_at, key_floor) VALUES ($1, $2, $3, 0)
			ON CONFLICT (site, project) DO UPDATE SET observed_at = excluded.observed_at`, site, project, ms(when))
		return err
	})
}

// KeyFloor is the highest issue number ever seen in a project, 0 before the first.
func (s *Store) KeyFloor(ctx context.Context, site, project string) (floor int64, err error) {
	err = s.read(ctx, "read the key floor of "+project, func(t *tx) error {
		_, err := absent(t.row(`SELECT key_floor FROM projects WHERE site = $1 AND project = $2`, site, project).Scan(&floor))
		return err
	})
	return floor, err
}

// RaiseKeyFloor records an issue number. A lower one than before changes nothing:
// the floor only rises, or recovery would look in the wrong window.
func (s *Store) RaiseKeyFloor(ctx context.Context, site, project string, number int64) error {
	return s.write(ctx, "raise the key floor of "+project, func(t *tx) error {
		_, err := t.exec(`INSERT INTO projects (site, project, observed_at, key_floor) VALUES ($1, $2, 0, $3)
			ON CONFLICT (site, project) DO UPDATE SET key_floor = excluded.key_floor
			WHERE projects.key_floor < excluded.key_floor`, site, project, number)
		return err
	})
}

// Cached returns what was put under a key and when. How old is too old is for the
// caller to say.
func (s *Store) Cached(ctx context.Context, key string) (data []byte, put time.Time, ok bool, err error) {
	var text string
	var when int64
	err = s.read(ctx, "read cached "+key, func(t *tx) error {
		none, err := absent(t.row(`SELECT data, put_at FROM cache WHERE name = $1`, key).Scan(&text, &when))
		if ok = !none && err == nil; !ok {
			return err
		}
		data, err = unpack(text)
		return err
	})
	return data, at(when), ok && err == nil, err
}

// PutCached remembers data under a key.
func (s *Store) PutCached(ctx context.Context, key string, data []byte, put time.Time) error {
	return s.write(ctx, "cache "+key, func(t *tx) error {
		_, err := t.exec(`INSERT INTO cache (name, put_at, data) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET put_at = excluded.put_at, data = excluded.data`, key, ms(put), pack(data))
		return err
	})
}
