package store

import (
	"fmt"
	"maps"
	"slices"

	"syncd/internal/model"
)

// refold folds every line that the batch touched.
func (in *ingest) refold() error {
	for _, key := range slices.SortedFunc(maps.Keys(in.touched), model.LineKey.Compare) {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		if err := in.foldLine(key, *in.touched[key]); err != nil {
			return fmt.Errorf("fold the line of case %s: %w", key.Case, err)
		}
	}
	return nil
}

// foldLine folds one line: from what it said before and the new points where they
// all lie after it, which is the rule, and else from what is stored.
func (in *ingest) foldLine(key model.LineKey, touched touch) error {
	old, err := document[model.Line](in.tx, `SELECT data FROM lines
		WHERE case_id = $1 AND row_name = $2 AND environment = $3 AND branch = $4`, where(key)...)
	none, err := absent(err)
	if err != nil {
		return err
	}
	if touched.rewritten || !none && !follows(old.Last, touched.fresh) {
		return in.foldStored(key)
	}
	line := model.Fold(key, touched.fresh)
	if !none {
		if line, err = in.extend(old, line, touched.fresh); err != nil {
			return err
		}
	}
	return in.putLine(line)
}

// follows reports whether all points happened after one.
func follows(last model.Point, points []model.Point) bool {
	for _, p := range points {
		if last.Compare(p) >= 0 {
			return false
		}
	}
	return true
}

// foldStored folds a line from the latest stored points. What lies before them is
// counted rather than read, so that a long line costs little more than a short one.
// Results that Prune has removed are counted no more.
func (in *ingest) foldStored(key model.LineKey) error {
	recent, err := in.points(key, in.window, "")
	if err != nil {
		return err
	}
	if len(recent) == 0 {
		_, err := in.exec(`DELETE FROM lines WHERE case_id = $1 AND row_name = $2 AND environment = $3 AND branch = $4`,
			where(key)...)
		return err
	}
	line := model.Fold(key, recent)
	if len(recent) == in.window {
		past, err := in.past(key, recent[len(recent)-1])
		if err != nil {
			return err
		}
		if line, err = in.extend(past, line, recent); err != nil {
			return err
		}
	}
	return in.putLine(line)
}

// extend joins what a line said with what its later points say.
func (in *ingest) extend(past, line model.Line, later []model.Point) (model.Line, error) {
	line = follow(past, line)
	// A window of results on one side, or all there were, look like that many of the
	// last. Otherwise it takes those that are stored to count the changes of side.
	streak := max(past.Passes, past.Failures)
	if streak >= model.FlakyWindow || past.LastPassed.Run == "" || past.LastFailed.Run == "" {
		line.Waver(append(slices.Repeat([]model.Point{past.Deciding}, min(streak, model.FlakyWindow)), ended(later)...))
		return line, nil
	}
	tail, err := in.points(line.LineKey, model.FlakyWindow, final)
	slices.Reverse(tail)
	line.Waver(tail)
	return line, err
}

// ended returns the final ones of some points, in the order in which they happened.
func ended(points []model.Point) []model.Point {
	out := slices.DeleteFunc(slices.Clone(points), func(p model.Point) bool { return !p.Outcome.Final() })
	slices.SortFunc(out, model.Point.Compare)
	return out
}

// follow carries the streak and the last results of either side over from the past,
// wherever the later points do not say better.
func follow(past, line model.Line) model.Line {
	line.Results += past.Results
	if line.Deciding.Run == "" {
		past.Last, past.Results = line.Last, line.Results
		return past
	}
	if line.LastFailed.Run == "" {
		line.LastFailed = past.LastFailed
		line.Passes += past.Passes
	}
	if line.LastPassed.Run == "" {
		line.LastPassed = past.LastPassed
		if past.Failing() {
			// Of the later failures only the first has another before it now.
			line.Changed = line.Changed || line.Failures == 1 && line.Deciding.Signature != past.Deciding.Signature
			line.Failures += past.Failures
			line.FailingSince = past.FailingSince
		}
	}
	return line
}

// putLine stores a line.
func (in *ingest) putLine(line model.Line) error {
	data, err := encode(line)
	if err != nil {
		return err
	}
	_, err = in.exec(`INSERT INTO lines (case_id, row_name, environment, branch, side, deciding_run, deciding_execution, data)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (case_id, row_name, environment, branch) DO UPDATE SET side = excluded.side,
			deciding_run = excluded.deciding_run, deciding_execution = excluded.deciding_execution, data = excluded.data`,
		append(where(line.LineKey), line.Deciding.Outcome, line.Deciding.Run, line.Deciding.Execution, data)...)
	return err
}

// where is a line's key as the first four parameters.
func where(key model.LineKey) []any {
	return []any{string(key.Case), key.Row, key.Environment, key.Branch}
}
