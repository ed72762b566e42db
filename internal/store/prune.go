package store

import (
	"context"
	"slices"
	"time"

	"syncd/internal/model"
)

// pruneChunk is how many lines are pruned in one transaction: small enough that a
// cycle never waits long for the only writer.
const pruneChunk = 200

// Pruned counts what was removed.
type Pruned struct{ Results, Runs, Cycles, Findings int }

// Prune removes results older than keepResults, and runs without results and cycles
// without writes older than keepRuns; 0 keeps forever. Results on which a line's
// state rests stay, however old: its points of interest and its last twenty final ones.
// The history of writes stays whole.
func (s *Store) Prune(ctx context.Context, keepResults, keepRuns time.Duration, now time.Time) (Pruned, error) {
	var p Pruned
	if keepResults > 0 {
		limit := ms(now.Add(-keepResults))
		if err := s.pruneResults(ctx, limit, &p); err != nil {
			return p, err
		}
		if err := s.pruneBacklinks(ctx, limit); err != nil {
			return p, err
		}
	}
	if keepRuns <= 0 {
		return p, nil
	}
	return p, s.write(ctx, "prune runs", func(t *tx) error { return t.pruneRuns(ms(now.Add(-keepRuns)), now, &p) })
}

// pruneResults goes through the lines that have old results.
func (s *Store) pruneResults(ctx context.Context, limit int64, p *Pruned) error {
	var keys []model.LineKey
	err := s.read(ctx, "look for old results", func(t *tx) error {
		return t.rows(func(row scanner) error {
			var key model.LineKey
			err := row.Scan(&key.Case, &key.Row, &key.Environment, &key.Branch)
			keys = append(keys, key)
			return err
		}, `SELECT DISTINCT case_id, row_name, environment, branch FROM results WHERE finished < $1`, limit)
	})
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(keys, pruneChunk) {
		removed := 0
		err := s.write(ctx, "prune results", func(t *tx) error {
			for _, key := range chunk {
				n, err := t.pruneLine(key, limit)
				if err != nil {
					return err
				}
				removed += n
			}
			return nil
		})
		if err != nil {
			return err
		}
		p.Results += removed
	}
	return nil
}

// pruneLine removes the old results of one line that nothing rests on.
func (t *tx) pruneLine(key model.LineKey, limit int64) (int, error) {
	line, err := document[model.Line](t, `SELECT data FROM lines
		WHERE case_id = $1 AND row_name = $2 AND environment = $3 AND branch = $4`, where(key)...)
	if none, err := absent(err); none || err != nil {
		return 0, err
	}
	tail, err := t.points(key, model.FlakyWindow, final)
	if err != nil {
		return 0, err
	}
	var first model.Point
	if len(tail) > 0 {
		first = tail[len(tail)-1]
	}
	// Always five, so that one prepared statement serves every line.
	keep := append(interest(line), make([]model.RunID, 5)...)[:5]
	args := append(append(where(key), ms(first.Finished), first.Run, first.Execution, limit), anys(keep)...)
	return t.exec(`DELETE`+ofLine+` AND finished < $8 AND run_id NOT IN (`+list(9, len(keep))+`)
		AND (outcome NOT IN ('passed', 'failed') OR (finished, run_id, execution) < ($5, $6, $7))`, args...)
}

// pruneRuns removes old runs that have no results left, old cycles that wrote
// nothing, and the findings that no cycle has any more.
func (t *tx) pruneRuns(limit int64, now time.Time, p *Pruned) (err error) {
	if p.Runs, err = t.exec(`DELETE FROM runs WHERE finished < $1
		AND NOT EXISTS (SELECT 1 FROM results WHERE results.run_id = runs.id)`, limit); err != nil {
		return err
	}
	if p.Cycles, err = t.exec(`DELETE FROM cycles WHERE started < $1
		AND NOT EXISTS (SELECT 1 FROM writes WHERE writes.cycle_id = cycles.id)`, limit); err != nil {
		return err
	}
	if err := t.forgetFindings(ms(now.Add(-keepFindings))); err != nil {
		return err
	}
	p.Findings, err = t.exec(`DELETE FROM findings
		WHERE NOT EXISTS (SELECT 1 FROM cycles WHERE cycles.finding_id = findings.id)`)
	return err
}

// keepFindings is how long the whole plan of a cycle is kept. Every run that brings
// something makes another one, of megabytes where thousands of tests fail; the writes,
// the counts and the faults of a cycle stay.
const keepFindings = 30 * 24 * time.Hour

// forgetFindings lets old cycles go without their findings, except the latest of each
// sync that has one: pages show it.
func (t *tx) forgetFindings(limit int64) error {
	_, err := t.exec(`UPDATE cycles SET finding_id = '' WHERE started < $1 AND finding_id <> ''
		AND id NOT IN (SELECT `+latestFinding+` FROM (SELECT DISTINCT sync FROM cycles) s
			WHERE EXISTS (SELECT 1 FROM cycles c WHERE c.sync = s.sync AND c.finding_id <> ''))`, limit)
	return err
}
