package record

import (
	"errors"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// ErrNotFound is what readers return, wrapped, for a cycle, case or story that is not
// there: pages answer it with 404 and commands with a hint.
var ErrNotFound = errors.New("not found")

// CaseView is what the page of a case tells.
type CaseView struct {
	Case  model.Case   `json:"case"`
	Lines []model.Line `json:"lines"`
	// Foreign are the lines that decide nothing: no sync counts their branch or
	// environment.
	Foreign []model.LineKey `json:"foreign,omitempty"`
	History []HistoryPoint  `json:"history"` // newest first
	// Marks are the latest results of each line, at most MarksMost, of at most LinesMost lines.
	Marks []LineMarks `json:"marks"`
	// States is how the case stands in each sync whose latest cycle saw it fail.
	States  []StateIn `json:"states"`
	Defects []Defect  `json:"defects"`
	Stories []string  `json:"stories"` // that it checks, in any sync
	Keys    []KeyIn   `json:"keys"`    // that it names or is given, and what they mean
	// Why is why it stands as it does; nil for a case of a source that no sync uses.
	Why *WhyCase `json:"why,omitempty"`
}

// LineMarks are the latest results of a line, newest first, without what they said.
type LineMarks struct {
	model.LineKey
	Points []model.Point `json:"points"`
}

// How many results of how many lines the page of a case draws.
const (
	MarksMost = 50
	LinesMost = 40
)

// HistoryPoint is one result of a case with the run it happened in.
type HistoryPoint struct {
	Result model.Result `json:"result"`
	Run    model.Run    `json:"run"`
}

// StateIn is how a failing case stands in one sync.
type StateIn struct {
	Sync string `json:"sync"`
	plan.CaseState
}

// Defect is a row of the ledger beside the issue that answers it.
type Defect struct {
	Entry ledger.Entry `json:"entry"`
	Issue jira.Issue   `json:"issue,omitzero"` // as last seen; zero where there is none
	URL   string       `json:"url,omitempty"`  // of the issue, for people
	Jira  string       `json:"jira,omitempty"` // name of its Jira, where there are several
}

// StoryView is what the page of a story tells.
type StoryView struct {
	Issue   jira.Issue    `json:"issue,omitzero"`
	URL     string        `json:"url,omitempty"`
	Verdict verdict.Story `json:"verdict"`
	Sync    string        `json:"sync"` // whose cycle judged it
	// Others are stories of other Jiras that have the same key, as in cloud:SHOP-1.
	Others  []string      `json:"others,omitempty"`
	Cases   []CaseSummary `json:"cases"`
	Defects []Defect      `json:"defects"` // linked to it, or of one of its cases
	// In are the releases, sprints and filters that it is planned for; Waiver is whoever
	// accepts its risks.
	In     []StoryScope      `json:"in,omitempty"`
	Waiver *readiness.Waiver `json:"waiver,omitempty"`
}

// CaseSummary is one line of a list of cases.
type CaseSummary struct {
	Case  model.Case   `json:"case"`
	Lines []model.Line `json:"lines"`           // only those that count
	State string       `json:"state,omitempty"` // of a failing case, as lists show it
}

// Overview is what the first page tells: is everything all right, and if not, where.
type Overview struct {
	AsOf     time.Time              `json:"as_of"`
	Syncs    []SyncStatus           `json:"syncs"`
	Sources  []SourceState          `json:"sources"`
	Pauses   []Pause                `json:"pauses"`
	Breakers []ledger.Breaker       `json:"breakers"`        // that have tripped: nothing of their verb is done
	Moved    string                 `json:"moved,omitempty"` // why the store may not be written from here
	Failing  map[plan.StateWord]int `json:"failing"`         // failing cases by state, over all syncs
	Verdicts map[verdict.Word]int   `json:"verdicts"`        // stories by verdict, over all syncs
	Version  string                 `json:"version"`
	// Notifiers are those of the configuration.
	Notifiers []NotifierState `json:"notifiers,omitempty"`
}

// SyncStatus is how one sync stands.
type SyncStatus struct {
	Name     string      `json:"name"`
	Jira     string      `json:"jira,omitempty"` // name of the Jira that it is about
	Policy   plan.Policy `json:"policy"`
	Schedule string      `json:"schedule"`
	Next     time.Time   `json:"next,omitzero"`
	Running  bool        `json:"running"`
	Last     *Cycle      `json:"last,omitempty"` // without its plan
	LastOK   time.Time   `json:"last_ok,omitzero"`
}

// SourceState is how one source stands.
type SourceState struct {
	Name      string        `json:"name"`
	Kind      string        `json:"kind"`
	Collected time.Time     `json:"collected,omitzero"` // when it was last read
	Complete  bool          `json:"complete"`
	BadFiles  int           `json:"bad_files"`
	Faults    []model.Fault `json:"faults"`
	Newest    time.Time     `json:"newest,omitzero"` // when its latest result happened
	Pushed    time.Time     `json:"pushed,omitzero"` // when results were last pushed to it
	Whole     time.Time     `json:"whole,omitzero"`  // when all of it was read last
	Feeds     []Feed        `json:"feeds"`           // syncs that use it, in the order of the configuration
	// Behind is true while a long pull is on its way, Progress says how far it is.
	Behind   bool           `json:"behind"`
	Progress model.Progress `json:"progress,omitzero"`
	Unmapped []string       `json:"unmapped,omitempty"` // statuses of the tool that mean nothing to us
}
