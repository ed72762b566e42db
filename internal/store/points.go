package store

import (
	"syncd/internal/model"
)

// Conditions on a line's results, after the four parameters of its key.
const (
	ofLine = ` FROM results WHERE case_id = $1 AND row_name = $2 AND environment = $3 AND branch = $4`
	final  = ` AND outcome IN ('passed', 'failed')`
	before = ` AND (finished, run_id, execution) < ($5, $6, $7)`
	after  = ` AND (finished, run_id, execution) > ($8, $9, $10)`
	latest = ` ORDER BY finished DESC, run_id DESC, execution DESC`
	oldest = ` ORDER BY finished, run_id, execution`
	point  = `SELECT run_id, execution, finished, outcome, flaky, signature`
)

// points returns the latest points of a line that meet a condition, newest first.
func (t *tx) points(key model.LineKey, limit int, condition string, args ...any) ([]model.Point, error) {
	var out []model.Point
	args = append(where(key), args...)
	err := t.rows(func(row scanner) error {
		p, err := scanPoint(row)
		out = append(out, p)
		return err
	}, point+ofLine+condition+latest+limited(limit), args...)
	return out, err
}

// past says how a line stood right before a point: its deciding result, the streak
// that led there and the last result of either side.
func (t *tx) past(key model.LineKey, p model.Point) (model.Line, error) {
	line := model.Line{LineKey: key}
	here := append(where(key), ms(p.Finished), p.Run, p.Execution)
	for outcome, into := range map[model.Outcome]*model.Point{model.Passed: &line.LastPassed, model.Failed: &line.LastFailed} {
		found, err := scanPoint(t.row(point+ofLine+before+` AND outcome = $8`+latest+limited(1), append(here, outcome)...))
		if none, err := absent(err); err != nil {
			return line, err
		} else if !none {
			*into = found
		}
	}
	if err := t.row(`SELECT count(*)`+ofLine+before, here...).Scan(&line.Results); err != nil {
		return line, err
	}
	switch order := line.LastPassed.Compare(line.LastFailed); {
	case order > 0:
		line.Deciding = line.LastPassed
		return line, t.streak(here, line.LastFailed, model.Passed, &line.Passes, nil)
	case order < 0:
		line.Deciding = line.LastFailed
		return line, t.streak(here, line.LastPassed, model.Failed, &line.Failures, &line.FailingSince)
	}
	return line, nil // nothing final
}

// streak counts the results of one side before a place and after the last of the
// other side, and finds the first of them where that is wanted.
func (t *tx) streak(here []any, other model.Point, side model.Outcome, count *int, first *model.Point) error {
	condition := ofLine + before + after + ` AND outcome = $11`
	args := append(here, ms(other.Finished), other.Run, other.Execution, side)
	if other.Run == "" {
		condition, args = ofLine+before+` AND outcome = $8`, append(here, side)
	}
	if err := t.row(`SELECT count(*)`+condition, args...).Scan(count); err != nil || first == nil {
		return err
	}
	found, err := scanPoint(t.row(point+condition+oldest+limited(1), args...))
	*first = found
	return err
}

// scanPoint reads a point.
func scanPoint(row scanner) (model.Point, error) {
	var p model.Point
	var finished, flaky int64
	err := row.Scan(&p.Run, &p.Execution, &finished, &p.Outcome, &flaky, &p.Signature)
	p.Finished, p.Flaky = at(finished), flaky != 0
	return p, err
}
