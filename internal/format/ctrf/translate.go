package ctrf

import (
	"fmt"
	"strings"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// translate turns a document into a report. It is pure.
func translate(doc *document, opt format.Options) format.Report {
	report := format.Report{Dialect: dialect(doc.tool), RunID: doc.runID, Context: doc.context,
		Faults: append(doc.faults, counters(doc)...), Entries: make([]format.Entry, 0, len(doc.tests))}
	known, namesakes := map[[3]string]int{}, 0
	for _, t := range doc.tests {
		var e format.Entry
		e.Result = t.judge()
		e.Case, e.Result.Row, e.Result.Environment = t.caseOf(report.Dialect, opt.Limits.Or())
		e.Result.Finished = t.finished(doc.ended)
		if e.Result.Finished.IsZero() {
			e.Result.Finished, report.Approximate = opt.Modified.UTC(), true
		}
		key := [3]string{string(model.Identify("", e.Case)), e.Result.Row, e.Result.Environment}
		if i, twice := known[key]; twice {
			namesakes++
			report.Entries[i] = worst(report.Entries[i], e)
			continue
		}
		known[key] = len(report.Entries)
		report.Entries = append(report.Entries, e)
	}
	if namesakes > 0 {
		report.Faults = append(report.Faults, model.Fault{Text: fmt.Sprintf(
			"%d tests have the name and suite of another: they count as one test, of which the worst result is told; give each a testId", namesakes)})
	}
	bound(doc, &report)
	return report
}

// worst joins two tests that nothing tells apart: a failure is not hidden by a namesake
// that passes after it. Attempts of one test stand inside of it in this format.
func worst(a, b format.Entry) format.Entry {
	out := a
	x, y := badness(a.Result.Outcome), badness(b.Result.Outcome)
	if y > x || x == y && b.Result.Flaky && !a.Result.Flaky {
		out.Result = b.Result
	}
	out.Case = a.Case.Merge(b.Case)
	out.Case.Tags = out.Case.Tags[:min(len(out.Case.Tags), format.MostWords)]
	refs := out.Case.Keys
	out.Case.Keys = nil
	for _, k := range refs {
		format.AddKeys(&out.Case, k.Key, k.From)
	}
	return out
}

// finished returns when the last attempt ended, else when the run did.
func (t *test) finished(run time.Time) time.Time {
	switch {
	case !t.stop.IsZero():
		return t.stop
	case !t.start.IsZero() && t.duration != nil:
		return t.start.Add(*t.duration)
	case !t.start.IsZero():
		return t.start
	}
	return run
}

// bound says when the run began and ended. Where only the file's own time is known, it
// does not say when it began.
func bound(doc *document, report *format.Report) {
	report.Started, report.Finished = doc.started, doc.ended
	first := func(at time.Time) {
		if !report.Started.IsZero() && at.Before(report.Started) {
			report.Started = at
		}
	}
	for _, t := range doc.tests {
		if report.Started.IsZero() {
			report.Started = t.start
		} else if !t.start.IsZero() {
			first(t.start)
		}
	}
	for _, e := range report.Entries {
		first(e.Result.Finished)
		if e.Result.Finished.After(report.Finished) {
			report.Finished = e.Result.Finished
		}
	}
}

// counters holds the summary against the tests. It is a hint, for writers count retries
// and expected failures each in their own way; but a difference may mean that
// something is missing, so it is told.
func counters(doc *document) []model.Fault {
	if doc.counts == nil {
		return []model.Fault{{Text: "holds no results.summary, which the format asks for"}}
	}
	real := map[string]int{"tests": len(doc.tests)}
	for _, t := range doc.tests {
		word := strings.ToLower(t.status)
		if status(word) == model.Unknown {
			word = "other"
		}
		real[word]++
	}
	var differ []string
	for _, word := range []string{"tests", passed, failed, skipped, pending, "other"} {
		if said, ok := doc.counts[word]; ok && said != real[word] {
			differ = append(differ, fmt.Sprintf("%d %s (there are %d)", said, word, real[word]))
		}
	}
	if len(differ) == 0 {
		return nil
	}
	return []model.Fault{{Text: "the summary counts " + strings.Join(differ, ", ")}}
}
