package store

import (
	"context"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/record"
)

// wordsOf are the words by which a run is found, in lower case; never empty.
func wordsOf(r model.Run) string {
	c := r.Context
	return strings.ToLower(strings.Join([]string{string(r.ID), r.Name, r.Origin, c.Build, c.Version, c.Commit}, "\n"))
}

// countRuns counts the results of every run that the batch has touched, the latest of each
// test. A run of which
// Prune has taken some counts what is left, once somebody edits it that late.
func (in *ingest) countRuns() error {
	for id := range in.changed {
		if _, err := in.exec(`DELETE FROM run_counts WHERE run_id = $1`, id); err != nil {
			return err
		}
		if _, err := in.exec(`INSERT INTO run_counts (run_id, environment, outcome, results, flaky)
			SELECT run_id, environment, outcome, count(*), sum(flaky) FROM results WHERE run_id = $1 AND latest = 1
			GROUP BY run_id, environment, outcome`, id); err != nil {
			return err
		}
	}
	return nil
}

// fillChunk is how many runs are filled in one transaction.
const fillChunk = 500

// fillRuns writes the branch and the words of runs that an older program has stored:
// milliseconds per hundred runs, once.
func (s *Store) fillRuns(ctx context.Context) error {
	for more := true; more; {
		err := s.write(ctx, "fill in the words of runs", func(t *tx) error {
			runs, err := documents[model.Run](t, `SELECT data FROM runs WHERE words = ''`+limited(fillChunk))
			for _, r := range runs {
				if _, err := t.exec(`UPDATE runs SET branch = $2, words = $3 WHERE id = $1`, r.ID, r.Context.Branch, wordsOf(r)); err != nil {
					return err
				}
			}
			more = len(runs) == fillChunk
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Runs returns one page of the runs that a filter lets through, newest first, with what
// each came to.
func (s *Store) Runs(ctx context.Context, f record.RunFilter) (page record.RunPage, err error) {
	q := query{text: `SELECT data FROM runs WHERE 1 = 1`}
	q.where(f.Source, ` AND source = $`)
	q.where(f.Branch, ` AND branch = $`)
	if f.Environment != "" {
		q.add(` AND EXISTS (SELECT 1 FROM run_counts c WHERE c.run_id = runs.id AND c.environment = $)`, f.Environment)
	}
	q.search("words", f.Search)
	if f.Before != "" {
		finished, id, err := record.ReadPlace(f.Before)
		if err != nil {
			return page, err
		}
		q.add(` AND (finished, id) < ($, $)`, ms(finished), id)
	}
	err = s.read(ctx, "list runs", func(t *tx) error {
		runs, err := documents[model.Run](t, q.text+` ORDER BY finished DESC, id DESC`+oneMore(f.Limit), q.args...)
		if err != nil {
			return err
		}
		for _, r := range runs {
			page.Runs = append(page.Runs, record.RunRow{Run: r, Environments: []record.EnvironmentCount{}, Counts: map[model.Outcome]int{}})
		}
		if f.Limit > 0 && len(runs) > f.Limit {
			page.Runs = page.Runs[:f.Limit]
			page.Next = page.Runs[f.Limit-1].Place()
		}
		return t.counts(page.Runs)
	})
	return page, err
}

// counts adds to runs what they came to.
func (t *tx) counts(rows []record.RunRow) error {
	at := map[model.RunID]*record.RunRow{}
	ids := make([]model.RunID, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	for chunk := range slices.Chunk(ids, runsAtOnce) {
		err := t.rows(func(row scanner) error {
			var id model.RunID
			var environment string
			var outcome model.Outcome
			var results, flaky int
			err := row.Scan(&id, &environment, &outcome, &results, &flaky)
			if r := at[id]; err == nil {
				r.Add(environment, outcome, results, flaky)
			}
			return err
		}, `SELECT run_id, environment, outcome, results, flaky FROM run_counts WHERE run_id IN (`+list(1, len(chunk))+`)
			ORDER BY run_id, environment, outcome`, anys(chunk)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// RunRow returns one run with what it came to; ErrNotFound if there is none.
func (s *Store) RunRow(ctx context.Context, id model.RunID) (row record.RunRow, err error) {
	err = s.read(ctx, "read run "+string(id), func(t *tx) error {
		run, err := document[model.Run](t, `SELECT data FROM runs WHERE id = $1`, id)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		rows := []record.RunRow{{Run: run, Environments: []record.EnvironmentCount{}, Counts: map[model.Outcome]int{}}}
		err = t.counts(rows)
		row = rows[0]
		return err
	})
	return row, err
}
