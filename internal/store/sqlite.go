package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the embedded default
)

// writeDSN describes the one connection that writes. An intent must survive a power
// cut before the request is sent, so every commit waits for the disk; transactions
// take the write lock at once, because one that starts reading and then writes can
// be refused half-way.
func writeDSN(path string, sync bool) string {
	level := "FULL"
	if !sync {
		level = "OFF"
	}
	return dsn(path, url.Values{
		"mode":    {"rwc"},
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(" + level + ")", "foreign_keys(ON)",
			"cache_size(-16384)"}, // KiB: ten thousand lines with their indexes
	})
}

// readDSN describes the connections that read. They see the last commit and never
// wait for the writer.
func readDSN(path string) string {
	return dsn(path, url.Values{
		"mode":    {"ro"},
		"_txlock": {"deferred"},
		"_pragma": {"busy_timeout(5000)", "query_only(ON)"},
	})
}

// dsn writes a path so that ?, # and % in it stay part of it.
func dsn(path string, values url.Values) string {
	u := url.URL{Scheme: "file", Path: path, RawQuery: values.Encode()}
	return u.String()
}

// place checks where the store is to lie. The folder is not made: a mistyped path
// would silently start an empty ledger, and an empty ledger files everything anew.
func place(path string) (string, error) {
	if path == "" {
		return "", errors.New("open store: no path: set store.url")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("open store %s: %w", path, err)
	}
	folder := filepath.Dir(abs)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("open store %s: the folder %s does not exist: create it, or correct store.url", abs, folder)
	case err != nil:
		return "", fmt.Errorf("open store %s: %w", abs, err)
	case !info.IsDir():
		return "", fmt.Errorf("open store %s: %s is not a folder: correct store.url", abs, folder)
	}
	if info, err := os.Stat(abs); err == nil && info.IsDir() {
		return "", fmt.Errorf("open store %s: it is a folder: name a file in it in store.url", abs)
	}
	return abs, nil
}

// connect prepares a pool of a fixed size; connections are kept, because each new
// one would read the schema again.
func connect(dsn string, size int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// reserve makes a new store's file readable by its owner only, whatever the umask:
// test output may hold what nobody meant to show. SQLite gives the files beside it the
// same mode. A file that is there keeps its own.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil //nolint:nilerr // it exists, or SQLite will say what is wrong with more words
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("create store %s: %w", path, err)
	}
	return nil
}
