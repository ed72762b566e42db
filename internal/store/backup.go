package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// Backup writes a whole copy of the store to a new file, while the store is in use.
func (s *Store) Backup(ctx context.Context, path string) error {
	doing := "back up the store to " + path
	if s.dialect.shared {
		return fmt.Errorf("%s: it lies in PostgreSQL: use pg_dump", doing)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: the file is there already: choose another name, or move it away", doing)
	}
	if err := s.copyTo(ctx, path); err != nil {
		return s.fault(doing, err)
	}
	// A backup is for the day on which the power fails.
	return s.fault(doing, errors.Join(flush(path), flush(filepath.Dir(path))))
}

// copyTo has the database write its copy. It takes a connection of its own: the
// readers may not write at all, and the writer must not wait for it.
func (s *Store) copyTo(ctx context.Context, path string) error {
	db, err := connect(dsn(s.path, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)"}}), 1)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, path)
	return errors.Join(err, db.Close())
}

// flush waits until a file or folder is on the disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
