package store

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
)

// WriteFilter says which writes of the history are wanted; empty parts do not count.
type WriteFilter struct {
	Issue string // key
	Case  model.CaseID
	Cycle string
	Since time.Time
	Limit int // 0 means all
}

// AddWrites appends to the history.
func (s *Store) AddWrites(ctx context.Context, writes []record.Write) error {
	if len(writes) == 0 {
		return nil
	}
	return s.write(ctx, "store the history", func(t *tx) error {
		last, err := t.count("writes", len(writes))
		if err != nil {
			return err
		}
		for i, w := range writes {
			data, err := encode(w)
			if err != nil {
				return err
			}
			o := w.Outcome
			_, err = t.exec(`INSERT INTO writes (seq, cycle_id, issue, case_id, written, data) VALUES ($1, $2, $3, $4, $5, $6)`,
				last-int64(len(writes)-1-i), w.Cycle, cmp.Or(o.Issue, o.Change.Target.Issue), o.Change.Case, ms(o.At), data)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// count takes n numbers of a counter and returns the last of them. Numbers of the
// database's own making differ between the dialects.
func (t *tx) count(name string, n int) (last int64, err error) {
	err = t.row(`INSERT INTO counters (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value`, name, n).Scan(&last)
	return last, err
}

// Writes returns the history, newest first.
func (s *Store) Writes(ctx context.Context, f WriteFilter) (writes []record.Write, err error) {
	query, args := `SELECT data FROM writes WHERE 1 = 1`, []any{}
	for _, part := range []struct {
		condition string
		value     any
		wanted    bool
	}{
		{` AND issue = $`, f.Issue, f.Issue != ""},
		{` AND case_id = $`, f.Case, f.Case != ""},
		{` AND cycle_id = $`, f.Cycle, f.Cycle != ""},
		{` AND written >= $`, ms(f.Since), !f.Since.IsZero()},
	} {
		if part.wanted {
			args = append(args, part.value)
			query += part.condition + strconv.Itoa(len(args))
		}
	}
	err = s.read(ctx, "read the history", func(t *tx) error {
		writes, err = documents[record.Write](t, query+` ORDER BY seq DESC`+limited(f.Limit), args...)
		return err
	})
	return writes, err
}
