package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// tx is one transaction. Each SQL text is prepared once, by us or by the driver, which
// makes a batch of ten thousand rows affordable.
type tx struct {
	ctx      context.Context
	sql      *sql.Tx
	dialect  dialect
	prepared map[string]*sql.Stmt
}

// write runs fn in a transaction that commits only while we own the store, and the work
// that the store was lent for. On an error nothing of it has happened.
func (s *Store) write(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.transact(ctx, doing, func(t *tx) error {
		if err := s.ours(t, s.dialect.lockRow); err != nil {
			return err
		}
		if err := s.leased(t); err != nil {
			return err
		}
		return fn(t)
	})
}

// ours reports whether the store is still the one that we opened, and no one else's. lock
// ends the query.
func (s *Store) ours(t *tx, lock string) error {
	var epoch int64
	var version int
	err := t.row(`SELECT epoch, (SELECT version FROM schema_version WHERE id = 1) FROM store WHERE id = 1`+lock).Scan(&epoch, &version)
	switch {
	case err != nil:
		return fmt.Errorf("check the epoch: %w", err)
	case s.dialect.shared && epoch < s.epoch:
		return fmt.Errorf("%w: its epoch is %d, and was %d when it was opened", ErrRemoved, epoch, s.epoch)
	case s.dialect.shared && version > s.schema:
		return tooNew(s.path, version, s.schema)
	case !s.dialect.shared && epoch != s.epoch:
		return fmt.Errorf("%w: its epoch is %d, ours is %d", ErrFenced, epoch, s.epoch)
	}
	return s.here()
}

// transact is write without the fence, for migrations and for entering.
//
// A cancelled context is honoured while waiting for the connection, by fn between
// its steps, and last before the commit. Statements themselves run to their end:
// watching each would cost more than most of them take.
func (s *Store) transact(ctx context.Context, doing string, fn func(*tx) error) error {
	if s.writer == nil {
		return fmt.Errorf("%s: %w: it was opened for reading only", doing, ErrReadOnly)
	}
	return s.through(ctx, s.writer, doing, fn)
}

// through is transact over the connections of one pool.
func (s *Store) through(ctx context.Context, pool *sql.DB, doing string, fn func(*tx) error) error {
	calm := context.WithoutCancel(ctx)
	conn, begun, err := beginOn(ctx, calm, pool)
	if err != nil {
		return s.fault(doing, err)
	}
	defer conn.Close() // gives the connection back; its errors are those of the statements
	t := s.begun(calm, begun)
	err = fn(t)
	if stop := ctx.Err(); stop != nil && !errors.Is(err, stop) {
		err = errors.Join(err, stop)
	}
	if err != nil {
		return s.fault(doing, errors.Join(err, undo(begun)))
	}
	return s.fault(doing, begun.Commit())
}

// beginOn begins a transaction on one connection. A pool may hold some that do not know
// yet that their server has gone, or was started anew: nothing has happened on them.
func beginOn(ctx, calm context.Context, pool *sql.DB) (*sql.Conn, *sql.Tx, error) {
	for try := 0; ; try++ {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return nil, nil, err
		}
		begun, err := conn.BeginTx(calm, nil)
		if err == nil {
			return conn, begun, nil
		}
		_ = conn.Close() // the error is that of the beginning
		if !errors.Is(err, driver.ErrBadConn) || try > writers {
			return nil, nil, err
		}
	}
}

// read runs fn on one snapshot of the store.
func (s *Store) read(ctx context.Context, doing string, fn func(*tx) error) error {
	begun, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.isolation})
	if err != nil {
		return s.fault(doing, err)
	}
	t := s.begun(ctx, begun)
	err = fn(t)
	if ctx.Err() != nil { // the database's own words for it differ
		err = ctx.Err()
	}
	return s.fault(doing, errors.Join(err, undo(begun)))
}

