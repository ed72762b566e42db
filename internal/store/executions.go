package store

import (
	"fmt"
	"maps"
	"slices"

	"syncd/internal/model"
)

// executed returns what of the results of a run is to be stored. A test that is only
// planned says nothing once it has been executed: it is dropped, and a stored one goes with
// the first execution. known gives the digests of what is stored.
func (in *ingest) executed(id model.RunID, branch string, results map[resultKey]model.Result, known map[resultKey]string) (map[resultKey]model.Result, error) {
	ran := map[resultKey]bool{}
	for key := range known {
		ran[key.planned()] = ran[key.planned()] || key.Execution != ""
	}
	out := map[resultKey]model.Result{}
	for key := range results {
		ran[key.planned()] = ran[key.planned()] || key.Execution != ""
	}
	for key, r := range results {
		plan := key.planned()
		if key == plan && ran[plan] {
			continue
		}
		out[key] = r
		if _, stored := known[plan]; !stored || key == plan {
			continue
		}
		delete(known, plan)
		if err := in.unplan(id, branch, plan); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// unplan removes what was stored of a test before it was executed.
func (in *ingest) unplan(id model.RunID, branch string, key resultKey) error {
	_, err := in.exec(`DELETE FROM results
		WHERE run_id = $1 AND case_id = $2 AND row_name = $3 AND environment = $4 AND execution = ''`,
		id, key.Case, key.Row, key.Environment)
	in.line(model.LineKey{Case: key.Case, Row: key.Row, Environment: key.Environment, Branch: branch}).rewritten = true
	return err
}

// putLatest marks the latest execution of each of some tests of a run.
func (in *ingest) putLatest(id model.RunID, tests map[resultKey]bool) error {
	const test = ` WHERE run_id = $1 AND case_id = $2 AND row_name = $3 AND environment = $4`
	for _, key := range slices.SortedFunc(maps.Keys(tests), resultKey.compare) {
		_, err := in.exec(`UPDATE results SET latest = CASE WHEN execution = (SELECT execution FROM results`+test+`
			ORDER BY finished DESC, execution DESC LIMIT 1) THEN 1 ELSE 0 END`+test,
			id, key.Case, key.Row, key.Environment)
		if err != nil {
			return fmt.Errorf("mark the latest execution of case %s: %w", key.Case, err)
		}
	}
	return nil
}
