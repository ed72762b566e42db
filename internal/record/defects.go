package record

import (
	"cmp"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// Defects is how the defects of one Jira stand and how they came and went, by project. It
// follows from the ledger and the mirror alone, so that a restart changes nothing of it.
type Defects struct {
	Site     string
	Projects map[string]DefectFlow
}

// DefectFlow is the defects of one project.
type DefectFlow struct {
	// Now counts the issues that answer rows of the ledger, each once, whoever made them.
	Now map[DefectCell]int
	// Opened counts the defects that were ever filed by us or adopted, Reopened how often we
	// moved one of them out of Done.
	Opened, Reopened int
	// Resolved is how long each of those that are Done now took, from its creation on, the
	// quickest first. Somebody else's issue is not among them: it has a life of its own.
	Resolved []time.Duration
}

// DefectCell is what a defect is counted under.
type DefectCell struct {
	Priority string // as Jira names it; "" where none is set or known
	State    DefectState
}

// DefectState is what has become of a defect.
type DefectState string

// The states of a defect.
const (
	DefectOpen  DefectState = "open"
	DefectDone  DefectState = "done"
	DefectLetGo DefectState = "let-go" // a person took our mark off
	DefectGone  DefectState = "gone"   // deleted or hidden
)

// DefectStates lists every state, in the order in which they count where rows that share
// an issue disagree.
func DefectStates() []DefectState {
	return []DefectState{DefectOpen, DefectDone, DefectLetGo, DefectGone}
}

// DefectsOf arranges the ledger and the mirror of a site.
func DefectsOf(site string, issues []jira.Issue, entries []ledger.Entry) Defects {
	d := Defects{Site: site, Projects: map[string]DefectFlow{}}
	mirror := make(map[string]jira.Issue, len(issues))
	for _, i := range issues {
		mirror[i.ID] = i
	}
	answers := map[string]ledger.Entry{} // by issue id: the row that says most about it
	for _, e := range entries {
		if e.Role == ledger.Own && e.IssueID != "" || e.WasID != "" {
			d.change(e.Project, func(f *DefectFlow) { f.Opened, f.Reopened = f.Opened+1, f.Reopened+e.Reopened })
		}
		if e.IssueID == "" {
			continue
		}
		old, known := answers[e.IssueID]
		if !known || weight(e, mirror) < weight(old, mirror) {
			answers[e.IssueID] = e
		}
	}
	for id, e := range answers {
		i := mirror[id]
		state := stateOf(e, i)
		d.change(cmp.Or(i.Project, model.Project(e.IssueKey)), func(f *DefectFlow) {
			f.Now[DefectCell{i.Priority, state}]++
			if took, ok := lasted(e, i); ok {
				f.Resolved = append(f.Resolved, took)
			}
		})
	}
	for _, f := range d.Projects {
		slices.Sort(f.Resolved)
	}
	return d
}

// change changes the flow of a project.
func (d Defects) change(project string, by func(*DefectFlow)) {
	f, ok := d.Projects[project]
	if !ok {
		f.Now = map[DefectCell]int{}
	}
	by(&f)
	d.Projects[project] = f
}

// stateOf is what has become of an issue by the word of a row. One that we cannot see and
// do not miss yet counts as open.
func stateOf(e ledger.Entry, i jira.Issue) DefectState {
	switch {
	case e.State == ledger.LetGo:
		return DefectLetGo
	case e.State == ledger.Gone:
		return DefectGone
	case i.Category == jira.Done:
		return DefectDone
	}
	return DefectOpen
}

// weight orders rows that share an issue: who still owns it says most, then who made it.
func weight(e ledger.Entry, mirror map[string]jira.Issue) int {
	n := 2 * slices.Index(DefectStates(), stateOf(e, mirror[e.IssueID]))
	if e.Role != ledger.Own {
		n++
	}
	return n
}

// lasted is how long a defect of ours took that is Done now.
func lasted(e ledger.Entry, i jira.Issue) (time.Duration, bool) {
	if e.Role != ledger.Own || stateOf(e, i) != DefectDone || i.Created.IsZero() || i.CategorySince.IsZero() {
		return 0, false
	}
	return max(0, i.CategorySince.Sub(i.Created)), true
}
