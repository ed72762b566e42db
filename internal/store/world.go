package store

import (
	"context"

	"syncd/internal/model"
)

// World returns what is known of the tests of some sources, as one snapshot.
func (s *Store) World(ctx context.Context, sources []string) (model.World, error) {
	w := model.World{Cases: map[model.CaseID]model.Case{}, Runs: map[model.RunID]model.Run{},
		Failures: map[model.LineKey]model.Result{}, Ran: map[model.RunID]int{}}
	if len(sources) == 0 {
		return w, nil
	}
	err := s.read(ctx, "read the results of all sources", func(t *tx) error {
		for _, step := range []func(*tx, *model.World, []any) error{worldCases, worldLines, worldFailures, worldRuns, worldRan} {
			if err := step(t, &w, anys(sources)); err != nil {
				return err
			}
		}
		return nil
	})
	return w, err
}

// worldCases reads the cases.
func worldCases(t *tx, w *model.World, sources []any) error {
	cases, err := documents[model.Case](t, `SELECT data FROM cases WHERE source IN (`+list(1, len(sources))+`)`, sources...)
	for _, c := range cases {
		w.Cases[c.ID] = c
	}
	return err
}

// worldLines reads the lines in the order of their keys.
func worldLines(t *tx, w *model.World, sources []any) error {
	return t.rows(func(row scanner) error {
		line, err := scanLine(row)
		w.Lines = append(w.Lines, line)
		return err
	}, `SELECT l.case_id, l.row_name, l.environment, l.branch, l.data
		FROM lines l JOIN cases c ON c.id = l.case_id WHERE c.source IN (`+list(1, len(sources))+`)
		ORDER BY l.case_id, l.row_name, l.environment, l.branch`, sources...)
}

// scanLine reads a line; its key comes from the columns, byte for byte.
func scanLine(row scanner) (model.Line, error) {
	var key model.LineKey
	var data string
	if err := row.Scan(&key.Case, &key.Row, &key.Environment, &key.Branch, &data); err != nil {
		return model.Line{}, err
	}
	line, err := decode[model.Line](data)
	line.LineKey = key
	return line, err
}

// worldFailures reads what the deciding result of every failing line said.
func worldFailures(t *tx, w *model.World, sources []any) error {
	return t.rows(func(row scanner) error {
		var branch string
		r, err := scanResult(row, &branch)
		w.Failures[model.LineKey{Case: r.Case, Row: r.Row, Environment: r.Environment, Branch: branch}] = r
		return err
	}, `SELECT r.run_id, r.case_id, r.row_name, r.environment, r.data, r.branch
		FROM lines l JOIN cases c ON c.id = l.case_id
		JOIN results r ON r.run_id = l.deciding_run AND r.case_id = l.case_id
			AND r.row_name = l.row_name AND r.environment = l.environment
		WHERE l.side = 'failed' AND c.source IN (`+list(1, len(sources))+`)`, sources...)
}

// worldRuns reads the runs that the lines refer to.
func worldRuns(t *tx, w *model.World, _ []any) error {
	for _, line := range w.Lines {
		for _, id := range interest(line) {
			if _, ok := w.Runs[id]; ok {
				continue
			}
			run, err := document[model.Run](t, `SELECT data FROM runs WHERE id = $1`, id)
			if none, err := absent(err); err != nil {
				return err
			} else if !none {
				w.Runs[id] = run
			}
		}
	}
	return nil
}

// worldRan counts the cases of the runs in which failures began.
func worldRan(t *tx, w *model.World, _ []any) error {
	for _, line := range w.Lines {
		run := line.FailingSince.Run
		if _, counted := w.Ran[run]; counted || run == "" {
			continue
		}
		n := 0
		if err := t.row(`SELECT COUNT(DISTINCT case_id) FROM results WHERE run_id = $1`, run).Scan(&n); err != nil {
			return err
		}
		w.Ran[run] = n
	}
	return nil
}

// interest returns the runs of the points that a line rests on.
func interest(line model.Line) []model.RunID {
	var out []model.RunID
	for _, p := range []model.Point{line.Last, line.Deciding, line.FailingSince, line.LastFailed, line.LastPassed} {
		if p.Run != "" {
			out = append(out, p.Run)
		}
	}
	return out
}
