package store

import (
	"errors"
	"sync"
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/store/pgtest"
)

// pair opens one database twice.
func pair(t *testing.T) (a, b *Store) {
	t.Helper()
	url := pgtest.Database(t)
	var both [2]*Store
	for i := range both {
		s, err := Open(t.Context(), Options{Path: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		both[i] = s
	}
	return both[0], both[1]
}

// TestWritersTakeTurns: who writes sees all that the writer before has written, in
// whichever instance: what a line says is made from what it said.
func TestWritersTakeTurns(t *testing.T) {
	ctx := t.Context()
	a, b := pair(t)
	seen := make(chan int64, 1)
	var second sync.WaitGroup
	err := a.write(ctx, "write first", func(first *tx) error {
		second.Go(func() {
			seen <- 0 // it is about to begin
			err := b.write(ctx, "write second", func(tx *tx) error {
				n, err := tx.count("turns", 0)
				seen <- n
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-seen
		for waits := 0; waits == 0; {
			if len(seen) > 0 {
				return errors.New("the second writer did not wait for the first")
			}
			err := a.reader.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waits)
			if err != nil {
				return err
			}
		}
		_, err := first.count("turns", 7)
		return err
	})
	second.Wait()
	if n := <-seen; err != nil || n != 7 {
		t.Errorf("the second writer saw %d, want 7: %v", n, err)
	}
}

// TestTakeoverWaitsForAWrite: a lease that has ended is not taken while a write under it
// is being committed: the next holder sees all of it. Renewing it goes on meanwhile.
func TestTakeoverWaitsForAWrite(t *testing.T) {
	ctx := t.Context()
	a, b := pair(t)
	l, err := a.Acquire(ctx, "sync/shop", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	err = a.Under(l).write(ctx, "write slowly", func(tx *tx) error {
		if err := a.Renew(ctx, l, 0); err != nil {
			t.Errorf("a renewal waits for the write: %v", err)
		}
		var held *HeldError
		if _, err := b.Acquire(ctx, "sync/shop", time.Hour, 0); !errors.As(err, &held) || held.Holder != l.Holder {
			t.Errorf("taken over in the middle of a write: %v", err)
		}
		return tx.replaceEntry(ledger.Entry{Key: "a", Generation: 1, Site: "jira", State: ledger.Planned})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Acquire(ctx, "sync/shop", time.Hour, 0); err != nil {
		t.Error(err)
	}
	if rows, err := b.Entries(ctx); err != nil || len(rows) != 1 {
		t.Errorf("the next holder sees %v: %v", rows, err)
	}
}

// TestPostgresSettings: every connection is durable, bounded, and readers only read.
func TestPostgresSettings(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Of(t).Do(t, "postgres", `ALTER ROLE syncd SET synchronous_commit = off`)
	defer pgtest.Of(t).Do(t, "postgres", `ALTER ROLE syncd RESET synchronous_commit`)
	s, err := Open(t.Context(), Options{Path: url})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, want := range map[string]string{"synchronous_commit": "on", "idle_in_transaction_session_timeout": "30s",
		"statement_timeout": "5min", "lock_timeout": "2min", "application_name": "syncd"} {
		var got string
		if err := s.writer.QueryRow(`SHOW ` + name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", name, got, want, err)
		}
	}
	if _, err := s.reader.Exec(`DELETE FROM store`); err == nil {
		t.Error("a reader can write")
	}
	var collation string
	if err := s.reader.QueryRow(`SELECT collation_name FROM information_schema.columns WHERE table_name = 'lines' AND column_name = 'row_name'`).Scan(&collation); err != nil || collation != "C" {
		t.Errorf("names sort by %q: %v", collation, err)
	}
}

// TestLocal: only towards other machines a server must prove who it is.
func TestLocal(t *testing.T) {
	for url, want := range map[string]bool{
		"postgres:///syncd?host=/run/postgresql": true, "postgres:///syncd": true, "postgres://a@localhost:5433/syncd": true,
		"postgres://a@127.0.0.1/syncd": true, "postgres://a@[::1]:5432/syncd": true, "postgres://db.example.com/syncd": false,
		"postgres://localhost,db.example.com/syncd": false, "postgres://10.0.0.7:5432/syncd": false,
	} {
		if got := Local(url); got != want {
			t.Errorf("%s: local %v, want %v", url, got, want)
		}
		cfg, err := postgresConfig(Options{Path: url})
		if err != nil {
			t.Fatal(err)
		}
		if tls := cfg.TLSConfig; !want && (tls == nil || tls.InsecureSkipVerify || tls.ServerName == "") {
			t.Errorf("%s: the server need not prove who it is", url)
		}
	}
}
