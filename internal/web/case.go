package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
)

// caseBody is one case: how it stands everywhere, and why it was filed or not.
type caseBody struct {
	record.CaseView
	Rows    []lineRow
	Failing bool                 // on at least one line
	Latest  *record.HistoryPoint // newest result that failed and says why
	urls
	Newest time.Time
}

// lineRow is one line with its history drawn.
type lineRow struct {
	model.Line
	Foreign bool // decides nothing: no sync counts its branch or environment
	Strip   strip
	Since   *model.Run // run in which it began to fail, where it is still known
	Passed  *model.Run // run in which it last passed, likewise
}

// Where names the line for people.
func (l lineRow) Where() string { return record.Where(l.LineKey) }

// casePage shows one case at the address that every link into these pages uses.
func (s *site) casePage(r *http.Request, o record.Overview) (view, error) {
	c, err := s.Board.Case(r.Context(), model.CaseID(r.PathValue("id")))
	if err != nil {
		return view{}, fmt.Errorf("read case: %w", err)
	}
	b := caseBody{CaseView: c, urls: urlsOf(o, c.Defects)}
	runs := map[model.RunID]*model.Run{}
	for i, p := range c.History {
		runs[p.Run.ID] = &c.History[i].Run
		if b.Latest == nil && p.Result.Outcome == model.Failed && p.Result.Failure != nil {
			b.Latest = &c.History[i]
		}
		if p.Result.Finished.After(b.Newest) {
			b.Newest = p.Result.Finished
		}
	}
	for _, l := range c.Lines {
		foreign := slices.Contains(c.Foreign, l.LineKey)
		b.Failing = b.Failing || l.Failing() && !foreign
		b.Rows = append(b.Rows, lineRow{Line: l, Foreign: foreign, Strip: drawn(l.LineKey, c.History),
			Since: runs[l.FailingSince.Run], Passed: runs[l.LastPassed.Run]})
	}
	return view{name: "case", Title: clip(120, c.Case.Title), Nav: "failures", AsOf: b.Newest, Note: "latest result", Body: b}, nil
}

// strip is the outcomes of one line as a row of marks, oldest first.
type strip struct {
	Marks []mark
	Width int
	Label string // for those who do not see it
}

// mark is one outcome. Its height tells pass from fail where colours do not.
type mark struct {
	X, Y, H int
	Tone    string
	Title   string
}

// How a strip is drawn, in its own units.
const (
	stripMost = 40 // marks
	stripStep = 10
	stripHigh = 20
)

// heights of marks: a failure stands out, what says nothing stays low.
var heights = map[model.Outcome]int{model.Failed: stripHigh, model.Passed: 11}

// drawn draws the newest results of a line from a case's history, which is newest first.
func drawn(key model.LineKey, history []record.HistoryPoint) strip {
	var points []record.HistoryPoint
	for _, p := range history {
		if p.Result.Row == key.Row && p.Result.Environment == key.Environment && p.Run.Context.Branch == key.Branch && len(points) < stripMost {
			points = append(points, p)
		}
	}
	s := strip{Width: len(points)*stripStep + 2}
	counts := map[model.Outcome]int{}
	for i := range points {
		p := points[len(points)-1-i]
		counts[p.Result.Outcome]++
		s.Marks = append(s.Marks, marked(i, p))
	}
	if len(points) > 0 {
		s.Label = described(counts, points[0].Result.Outcome)
	}
	return s
}

// marked is the mark of one result.
func marked(i int, p record.HistoryPoint) mark {
	high := heights[p.Result.Outcome]
	if high == 0 {
		high = 5
	}
	m := mark{X: i*stripStep + 1, Y: stripHigh - high, H: high, Tone: tone(p.Result.Outcome),
		Title: fmt.Sprintf("%s, %s, %s", p.Result.Outcome, stamp(p.Result.Finished), clip(80, p.Run.Name))}
	if p.Result.Flaky {
		m.Tone, m.Title = "warn", m.Title+", and another attempt did not"
	}
	return m
}

// described says in words what a strip shows.
func described(counts map[model.Outcome]int, newest model.Outcome) string {
	var parts []string
	total := 0
	for _, o := range model.Outcomes() {
		if counts[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[o], o))
		}
		total += counts[o]
	}
	return fmt.Sprintf("last %s: %s; the newest %s", many(total, "result", "results"), strings.Join(parts, ", "), newest)
}
