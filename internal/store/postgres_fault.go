package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// The kinds of fault that only a PostgreSQL store has. After ErrDeposed nothing may be
// sent any more for that work, after the others nothing at all.
var (
	ErrAway    = errors.New("the database server does not answer")
	ErrLogin   = errors.New("the database server refuses the login")
	ErrMissing = errors.New("there is no such database")
	ErrDeposed = errors.New("another instance has taken over this work")
	ErrClock   = errors.New("the clocks of this machine and of the database differ")
)

// postgresCures says what to do where the store is in PostgreSQL.
var postgresCures = map[error]string{
	ErrFull:     "make room on the database server; nothing is lost, and nothing is sent until then",
	ErrReadOnly: "let store.url lead to the primary, and give its user the right to create and write tables in the database",
	ErrDisk:     "look at the database server's disk and log; nothing is sent until it works",
	ErrCorrupt:  "look at the database server's log, and put back the last backup; marks in Jira bring the rest back",
	ErrForeign:  "correct store.url, or give syncd a database or a schema of its own",
	ErrBusy:     "look for whoever keeps a transaction open on the database server (pg_stat_activity)",
	ErrRemoved:  "the database was put back from an older copy: restart every instance, so that each looks for what is ours in Jira first",
}

// states sorts SQLSTATE codes, and classes of two letters.
var states = map[string]error{
	"08": ErrAway, "57P01": ErrAway, "57P02": ErrAway, "57P03": ErrAway, "57P05": ErrAway, "53300": ErrAway,
	"28":    ErrLogin,
	"3D":    ErrMissing,
	"42501": ErrReadOnly, "25006": ErrReadOnly,
	"53100": ErrFull, "53400": ErrFull,
	"58": ErrDisk, "XX001": ErrCorrupt, "XX002": ErrCorrupt,
	"40": ErrBusy, "55P03": ErrBusy, "57014": ErrBusy, "25P03": ErrBusy,
}

// postgresKind returns the kind of an error of PostgreSQL, or of the way there; nil where
// it has none.
func postgresKind(err error) error {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		if kind := states[said.Code]; kind != nil {
			return kind
		}
		return states[said.Code[:min(2, len(said.Code))]]
	}
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &connect) && strings.Contains(err.Error(), "read only connection"):
		return ErrReadOnly
	case errors.As(err, &connect), errors.As(err, &network), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), strings.Contains(err.Error(), "conn closed"):
		return ErrAway
	}
	return nil
}
