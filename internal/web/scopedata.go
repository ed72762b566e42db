package web

import (
	"fmt"
	"net/http"
	"time"

	"go.uber.org/zap"

	"syncd/internal/readiness"
	"syncd/internal/record"
)

// scopesData lists what is judged, and one page of what is frozen.
func (s *site) scopesData(r *http.Request) (any, error) {
	l, err := s.listed(r)
	for _, rows := range [][]record.ScopeRow{l.Releases, l.Sprints, l.Filters, l.Frozen} {
		for i := range rows {
			rows[i].Risks, rows[i].Defects = list(rows[i].Risks), list(rows[i].Defects)
		}
	}
	return l, err
}

// scopeData is one scope, without its stories.
func (s *site) scopeData(ask askFunc) dataFunc {
	return func(r *http.Request) (any, error) {
		v, err := s.scope(r, ask)
		v.Risks, v.Defects, v.Judged, v.Trend = list(v.Risks), list(v.Defects), list(v.Judged), list(v.Trend)
		return v, err
	}
}

// membersData is one page of the stories of a scope; `next` is what to give as `after`.
func (s *site) membersData(ask askFunc) dataFunc {
	return func(r *http.Request) (any, error) {
		v, _, page, err := s.members(r, ask)
		return struct {
			AsOf    time.Time          `json:"as_of"`
			Sync    string             `json:"sync"`
			Stories []readiness.Member `json:"stories"`
			Next    int                `json:"next,omitempty"`
		}{v.AsOf, v.Sync, page.Members, page.Next}, err
	}
}

// stream is a sheet that is written while it is read. Until the first row is there, what
// goes wrong can still be told.
type stream struct {
	w     http.ResponseWriter
	name  string
	cols  []string
	sheet *record.Sheet
}

// row writes one row.
func (t *stream) row(cells []string) error {
	if err := t.begin(); err != nil {
		return err
	}
	return t.sheet.Row(cells)
}

// begin writes what stands before the first row.
func (t *stream) begin() error {
	if t.sheet != nil {
		return nil
	}
	h := t.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+t.name+`"`)
	h.Set("Cache-Control", "private, no-cache")
	sheet, err := record.NewSheet(t.w, t.cols)
	t.sheet = &sheet
	return err
}

// end ends the sheet. One that broke off must not look like a whole one.
func (s *site) end(t *stream, r *http.Request, err error) {
	if err == nil {
		if err = t.begin(); err == nil {
			err = t.sheet.Flush()
		}
	}
	switch {
	case err == nil:
	case t.sheet == nil:
		s.fail(t.w, r, err)
	default:
		if r.Context().Err() == nil {
			s.Log.Error("write a sheet", zap.String("path", r.URL.Path), zap.Error(err))
		}
		panic(http.ErrAbortHandler)
	}
}

// storiesCSV serves the stories of a scope that a query lets through, all of them.
func (s *site) storiesCSV(ask askFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &stream{w: w, name: "stories.csv", cols: record.StoryColumns()}
		s.end(t, r, s.eachMember(r, ask, func(m readiness.Member) error { return t.row(record.StoryRow(m)) }))
	})
}

// eachMember reads the stories of a scope page by page.
func (s *site) eachMember(r *http.Request, ask askFunc, each func(readiness.Member) error) error {
	f, err := memberFilter(r)
	if err != nil {
		return err
	}
	v, err := s.scope(r, ask)
	if err != nil {
		return err
	}
	for f.Limit = membersMost; ; {
		page, err := s.Board.Members(r.Context(), v, f)
		if err != nil {
			return fmt.Errorf("read the stories of %s: %w", ask(r), err)
		}
		for _, m := range page.Members {
			if err := each(m); err != nil {
				return err
			}
		}
		if f.After = page.Next; f.After == 0 {
			return nil
		}
	}
}

// traceCSV serves the threads from requirements to results and defects.
func (s *site) traceCSV(ask askFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &stream{w: w, name: "trace.csv", cols: record.TraceColumns()}
		v, err := s.scope(r, ask)
		if err == nil && !v.FrozenAt.IsZero() {
			err = refused{http.StatusNotFound, "it is no longer judged, and what is frozen of it holds no single results: stories.csv has its stories"}
		}
		if err == nil {
			err = s.Board.Trace(r.Context(), v, func(th record.Trace) error { return t.row(th.Cells()) })
		}
		s.end(t, r, err)
	})
}
