package store

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"syncd/internal/failpoint"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migration is one step of the schema. Steps are only ever added: a store is never
// taken back to an older one.
type migration struct {
	version int
	// reader is the lowest schema whose programs can still read a store after this step.
	reader int
	text   string
}

// steps returns all migrations, oldest first.
func steps(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var out []migration
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		m, err := parse(strings.TrimPrefix(name, "migrations/"), string(text))
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b migration) int { return cmp.Compare(a.version, b.version) })
	return out, nil
}

// parse reads a migration's number from its name and its reader from its first line.
func parse(name, text string) (migration, error) {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.Atoi(number)
	if err != nil {
		return migration{}, fmt.Errorf("migration %s: its name must start with a number: %w", name, err)
	}
	first, _, _ := strings.Cut(text, "\n")
	reader, err := strconv.Atoi(strings.TrimPrefix(first, "-- min_reader: "))
	if err != nil {
		return migration{}, fmt.Errorf("migration %s: its first line must be `-- min_reader: N`: %w", name, err)
	}
	return migration{version: version, reader: reader, text: text}, nil
}

// migrate brings the store to the newest schema that this program knows. Each step
// is one transaction with its version: a crash leaves a whole schema, old or new. Of
// two programs that migrate at once, the second finds the step taken.
func (s *Store) migrate(ctx context.Context) error {
	all, err := steps(migrations)
	if err != nil {
		return s.fault("read migrations", err)
	}
	s.schema = all[len(all)-1].version
	have := 0
	look := func(t *tx) error {
		if have, err = s.version(t); err != nil || have <= s.schema {
			return err
		}
		return tooNew(s.path, have, s.schema)
	}
	if err := s.transact(ctx, "open store", look); err != nil {
		return err
	}
	for _, m := range all {
		if m.version <= have {
			continue
		}
		err := s.transact(ctx, fmt.Sprintf("migrate store to version %d", m.version), func(t *tx) error {
			if err := look(t); err != nil || m.version <= have {
				return err
			}
			return m.run(t)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// run takes one step and records it.
func (m migration) run(t *tx) error {
	// Not prepared: it is many statements in one text.
	if _, err := t.sql.ExecContext(t.ctx, t.dialect.adapt(m.text)); err != nil {
		return err
	}
	failpoint.Hit("C14")
	_, err := t.exec(`INSERT INTO schema_version (id, version, min_reader) VALUES (1, $1, $2)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, min_reader = excluded.min_reader`, m.version, m.reader)
	return err
}

// version reads the schema's version, 0 for an empty database. A database that holds
// other tables is left alone.
func (s *Store) version(t *tx) (version int, err error) {
	if s.dialect.lockSchema != "" {
		if _, err := t.exec(s.dialect.lockSchema); err != nil {
			return 0, err
		}
	}
	if _, err := t.exec(`CREATE TABLE IF NOT EXISTS schema_version (
		id BIGINT PRIMARY KEY, version BIGINT NOT NULL, min_reader BIGINT NOT NULL)`); err != nil {
		return 0, err
	}
	none, err := absent(t.row(`SELECT version FROM schema_version WHERE id = 1`).Scan(&version))
	if err != nil || !none {
		return version, err
	}
	var strangers int
	if err := t.row(s.dialect.strangers).Scan(&strangers); err != nil {
		return 0, err
	}
	if strangers > 0 {
		return 0, fmt.Errorf("%w (it holds the tables of another program)", ErrForeign)
	}
	return 0, nil
}

// checkReadable refuses a schema that this program cannot read.
func (s *Store) checkReadable(ctx context.Context) error {
	all, err := steps(migrations)
	if err != nil {
		return s.fault("read migrations", err)
	}
	known := all[len(all)-1].version
	s.schema = known
	return s.read(ctx, "open store", func(t *tx) error {
		var version, reader int
		err := t.row(`SELECT version, min_reader FROM schema_version WHERE id = 1`).Scan(&version, &reader)
		switch {
		case err != nil && kindOf(err) == nil:
			return fmt.Errorf("%w: %w", ErrForeign, err)
		case err != nil:
			return err
		case reader > known:
			return tooNew(s.path, version, known)
		case version < known:
			return fmt.Errorf("%w: its schema has version %d, this syncd needs %d: start syncd once to bring it up to date",
				ErrOlder, version, known)
		}
		return nil
	})
}

// tooNew says in plain words that a newer program has been here.
func tooNew(path string, have, known int) error {
	return fmt.Errorf("%w: %s has schema version %d and this syncd knows versions up to %d: "+
		"install the newer syncd again, or put back a backup from before the update", ErrNewer, path, have, known)
}
