package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// writers is how many connections may write to PostgreSQL. They do so one after the
// other; more of them only wait.
const writers = 4

// dialPatience bounds one attempt to connect, unless the URL has a connect_timeout.
const dialPatience = 10 * time.Second

// settings are what every connection begins with. A process that hangs in the middle of
// a transaction must not keep the others out: the server ends it. What is lost on the way
// is noticed in half a minute, on both sides.
const settings = `
	SET application_name = 'syncd';
	SET statement_timeout = '5min';
	SET lock_timeout = '2min';
	SET idle_in_transaction_session_timeout = '30s';
	SET tcp_keepalives_idle = 10;
	SET tcp_keepalives_interval = 5;
	SET tcp_keepalives_count = 4;
	SET tcp_user_timeout = '30s';`

// durable has a commit wait for the disk where the server would not: an intent must
// survive a power cut before the request is sent. Better promises are left alone.
const durable = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

// IsPostgres reports whether the place of a store is a PostgreSQL database.
func IsPostgres(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// Local reports whether a PostgreSQL URL leads to this machine: by a socket, or over
// loopback.
func Local(place string) bool {
	u, err := url.Parse(place)
	if err != nil {
		return false
	}
	hosts := u.Query().Get("host")
	if u.Host != "" {
		hosts = u.Host
	}
	for host := range strings.SplitSeq(hosts, ",") {
		name, _, err := net.SplitHostPort(host)
		if err != nil {
			name = strings.Trim(host, "[]")
		}
		ip := net.ParseIP(name)
		if name != "" && name != "localhost" && !strings.HasPrefix(name, "/") && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// Place is where a PostgreSQL URL leads: server and database, without the user and how the
// way there is guarded.
func Place(place string) string {
	u, err := url.Parse(place)
	if err != nil {
		return place
	}
	host := u.Host
	if host == "" {
		host = u.Query().Get("host")
	}
	return "postgres://" + host + u.Path
}

// openPostgres opens a database. It makes none: whose it is, and in which language it
// sorts, is for its admin to say.
func (s *Store) openPostgres(ctx context.Context, o Options) error {
	cfg, err := postgresConfig(o)
	if err != nil {
		return err
	}
	s.path = o.Path
	pool := func(size int, readOnly bool) *sql.DB {
		db := sql.OpenDB(pgxConnector{cfg, func(ctx context.Context, c *pgx.Conn) error { return begin(ctx, c, o.NoSync, readOnly) }})
		db.SetMaxOpenConns(size)
		db.SetMaxIdleConns(size)
		return db
	}
	s.reader = pool(readers, true)
	if o.ReadOnly {
		if err := s.checkReadable(ctx); err != nil {
			return err
		}
		return s.read(ctx, "open store", s.loadOwner)
	}
	s.writer, s.leaser = pool(writers, false), pool(1, false)
	return s.moveIn(ctx)
}

// postgresConfig reads the URL. Towards other machines the server has to prove who it is
// unless the URL says otherwise: the password, and what tests print, travel there.
func postgresConfig(o Options) (*pgx.ConnConfig, error) {
	u, err := url.Parse(o.Path)
	if err != nil {
		return nil, errors.New("open store: store.url cannot be read: write postgres://USER@HOST:5432/DATABASE")
	}
	q := u.Query()
	if q.Get("sslmode") == "" && os.Getenv("PGSSLMODE") == "" && !Local(o.Path) {
		q.Set("sslmode", "verify-full")
	}
	u.RawQuery = q.Encode()
	cfg, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, fmt.Errorf("open store: store.url cannot be used: %w", err)
	}
	if !o.Password.Empty() {
		cfg.Password = o.Password.Reveal()
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = dialPatience
	}
	cfg.DialFunc = (&net.Dialer{Timeout: cfg.ConnectTimeout, Control: impatient,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 4}}).DialContext
	if cfg.ValidateConnect == nil && !o.ReadOnly {
		cfg.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return cfg, nil
}

// begin sets a new connection up.
func begin(ctx context.Context, c *pgx.Conn, noSync, readOnly bool) error {
	text := settings
	switch {
	case readOnly:
		text += `SET default_transaction_read_only = on;`
	case noSync:
		text += `SET synchronous_commit = off;`
	default:
		text += durable
	}
	_, err := c.Exec(ctx, text)
	return err
}

// holder names an opening of a store for people: the machine, the process, and the epoch,
// which makes it unique.
func holder(epoch int64) string {
	host, err := os.Hostname()
	if err != nil {
		host = "a machine without a name"
	}
	return host + " pid " + strconv.Itoa(os.Getpid()) + " #" + strconv.FormatInt(epoch, 10)
}