// undo rolls back. A transaction that the database has ended on its own, for example
// because the disk is full, is no second fault.
func undo(t *sql.Tx) error {
	err := t.Rollback()
	if err == nil || errors.Is(err, sql.ErrTxDone) || kindOf(err) == nil {
		return nil
	}
	return fmt.Errorf("roll back: %w", err)
}

// begun is a transaction that has just begun.
func (s *Store) begun(ctx context.Context, t *sql.Tx) *tx {
	return &tx{ctx: ctx, sql: t, dialect: s.dialect, prepared: map[string]*sql.Stmt{}}
}

// querier is what runs one statement: a prepared one, or the transaction itself where the
// driver prepares.
type querier interface {
	exec(ctx context.Context, args ...any) (sql.Result, error)
	row(ctx context.Context, args ...any) *sql.Row
	rows(ctx context.Context, args ...any) (*sql.Rows, error)
}

// ready is a prepared statement.
type ready struct{ *sql.Stmt }

// exec runs the statement for what it does.
func (r ready) exec(ctx context.Context, args ...any) (sql.Result, error) {
	return r.ExecContext(ctx, args...)
}

// row runs it for its first row.
func (r ready) row(ctx context.Context, args ...any) *sql.Row { return r.QueryRowContext(ctx, args...) }

// rows runs it for all rows.
func (r ready) rows(ctx context.Context, args ...any) (*sql.Rows, error) {
	return r.QueryContext(ctx, args...)
}

// plain is a text that the driver prepares, and remembers with its connection.
type plain struct {
	*sql.Tx
	text string
}

// exec runs the text for what it does.
func (p plain) exec(ctx context.Context, args ...any) (sql.Result, error) {
	return p.ExecContext(ctx, p.text, args...)
}

// row runs it for its first row.
func (p plain) row(ctx context.Context, args ...any) *sql.Row {
	return p.QueryRowContext(ctx, p.text, args...)
}

// rows runs it for all rows.
func (p plain) rows(ctx context.Context, args ...any) (*sql.Rows, error) {
	return p.QueryContext(ctx, p.text, args...)
}

// statement returns what runs a text.
func (t *tx) statement(query string) (querier, error) {
	if !t.dialect.prepares {
		return plain{t.sql, query}, nil
	}
	s, err := t.stmt(query)
	return ready{s}, err
}

// args are parameters as the database takes them.
func (t *tx) args(in []any) []any {
	if t.dialect.clean == nil {
		return in
	}
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = t.dialect.clean(v)
	}
	return out
}

// stmt returns the prepared statement of a text.
func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if s, ok := t.prepared[query]; ok {
		return s, nil
	}
	s, err := t.sql.PrepareContext(t.ctx, query) // closed with the transaction
	if err == nil {
		t.prepared[query] = s
	}
	return s, err
}

// exec runs a statement and returns how many rows it touched.
func (t *tx) exec(query string, args ...any) (int, error) {
	s, err := t.statement(query)
	if err != nil {
		return 0, err
	}
	r, err := s.exec(t.ctx, t.args(args)...)
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// scanner is one row to read: of many, or the only one.
type scanner interface{ Scan(into ...any) error }

// failed is the row of a statement that could not be prepared.
type failed struct{ err error }

// Scan returns the error.
func (f failed) Scan(...any) error { return f.err }

// row runs a query for its first row; sql.ErrNoRows says that there is none.
func (t *tx) row(query string, args ...any) scanner {
	s, err := t.statement(query)
	if err != nil {
		return failed{err}
	}
	return s.row(t.ctx, t.args(args)...)
}

// rows runs a query and hands every row to scan.
func (t *tx) rows(scan func(scanner) error, query string, args ...any) error {
	s, err := t.statement(query)
	if err != nil {
		return err
	}
	found, err := s.rows(t.ctx, t.args(args)...)
	if err != nil {
		return err
	}
	defer found.Close() // its error is Err's
	for found.Next() {
		if err := scan(found); err != nil {
			return err
		}
	}
	return found.Err()
}

// absent turns "no row" into false, and any other error into itself.
func absent(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return false, err
}
