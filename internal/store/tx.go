package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// tx is one transaction. It prepares each SQL text once, which makes a batch of ten
// thousand rows affordable.
type tx struct {
	ctx      context.Context
	sql      *sql.Tx
	prepared map[string]*sql.Stmt
}

// write runs fn in a transaction that commits only while we own the store. On an
// error nothing of it has happened.
func (s *Store) write(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.transact(ctx, doing, func(t *tx) error {
		var epoch int64
		if err := t.row(`SELECT epoch FROM store WHERE id = 1` + s.dialect.lockRow).Scan(&epoch); err != nil {
			return fmt.Errorf("check the epoch: %w", err)
		}
		if epoch != s.epoch {
			return fmt.Errorf("%w: its epoch is %d, ours is %d", ErrFenced, epoch, s.epoch)
		}
		if err := s.here(); err != nil {
			return err
		}
		return fn(t)
	})
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
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return s.fault(doing, err)
	}
	defer conn.Close() // gives the connection back; its errors are those of the statements
	calm := context.WithoutCancel(ctx)
	begun, err := conn.BeginTx(calm, nil)
	if err != nil {
		return s.fault(doing, err)
	}
	t := &tx{ctx: calm, sql: begun, prepared: map[string]*sql.Stmt{}}
	if err := errors.Join(fn(t), ctx.Err()); err != nil {
		return s.fault(doing, errors.Join(err, undo(begun)))
	}
	return s.fault(doing, begun.Commit())
}

// read runs fn on one snapshot of the store.
func (s *Store) read(ctx context.Context, doing string, fn func(*tx) error) error {
	begun, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.fault(doing, err)
	}
	t := &tx{ctx: ctx, sql: begun, prepared: map[string]*sql.Stmt{}}
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
	s, err := t.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(t.ctx, args...)
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
	s, err := t.stmt(query)
	if err != nil {
		return failed{err}
	}
	return s.QueryRowContext(t.ctx, args...)
}

// rows runs a query and hands every row to scan.
func (t *tx) rows(scan func(scanner) error, query string, args ...any) error {
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	found, err := s.QueryContext(t.ctx, args...)
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
