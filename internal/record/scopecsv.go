package record

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"syncd/internal/readiness"
)

// Sheet writes rows for spreadsheets as they come. No cell becomes a formula there.
type Sheet struct{ rows *csv.Writer }

// NewSheet begins a sheet with the names of its columns.
func NewSheet(w io.Writer, columns []string) (Sheet, error) {
	s := Sheet{csv.NewWriter(w)}
	s.rows.UseCRLF = true // RFC 4180
	return s, s.Row(columns)
}

// Row writes one row.
func (s Sheet) Row(cells []string) error {
	for i := range cells {
		cells[i] = inert(cells[i])
	}
	return s.rows.Write(cells)
}

// Flush passes on what was written so far.
func (s Sheet) Flush() error {
	s.rows.Flush()
	return s.rows.Error()
}

// StoryColumns are the columns of the stories of a scope.
func StoryColumns() []string {
	return []string{"story", "title", "type", "status", "verdict", "passed", "tests", "who has its failures", "open defects", "reason",
		"accepted", "accepted by", "accepted at", "accepted until"}
}

// StoryRow is a story as its row.
func StoryRow(m readiness.Member) []string {
	row := []string{m.Key, m.Title, m.Type, m.Status, string(m.Verdict), fmt.Sprint(m.Passed), fmt.Sprint(m.Tests), strings.Join(m.Failing, ", "), fmt.Sprint(m.Open), m.Reason}
	if w := m.Waiver; w != nil {
		return append(row, w.Label, w.Who, moment(w.At), moment(w.Until))
	}
	return append(row, "", "", "", "")
}

// moment is a time as machines read it, "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Trace is one thread from a requirement to what its test said: a story without tests has
// one with the requirement alone, a test that has not run one without a run.
type Trace struct {
	Story       readiness.Member
	Case        string // id
	Title       string // of the case
	Source      string
	Environment string
	Row         string // of a test with data
	Branch      string
	Run         string // id
	RunName     string
	Build       string
	Version     string
	RunURL      string
	Outcome     string
	Finished    time.Time
	State       string // who has the failure, as lists say it
	Defect      string // key
}

// TraceColumns are the columns of the traces of a scope.
func TraceColumns() []string {
	return []string{"requirement", "title", "type", "status", "verdict", "case", "case title", "source", "row", "environment", "branch",
		"run", "run name", "build", "version", "run url", "result", "finished", "failure", "defect"}
}

// Cells is the trace as its row.
func (t Trace) Cells() []string {
	s := t.Story
	return []string{s.Key, s.Title, s.Type, s.Status, string(s.Verdict), t.Case, t.Title, t.Source, t.Row, t.Environment, t.Branch,
		t.Run, t.RunName, t.Build, t.Version, t.RunURL, t.Outcome, moment(t.Finished), t.State, t.Defect}
}
