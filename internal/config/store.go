package config

import (
	"errors"
	"path/filepath"
	"strings"
	"time"
)

// Store is where syncd remembers.
type Store struct {
	URL  string `yaml:"url" check:"store" doc:"sqlite:PATH; a relative path starts at the folder of the file that sets it"`
	Host string `yaml:"host" doc:"name of the machine in the store's memory of where it was last written from; empty: made from the machine's id and host name, or nothing in a container, whose name changes with every start"`
	Keep Keep   `yaml:"keep" doc:"how long facts are kept; deciding results and live lines always stay"`

	Path string // absolute path of the SQLite file
}

// Keep is how long facts are kept. It never changes a verdict.
type Keep struct {
	Results time.Duration `yaml:"results" min:"1d" doc:"results of tests"`
	Runs    time.Duration `yaml:"runs" min:"1d" doc:"runs and cycles"`
}

// setDefaults is what an empty section means.
func (s *Store) setDefaults() {
	const day = 24 * time.Hour
	*s = Store{URL: "sqlite:/var/lib/syncd/syncd.db", Keep: Keep{Results: 180 * day, Runs: 400 * day}}
}

// check resolves the path.
func (s *Store) check(r *ruling) {
	if path, err := sqlitePath(s.URL); err == nil {
		s.Path = r.resolve("store.url", path)
	} else if r.sound("store.url") {
		r.fault("store.url", "store.url: %q %v", s.URL, err)
	}
	if s.Keep.Runs < s.Keep.Results && r.sound("store.keep.runs", "store.keep.results") {
		r.fault("store.keep.runs", "runs are kept for %s and their results for %s: keep runs at least as long", span(s.Keep.Runs), span(s.Keep.Results))
	}
}

// sqlitePath cuts the path out of a store URL.
func sqlitePath(text string) (string, error) {
	path, ok := strings.CutPrefix(text, "sqlite:")
	switch {
	case strings.HasPrefix(text, "postgres"):
		return "", errors.New("is PostgreSQL, which this version does not support: write sqlite: and a path")
	case !ok:
		return "", errors.New("must be sqlite: and a path, for example sqlite:/var/lib/syncd/syncd.db")
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
