package store

import "context"

// Mirrored reports whether an issue is mirrored under an id, or is or was under a key;
// either may be empty.
func (s *Store) Mirrored(ctx context.Context, site, id, key string) (bool, error) {
	n := 0
	err := s.read(ctx, "look up an issue of "+site, func(t *tx) error {
		return t.row(`SELECT (SELECT COUNT(*) FROM issues WHERE site = $1 AND id = $2) +
			(SELECT COUNT(*) FROM issue_keys WHERE site = $1 AND issue_key = $3)`, site, id, key).Scan(&n)
	})
	return n > 0, err
}
