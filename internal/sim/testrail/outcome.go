package testrail

import (
	"regexp"
	"slices"
	"strings"
)

// addResult puts a result below a test; the caller has checked that the run is open.
func (w *world) addResult(t *Test, res Result) *Result {
	r := w.runs[t.Run]
	res.ID, res.Run, res.Test, res.Case = w.id("result", 0), t.Run, t.ID, t.Case
	kept := &res
	w.results[res.ID] = kept
	insert(&t.results, kept)
	insert(&r.results, kept)
	if res.Assigned != 0 {
		t.Assigned = res.Assigned
	}
	w.settle(r, t)
	return kept
}

// insert keeps a list ordered; new results are mostly the last.
func insert(list *[]*Result, res *Result) {
	n, _ := slices.BinarySearchFunc(*list, res, older)
	*list = slices.Insert(*list, n, res)
}

// settle sets a test to its latest result with a status, and the counters of the run with it.
func (w *world) settle(r *Run, t *Test) {
	status := int64(Untested)
	for _, res := range slices.Backward(t.results) {
		if res.Status != 0 {
			status = res.Status
			break
		}
	}
	if status == t.Status {
		return
	}
	r.Counts[t.Status]--
	r.Counts[status]++
	t.Status = status
}

// span is how a duration is written: 1m 45s, 2h 3m, 1w.
var span = regexp.MustCompile(`^\s*\d+(\.\d+)?[wdhms](\s*\d+(\.\d+)?[wdhms])*\s*$`)

// checkElapsed refuses what is no duration; nothing at all may not be told, says TestRail.
func checkElapsed(text string) error {
	if text != "" && (!span.MatchString(text) || strings.Trim(text, "0.wdhms ") == "") {
		return bad("Field :elapsed is not in a valid time span format.")
	}
	return nil
}

// parts splits a comma-separated text of references or defects.
func parts(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// names tells whether a comma-separated text has an entry, whatever its case.
func names(text, entry string) bool {
	return slices.ContainsFunc(parts(text), func(part string) bool { return strings.EqualFold(part, entry) })
}
