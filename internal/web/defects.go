package web

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"syncd/internal/record"
)

// weeksDrawn is how far back the drawing of defects goes: half a year.
const weeksDrawn = 26

// defectsBody is one page of defects by how they stand.
type defectsBody struct {
	record.DefectList
	Filter  record.DefectFilter
	Groups  []defectGroup
	Tally   tally
	Drawing drawing
}

// defectGroup is the defects under one heading.
type defectGroup struct {
	Name, Hint string
	Defects    []record.Defect
}

// defectFilter reads which defects a query asks for.
func defectFilter(r *http.Request) (f record.DefectFilter, err error) {
	f = record.DefectFilter{State: record.Standing(word(r, "state")), Project: word(r, "project"), Priority: word(r, "priority"),
		Search: word(r, "q"), After: word(r, "after")}
	if err := f.Check(); err != nil {
		return f, refused{http.StatusBadRequest, err.Error()}
	}
	f.Limit, err = rowLimit(r)
	return f, err
}

// defects reads all defects and the page of them that a query asks for.
func (s *site) defects(r *http.Request) ([]record.Defect, record.DefectList, record.DefectFilter, error) {
	f, err := defectFilter(r)
	if err != nil {
		return nil, record.DefectList{}, f, err
	}
	all, err := s.Board.Defects(r.Context())
	if err != nil {
		return nil, record.DefectList{}, f, fmt.Errorf("read defects: %w", err)
	}
	return all, record.ListDefects(all, f), f, nil
}

// defectsPage lists the rows of the ledger beside their issues.
func (s *site) defectsPage(r *http.Request, o record.Overview) (view, error) {
	all, found, f, err := s.defects(r)
	if err != nil {
		return view{}, err
	}
	b := defectsBody{DefectList: found, Filter: f, Tally: tallied(record.Standings(), found.States), Drawing: weekDrawing(record.Weeks(all, s.Now().UTC(), weeksDrawn))}
	for _, d := range found.Defects {
		word := string(d.Standing())
		if n := len(b.Groups); n == 0 || b.Groups[n-1].Name != word {
			b.Groups = append(b.Groups, defectGroup{Name: word, Hint: hint(word)})
		}
		g := &b.Groups[len(b.Groups)-1]
		g.Defects = append(g.Defects, d)
	}
	at, note := judged(o)
	return view{name: "defects", Title: "Defects", Nav: "defects", AsOf: at, Note: note, Body: b}, nil
}

// defectsData is the same as JSON, with what came and went by week.
func (s *site) defectsData(r *http.Request) (any, error) {
	at, err := s.asOf(r)
	if err != nil {
		return nil, err
	}
	all, found, _, err := s.defects(r)
	if err != nil {
		return nil, err
	}
	found.Defects, found.Projects, found.Priorities = bareDefects(found.Defects), list(found.Projects), list(found.Priorities)
	return struct {
		AsOf time.Time `json:"as_of,omitzero"`
		record.DefectList
		Weeks []record.Week `json:"weeks"`
	}{at, found, record.Weeks(all, s.Now().UTC(), weeksDrawn)}, nil
}

// defectsCSV serves all defects that a query asks for, for spreadsheets.
func (s *site) defectsCSV(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	all, _, f, err := s.defects(r)
	if err == nil {
		f.After, f.Limit = "", 0
		err = record.WriteDefectsCSV(&b, record.ListDefects(all, f).Defects, s.External, s.Now())
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	csvAnswer(w, "defects.csv")
	tagged(w, r, b.Bytes())
}

// query is the address of this list in a state.
func (b defectsBody) query(path, state, after string) string {
	return address(path, "state", state, "project", b.Filter.Project, "priority", b.Filter.Priority, "q", b.Filter.Search, "after", after)
}

// To is the list in another state.
func (b defectsBody) To(state string) string { return b.query("defects", state, "") }

// More is the next page.
func (b defectsBody) More() string { return b.query("defects", string(b.Filter.State), b.Next) }

// CSV is the table of all that the filter lets through.
func (b defectsBody) CSV() string {
	return b.query("api/v1/defects.csv", string(b.Filter.State), "")
}

// Count counts the defects of a state.
func (b defectsBody) Count(state string) int { return b.States[record.Standing(state)] }

// Filtered reports whether anything but the state is asked for.
func (b defectsBody) Filtered() bool {
	return b.Filter.Project+b.Filter.Priority+b.Filter.Search != ""
}
