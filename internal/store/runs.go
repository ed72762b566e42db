package store

import (
	"fmt"

	"syncd/internal/model"
)

// putRuns stores the runs of a batch.
func (in *ingest) putRuns() error {
	for _, r := range in.batch.Runs {
		if err := in.putRun(r); err != nil {
			return fmt.Errorf("run %s: %w", r.ID, err)
		}
	}
	return nil
}

// putRun stores one run, joined with what is known of it. A run whose branch becomes
// known late takes its results to other lines.
func (in *ingest) putRun(r model.Run) error {
	r.Started, r.Finished = exact(r.Started), exact(r.Finished)
	old, err := document[model.Run](in.tx, `SELECT data FROM runs WHERE id = $1`, r.ID)
	none, err := absent(err)
	if err != nil {
		return err
	}
	if !none {
		r = join(old, r)
	}
	in.runs[r.ID] = r
	if !none && r == old {
		return nil
	}
	in.changed[r.ID] = true
	if !none && r.Context.Branch != old.Context.Branch {
		if err := in.rebranch(r); err != nil {
			return err
		}
	}
	data, err := encode(r)
	if err != nil {
		return err
	}
	_, err = in.exec(`INSERT INTO runs (id, source, branch, finished, words, data) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET source = excluded.source, branch = excluded.branch, finished = excluded.finished,
			words = excluded.words, data = excluded.data`,
		r.ID, r.Source, r.Context.Branch, ms(r.Finished), wordsOf(r), data)
	return err
}

// join is a run as two reports of it tell: several files, several shards. It starts
// with the first, ends with the last, and what the later does not say the earlier has
// said.
func join(old, later model.Run) model.Run {
	if later.Context.Build == "" && old.Context.Build != "" {
		later.Name = old.Name // the build's, which the later part does not know
	}
	later.Context = later.Context.Or(old.Context)
	if !old.Started.IsZero() && (later.Started.IsZero() || old.Started.Before(later.Started)) {
		later.Started = old.Started
	}
	if old.Finished.After(later.Finished) {
		later.Finished = old.Finished
	}
	return later
}

// rebranch moves a run's results to the lines of its new branch.
func (in *ingest) rebranch(r model.Run) error {
	if err := in.rewrite(r.ID); err != nil {
		return err
	}
	if _, err := in.exec(`UPDATE results SET branch = $1 WHERE run_id = $2`, r.Context.Branch, r.ID); err != nil {
		return err
	}
	return in.rewrite(r.ID)
}

// branch returns the branch of a run that the batch or the store holds.
func (in *ingest) branch(id model.RunID) (string, error) {
	if r, ok := in.runs[id]; ok {
		return r.Context.Branch, nil
	}
	r, err := document[model.Run](in.tx, `SELECT data FROM runs WHERE id = $1`, id)
	none, err := absent(err)
	switch {
	case err != nil:
		return "", err
	case none:
		return "", fmt.Errorf("run %s is neither in the batch nor in the store", id)
	}
	in.runs[id] = r
	return r.Context.Branch, nil
}
