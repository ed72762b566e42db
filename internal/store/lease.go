package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrHeld is every HeldError, for errors.Is.
var ErrHeld = errors.New("the work is in other hands")

// HeldError says who does a piece of work.
type HeldError struct {
	Name, Holder string
	Until        time.Time // when its lease ends unless it is renewed
	// Rested is true where nobody is at work, but somebody has been a moment ago.
	Rested bool
}

// Error names the work and who has it.
func (e *HeldError) Error() string {
	if e.Rested {
		return fmt.Sprintf("%s was done a moment ago by %s", e.Name, e.Holder)
	}
	return fmt.Sprintf("%s is at work in %s, until %s at least", e.Name, e.Holder, e.Until.Format(time.TimeOnly+" MST"))
}

// Is makes errors.Is(err, ErrHeld) true.
func (e *HeldError) Is(target error) bool { return target == ErrHeld }

// Lease is the right to do one piece of work. It ends by itself unless it is renewed.
type Lease struct {
	Name, Holder string
	Epoch        int64 // higher than that of everybody who held it before
	Begun        time.Time
	Until        time.Time // zero where it was given back
	Expired      bool      // its holder did not renew it: it may be dead
}

// maxSkew is how far the clock of this machine may be from the database's. What is in
// flight is left alone for a minute by the clock of whoever sent it.
const maxSkew = 15 * time.Second

// Acquire takes a lease for a span, by the database's clock; a HeldError where somebody
// has it. rest asks for as much time since another began it: of several that do the same
// on one schedule, only the first is needed.
func (s *Store) Acquire(ctx context.Context, name string, span, rest time.Duration) (l Lease, err error) {
	err = s.lend(ctx, "take "+name, func(t *tx) error {
		if _, err := t.exec(`INSERT INTO leases (name, holder, epoch, ends_at, begun_at) VALUES ($1, '', 0, 0, 0)
			ON CONFLICT (name) DO NOTHING`, name); err != nil {
			return err
		}
		row, now, err := t.leaseNow(name, s.dialect.lockFree)
		none, err := absent(err)
		if none && err == nil { // a write under it is being committed
			row, _, err = t.leaseNow(name, "")
			return errors.Join(err, &HeldError{Name: name, Holder: row.Holder, Until: row.Until})
		}
		if err != nil {
			return err
		}
		if err := s.punctual(now); err != nil {
			return err
		}
		rested := row.Holder != s.holder && now.Sub(row.Begun) < rest
		if row.Until.After(now) || rested {
			return &HeldError{Name: name, Holder: row.Holder, Until: row.Until, Rested: !row.Until.After(now)}
		}
		l = Lease{Name: name, Holder: s.holder, Begun: now, Until: now.Add(span)}
		return t.row(`UPDATE leases SET holder = $2, epoch = epoch + 1, begun_at = $3, ends_at = $4 WHERE name = $1 RETURNING epoch`,
			name, l.Holder, ms(l.Begun), ms(l.Until)).Scan(&l.Epoch)
	})
	return l, err
}

// lend is a transaction about leases alone. It does not wait for those who write.
func (s *Store) lend(ctx context.Context, doing string, fn func(*tx) error) error {
	if s.leaser == nil {
		return fmt.Errorf("%s: %w: it was opened for reading only", doing, ErrReadOnly)
	}
	return s.through(ctx, s.leaser, doing, fn)
}

// punctual refuses to work by a clock that is far from the others'.
func (s *Store) punctual(now time.Time) error {
	if skew := s.now().Sub(now); s.dialect.shared && skew.Abs() > maxSkew {
		return fmt.Errorf("%w: they are %s apart", ErrClock, skew.Abs().Round(time.Second))
	}
	return nil
}

// leaseNow reads a lease and the database's clock. lock ends the query.
func (t *tx) leaseNow(name, lock string) (l Lease, now time.Time, err error) {
	var begun, until, clock int64
	l.Name = name
	err = t.row(`SELECT holder, epoch, begun_at, ends_at, `+t.dialect.now+` FROM leases WHERE name = $1`+lock, name).
		Scan(&l.Holder, &l.Epoch, &begun, &until, &clock)
	l.Begun, l.Until = at(begun), at(until)
	return l, at(clock), err
}

// Renew makes a lease last for another span from now on, even one that has ended and
// that nobody took; ErrDeposed where somebody did.
func (s *Store) Renew(ctx context.Context, l Lease, span time.Duration) error {
	return s.lend(ctx, "keep "+l.Name, func(t *tx) error {
		n, err := t.exec(`UPDATE leases SET ends_at = `+t.dialect.now+` + $4 WHERE name = $1 AND holder = $2 AND epoch = $3`,
			l.Name, l.Holder, l.Epoch, span.Milliseconds())
		if err == nil && n == 0 {
			err = fmt.Errorf("%w: %s", ErrDeposed, l.Name)
		}
		return err
	})
}

// Release gives a lease back, so that nobody has to wait for its end. One that has gone
// to another stays there.
func (s *Store) Release(ctx context.Context, l Lease) error {
	return s.lend(ctx, "give back "+l.Name, func(t *tx) error {
		_, err := t.exec(`UPDATE leases SET ends_at = 0 WHERE name = $1 AND holder = $2 AND epoch = $3`, l.Name, l.Holder, l.Epoch)
		return err
	})
}

// Leases lists them all by name, those that were given back included.
func (s *Store) Leases(ctx context.Context) (out []Lease, err error) {
	err = s.read(ctx, "read leases", func(t *tx) error {
		return t.rows(func(row scanner) error {
			var l Lease
			var begun, until, now int64
			err := row.Scan(&l.Name, &l.Holder, &l.Epoch, &begun, &until, &now)
			l.Begun, l.Until, l.Expired = at(begun), at(until), until > 0 && until <= now
			out = append(out, l)
			return err
		}, `SELECT name, holder, epoch, begun_at, ends_at, `+s.dialect.now+` FROM leases ORDER BY name`)
	})
	return out, err
}

// Under returns the store as lent for the work of a lease: every write through it is
// refused once the lease has gone to another, in the same transaction. Only the store
// that was opened may be closed.
func (s *Store) Under(l Lease) *Store {
	lent := *s
	lent.lease = &l
	return &lent
}

// leased reports whether the lease is still ours, and keeps it so until the transaction
// ends.
func (s *Store) leased(t *tx) error {
	if s.lease == nil {
		return nil
	}
	now, _, err := t.leaseNow(s.lease.Name, s.dialect.lockHeld)
	if none, err := absent(err); err != nil {
		return fmt.Errorf("check the lease of %s: %w", s.lease.Name, err)
	} else if none || now.Epoch != s.lease.Epoch || now.Holder != s.lease.Holder {
		return fmt.Errorf("%w: %s is now with %s", ErrDeposed, s.lease.Name, now.Holder)
	}
	return nil
}
