package web

import (
	"fmt"
	"net/http"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
)

// overviewData is the first page as JSON.
func (s *site) overviewData(r *http.Request) (any, error) {
	o, err := s.Board.Overview(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read overview: %w", err)
	}
	o.Syncs, o.Sources, o.Pauses, o.Breakers = list(o.Syncs), list(o.Sources), list(o.Pauses), list(o.Breakers)
	for i := range o.Syncs {
		if last := o.Syncs[i].Last; last != nil {
			c := bare(*last)
			o.Syncs[i].Last = &c
		}
	}
	return o, nil
}

// cyclesData is one page of cycles; `next` is what to give as `before`.
func (s *site) cyclesData(r *http.Request) (any, error) { return s.cycles(r) }

// cycleData is one cycle with its plan, without what only apply needs.
func (s *site) cycleData(r *http.Request) (any, error) {
	c, err := s.Board.Cycle(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, fmt.Errorf("read cycle: %w", err)
	}
	return struct {
		record.Cycle
		Result string `json:"result"`
	}{bare(c), c.Word()}, nil
}

// caseData is one case.
func (s *site) caseData(r *http.Request) (any, error) {
	c, err := s.Board.Case(r.Context(), model.CaseID(r.PathValue("id")))
	if err != nil {
		return nil, fmt.Errorf("read case: %w", err)
	}
	c.Lines, c.History, c.States, c.Stories = list(c.Lines), list(c.History), list(c.States), list(c.Stories)
	c.Keys, c.Marks = list(c.Keys), list(c.Marks)
	c.Defects = bareDefects(c.Defects)
	return c, nil
}

// storyData is one story.
func (s *site) storyData(r *http.Request) (any, error) {
	st, err := s.Board.Story(r.Context(), r.PathValue("key"))
	if err != nil {
		return nil, fmt.Errorf("read story: %w", err)
	}
	st.Issue = bareIssue(st.Issue)
	st.Cases, st.Defects = list(st.Cases), bareDefects(st.Defects)
	return st, nil
}

// asOf is the moment up to which lists of all syncs are true.
func (s *site) asOf(r *http.Request) (time.Time, error) {
	o, err := s.Board.Overview(r.Context())
	if err != nil {
		return time.Time{}, fmt.Errorf("read overview: %w", err)
	}
	at, _ := judged(o)
	return at, nil
}
