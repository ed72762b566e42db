package store

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// A finding is what a cycle saw and planned. It is by far the largest part of one,
// and cycles at rest find the same over and over: so it is stored by its content.

// latestFinding is the latest cycle of a sync that came to a plan.
const latestFinding = `(SELECT id FROM cycles WHERE sync = s.sync AND finding_id <> '' ORDER BY started DESC, id DESC LIMIT 1)`

// putFinding stores what a cycle found and returns the name of its content, or "" for
// a cycle that came to no plan.
func (t *tx) putFinding(c record.Cycle) (string, error) {
	p := c.Plan
	if p.Made.IsZero() {
		return "", nil
	}
	failing, err := encode(p.Failing)
	if err != nil {
		return "", err
	}
	stories, err := encode(c.Stories)
	if err != nil {
		return "", err
	}
	p.Made, p.Failing = time.Time{}, nil // the time differs always
	data, err := encode(p)
	if err != nil {
		return "", err
	}
	id := model.Key16("finding", data, failing, stories)
	_, err = t.exec(`INSERT INTO findings (id, stories, failing, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO NOTHING`, id, stories, failing, data)
	return id, err
}

// addFinding completes a cycle with what it found.
func (t *tx) addFinding(c *record.Cycle, id string) error {
	var data, failing, stories string
	err := t.row(`SELECT data, failing, stories FROM findings WHERE id = $1`, id).Scan(&data, &failing, &stories)
	if err != nil {
		return fmt.Errorf("what cycle %s found: %w", c.ID, err)
	}
	made := c.Plan.Made
	if c.Plan, err = decode[plan.Plan](data); err != nil {
		return err
	}
	c.Plan.Made = made
	if c.Plan.Failing, err = decode[[]plan.CaseState](failing); err != nil {
		return err
	}
	c.Stories, err = decode[[]verdict.Story](stories)
	return err
}

// Judged returns the latest cycle of a sync that came to a plan, with its stories and
// failing cases but without changes and holds; ErrNotFound if there is none.
func (s *Store) Judged(ctx context.Context, sync string) (c record.Cycle, err error) {
	err = s.read(ctx, "read the latest judgement of "+sync, func(t *tx) error {
		var data, failing, stories string
		err := t.row(`SELECT c.data, f.failing, f.stories FROM (SELECT CAST($1 AS TEXT) AS sync) s
			JOIN cycles c ON c.id = `+latestFinding+` JOIN findings f ON f.id = c.finding_id`, sync).
			Scan(&data, &failing, &stories)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		if c, err = decode[record.Cycle](data); err != nil {
			return err
		}
		if c.Plan.Failing, err = decode[[]plan.CaseState](failing); err != nil {
			return err
		}
		c.Stories, err = decode[[]verdict.Story](stories)
		return err
	})
	return c, err
}

// Failing returns the failing cases of every sync, as its latest cycle that came to a
// plan found them.
func (s *Store) Failing(ctx context.Context) (map[string][]plan.CaseState, error) {
	out := map[string][]plan.CaseState{}
	err := s.read(ctx, "read failing cases", func(t *tx) error {
		return t.rows(func(row scanner) error {
			var sync, text string
			if err := row.Scan(&sync, &text); err != nil {
				return err
			}
			var err error
			out[sync], err = decode[[]plan.CaseState](text)
			return err
		}, `SELECT c.sync, f.failing FROM (SELECT DISTINCT sync FROM cycles) s
			JOIN cycles c ON c.id = `+latestFinding+` JOIN findings f ON f.id = c.finding_id`)
	})
	return out, err
}
