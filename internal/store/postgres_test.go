package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/secret"
	"syncd/internal/store"
	"syncd/internal/store/pgtest"
	"syncd/internal/store/storetest"
)

func TestPostgres(t *testing.T) {
	pgtest.Of(t)
	storetest.Run(t, func(t *testing.T) *store.Store {
		return open(t, store.Options{Path: pgtest.Database(t), NoSync: true})
	})
}

// nameOf is the database of a URL over the socket.
func nameOf(url string) string {
	_, rest, _ := strings.Cut(url, "@/")
	name, _, _ := strings.Cut(rest, "?")
	return name
}

// both opens one database twice, as two instances do.
func both(t *testing.T) (a, b *store.Store) {
	t.Helper()
	url := pgtest.Database(t)
	return open(t, store.Options{Path: url}), open(t, store.Options{Path: url})
}

// TestInstancesClaim: of two instances that claim one defect at once, both see the same row.
func TestInstancesClaim(t *testing.T) {
	a, b := both(t)
	for round := range 25 {
		var wait sync.WaitGroup
		var seen [4]ledger.Entry
		for i := range seen {
			wait.Go(func() {
				e := ledger.Entry{Key: fmt.Sprint("defect", round), Generation: 1, Site: "jira", State: ledger.Planned, Title: fmt.Sprint("claimant ", i)}
				got, err := []*store.Store{a, b}[i%2].Claim(t.Context(), []ledger.Entry{e})
				if err != nil || len(got) != 1 {
					t.Error(got, err)
					return
				}
				seen[i] = got[0]
			})
		}
		wait.Wait()
		for _, e := range seen {
			if e.Title != seen[0].Title {
				t.Fatalf("two instances claimed one defect: %+v", seen)
			}
		}
	}
	if rows, err := b.Entries(t.Context()); err != nil || len(rows) != 25 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestInstancesLease: of two instances exactly one gets the work, and once it has lost it
// the other's writes alone are taken.
func TestInstancesLease(t *testing.T) {
	ctx := t.Context()
	a, b := both(t)
	if a.Epoch() == b.Epoch() || !a.Shared() {
		t.Fatalf("epochs %d and %d, shared %v", a.Epoch(), b.Epoch(), a.Shared())
	}
	won := map[*store.Store]int{}
	for range 30 {
		var wait sync.WaitGroup
		leases, errs := [2]store.Lease{}, [2]error{}
		for i, s := range []*store.Store{a, b} {
			wait.Go(func() { leases[i], errs[i] = s.Acquire(ctx, "sync/shop", time.Hour, 0) })
		}
		wait.Wait()
		i := 0
		if errs[0] != nil {
			i = 1
		}
		if errs[i] != nil || !errors.Is(errs[1-i], store.ErrHeld) {
			t.Fatalf("who has the work: %v", errs)
		}
		s := []*store.Store{a, b}[i]
		won[s]++
		if err := s.Release(ctx, leases[i]); err != nil {
			t.Fatal(err)
		}
	}
	lost, err := a.Acquire(ctx, "sync/shop", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Acquire(ctx, "sync/shop", time.Hour, time.Hour); !errors.Is(err, store.ErrHeld) || !strings.Contains(err.Error(), "was done a moment ago by") {
		t.Errorf("another began it a moment ago: %v", err)
	}
	kept, err := b.Acquire(ctx, "sync/shop", time.Hour, 0)
	if err != nil {
		t.Fatal(err)
	}
	row := []ledger.Entry{{Key: "a", Generation: 1, Site: "jira", State: ledger.Planned}}
	if err := a.Under(lost).Save(ctx, row); !errors.Is(err, store.ErrDeposed) || !strings.Contains(err.Error(), "store.lease") {
		t.Errorf("the deposed instance saved a row: %v", err)
	}
	if err := b.Under(kept).Save(ctx, row); err != nil {
		t.Error(err)
	}
	if err := a.Renew(ctx, lost, time.Hour); !errors.Is(err, store.ErrDeposed) {
		t.Errorf("the deposed instance renewed: %v", err)
	}
}

// TestInstancesIngest: two instances that store batches of one line at once, each after
// the other, lose nothing.
func TestInstancesIngest(t *testing.T) {
	a, b := both(t)
	if _, err := a.Ingest(t.Context(), small(1)); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i, s := range []*store.Store{a, b} {
		wait.Go(func() {
			for n := range 20 {
				batch := small(1 + 2*n + i)
				batch.Cases = nil // writing them would already keep the other out
				if _, err := s.Ingest(t.Context(), batch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	w, err := a.World(t.Context(), model.View{Sources: []string{"unit"}})
	if err != nil || len(w.Lines) != 2 {
		t.Fatal(w.Lines, err)
	}
	for _, line := range w.Lines {
		if line.Failures != 40 || line.Results != 40 || line.FailingSince.Run != "run1" || line.Last.Run != "run40" {
			t.Errorf("line: %+v", line)
		}
	}
}

// TestInstancesMigrate: however many open an empty database at once, one makes its tables.
func TestInstancesMigrate(t *testing.T) {
	url := pgtest.Database(t)
	var wait sync.WaitGroup
	epochs := [4]int64{}
	for i := range epochs {
		wait.Go(func() {
			s, err := store.Open(t.Context(), store.Options{Path: url})
			if err != nil {
				t.Error(err)
				return
			}
			epochs[i] = s.Epoch()
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if epochs[0]+epochs[1]+epochs[2]+epochs[3] != 1+2+3+4 {
		t.Errorf("epochs %v", epochs)
	}
}

func TestPostgresSaysWhatToDo(t *testing.T) {
	server := pgtest.Of(t)
	database := func(statements ...string) (url, name string) {
		url = pgtest.Database(t)
		name = nameOf(url)
		if s, err := store.Open(t.Context(), store.Options{Path: url}); err != nil {
			t.Fatal(err)
		} else if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		server.Do(t, name, statements...)
		return url, name
	}
	newer, _ := database(`UPDATE schema_version SET version = 99, min_reader = 98`)
	older, _ := database(`UPDATE schema_version SET version = 0`)
	foreign := pgtest.Database(t)
	server.Do(t, nameOf(foreign), `CREATE TABLE songs (title TEXT)`)
	_, plain := database()
	server.Do(t, plain, `DROP ROLE IF EXISTS guest`, `CREATE ROLE guest LOGIN`, `REVOKE ALL ON DATABASE `+plain+` FROM public`,
		`GRANT CONNECT ON DATABASE `+plain+` TO guest`)
	t.Cleanup(func() { server.Do(t, plain, `DROP OWNED BY guest`, `DROP ROLE guest`) })
	wrong := "open sesame"

	for _, c := range []struct {
		name  string
		o     store.Options
		kind  error
		words []string
	}{
		{"wrong password", store.Options{Path: server.TCP(plain), Password: secret.New(wrong)}, store.ErrLogin, []string{"store.password", "pg_hba.conf"}},
		{"wrong password, to read", store.Options{Path: server.TCP(plain), Password: secret.New(wrong), ReadOnly: true}, store.ErrLogin, nil},
		{"no password", store.Options{Path: server.TCP(plain)}, store.ErrLogin, nil},
		{"no database", store.Options{Path: server.URL("nowhere")}, store.ErrMissing, []string{"createdb"}},
		{"no server", store.Options{Path: "postgres://syncd@127.0.0.1:1/syncd?sslmode=disable"}, store.ErrAway, []string{"can be reached from here"}},
		{"no such host", store.Options{Path: "postgres://syncd@db.invalid/syncd"}, store.ErrAway, nil},
		{"no tls", store.Options{Path: strings.Replace(server.TCP(plain), "disable", "verify-full", 1), Password: secret.New(wrong)}, nil, []string{"TLS"}},
		{"no right", store.Options{Path: strings.Replace(server.URL(plain), "syncd@", "guest@", 1)}, store.ErrReadOnly, []string{"give its user the right"}},
		{"another program", store.Options{Path: foreign}, store.ErrForeign, []string{"tables of another program", "database or a schema of its own"}},
		{"another program, to read", store.Options{Path: foreign, ReadOnly: true}, store.ErrForeign, nil},
		{"newer", store.Options{Path: newer}, store.ErrNewer, []string{"schema version 99", "install the newer syncd"}},
		{"newer, to read", store.Options{Path: newer, ReadOnly: true}, store.ErrNewer, nil},
		{"older, to read", store.Options{Path: older, ReadOnly: true}, store.ErrOlder, []string{"start syncd once"}},
		{"not a URL", store.Options{Path: "postgres://%zz"}, nil, []string{"postgres://USER@HOST:5432/DATABASE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refuses(t, c.o, c.kind, c.words...)
			if s, err := store.Open(t.Context(), c.o); err == nil {
				t.Error(s.Close())
			} else if strings.Contains(err.Error(), wrong) || strings.Contains(err.Error(), pgtest.Password) {
				t.Errorf("the password is printed: %v", err)
			}
		})
	}
	s := open(t, store.Options{Path: server.TCP(plain), Password: secret.New(pgtest.Password)})
	if err := s.Ping(t.Context()); err != nil || s.Path() != server.TCP(plain) {
		t.Errorf("%s: %v", s.Path(), err)
	}
}

// TestPostgresChanged: a store that changed under an open one takes no more writes.
func TestPostgresChanged(t *testing.T) {
	for _, c := range []struct {
		name, change string
		kind         error
		word         string
	}{
		{"put back from an older copy", `UPDATE store SET epoch = 0`, store.ErrRemoved, "restart every instance"},
		{"migrated by a newer syncd", `UPDATE schema_version SET version = 99`, store.ErrNewer, "install the newer syncd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			url := pgtest.Database(t)
			s := open(t, store.Options{Path: url})
			pgtest.Of(t).Do(t, nameOf(url), c.change)
			for what, err := range map[string]error{"write": s.Touch(t.Context(), "jira", s.Born()), "ping": s.Ping(t.Context())} {
				if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.word) {
					t.Errorf("%s: %v, want %v", what, err, c.kind)
				}
			}
		})
	}
}

// TestSkewedClock: who tells the time otherwise than the database gets no work.
func TestSkewedClock(t *testing.T) {
	s := open(t, store.Options{Path: pgtest.Database(t), Now: func() time.Time { return time.Now().Add(-time.Minute) }})
	if _, err := s.Acquire(t.Context(), "sync/shop", time.Hour, 0); !errors.Is(err, store.ErrClock) || !strings.Contains(err.Error(), "correct the clocks") {
		t.Errorf("error %v, want ErrClock", err)
	}
}

// TestServerAway: a server that goes is told as such, and when it is back the store works
// on, with all that was committed.
func TestServerAway(t *testing.T) {
	pgtest.Of(t)
	server, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	s := open(t, store.Options{Path: server.URL("postgres")})
	row := []ledger.Entry{{Key: "a", Generation: 1, Site: "jira", State: ledger.Planned}}
	l, err := s.Acquire(t.Context(), "sync/shop", time.Hour, 0)
	if err := errors.Join(err, s.Save(t.Context(), row), s.Ping(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := server.Halt(); err != nil {
		t.Fatal(err)
	}
	for range 6 { // more than there are connections that do not know it yet
		_, claim := s.Claim(t.Context(), row)
		for name, err := range map[string]error{"ping": s.Ping(t.Context()), "claim": claim, "renew": s.Renew(t.Context(), l, time.Hour)} {
			if !errors.Is(err, store.ErrAway) || !strings.Contains(err.Error(), "goes on by itself") {
				t.Errorf("%s: %v, want ErrAway", name, err)
			}
		}
	}
	if err := server.Run(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Ping(t.Context()), s.Under(l).Touch(t.Context(), "jira", s.Born()), s.Renew(t.Context(), l, time.Hour)); err != nil {
		t.Errorf("with the server back: %v", err)
	}
	if rows, err := s.Entries(t.Context()); err != nil || len(rows) != 1 {
		t.Errorf("rows %v: %v", rows, err)
	}
}

// TestPasswordFile: a password may lie where every PostgreSQL program looks for it.
func TestPasswordFile(t *testing.T) {
	server := pgtest.Of(t)
	t.Setenv("PGPASSFILE", server.PasswordFile(t))
	s := open(t, store.Options{Path: pgtest.Of(t).TCP(nameOf(pgtest.Database(t)))})
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}
