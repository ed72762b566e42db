package store

import (
	"context"
	"time"

	"syncd/internal/model"
)

// World returns what is known of the tests of some sources, as one snapshot, in the
// way in which a view looks at it: without excluded runs, with the cases that are one
// joined, and with what is said of cases that are missing.
func (s *Store) World(ctx context.Context, view model.View) (model.World, error) {
	w := model.World{Cases: map[model.CaseID]model.Case{}, Runs: map[model.RunID]model.Run{},
		Failures: map[model.LineKey]model.Result{}, Reports: map[model.LineKey][]model.Report{}, Ran: map[model.RunID]int{}}
	if len(view.Sources) == 0 {
		return w, nil
	}
	err := s.read(ctx, "read the results of all sources", func(t *tx) error {
		b := &beholder{tx: t, view: view, world: &w, out: map[model.RunID]bool{}, changed: map[model.LineKey]bool{}, seen: map[model.CaseID]time.Time{}, latest: map[model.LineKey][]model.Point{}}
		for _, step := range []func() error{b.cases, b.lines, b.exclude, b.absent, b.join, b.failures, b.attach, b.runs, b.ran} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	return w, err
}

// beholder is one World at work.
type beholder struct {
	*tx
	view  model.View
	world *model.World
	// attached are the issues that the failures of joined cases name.
	attached []attachment
	out      map[model.RunID]bool // runs that are excluded
	// changed are the lines that are not what the store has folded.
	changed map[model.LineKey]bool
	seen    map[model.CaseID]time.Time      // when each case was first reported
	latest  map[model.LineKey][]model.Point // latest points of lines that were asked for their runs
	parts   []part
}

// from writes the condition on the sources of a view.
func (b *beholder) from() (string, []any) {
	return ` IN (` + list(1, len(b.view.Sources)) + `)`, anys(b.view.Sources)
}

// cases reads the cases.
func (b *beholder) cases() error {
	in, sources := b.from()
	return b.rows(func(row scanner) error {
		var text string
		var first int64
		if err := row.Scan(&text, &first); err != nil {
			return err
		}
		c, err := decode[model.Case](text)
		b.world.Cases[c.ID], b.seen[c.ID] = c, at(first)
		return err
	}, `SELECT data, first_seen FROM cases WHERE source`+in, sources...)
}

// lines reads the lines in the order of their keys.
func (b *beholder) lines() error {
	in, sources := b.from()
	return b.rows(func(row scanner) error {
		line, err := scanLine(row)
		b.world.Lines = append(b.world.Lines, line)
		return err
	}, `SELECT l.case_id, l.row_name, l.environment, l.branch, l.data
		FROM lines l JOIN cases c ON c.id = l.case_id WHERE c.source`+in+`
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

// failures reads what the deciding result of every failing line said.
func (b *beholder) failures() error {
	in, sources := b.from()
	err := b.rows(func(row scanner) error {
		var branch string
		r, err := scanResult(row, &branch)
		b.world.Failures[model.LineKey{Case: r.Case, Row: r.Row, Environment: r.Environment, Branch: branch}] = r
		return err
	}, `SELECT `+resultColumns+`, r.branch
		FROM lines l JOIN cases c ON c.id = l.case_id
		JOIN results r ON r.run_id = l.deciding_run AND r.case_id = l.case_id
			AND r.row_name = l.row_name AND r.environment = l.environment AND r.execution = l.deciding_execution
		WHERE l.side = 'failed' AND c.source`+in, sources...)
	if err != nil {
		return err
	}
	if err := b.reportParts(); err != nil {
		return err
	}
	for key := range b.changed {
		delete(b.world.Failures, key)
	}
	for _, line := range b.world.Lines {
		if !line.Failing() || !b.changed[line.LineKey] {
			continue
		}
		r, err := b.deciding(line)
		if err != nil {
			return err
		}
		b.world.Failures[line.LineKey] = r
	}
	b.reportLines()
	return nil
}

// deciding reads the failing result that decides a line, of whichever case reported it.
func (b *beholder) deciding(line model.Line) (model.Result, error) {
	members := b.world.Joined[line.Case]
	if members == nil {
		members = []model.CaseID{line.Case}
	}
	r, err := b.decides(line, members...)
	r.Case = line.Case
	return r, err
}

// decides reads the failing result of some cases that decides a line.
func (b *beholder) decides(line model.Line, members ...model.CaseID) (model.Result, error) {
	args := append([]any{line.Deciding.Run, line.Row, line.Environment, line.Deciding.Execution}, anys(members)...)
	return scanResult(b.row(`SELECT `+resultColumns+` FROM results r
		WHERE run_id = $1 AND row_name = $2 AND environment = $3 AND execution = $4 AND case_id IN (`+list(5, len(members))+`)
		AND outcome = 'failed' ORDER BY finished DESC`+limited(1), args...))
}

// runs reads the runs that the lines refer to.
func (b *beholder) runs() error {
	for _, line := range b.world.Lines {
		for _, id := range interest(line) {
			if _, ok := b.world.Runs[id]; ok {
				continue
			}
			run, err := document[model.Run](b.tx, `SELECT data FROM runs WHERE id = $1`, id)
			if none, err := absent(err); err != nil {
				return err
			} else if !none {
				b.world.Runs[id] = run
			}
		}
	}
	return nil
}

// ran counts the cases of the runs in which failures began.
func (b *beholder) ran() error {
	for _, line := range b.world.Lines {
		run := line.FailingSince.Run
		if _, counted := b.world.Ran[run]; counted || run == "" {
			continue
		}
		n := 0
		if err := b.row(`SELECT COUNT(DISTINCT case_id) FROM results WHERE run_id = $1`, run).Scan(&n); err != nil {
			return err
		}
		b.world.Ran[run] = n
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
