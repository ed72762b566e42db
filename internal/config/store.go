package config

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"syncd/internal/secret"
	"syncd/internal/source"
)

// Store is where syncd remembers.
type Store struct {
	URL      string        `yaml:"url" check:"store" doc:"sqlite:PATH, or postgres://USER@HOST/DATABASE for several instances; a relative path starts at the folder of the file that sets it"`
	Password secret.Ref    `yaml:"password" doc:"password of the PostgreSQL user; empty: PGPASSFILE, or a login that needs none"`
	Lease    time.Duration `yaml:"lease" min:"5s" doc:"PostgreSQL: how long an instance may be silent before another takes its work over"`
	Spool    string        `yaml:"spool" doc:"folder for pushed results; empty: beside the SQLite file. With PostgreSQL on a disk that all instances share"`
	Host     string        `yaml:"host" doc:"name of the machine in the store's memory of where it was last written from; empty: made from the machine's id and host name, or nothing in a container, whose name changes with every start"`
	Keep     Keep          `yaml:"keep" doc:"how long facts are kept; deciding results and live lines always stay"`

	Path string // absolute path of the SQLite file, or the URL of the PostgreSQL database
}

// Keep is how long facts are kept. It never changes a verdict.
type Keep struct {
	Results time.Duration `yaml:"results" min:"1d" doc:"results of tests"`
	Runs    time.Duration `yaml:"runs" min:"1d" doc:"runs and cycles"`
	Trends  time.Duration `yaml:"trends" min:"1d" doc:"how releases, sprints and projects stood, day by day; what was frozen is kept for good"`
}

// setDefaults is what an empty section means.
func (s *Store) setDefaults() {
	const day = 24 * time.Hour
	*s = Store{URL: "sqlite:/var/lib/syncd/syncd.db", Lease: 45 * time.Second, Keep: Keep{Results: 180 * day, Runs: 400 * day, Trends: 3 * 365 * day}}
}

// check resolves the paths.
func (s *Store) check(r *ruling) {
	switch err := storeURL(s.URL); {
	case err != nil && r.sound("store.url"):
		r.fault("store.url", "store.url: %q %v", s.URL, err)
	case err == nil && s.Postgres():
		s.Path = s.URL
	case err == nil:
		path, _ := sqlitePath(s.URL) // it has just been checked
		s.Path = r.resolve("store.url", path)
	}
	if s.Spool != "" {
		s.Spool = r.resolve("store.spool", s.Spool)
	} else if s.Path != "" && !s.Postgres() {
		s.Spool = s.Path + ".pushed" // it bears the store's name: two stores may lie in one folder
	}
	if s.Keep.Runs < s.Keep.Results && r.sound("store.keep.runs", "store.keep.results") {
		r.fault("store.keep.runs", "runs are kept for %s and their results for %s: keep runs at least as long", span(s.Keep.Runs), span(s.Keep.Results))
	}
}

// Postgres reports whether the store is in PostgreSQL.
func (s Store) Postgres() bool { return isPostgres(s.URL) }

// checkSpool wants a folder where results may be pushed.
func (c *Config) checkSpool(r *ruling) {
	if c.Store.Spool != "" || !c.Store.Postgres() || !r.sound("store.url", "store.spool") {
		return
	}
	for _, s := range c.Sources {
		if p, ok := s.Config.(source.Pushable); ok && !p.PushToken().IsZero() {
			r.fault("store.spool", "source %q takes pushed results, and PostgreSQL keeps no files: name a folder for them in store.spool, on a disk that all instances share", s.Name)
			return
		}
	}
}

// storeURL checks the place of a store.
func storeURL(text string) error {
	if isPostgres(text) {
		return postgresURL(text)
	}
	_, err := sqlitePath(text)
	return err
}

// sqlitePath cuts the path out of a store URL.
func sqlitePath(text string) (string, error) {
	path, ok := strings.CutPrefix(text, "sqlite:")
	switch {
	case !ok:
		return "", errors.New("must be sqlite: and a path, for example sqlite:/var/lib/syncd/syncd.db, or postgres:// and where the database is")
	case path == "" || strings.HasSuffix(path, "/"):
		return "", errors.New("names no file, write for example sqlite:/var/lib/syncd/syncd.db")
	case strings.HasPrefix(path, "//"):
		return "", errors.New("has slashes after sqlite: that belong to no path, write for example sqlite:/var/lib/syncd/syncd.db")
	case strings.Contains(path, ":memory:"):
		return "", errors.New("is in memory and would forget which issues are ours: name a file")
	case strings.ContainsAny(path, "?#\x00"):
		return "", errors.New("must not contain ? or #")
	}
	return filepath.Clean(path), nil
}
