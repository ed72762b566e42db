package store

import (
	"context"
	"slices"

	"syncd/internal/model"
)

// folded is the counter that says by which version of folding the lines were made.
const folded = "fold"

// refresh folds every line anew where an older program has folded them: what it said
// of the same results may be something else today. It takes milliseconds per hundred
// lines, once.
func (s *Store) refresh(ctx context.Context) error {
	var done int
	var keys []model.LineKey
	err := s.transact(ctx, "look at the lines", func(t *tx) error {
		if _, err := absent(t.row(`SELECT value FROM counters WHERE name = $1`, folded).Scan(&done)); err != nil || done >= model.FoldVersion {
			return err
		}
		var err error
		keys, err = t.lineKeys()
		return err
	})
	if err != nil || done >= model.FoldVersion {
		return err
	}
	for chunk := range slices.Chunk(keys, pruneChunk) {
		err := s.write(ctx, "fold the lines anew", func(t *tx) error {
			in := &ingest{tx: t, ctx: ctx, window: s.window}
			for _, key := range chunk {
				if err := in.foldAnew(key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.write(ctx, "fold the lines anew", func(t *tx) error {
		_, err := t.exec(`INSERT INTO counters (name, value) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, folded, model.FoldVersion)
		return err
	})
}

// lineKeys lists all lines.
func (t *tx) lineKeys() (keys []model.LineKey, err error) {
	err = t.rows(func(row scanner) error {
		var key model.LineKey
		err := row.Scan(&key.Case, &key.Row, &key.Environment, &key.Branch)
		keys = append(keys, key)
		return err
	}, `SELECT case_id, row_name, environment, branch FROM lines`)
	return keys, err
}

// foldAnew folds a line from what is stored and keeps the counts of its streak where
// they go further back than the results that Prune has left.
func (in *ingest) foldAnew(key model.LineKey) error {
	old, err := in.stored(key)
	if err != nil {
		return err
	}
	if err := in.foldStored(key); err != nil {
		return err
	}
	line, err := in.stored(key)
	if err != nil || line.Deciding != old.Deciding {
		return err
	}
	line.Failures, line.Passes = max(line.Failures, old.Failures), max(line.Passes, old.Passes)
	line.Results = max(line.Results, line.Failures, line.Passes)
	return in.putLine(line)
}

// stored reads one line as it was folded last; zero where there is none.
func (t *tx) stored(key model.LineKey) (model.Line, error) {
	line, err := document[model.Line](t, `SELECT data FROM lines
		WHERE case_id = $1 AND row_name = $2 AND environment = $3 AND branch = $4`, where(key)...)
	_, err = absent(err)
	return line, err
}
