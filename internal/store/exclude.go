package store

import (
	"fmt"
	"slices"

	"syncd/internal/model"
)

// exclude takes the results of excluded runs out of the lines that have some. It reads
// the index of their results and folds those lines anew; without an expression in the
// configuration it costs nothing.
func (b *beholder) exclude() error {
	if b.view.Exclude == nil {
		return nil
	}
	in, sources := b.from()
	runs, err := documents[model.Run](b.tx, `SELECT data FROM runs WHERE source`+in, sources...)
	if err != nil {
		return err
	}
	byBranch := map[string][]model.RunID{}
	for _, r := range runs {
		if b.view.Exclude(r) {
			b.out[r.ID] = true
			byBranch[r.Context.Branch] = append(byBranch[r.Context.Branch], r.ID)
		}
	}
	lost := map[model.LineKey]int{}
	for branch, ids := range byBranch {
		if err := b.lost(branch, ids, lost); err != nil {
			return err
		}
	}
	return b.without(lost)
}

// runsAtOnce is how many runs one query names, far below the limit of parameters.
const runsAtOnce = 500

// lost counts, by line, the results of some runs of one branch.
func (b *beholder) lost(branch string, ids []model.RunID, lost map[model.LineKey]int) error {
	slices.Sort(ids)
	for chunk := range slices.Chunk(ids, runsAtOnce) {
		err := b.rows(func(row scanner) error {
			key, n := model.LineKey{Branch: branch}, 0
			err := row.Scan(&key.Case, &key.Row, &key.Environment, &n)
			lost[key] += n
			return err
		}, `SELECT case_id, row_name, environment, count(*) FROM results WHERE run_id IN (`+list(1, len(chunk))+`)
			GROUP BY case_id, row_name, environment`, anys(chunk)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// without folds the lines that lose some results; one that loses all of them goes.
func (b *beholder) without(lost map[model.LineKey]int) error {
	lines := b.world.Lines[:0]
	for _, line := range b.world.Lines {
		n := lost[line.LineKey]
		if n == 0 {
			lines = append(lines, line)
			continue
		}
		s, err := b.strand(line)
		if err != nil {
			return fmt.Errorf("fold the line of case %s: %w", line.Case, err)
		}
		b.changed[line.LineKey] = true
		if s.Line.Last.Run == "" {
			if b.world.Excluded == nil {
				b.world.Excluded = map[model.CaseID]int{}
			}
			b.world.Excluded[line.Case]++
			continue
		}
		s.Line.Results = max(1, line.Results-n)
		lines = append(lines, model.Together(line.LineKey, []model.Strand{s}))
	}
	b.world.Lines = lines
	return nil
}

// strand reads what folding needs of a line, without excluded runs. Points that the
// store knows already are not looked for.
func (b *beholder) strand(line model.Line) (model.Strand, error) {
	s := model.Strand{Line: line}
	side, other := model.Outcome(""), false
	err := b.each(line.LineKey, final, func(p model.Point) bool {
		s.Final = append(s.Final, p)
		if side == "" {
			side = p.Outcome
		}
		other = other || p.Outcome != side
		return len(s.Final) >= model.FlakyWindow && (side == model.Passed || other)
	})
	if err != nil {
		return s, err
	}
	for _, one := range []struct {
		point     *model.Point
		condition string
	}{{&s.Line.Last, ""}, {&s.Line.LastPassed, ` AND outcome = 'passed'`}, {&s.Line.LastFailed, ` AND outcome = 'failed'`}} {
		if one.point.Run == "" || !b.out[one.point.Run] {
			continue
		}
		*one.point = model.Point{}
		err := b.each(line.LineKey, one.condition, func(p model.Point) bool { *one.point = p; return true })
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// each goes through the points of a line that meet a condition and are not of excluded
// runs, latest first, until enough says so.
func (b *beholder) each(key model.LineKey, condition string, enough func(model.Point) bool) error {
	args, page := []any{}, model.FlakyWindow // mostly enough; the next ones are larger
	for where := condition; ; where, page = condition+before, 100 {
		points, err := b.points(key, page, where, args...)
		if err != nil {
			return err
		}
		for _, p := range points {
			if !b.out[p.Run] && enough(p) {
				return nil
			}
		}
		if len(points) < page {
			return nil
		}
		end := points[len(points)-1]
		args = []any{ms(end.Finished), end.Run, end.Execution}
	}
}
