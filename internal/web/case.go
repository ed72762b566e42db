package web

import (
	"fmt"
	"net/http"
	"slices"
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
		b.Rows = append(b.Rows, lineRow{Line: l, Foreign: foreign, Strip: drawn(l.LineKey, c.Marks, runs),
			Since: runs[l.FailingSince.Run], Passed: runs[l.LastPassed.Run]})
	}
	return view{name: "case", Title: clip(120, c.Case.Title), Nav: "failures", AsOf: b.Newest, Note: "latest result", Body: b}, nil
}
