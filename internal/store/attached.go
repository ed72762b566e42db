package store

import (
	"context"
	"fmt"
	"slices"

	"syncd/internal/model"
)

// SetAttached keeps which issues results name by now in their tools, as Report has them, and
// says how many of them name others than before. Results that are gone are left out.
func (s *Store) SetAttached(ctx context.Context, list []model.Report) (changed int, err error) {
	err = s.write(ctx, "keep what results name", func(t *tx) error {
		changed = 0
		for _, r := range list {
			n, err := setAttached(t, r)
			if err != nil {
				return fmt.Errorf("result %s: %w", r.Ref, err)
			}
			changed += n
		}
		return nil
	})
	return changed, err
}

// setAttached changes the one result of a case in a run that has the Ref.
func setAttached(t *tx, r model.Report) (int, error) {
	var found []model.Result
	err := t.rows(func(row scanner) error {
		one, err := scanResult(row)
		if err == nil && one.Ref == r.Ref && !slices.Equal(one.Defects, r.Defects) {
			found = append(found, one)
		}
		return err
	}, `SELECT `+resultColumns+` FROM results r WHERE run_id = $1 AND case_id = $2`, r.Run, r.Case)
	if err != nil {
		return 0, err
	}
	for _, one := range found {
		one.Defects = r.Defects
		data, err := resultData(one)
		if err != nil {
			return 0, err
		}
		if _, err := t.exec(`UPDATE results SET digest = $1, data = $2
			WHERE run_id = $3 AND case_id = $4 AND row_name = $5 AND environment = $6 AND execution = $7`,
			model.Key16(data), data, one.Run, one.Case, one.Row, one.Environment, one.Execution); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}
