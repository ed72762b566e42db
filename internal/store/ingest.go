package store

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/failpoint"
	"syncd/internal/model"
	"syncd/internal/record"
)

// Ingested is what a batch brought: runs and results that are new, changed or, for
// runs, withdrawn. It is record's own type because callers to the left of this room
// cannot name one of ours.
type Ingested = record.Collected

// Ingest stores a batch in one transaction: results, folded lines and the cursor are
// there together or not at all. What the store has already counts as nothing, so
// that sources may overlap as far as they like.
func (s *Store) Ingest(ctx context.Context, b model.Batch) (Ingested, error) {
	in := &ingest{ctx: ctx, now: s.now(), batch: b, window: s.window, changed: map[model.RunID]bool{},
		runs: map[model.RunID]model.Run{}, touched: map[model.LineKey]*touch{}}
	doing := "store the results of " + b.Source
	err := s.write(ctx, doing, func(t *tx) error {
		in.tx = t
		for _, step := range []func() error{in.withdraw, in.putCases, in.retire, in.putRuns, in.putResults, in.countRuns, in.refold} {
			if err := step(); err != nil {
				return err
			}
		}
		failpoint.Hit("C15")
		return putSource(t, b, in.now)
	})
	if err != nil {
		return Ingested{}, err
	}
	return Ingested{Source: b.Source, Runs: len(in.changed), Results: in.results, Branchless: in.branchless(),
		Complete: complete(b), BadFiles: badFiles(b.Faults), Behind: b.Behind(), Progress: b.Progress, Unmapped: b.Unmapped}, nil
}

// branchless counts the runs that are new or changed and name no branch.
func (in *ingest) branchless() int {
	n := 0
	for id := range in.changed {
		if r, ok := in.runs[id]; ok && r.Context.Branch == "" {
			n++
		}
	}
	return n
}

// ingest is one batch on its way into the store.
type ingest struct {
	*tx
	ctx     context.Context // may be cancelled, unlike the transaction's
	now     time.Time
	batch   model.Batch
	window  int
	runs    map[model.RunID]model.Run // runs of the batch as they are now in the store
	changed map[model.RunID]bool      // runs that are new, changed or withdrawn
	results int                       // results that are new or changed
	touched map[model.LineKey]*touch
}

// touch is what a batch did to one line.
type touch struct {
	fresh []model.Point // results that were not there before
	// rewritten is true when a stored result changed or went: what the line said
	// before cannot be carried on.
	rewritten bool
}

// line returns the touch of a line.
func (in *ingest) line(key model.LineKey) *touch {
	if in.touched[key] == nil {
		in.touched[key] = &touch{}
	}
	return in.touched[key]
}

// withdraw takes back what the source no longer stands by. It comes first, so that a
// batch may report a run anew under the same id.
func (in *ingest) withdraw() error {
	for _, id := range in.batch.Withdrawn {
		if err := in.rewrite(id); err != nil {
			return fmt.Errorf("withdraw run %s: %w", id, err)
		}
		// Results go with it.
		n, err := in.exec(`DELETE FROM runs WHERE id = $1`, id)
		if err != nil {
			return fmt.Errorf("withdraw run %s: %w", id, err)
		}
		if n > 0 {
			in.changed[id] = true
		}
	}
	return nil
}

// rewrite marks every line of a stored run for folding anew.
func (in *ingest) rewrite(id model.RunID) error {
	return in.rows(func(row scanner) error {
		var key model.LineKey
		if err := row.Scan(&key.Case, &key.Row, &key.Environment, &key.Branch); err != nil {
			return err
		}
		in.line(key).rewritten = true
		return nil
	}, `SELECT case_id, row_name, environment, branch FROM results WHERE run_id = $1`, id)
}

// putCases stores the cases; the latest word replaces the one before. A sketch takes the
// place of nothing but another sketch.
func (in *ingest) putCases() error {
	for _, c := range in.batch.Cases {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		data, err := encode(c)
		if err != nil {
			return err
		}
		_, err = in.exec(`INSERT INTO cases (id, source, first_seen, is_sketch, data) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET source = excluded.source, is_sketch = excluded.is_sketch, data = excluded.data
			WHERE (cases.is_sketch = 1 OR excluded.is_sketch = 0)
				AND (cases.data <> excluded.data OR cases.source <> excluded.source OR cases.is_sketch <> excluded.is_sketch)`,
			c.ID, c.Source, ms(in.now), flag(c.Sketch), data)
		if err != nil {
			return fmt.Errorf("case %s: %w", c.ID, err)
		}
	}
	return nil
}

// retire keeps the cases that the tool has no more as what it has retired. Sketches of them
// may follow, for their executions may outlive them: they replace nothing.
func (in *ingest) retire() error {
	for _, id := range in.batch.Gone {
		var known []model.Case
		err := in.rows(func(row scanner) error {
			var text string
			if err := row.Scan(&text); err != nil {
				return err
			}
			c, err := decode[model.Case](text)
			known = append(known, c)
			return err
		}, `SELECT data FROM cases WHERE id = $1 AND source = $2`, id, in.batch.Source)
		for _, c := range known {
			c.Retired = true
			var data string
			if data, err = encode(c); err == nil {
				_, err = in.exec(`UPDATE cases SET data = $1, is_sketch = 0 WHERE id = $2`, data, id)
			}
		}
		if err != nil {
			return fmt.Errorf("retire case %s: %w", id, err)
		}
	}
	return nil
}
