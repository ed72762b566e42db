// Package store is the memory of the house: cases, runs, results and folded lines,
// the mirror of Jira, the ledger, the journal of cycles and writes, and the brake.
//
// It is a door to the street, the street being a disk, and holds no judgement: it
// stores and returns. What a line says is model.Fold's word; whether a row may take
// a step is ledger's. It must not read Jira or tools, must not log, and knows no
// schedule. What it holds goes to verdict, desired and plan at the start of a cycle,
// and to web, metrics and the command line afterwards.
//
// One SQL text serves two dialects. Times are kept to the millisecond, in UTC.
//
// Exactly one process writes a SQLite store: a lock on a file beside it proves that, and
// an epoch, raised by every opening and checked by every write, holds even where the
// lock was taken away by hand. A PostgreSQL store may be written by several: each piece
// of work has a lease, and a write is refused where the lease has gone to another.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"syncd/internal/secret"
)

// readers is how many pages, scrapes and commands may read at once; each costs a
// page cache of its own.
const readers = 4

// Options say how to open a store.
type Options struct {
	// Path is the SQLite file, whose folder must exist, or a postgres:// URL.
	Path     string
	Password secret.Secret    // of the PostgreSQL user; empty: PGPASSFILE, or none is asked for
	Now      func() time.Time // time.Now where it is nil
	// ReadOnly opens without the lock, for tools that only look. Every method that
	// writes then returns ErrReadOnly.
	ReadOnly bool
	// NoSync leaves out fsync. Only for tests: a power cut could take back an intent
	// whose request has been sent.
	NoSync bool
}

// Store is an open store. Its methods may be called from any goroutine.
type Store struct {
	path    string
	now     func() time.Time
	dialect dialect
	lock    *fileLock   // nil where opened read-only
	file    os.FileInfo // the file as it was opened; nil where opened read-only
	writer  *sql.DB     // nil where opened read-only; one connection for SQLite
	leaser  *sql.DB     // of leases, so that no renewal waits behind a batch; the writer for SQLite
	reader  *sql.DB
	epoch   int64
	holder  string // names this opening in leases
	lease   *Lease // what the store was lent for; nil where for nothing
	schema  int    // version that this program knows
	born    time.Time
	window  int // points of a line that are read at once; see refold
}

// Open opens the store, migrates it and raises its epoch. Errors say what to do.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{now: o.Now, dialect: sqliteDialect, window: 100}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	open := s.open
	if IsPostgres(o.Path) {
		s.dialect, open = postgresDialect, s.openPostgres
	} else if s.path, err = place(o.Path); err != nil {
		return nil, err
	}
	if err := open(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open takes the lock before anything touches the file: the loser of a race must
// not have migrated it.
func (s *Store) open(ctx context.Context, o Options) (err error) {
	if o.ReadOnly {
		return s.openReader(ctx)
	}
	if s.lock, err = takeLock(s.path); err != nil {
		return err
	}
	if err := reserve(s.path); err != nil {
		return err
	}
	if s.writer, err = connect(writeDSN(s.path, !o.NoSync), 1); err != nil {
		return s.fault("open store", err)
	}
	s.leaser = s.writer
	if err := s.moveIn(ctx); err != nil {
		return err
	}
	if s.file, err = os.Stat(s.path); err != nil {
		return s.fault("open store", err)
	}
	s.reader, err = connect(readDSN(s.path), readers)
	return s.fault("open store", err)
}

// moveIn migrates and takes possession.
func (s *Store) moveIn(ctx context.Context) error {
	for _, step := range []func(context.Context) error{s.migrate, s.enter, s.refresh, s.fillRuns} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// here reports whether the path still leads to the file that was opened. A process
// goes on writing into a file that somebody has removed, and all of it is gone when it
// ends; meanwhile a second one could make a new store under the same name.
func (s *Store) here() error {
	if s.file == nil {
		return nil
	}
	info, err := os.Stat(s.path)
	if err != nil && !errors.Is(err, os.ErrNotExist) || err == nil && os.SameFile(info, s.file) {
		return nil
	}
	return ErrRemoved
}

// openReader opens for looking only.
func (s *Store) openReader(ctx context.Context) (err error) {
	if _, err := os.Stat(s.path); err != nil {
		if pe := (*os.PathError)(nil); errors.As(err, &pe) {
			err = pe.Err // the path is named already
		}
		return fmt.Errorf("open store %s: %w: start syncd once to create it, or correct store.url", s.path, err)
	}
	if s.reader, err = connect(readDSN(s.path), readers); err != nil {
		return s.fault("open store", err)
	}
	if err := s.checkReadable(ctx); err != nil {
		return err
	}
	return s.read(ctx, "open store", s.loadOwner)
}

// enter makes this process the owner: whoever held an earlier epoch can no longer
// write, and its leases are free at once. Of a shared store it becomes one of several.
func (s *Store) enter(ctx context.Context) error {
	err := s.transact(ctx, "enter store", func(t *tx) error {
		_, err := t.exec(`INSERT INTO store (id, epoch, born_at) VALUES (1, 1, $1)
			ON CONFLICT (id) DO UPDATE SET epoch = store.epoch + 1`, ms(s.now()))
		if err == nil {
			err = s.loadOwner(t)
		}
		if err != nil || s.lock == nil {
			return err
		}
		if _, err = t.exec(`UPDATE leases SET ends_at = 0`); err != nil || s.epoch > s.lock.last {
			return err
		}
		return s.restored(t)
	})
	s.holder = holder(s.epoch)
	if err != nil || s.lock == nil {
		return err
	}
	return lockFault(s.path, s.lock.sign(os.Getpid(), s.epoch))
}

// restored is for a database that was put back from a copy: a later epoch than its own
// has been at work. Its ledger no longer knows all that is ours, and what it says of
// remote links may have been written over since.
func (s *Store) restored(t *tx) error {
	s.epoch = s.lock.last + 1
	if err := t.doubt(); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE store SET epoch = $1 WHERE id = 1`, s.epoch)
	return err
}

// loadOwner reads the epoch and the store's birth.
func (s *Store) loadOwner(t *tx) error {
	var born int64
	err := t.row(`SELECT epoch, born_at FROM store WHERE id = 1`).Scan(&s.epoch, &born)
	s.born = at(born)
	return err
}

// Close closes the store and gives up its lock. It may be called on a half-open one.
func (s *Store) Close() error {
	var errs []error
	for i, db := range []*sql.DB{s.reader, s.writer, s.leaser} {
		if db != nil && (i < 2 || db != s.writer) {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release(s.epoch))
	}
	return s.fault("close store", errors.Join(errs...))
}

// Epoch is the number of this opening; every later opening has a higher one.
func (s *Store) Epoch() int64 { return s.epoch }

// Born is when the store was made: a ledger cannot know what happened before.
func (s *Store) Born() time.Time { return s.born }

// Shared reports whether several processes may write the store.
func (s *Store) Shared() bool { return s.dialect.shared }

// Path is the store's file, or its URL.
func (s *Store) Path() string { return s.path }
