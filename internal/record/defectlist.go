package record

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// Standing is how a defect stands, in one word.
type Standing string

// How defects stand, in the order in which people should read them.
const (
	StandsOpen Standing = "open"           // somebody should look at it
	StandsDue  Standing = "not in jira"    // planned, on its way, or refused by Jira
	StandsDone Standing = "done"           // closed in Jira
	StandsGone Standing = "no longer ours" // our label was taken off, or it cannot be seen any more
)

// Standings lists them in order.
func Standings() []Standing { return []Standing{StandsOpen, StandsDue, StandsDone, StandsGone} }

// Standing says how a defect stands.
func (d Defect) Standing() Standing {
	switch {
	case d.Entry.State == ledger.LetGo || d.Entry.State == ledger.Gone:
		return StandsGone
	case d.Entry.State != ledger.Owned:
		return StandsDue
	case d.Issue.Category == jira.Done:
		return StandsDone
	}
	return StandsOpen
}

// Age is how long a defect has been open, or was.
func (d Defect) Age(now time.Time) time.Duration {
	if closed := d.Closed(); !closed.IsZero() {
		now = closed
	}
	return max(0, now.Sub(d.Entry.CreatedAt))
}

// DefectFilter says which defects to list; empty fields let everything through.
type DefectFilter struct {
	State    Standing
	Project  string
	Priority string // NoPriority: those without one
	Search   string // a part of key, summary, title of the case, or source; case does not matter
	After    string // place of the last one of the page before; see Defect.Place
	Limit    int    // 0 means all
}

// NoPriority lets defects without a priority through.
const NoPriority = "none"

// Check refuses a state that there is none of.
func (f DefectFilter) Check() error {
	if f.State == "" || slices.Contains(Standings(), f.State) {
		return nil
	}
	var words []string
	for _, s := range Standings() {
		words = append(words, string(s))
	}
	return fmt.Errorf("there is no state %q; states are: %s", f.State, strings.Join(words, ", "))
}

// letsButState reports whether the filter lets a defect of any state through.
func (f DefectFilter) letsButState(d Defect) bool {
	if !is(f.Project, d.Entry.Project) || f.Priority != "" && !is(f.Priority, cmp.Or(d.Issue.Priority, NoPriority)) {
		return false
	}
	if f.Search == "" {
		return true
	}
	words := []string{d.Entry.IssueKey, d.Issue.Summary, d.Entry.Title, d.Entry.Source, d.Entry.Case}
	return strings.Contains(strings.ToLower(strings.Join(words, "\n")), strings.ToLower(f.Search))
}

// DefectList is one page of defects, those first that somebody should look at, of these
// the newest.
type DefectList struct {
	Defects []Defect         `json:"defects"`
	Next    string           `json:"next,omitempty"` // what to give as After, "" at the end
	All     int              `json:"all"`            // whatever the filter
	Found   int              `json:"found"`          // that the filter lets through
	States  map[Standing]int `json:"states"`         // that it lets through but for their state
	// Projects and Priorities are those that occur.
	Projects   []string `json:"projects"`
	Priorities []string `json:"priorities"`
}

// Place says where in the list the defect stands.
func (d Defect) Place() string {
	return fmt.Sprintf("%d.%020d.%s.%s.%d", slices.Index(Standings(), d.Standing()), forever-d.Entry.CreatedAt.Unix(), d.Entry.Site, d.Entry.Key, d.Entry.Generation)
}

// forever is later than any time that is stored, in seconds: places sort as text, the
// newest first.
const forever = 1 << 40

// ListDefects makes one page from all defects. What it returns does not depend on their
// order.
func ListDefects(all []Defect, f DefectFilter) DefectList {
	l := DefectList{Defects: []Defect{}, All: len(all), States: map[Standing]int{}}
	for _, s := range Standings() {
		l.States[s] = 0
	}
	projects, priorities := map[string]bool{}, map[string]bool{}
	places := map[string]Defect{}
	for _, d := range all {
		projects[d.Entry.Project], priorities[cmp.Or(d.Issue.Priority, NoPriority)] = true, true
		if !f.letsButState(d) {
			continue
		}
		l.States[d.Standing()]++
		if f.State == "" || f.State == d.Standing() {
			places[d.Place()] = d
		}
	}
	l.Found, l.Projects, l.Priorities = len(places), slices.Sorted(maps.Keys(projects)), slices.Sorted(maps.Keys(priorities))
	for _, place := range slices.Sorted(maps.Keys(places)) {
		if place <= f.After {
			continue
		}
		if f.Limit > 0 && len(l.Defects) == f.Limit {
			l.Next = l.Defects[f.Limit-1].Place()
			break
		}
		l.Defects = append(l.Defects, places[place])
	}
	return l
}

// defectColumns are the columns of the list as CSV.
var defectColumns = []string{"issue", "summary", "standing", "status", "resolution", "whose", "priority", "project", "source", "case", "created", "closed", "days", "url", "link"}

// WriteDefectsCSV writes defects for spreadsheets, with links to their cases below the
// address of our pages ("" for none).
func WriteDefectsCSV(w io.Writer, list []Defect, pages string, now time.Time) error {
	write, err := sheet(w, defectColumns, func(d Defect) []string {
		link, whose := "", "other"
		if pages != "" && d.Entry.Case != "" {
			link = strings.TrimRight(pages, "/") + "/cases/" + d.Entry.Case
		}
		if d.Entry.Role == ledger.Own {
			whose = "ours"
		}
		return []string{d.Entry.IssueKey, cmp.Or(d.Issue.Summary, d.Entry.Title), string(d.Standing()), d.Issue.Status, d.Issue.Resolution, whose,
			d.Issue.Priority, d.Entry.Project, d.Entry.Source, d.Entry.Case, moment(d.Entry.CreatedAt), moment(d.Closed()),
			fmt.Sprint(int(d.Age(now).Hours() / 24)), d.URL, link}
	})
	if err != nil {
		return err
	}
	return write(list)
}
