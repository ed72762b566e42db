package store

import (
	"context"
	"strconv"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
)

// PutCycle stores a cycle, or replaces it. What it found lies apart; see findings.go.
func (s *Store) PutCycle(ctx context.Context, c record.Cycle) error {
	return s.write(ctx, "store cycle "+c.ID, func(t *tx) error {
		finding, err := t.putFinding(c)
		if err != nil {
			return err
		}
		data, err := encode(bare(c))
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO cycles (id, sync, started, finished, word, finding_id, data) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (id) DO UPDATE SET sync = excluded.sync, started = excluded.started, finished = excluded.finished,
				word = excluded.word, finding_id = excluded.finding_id, data = excluded.data`,
			c.ID, c.Sync, ms(c.Started), ms(c.Finished), c.Word(), finding, data)
		return err
	})
}

// bare is a cycle without its finding.
func bare(c record.Cycle) record.Cycle {
	c.Plan = plan.Plan{Sync: c.Plan.Sync, Made: c.Plan.Made}
	c.Stories = nil
	return c
}

// Cycle returns one cycle, whole; ErrNotFound if there is none.
func (s *Store) Cycle(ctx context.Context, id string) (c record.Cycle, err error) {
	err = s.read(ctx, "read cycle "+id, func(t *tx) error {
		var data, finding string
		err := t.row(`SELECT data, finding_id FROM cycles WHERE id = $1`, id).Scan(&data, &finding)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		if c, err = decode[record.Cycle](data); err != nil || finding == "" {
			return err
		}
		return t.addFinding(&c, finding)
	})
	return c, err
}

// Cycles returns cycles of one sync, or of all for "", newest first, without their
// plans and stories and without what their outcomes carried: lists are short to
// read, and Counts says how long the plans were. A zero time starts with the newest; a limit of 0 means all.
func (s *Store) Cycles(ctx context.Context, sync string, before time.Time, limit int) (cycles []record.Cycle, err error) {
	query, args := `SELECT data FROM cycles WHERE 1 = 1`, []any{}
	if sync != "" {
		args = append(args, sync)
		query += ` AND sync = $` + strconv.Itoa(len(args))
	}
	if !before.IsZero() {
		args = append(args, ms(before))
		query += ` AND started < $` + strconv.Itoa(len(args))
	}
	err = s.read(ctx, "read cycles", func(t *tx) error {
		cycles, err = documents[record.Cycle](t, query+` ORDER BY started DESC, id DESC`+limited(limit), args...)
		return err
	})
	for _, c := range cycles {
		for i := range c.Outcomes {
			c.Outcomes[i].Change.Work = plan.Work{}
		}
	}
	return cycles, err
}

// LastOK is when the latest cycle of a sync that did its work, dry or not, ended;
// zero if none did.
func (s *Store) LastOK(ctx context.Context, sync string) (time.Time, error) {
	var v int64
	err := s.read(ctx, "read the last good cycle of "+sync, func(t *tx) error {
		_, err := absent(t.row(`SELECT finished FROM cycles WHERE sync = $1 AND word IN ('ok', 'dry')
			ORDER BY started DESC, id DESC LIMIT 1`, sync).Scan(&v))
		return err
	})
	return at(v), err
}
