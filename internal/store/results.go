package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/model"
)

// resultKey names a result within its run.
type resultKey struct {
	Case                        model.CaseID
	Row, Environment, Execution string
}

// keyOf is the key of a result.
func keyOf(r model.Result) resultKey {
	return resultKey{r.Case, r.Row, r.Environment, r.Execution}
}

// planned is the key of the same test before anybody has executed it.
func (k resultKey) planned() resultKey {
	k.Execution = ""
	return k
}

// compare orders keys as the index of lines does.
func (k resultKey) compare(o resultKey) int {
	return cmp.Or(cmp.Compare(k.Case, o.Case), cmp.Compare(k.Row, o.Row), cmp.Compare(k.Environment, o.Environment),
		cmp.Compare(k.Execution, o.Execution))
}

// putResults stores the results of a batch, run by run.
func (in *ingest) putResults() error {
	byRun := map[model.RunID]map[resultKey]model.Result{}
	var order []model.RunID
	for _, r := range in.batch.Results {
		if byRun[r.Run] == nil {
			byRun[r.Run] = map[resultKey]model.Result{}
			order = append(order, r.Run)
		}
		// Of two in one batch the later wins here, or each ingestion would replace one
		// with the other and count both.
		byRun[r.Run][keyOf(r)] = r
	}
	for _, id := range order {
		if err := in.putRunResults(id, byRun[id]); err != nil {
			return fmt.Errorf("results of run %s: %w", id, err)
		}
	}
	return nil
}

// putRunResults stores what is new or changed of one run.
func (in *ingest) putRunResults(id model.RunID, results map[resultKey]model.Result) error {
	branch, err := in.branch(id)
	if err != nil {
		return err
	}
	known, err := in.known(id)
	if err != nil {
		return err
	}
	if results, err = in.executed(id, branch, results, known); err != nil {
		return err
	}
	// In the order of the index, or a large store reads a page per result.
	again := map[resultKey]bool{}
	for _, key := range slices.SortedFunc(maps.Keys(results), resultKey.compare) {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		before := in.results
		if err := in.putResult(results[key], branch, known[key]); err != nil {
			return fmt.Errorf("case %s: %w", key.Case, err)
		}
		if key.Execution != "" && in.results > before {
			again[key.planned()] = true
		}
	}
	return in.putLatest(id, again)
}

// known reads the digests of what the store has of a run.
func (in *ingest) known(id model.RunID) (map[resultKey]string, error) {
	out := map[resultKey]string{}
	err := in.rows(func(row scanner) error {
		var key resultKey
		var digest string
		err := row.Scan(&key.Case, &key.Row, &key.Environment, &key.Execution, &digest)
		out[key] = digest
		return err
	}, `SELECT case_id, row_name, environment, execution, digest FROM results WHERE run_id = $1`, id)
	return out, err
}

// putResult stores one result unless the store has exactly it. The digest of what
// it has is empty where it has nothing.
func (in *ingest) putResult(r model.Result, branch, digest string) error {
	r.Finished = exact(r.Finished)
	data, err := resultData(r)
	if err != nil {
		return err
	}
	now := model.Key16(data)
	if now == digest {
		return nil
	}
	if digest != "" && r.Attempt != "" {
		if r, data, err = in.retried(r, data); err != nil {
			return err
		}
		if now = model.Key16(data); now == digest {
			return nil
		}
	}
	// A time that is yet to come is that of a clock that is ahead: the result has happened
	// when it arrives. The digest stays that of what was said, so that the same again is
	// nothing new.
	if r.Finished.After(in.now) {
		if r.Finished, err = in.arrived(r, digest); err != nil {
			return err
		}
		if data, err = resultData(r); err != nil {
			return err
		}
	}
	_, err = in.exec(`INSERT INTO results
		(run_id, case_id, row_name, environment, execution, latest, branch, finished, outcome, flaky, signature, digest, data)
		VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (run_id, case_id, row_name, environment, execution) DO UPDATE SET branch = excluded.branch,
			finished = excluded.finished, outcome = excluded.outcome, flaky = excluded.flaky,
			signature = excluded.signature, digest = excluded.digest, data = excluded.data`,
		r.Run, r.Case, r.Row, r.Environment, r.Execution, branch, ms(r.Finished), r.Outcome, flag(r.Flaky), r.Signature, now, data)
	if err != nil {
		return err
	}
	in.results++
	in.changed[r.Run] = true
	line := in.line(model.LineKey{Case: r.Case, Row: r.Row, Environment: r.Environment, Branch: branch})
	line.rewritten = line.rewritten || digest != ""
	line.fresh = append(line.fresh, model.Point{Run: r.Run, Execution: r.Execution, Finished: r.Finished, Outcome: r.Outcome,
		Flaky: r.Flaky, Signature: r.Signature})
	return nil
}

// arrived is when a result from the future came first. One that is told again because of
// something else, as of a defect that it names by now, has not happened again: it would pass
// for a failure after the fix.
func (in *ingest) arrived(r model.Result, digest string) (time.Time, error) {
	now := exact(in.now)
	if digest == "" {
		return now, nil
	}
	var finished int64
	var outcome model.Outcome
	err := in.row(`SELECT finished, outcome FROM results
		WHERE run_id = $1 AND case_id = $2 AND row_name = $3 AND environment = $4 AND execution = $5`,
		r.Run, r.Case, r.Row, r.Environment, r.Execution).Scan(&finished, &outcome)
	if first := at(finished); err == nil && outcome == r.Outcome && first.Before(now) {
		return first, nil
	}
	return now, err
}

// retried joins a result with the other attempts of it that are stored.
func (in *ingest) retried(r model.Result, data string) (model.Result, string, error) {
	old, err := scanResult(in.row(`SELECT `+resultColumns+` FROM results r
		WHERE run_id = $1 AND case_id = $2 AND row_name = $3 AND environment = $4 AND execution = $5`,
		r.Run, r.Case, r.Row, r.Environment, r.Execution))
	if err != nil || old.Attempt == "" {
		return r, data, err
	}
	r = old.With(r)
	data, err = resultData(r)
	return r, data, err
}

// resultData writes a result without what its columns hold.
func resultData(r model.Result) (string, error) {
	r.Run, r.Case, r.Row, r.Environment, r.Execution = "", "", "", "", ""
	r.Parts = slices.Clone(r.Parts)
	for i := range r.Parts {
		p := &r.Parts[i]
		p.Run, p.Case, p.Row, p.Environment, p.Execution, p.Finished = "", "", "", "", "", exact(p.Finished)
	}
	return encode(r)
}

// resultColumns are what scanResult reads of a result r.
const resultColumns = `r.run_id, r.case_id, r.row_name, r.environment, r.execution, r.data`

// scanResult reads the columns of a result, and whatever follows them.
func scanResult(row scanner, more ...any) (model.Result, error) {
	var key model.Result
	var data string
	if err := row.Scan(append([]any{&key.Run, &key.Case, &key.Row, &key.Environment, &key.Execution, &data}, more...)...); err != nil {
		return model.Result{}, err
	}
	r, err := decode[model.Result](data)
	r.Run, r.Case, r.Row, r.Environment, r.Execution = key.Run, key.Case, key.Row, key.Environment, key.Execution
	return r, err
}
