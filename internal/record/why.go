package record

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// Why is the answer to somebody who asks for a case or an issue; exactly one part is
// set.
type Why struct {
	Case    *WhyCase  `json:"case,omitempty"`
	Issue   *WhyIssue `json:"issue,omitempty"`
	Matches []Match   `json:"matches,omitempty"` // several cases that may be meant
}

// Match is one of several cases that somebody may mean.
type Match struct {
	ID     model.CaseID `json:"id"`
	Name   string       `json:"name"` // class and name
	Title  string       `json:"title"`
	Source string       `json:"source"`
	State  string       `json:"state,omitempty"` // of a failing case, as lists show it
}

// MatchOf is a case as a list of matches tells it.
func MatchOf(c model.Case) Match {
	return Match{ID: c.ID, Name: c.FullName(), Title: c.Title, Source: c.Source}
}

// WhyCase is why a case is filed or not, in every sync that uses its source.
type WhyCase struct {
	ID        model.CaseID `json:"id"`
	Title     string       `json:"title"`
	Class     string       `json:"class,omitempty"`
	Name      string       `json:"name"`
	Source    string       `json:"source"`
	IDs       []string     `json:"ids,omitempty"` // in other tools
	Automated bool         `json:"automated"`
	Page      string       `json:"page,omitempty"`
	// Joined are the reported cases that are one with it, itself among them.
	Joined []Match `json:"joined,omitempty"`
	// Asked is what was asked for where it is another name of the case.
	Asked   model.CaseID   `json:"asked,omitempty"`
	Syncs   []WhyIn        `json:"syncs"`
	Defects []WhyDefect    `json:"defects"`
	Orders  []ledger.Order `json:"orders"`
	Writes  []Write        `json:"writes"` // the last ones about it, newest first
}

// With adds what another Jira knows of the same case, and keeps the newest writes up to
// a number.
func (w WhyCase) With(o WhyCase, writes int) WhyCase {
	if w.Title == "" {
		o, w = w, o // the first knows nothing of it
	}
	w.Syncs, w.Defects, w.Orders = append(w.Syncs, o.Syncs...), append(w.Defects, o.Defects...), append(w.Orders, o.Orders...)
	for _, m := range o.Joined {
		if !slices.ContainsFunc(w.Joined, func(x Match) bool { return x.ID == m.ID }) {
			w.Joined = append(w.Joined, m)
		}
	}
	w.Writes = Latest(append(w.Writes, o.Writes...), writes)
	return w
}

// WhyIn is why a case stands in one sync as it does.
type WhyIn struct {
	Sync    string    `json:"sync"`
	Project string    `json:"project"`
	Policy  string    `json:"policy"`
	AsOf    time.Time `json:"as_of,omitzero"` // end of the cycle that judged last; zero: none has
	Cycle   string    `json:"cycle,omitempty"`
	State   string    `json:"state"` // of a failing case as lists show it, else one of the Stands
	Detail  string    `json:"detail,omitempty"`
	Release string    `json:"release,omitempty"` // what would change the state
	// When is how `when:` reads now, nil for a case that does not fail where it counts.
	When  *desired.Account `json:"when,omitempty"`
	Lines []WhyLine        `json:"lines"`
	// Excluded counts lines of which no result counts because of runs.exclude.
	Excluded   int               `json:"excluded,omitempty"`
	Retired    *model.Retirement `json:"retired,omitempty"`
	Renamed    *Match            `json:"renamed,omitempty"` // which it probably was before
	Stories    []string          `json:"stories"`
	Keys       []verdict.Named   `json:"keys"`
	Signatures []string          `json:"signatures,omitempty"` // of the failures that decide now
	Contact    *ledger.Contact   `json:"contact,omitempty"`    // what its source looked like at first
	Held       []WhyHeld         `json:"held"`                 // changes about it that the last cycle held
	Stops      []string          `json:"stops"`                // what keeps all writing back
}

// How a case stands that no list of failing cases holds.
const (
	StandPasses   = "passes"
	StandFails    = "fails, not judged yet"
	StandNothing  = "no result counts"
	StandNone     = "neither passed nor failed"
	StandUnjudged = "not judged yet"
)

// WhyLine is one line and whether it counts.
type WhyLine struct {
	model.Line
	Against string `json:"against,omitempty"` // why it does not count, "" if it does
}

// WhyHeld is a change that the last cycle held.
type WhyHeld struct {
	Verb    plan.Verb   `json:"verb"`
	Issue   string      `json:"issue,omitempty"`
	What    []string    `json:"what,omitempty"` // names of the fields
	Hold    plan.Reason `json:"hold"`
	Because string      `json:"because"`
}

