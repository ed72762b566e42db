package store

import (
	"context"
	"slices"

	"syncd/internal/model"
	"syncd/internal/record"
)

// RunResults returns one page of the results of a run, in the order in which they
// finished, with what people call their cases. Of a test that was executed several times in
// the run it is the latest.
func (s *Store) RunResults(ctx context.Context, run model.RunID, f record.ResultFilter) (page record.ResultPage, err error) {
	q := query{text: `SELECT ` + resultColumns + `, c.data
		FROM results r JOIN cases c ON c.id = r.case_id`}
	q.add(` WHERE r.run_id = $ AND r.latest = 1`, run)
	q.where(string(f.Outcome), ` AND r.outcome = $`)
	if f.After != "" {
		last, err := record.ReadResultPlace(f.After)
		if err != nil {
			return page, err
		}
		q.add(` AND (r.finished, r.case_id, r.row_name, r.environment) > ($, $, $, $)`, ms(last.Finished), last.Case, last.Row, last.Environment)
	}
	err = s.read(ctx, "list the results of run "+string(run), func(t *tx) error {
		return t.rows(func(row scanner) error {
			r, err := scanRunResult(row)
			page.Results = append(page.Results, r)
			return err
		}, q.text+` ORDER BY r.finished, r.case_id, r.row_name, r.environment`+oneMore(f.Limit), q.args...)
	})
	if f.Limit > 0 && len(page.Results) > f.Limit {
		page.Results = page.Results[:f.Limit]
		page.Next = page.Results[f.Limit-1].Place()
	}
	return page, err
}

// scanRunResult reads a result with the names of its case.
func scanRunResult(row scanner) (record.RunResult, error) {
	var text string
	r, err := scanResult(row, &text)
	if err != nil {
		return record.RunResult{}, err
	}
	c, err := decode[struct{ Title, Class, Name string }](text)
	return record.RunResult{Result: r, Title: c.Title, Class: c.Class, Name: c.Name}, err
}

// FailedIn lists the cases that failed in a run, each once, by id: a number of cases that
// the run bounds. A test that was executed again is as its latest execution says.
func (s *Store) FailedIn(ctx context.Context, run model.RunID) (ids []model.CaseID, err error) {
	err = s.read(ctx, "list the failures of run "+string(run), func(t *tx) error {
		return t.rows(func(row scanner) error {
			var id model.CaseID
			err := row.Scan(&id)
			ids = append(ids, id)
			return err
		}, `SELECT DISTINCT case_id FROM results WHERE run_id = $1 AND latest = 1 AND outcome = $2 ORDER BY case_id`, run, model.Failed)
	})
	return ids, err
}

// CasesOf returns some cases by id; those that are not known are left out.
func (s *Store) CasesOf(ctx context.Context, ids []model.CaseID) (map[model.CaseID]model.Case, error) {
	out := map[model.CaseID]model.Case{}
	err := s.read(ctx, "read cases", func(t *tx) error {
		for chunk := range slices.Chunk(ids, runsAtOnce) {
			found, err := documents[model.Case](t, `SELECT data FROM cases WHERE id IN (`+list(1, len(chunk))+`)`, anys(chunk)...)
			if err != nil {
				return err
			}
			for _, c := range found {
				out[c.ID] = c
			}
		}
		return nil
	})
	return out, err
}
