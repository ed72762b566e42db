package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"syncd/internal/record"
)

// The kinds of fault that callers tell apart. After ErrFull, ErrReadOnly, ErrDisk,
// ErrFenced or ErrRemoved nothing may be sent any more: what was done could not be remembered.
var (
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("the store cannot be written")
	ErrDisk     = errors.New("the disk failed")
	ErrCorrupt  = errors.New("the store is damaged")
	ErrForeign  = errors.New("this is no store of syncd")
	ErrNewer    = errors.New("the store was made by a newer syncd")
	ErrOlder    = errors.New("the store was made by an older syncd")
	ErrBusy     = errors.New("the store is locked by another program")
	ErrFenced   = errors.New("another syncd has taken over the store")
	ErrRemoved  = errors.New("the store was removed or replaced while it was open")
)

// ErrNotFound is what views return for something that is not there.
var ErrNotFound = record.ErrNotFound

// cures says what to do about each kind; PATH and FOLDER stand for the store's.
var cures = map[error]string{
	ErrFull:     "free some space in FOLDER; nothing is lost, and nothing is sent until then",
	ErrReadOnly: "make PATH and its folder writable for the user that syncd runs as",
	ErrDisk:     "check the disk below FOLDER and the kernel's log; nothing is sent until it works",
	ErrCorrupt:  "stop syncd, keep a copy of PATH, and put back the last backup; marks in Jira bring the rest back",
	ErrForeign:  "correct store.url, or move PATH away to start a new store",
	ErrBusy:     "close whatever has PATH open, for example a database shell",
	ErrFenced:   "stop one of the two, and never remove PATH.lock",
	ErrAway:     "see whether it runs and can be reached from here; a daemon that runs goes on by itself when it answers, and nothing is sent until then",
	ErrLogin:    "correct the user in store.url, or the password in store.password or PGPASSFILE; the server's pg_hba.conf says who may log in from where",
	ErrMissing:  "create it (createdb -O USER DATABASE), or correct store.url",
	ErrDeposed:  "it goes on there; if this happens often, this machine or its way to the database stands still for longer than store.lease",
	ErrClock:    "correct the clocks (chronyc tracking, timedatectl): what was sent and not answered is left alone by the clock",
	ErrRemoved:  "put PATH back if you can, and restart syncd; marks in Jira bring the rest back, and nothing is sent until then",
}

// kinds sorts SQLite's primary result codes.
var kinds = map[int]error{
	sqlite3.SQLITE_FULL:     ErrFull,
	sqlite3.SQLITE_READONLY: ErrReadOnly,
	sqlite3.SQLITE_PERM:     ErrReadOnly,
	sqlite3.SQLITE_CANTOPEN: ErrReadOnly,
	sqlite3.SQLITE_IOERR:    ErrDisk,
	sqlite3.SQLITE_CORRUPT:  ErrCorrupt,
	sqlite3.SQLITE_NOTADB:   ErrForeign,
	sqlite3.SQLITE_BUSY:     ErrBusy,
	sqlite3.SQLITE_LOCKED:   ErrBusy,
	sqlite3.SQLITE_PROTOCOL: ErrBusy,
}

// fault wraps an error with what was being done and, where its kind is known, with
// what to do about it. It returns nil for nil.
func (s *Store) fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	kind := kindOf(err)
	if kind == nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	cure := cmp.Or(s.dialect.cures[kind], cures[kind])
	cure = strings.NewReplacer("PATH", s.path, "FOLDER", filepath.Dir(s.path)).Replace(cure)
	if errors.Is(err, kind) {
		return fmt.Errorf("%s: %w: %s", doing, err, cure)
	}
	return fmt.Errorf("%s: %w: %s: %w", doing, kind, cure, err)
}

// kindOf returns the kind of a database's error that has a cure, or nil.
func kindOf(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	for kind := range cures {
		if errors.Is(err, kind) {
			return kind
		}
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return postgresKind(err)
	}
	if e.Code() == noShared {
		return ErrFull
	}
	return kinds[e.Code()&0xff]
}

// noShared is SQLITE_IOERR_SHMSIZE: the index file beside the write-ahead log could not
// grow. SQLite calls that an I/O error; in practice the disk is full.
const noShared = sqlite3.SQLITE_IOERR | 19<<8
