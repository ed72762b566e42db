package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
)

// Why pgx does not come with its own adapter to database/sql: that one brings a second
// pool of connections along, and database/sql has one.

// pgxConnector opens connections for one pool of database/sql.
type pgxConnector struct {
	cfg   *pgx.ConnConfig
	setUp func(context.Context, *pgx.Conn) error
}

// Connect opens a connection and sets it up.
func (c pgxConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, c.cfg)
	if err != nil {
		return nil, err
	}
	if err := c.setUp(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}
	return &pgxConn{conn: conn, used: time.Now()}, nil
}

// Driver is asked for by nobody here.
func (c pgxConnector) Driver() driver.Driver { return pgxDriver{} }

// pgxDriver opens nothing by name.
type pgxDriver struct{}

// errByText is what those hear who would open one by name.
var errByText = errors.New("a connection to PostgreSQL is not opened by name")

// Open refuses.
func (pgxDriver) Open(string) (driver.Conn, error) { return nil, errByText }

// pgxConn is one connection. pgx prepares each text that it runs once, and remembers it
// as long as the connection lives.
type pgxConn struct {
	conn *pgx.Conn
	used time.Time
}

// Prepare is not needed: see pgxConn.
func (c *pgxConn) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("statements are prepared by the driver itself")
}

// closePatience bounds the farewell to a server that may not be there any more.
const closePatience = 5 * time.Second

// Close ends the connection.
func (c *pgxConn) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	return c.conn.Close(ctx)
}

// IsValid reports whether the connection may go back to the pool.
func (c *pgxConn) IsValid() bool { return !c.conn.IsClosed() }

// restful is how long a connection may lie in the pool before it is tried out: the
// server may have gone meanwhile, and come back.
const restful = time.Second

// ResetSession tries out a connection that has rested.
func (c *pgxConn) ResetSession(ctx context.Context) error {
	if c.conn.IsClosed() {
		return driver.ErrBadConn
	}
	if time.Since(c.used) > restful {
		ctx, cancel := context.WithTimeout(ctx, closePatience)
		defer cancel()
		if c.conn.Ping(ctx) != nil {
			return driver.ErrBadConn
		}
	}
	c.used = time.Now()
	return nil
}

// CheckNamedValue lets every parameter pass: pgx knows more types than database/sql.
func (c *pgxConn) CheckNamedValue(*driver.NamedValue) error { return nil }

// Begin is never called where there is BeginTx.
func (c *pgxConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// BeginTx begins a transaction, as a snapshot of the whole where that is asked for.
func (c *pgxConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	opt := pgx.TxOptions{}
	if o.Isolation == driver.IsolationLevel(sql.LevelRepeatableRead) {
		opt.IsoLevel = pgx.RepeatableRead
	}
	if o.ReadOnly {
		opt.AccessMode = pgx.ReadOnly
	}
	t, err := c.conn.BeginTx(ctx, opt)
	if err != nil && c.conn.IsClosed() && ctx.Err() == nil {
		err = driver.ErrBadConn // nothing has begun: another connection will do
	}
	return pgxTx{ctx, t}, err
}

// pgxTx is a transaction.
type pgxTx struct {
	ctx context.Context
	tx  pgx.Tx
}

// Commit commits.
func (t pgxTx) Commit() error { return t.tx.Commit(t.ctx) }

// Rollback rolls back; one that has ended on its own is no fault.
func (t pgxTx) Rollback() error {
	if err := t.tx.Rollback(t.ctx); !errors.Is(err, pgx.ErrTxClosed) {
		return err
	}
	return nil
}

// values are parameters without their numbers.
func values(named []driver.NamedValue) []any {
	out := make([]any, len(named))
	for i, v := range named {
		out[i] = v.Value
	}
	return out
}

// ExecContext runs a statement, or several where there are no parameters.
func (c *pgxConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	tag, err := c.conn.Exec(ctx, query, values(args)...)
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext runs a query.
func (c *pgxConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.conn.Query(ctx, query, values(args)...)
	if err != nil {
		return nil, err
	}
	return pgxRows{rows}, nil
}

// pgxRows are the rows of a query.
type pgxRows struct{ rows pgx.Rows }

// Columns are their names.
func (r pgxRows) Columns() []string {
	fields := r.rows.FieldDescriptions()
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out
}

// Next reads one row; io.EOF after the last.
func (r pgxRows) Next(into []driver.Value) error {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	all, err := r.rows.Values()
	for i, v := range all {
		into[i] = v
	}
	return err
}

// Close ends the query.
func (r pgxRows) Close() error {
	r.rows.Close()
	return nil
}
