package config

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// postgresKnows are the parameters that a PostgreSQL URL may have. Those that carry a
// secret are not among them.
var postgresKnows = map[string]bool{"host": true, "port": true, "sslmode": true, "sslrootcert": true, "sslcert": true,
	"sslkey": true, "connect_timeout": true, "target_session_attrs": true, "search_path": true}

// isPostgres reports whether a URL leads to PostgreSQL.
func isPostgres(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// postgresURL checks a URL of a database. Errors never repeat what it holds.
func postgresURL(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		return errors.New("is not a URL, write for example postgres://syncd@db.example.com/syncd")
	}
	if _, has := u.User.Password(); has {
		return errors.New("must not hold a password: name the place of it in store.password")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return errors.New("has parameters after ? that cannot be read")
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		switch {
		case name == "password" || name == "sslpassword":
			return errors.New("must not hold a password: name the place of it in store.password")
		case !postgresKnows[name]:
			return fmt.Errorf("has the unknown parameter %s; known: %s", name, strings.Join(slices.Sorted(maps.Keys(postgresKnows)), ", "))
		}
	}
	if name := strings.TrimPrefix(u.Path, "/"); name == "" || strings.Contains(name, "/") {
		return errors.New("names no database, write for example postgres://syncd@db.example.com/syncd")
	}
	if u.Host == "" && q.Get("host") == "" {
		return errors.New("names no host, write postgres://USER@HOST/DATABASE, or ?host=/run/postgresql for a socket")
	}
	if u.Fragment != "" {
		return errors.New("must not contain #")
	}
	return nil
}
