package store

import (
	"database/sql"
	"regexp"
	"strings"
)

// dialect is all in which two databases differ. Everything else is one SQL text.
type dialect struct {
	// shared is true where several processes may write one store. Each then holds leases
	// on its work, beside the epoch.
	shared bool
	// lockRow ends a SELECT whose row must not change before the transaction ends.
	// SQLite's immediate transactions hold the only write lock already.
	lockRow string
	// lockHeld ends a SELECT whose row nobody may take over, though its holder may renew
	// it, before the transaction ends.
	lockHeld string
	// lockFree ends a SELECT that finds a row only where nobody has locked it.
	lockFree string
	// lockSchema is a statement after which nobody else can migrate, "" where none is needed.
	lockSchema string
	// strangers counts tables in an unmigrated database: what is not empty is not ours.
	strangers string
	// now is the database's clock in milliseconds since 1970.
	now string
	// isolation makes everything that a transaction reads one snapshot.
	isolation sql.IsolationLevel
	// prepares is true where the driver leaves it to us to prepare a text only once.
	prepares bool
	// adapt rewrites a migration's text.
	adapt func(string) string
	// clean rewrites a parameter; nil leaves them all alone.
	clean func(any) any
	// cures says what to do about kinds of faults, where that differs from SQLite.
	cures map[error]string
}

// sqliteDialect is SQLite's.
var sqliteDialect = dialect{
	strangers: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name <> 'schema_version'`,
	now:       `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`,
	prepares:  true,
	adapt:     func(text string) string { return text },
}

// postgresDialect is PostgreSQL's.
//
// Writers are one after the other there, too: each locks the one row of the table store
// first. So a writer reads what the one before has committed, no two wait for each other
// in a circle, and no transaction has to be repeated.
var postgresDialect = dialect{
	shared:     true,
	lockRow:    ` FOR UPDATE`,
	lockHeld:   ` FOR KEY SHARE`,
	lockFree:   ` FOR UPDATE SKIP LOCKED`,
	lockSchema: `SELECT pg_advisory_xact_lock(495958516580)`,
	strangers: `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()
		AND table_type = 'BASE TABLE' AND table_name <> 'schema_version'`,
	now:       `CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`,
	isolation: sql.LevelRepeatableRead,
	adapt:     bytewise,
	clean:     storable,
	cures:     postgresCures,
}

// textColumn is the type of a text column in a migration.
var textColumn = regexp.MustCompile(`\bTEXT\b`)

// bytewise has text compared byte by byte, as SQLite and Go do, whatever the database's
// own language is.
func bytewise(text string) string { return textColumn.ReplaceAllString(text, `TEXT COLLATE "C"`) }

// storable replaces what PostgreSQL refuses in a text: bytes that are no UTF-8, and NUL.
// One odd name must not keep a whole batch out.
func storable(v any) any {
	text, ok := stringOf(v)
	if !ok {
		return v
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}
