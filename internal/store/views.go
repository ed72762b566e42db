package store

import (
	"context"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/record"
)

// Case returns what is known of a case, with at most history results (0 means all),
// newest first; ErrNotFound if there is none.
func (s *Store) Case(ctx context.Context, id model.CaseID, history int) (view record.CaseView, err error) {
	err = s.read(ctx, "read case "+string(id), func(t *tx) error {
		view.Case, err = document[model.Case](t, `SELECT data FROM cases WHERE id = $1`, id)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		if view.Lines, err = t.lines(id); err != nil {
			return err
		}
		if view.Marks, err = t.marks(view.Lines); err != nil {
			return err
		}
		view.History, err = t.history(id, history)
		return err
	})
	return view, err
}

// marks reads the latest results of lines.
func (t *tx) marks(lines []model.Line) ([]record.LineMarks, error) {
	var out []record.LineMarks
	for _, l := range lines[:min(len(lines), record.LinesMost)] {
		points, err := t.points(l.LineKey, record.MarksMost, "")
		if err != nil {
			return nil, err
		}
		out = append(out, record.LineMarks{LineKey: l.LineKey, Points: points})
	}
	return out, nil
}

// lines reads the lines of a case.
func (t *tx) lines(id model.CaseID) ([]model.Line, error) {
	var out []model.Line
	err := t.rows(func(row scanner) error {
		line, err := scanLine(row)
		out = append(out, line)
		return err
	}, `SELECT case_id, row_name, environment, branch, data FROM lines WHERE case_id = $1
		ORDER BY row_name, environment, branch`, id)
	return out, err
}

// history reads the results of a case with their runs.
func (t *tx) history(id model.CaseID, limit int) ([]record.HistoryPoint, error) {
	var out []record.HistoryPoint
	err := t.rows(func(row scanner) error {
		var text string
		result, err := scanResult(row, &text)
		if err != nil {
			return err
		}
		run, err := decode[model.Run](text)
		out = append(out, record.HistoryPoint{Result: result, Run: run})
		return err
	}, `SELECT `+resultColumns+`, u.data
		FROM results r JOIN runs u ON u.id = r.run_id WHERE r.case_id = $1
		ORDER BY r.finished DESC, r.run_id DESC, r.row_name, r.environment, r.execution DESC`+limited(limit), id)
	return out, err
}

// Run returns a run; ErrNotFound if there is none.
func (s *Store) Run(ctx context.Context, id model.RunID) (run model.Run, err error) {
	err = s.read(ctx, "read run "+string(id), func(t *tx) error {
		run, err = document[model.Run](t, `SELECT data FROM runs WHERE id = $1`, id)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		return nil
	})
	return run, err
}

// Results returns the results of a run, by case: of a test that was executed several times
// the latest.
func (s *Store) Results(ctx context.Context, run model.RunID) (results []model.Result, err error) {
	err = s.read(ctx, "read the results of run "+string(run), func(t *tx) error {
		return t.rows(func(row scanner) error {
			r, err := scanResult(row)
			results = append(results, r)
			return err
		}, `SELECT `+resultColumns+` FROM results r WHERE run_id = $1 AND latest = 1
			ORDER BY case_id, row_name, environment`, run)
	})
	return results, err
}

// Ping proves that the store answers and is still ours.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.here(); err != nil {
		return s.fault("ping the store", err)
	}
	return s.read(ctx, "ping the store", func(t *tx) error {
		if s.writer != nil {
			return s.ours(t, "")
		}
		var epoch int64
		return t.row(`SELECT epoch FROM store WHERE id = 1`).Scan(&epoch)
	})
}

// Stats counts what the store holds.
type Stats struct {
	Cases, Runs, Results, Lines, Issues int
	Entries                             map[ledger.State]int
}

// Stats counts what the store holds. It reads whole indexes: milliseconds per
// hundred thousand results.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Entries: map[ledger.State]int{}}
	err := s.read(ctx, "count", func(t *tx) error {
		err := t.row(`SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM runs), (SELECT count(*) FROM results),
			(SELECT count(*) FROM lines), (SELECT count(*) FROM issues)`).
			Scan(&st.Cases, &st.Runs, &st.Results, &st.Lines, &st.Issues)
		if err != nil {
			return err
		}
		return t.rows(func(row scanner) error {
			var state ledger.State
			var n int
			err := row.Scan(&state, &n)
			st.Entries[state] = n
			return err
		}, `SELECT state, count(*) FROM entries GROUP BY state`)
	})
	return st, err
}

// Cases returns all cases of some sources, by id. It reads every one of them: about a
// millisecond per hundred.
func (s *Store) Cases(ctx context.Context, sources []string) (cases []model.Case, err error) {
	if len(sources) == 0 {
		return nil, nil
	}
	err = s.read(ctx, "read the cases of all sources", func(t *tx) error {
		cases, err = documents[model.Case](t, `SELECT data FROM cases WHERE source IN (`+list(1, len(sources))+`) ORDER BY id`, anys(sources)...)
		return err
	})
	return cases, err
}