// WhyDefect is a row of the ledger for whoever asks.
type WhyDefect struct {
	Name       string       `json:"name"`
	Generation int          `json:"generation"`
	Kind       ledger.Kind  `json:"kind,omitempty"`
	State      ledger.State `json:"state"`
	Role       ledger.Role  `json:"role"`
	Via        ledger.Via   `json:"via,omitempty"`
	Adopted    bool         `json:"adopted,omitempty"`
	Issue      *WhyKnown    `json:"issue,omitempty"`
	Was        string       `json:"was,omitempty"`    // issue of ours that people closed in its favour
	Shared     int          `json:"shared,omitempty"` // cases that share it
	Labels     []string     `json:"labels,omitempty"` // by which an issue is ours, ready to copy
	Created    time.Time    `json:"created"`
	Updated    time.Time    `json:"updated"` // when the row last changed
	Reopened   int          `json:"reopened,omitempty"`
	Words      string       `json:"words,omitempty"` // Jira's, of a refused create
	Until      time.Time    `json:"until,omitzero"`
	Lost       time.Time    `json:"lost,omitzero"`
	Signatures []string     `json:"signatures,omitempty"`
}

// WhyKnown is an issue as far as a question about it goes.
type WhyKnown struct {
	Key        string        `json:"key"`
	URL        string        `json:"url,omitempty"`
	Type       string        `json:"type,omitempty"`
	Summary    string        `json:"summary,omitempty"`
	Status     string        `json:"status,omitempty"`
	Category   jira.Category `json:"category,omitempty"`
	Resolution string        `json:"resolution,omitempty"`
	Ignored    bool          `json:"ignored,omitempty"` // it carries syncd-ignore
	Missed     time.Time     `json:"missed,omitzero"`   // since when it is looked for in vain
}

// WhyIssue is what an issue is to syncd, and which cases it answers.
type WhyIssue struct {
	WhyKnown
	Asked   string         `json:"asked,omitempty"` // an older key that was asked for
	Seen    bool           `json:"seen"`            // the mirror of Jira has it
	AsOf    time.Time      `json:"as_of,omitzero"`
	Is      []string       `json:"is"` // in words, the most important first
	Story   *verdict.Story `json:"story,omitempty"`
	Shown   []WhyShown     `json:"shown,omitempty"`
	Held    []WhyHeld      `json:"held,omitempty"` // changes of it that the last cycle held
	Cases   []WhyAnswered  `json:"cases"`
	Defects []WhyDefect    `json:"defects"`
	Writes  []Write        `json:"writes"`
}

// WhyShown is one field, or label, in which a story shows its verdict.
type WhyShown struct {
	Name  string    `json:"name"`
	Value string    `json:"value"`       // as syncd last knew it to be right
	At    time.Time `json:"at,omitzero"` // when syncd wrote it; zero where it was there already
}

// WhyAnswered is a case that an issue has to do with.
type WhyAnswered struct {
	Match
	How []string `json:"how"`
}

// WhyDefectOf is a row for whoever asks, beside its issue.
func WhyDefectOf(e ledger.Entry, owner string, issue *WhyKnown) WhyDefect {
	d := WhyDefect{Name: e.Name(), Generation: e.Generation, Kind: e.Kind, State: e.State, Role: e.Role, Via: e.Via, Adopted: e.Adopted,
		Issue: issue, Was: e.Was, Created: e.CreatedAt, Updated: e.UpdatedAt, Reopened: e.Reopened, Words: e.Words, Until: e.Until,
		Lost: e.Lost, Signatures: e.Signatures}
	if e.Kind != ledger.Single {
		d.Shared = e.Shared()
	}
	if e.Role == ledger.Own {
		d.Labels = ledger.Labels(owner, e.Key, e.Generation)
	}
	return d
}

// Latest returns the newest of some writes, each once, as people are told of them.
func Latest(writes []Write, most int) []Write {
	writes = slices.Clone(writes)
	slices.SortStableFunc(writes, func(a, b Write) int {
		return cmp.Or(b.Outcome.At.Compare(a.Outcome.At), strings.Compare(b.Cycle, a.Cycle), strings.Compare(a.Outcome.Change.ID, b.Outcome.Change.ID))
	})
	writes = slices.CompactFunc(writes, func(a, b Write) bool {
		return a.Cycle == b.Cycle && a.Outcome.Change.ID == b.Outcome.Change.ID
	})
	out := make([]Write, 0, most)
	for _, w := range writes[:min(most, len(writes))] {
		out = append(out, w.Told())
	}
	return out
}

// Doubt says why a verdict may not be the last word on what a source has to say.
func Doubt(source string, t verdict.Tally) string {
	since := "it never could"
	if !t.Whole.IsZero() {
		since = "the last time that it could was " + t.Whole.UTC().Format("2006-01-02 15:04 MST")
	}
	if t.Evidence == verdict.Dark {
		return source + " is dark: it cannot be read whole, and " + since
	}
	return source + " could not be read whole just now; " + since
}
