// Package desired says what each defect and each link should be, from results
// alone. It knows nothing of what exists in Jira or was written before: plan
// compares its wishes with that.
//
// It is a quiet room. Texts come from templates of package rule; what a test said
// goes into documents as text and nothing else.
package desired

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// Evidence is what the results of a case say about its defect.
type Evidence string

// The kinds of evidence.
const (
	Failing   Evidence = "failing"   // at least one line fails now
	Recovered Evidence = "recovered" // every line that failed has passed enough since
	Silent    Evidence = "silent"    // neither: never failed, not run, or not passed enough yet
)

// Defect is the wish for one defect: how it stands and what an issue for it says.
type Defect struct {
	Key      string
	Project  string
	Case     model.Case
	Evidence Evidence
	// Due is true when the case fails and `when:` holds for one of its lines; Waiting
	// says why it does not.
	Due     bool
	Waiting string
	Old     bool // last failed longer ago than max_age: makes no defect
	Muted   bool
	Worst   int // failures in a row on the worst line: orders creates
	Stories []string
	Known   []string // defects that the test itself names

	// The rest is set for cases that fail or have failed.
	Draft  jira.Draft // without the mark: plan knows the generation
	Facts  string     // digest of what is worth an edit
	Note   jira.Doc
	NoteID string // digest of what the note says
	Why    string // one sentence: what failed, where, how often
}

// Rules is how a sync turns results into defects.
type Rules struct {
	Owner     string // part of every mark and key
	Project   string
	ProjectID string // enters keys, so that a renamed project changes nothing
	Type      string
	Labels    []string // extra labels of the admin's
	Priority  string
	Link      string // type of the link between a story and its defect
	When      rule.Condition[Facts]
	Summary   rule.Text[Vars]
	Passes    int           // passes in a row on every line that failed, for Recovered
	MaxAge    time.Duration // of the last failure; 0 means any
	Web       string        // address of our pages, "" if there is none
	// Namespace gives each source's namespace: keys hold it instead of the name.
	Namespace map[string]string
}

// Build returns the wish for every case, sorted by key.
func Build(w model.World, subjects []verdict.Subject, rules Rules, now time.Time) ([]Defect, error) {
	defects := make([]Defect, 0, len(subjects))
	for _, s := range subjects {
		d, err := rules.defect(w, s, now)
		if err != nil {
			return nil, fmt.Errorf("judge case %s (%s): %w", s.Case.ID, s.Case.Title, err)
		}
		defects = append(defects, d)
	}
	slices.SortFunc(defects, func(a, b Defect) int { return cmp.Compare(a.Key, b.Key) })
	return defects, nil
}

// Key returns the key of a case's defect. A sync's name is never inside, and of the
// source only its namespace.
func (r Rules) Key(c model.Case) string {
	return model.Key16("v1", r.Owner, r.ProjectID, r.Namespace[c.Source], "case", string(c.ID))
}

// defect judges one case.
func (r Rules) defect(w model.World, s verdict.Subject, now time.Time) (Defect, error) {
	d := Defect{Key: r.Key(s.Case), Project: r.Project, Case: s.Case, Muted: s.Case.Muted,
		Stories: s.Stories, Known: s.Known, Evidence: r.evidence(s.Lines)}
	failing, failed := split(s.Lines)
	if len(failed) == 0 {
		d.Note, d.NoteID = passes()
		return d, nil
	}
	d.Old = r.MaxAge > 0 && now.Sub(lastFailed(failed)) > r.MaxAge
	if err := r.due(&d, failing); err != nil {
		return d, err
	}
	return d, r.write(&d, w, failing, failed)
}

// evidence sums up the lines.
func (r Rules) evidence(lines []model.Line) Evidence {
	failing, failed := split(lines)
	switch {
	case len(failing) > 0:
		return Failing
	case len(failed) > 0 && !slices.ContainsFunc(failed, func(l model.Line) bool { return l.Passes < r.Passes }):
		return Recovered
	case len(failed) == 0 && slices.ContainsFunc(lines, func(l model.Line) bool { return l.Passes >= r.Passes }):
		// It never failed as far as we remember: what failed before a lost store, or
		// before results were pruned, has recovered all the same.
		return Recovered
	}
	return Silent
}

// due decides whether `when:` holds on one of the failing lines.
func (r Rules) due(d *Defect, failing []model.Line) error {
	for _, l := range failing {
		d.Worst = max(d.Worst, l.Failures)
		ok, err := r.When.Holds(factsOf(d.Case, l))
		if err != nil {
			return err
		}
		d.Due = d.Due || ok
	}
	if len(failing) > 0 && !d.Due {
		d.Waiting = fmt.Sprintf("failed %s in a row; `when: %s` does not hold", times(d.Worst), r.When)
	}
	return nil
}

// write fills in the texts of a defect whose case fails or has failed.
func (r Rules) write(d *Defect, w model.World, failing, failed []model.Line) error {
	lines := failing
	if len(lines) == 0 {
		lines = failed
	}
	v := r.vars(*d, w, lines)
	summary, err := r.Summary.Line(v, jira.SummaryMax)
	if err != nil {
		return err
	}
	d.Why = v.sentence()
	d.Facts = v.digest(d.Stories)
	d.Draft = jira.Draft{Project: r.Project, Type: r.Type, Summary: summary, Priority: r.Priority,
		Labels: r.Labels, Description: r.describe(*d, v)}
	for _, story := range d.Stories {
		d.Draft.Links = append(d.Draft.Links, jira.IssueLink{Type: r.Link, To: story})
	}
	d.Note, d.NoteID = note(*d, v)
	return nil
}

// split returns the lines that fail now and those that ever failed, in the order
// of their keys.
func split(lines []model.Line) (failing, failed []model.Line) {
	for _, l := range lines {
		if l.Failing() {
			failing = append(failing, l)
		}
		if !l.LastFailed.Finished.IsZero() {
			failed = append(failed, l)
		}
	}
	return failing, failed
}

// lastFailed returns when any of the lines failed last.
func lastFailed(lines []model.Line) time.Time {
	var t time.Time
	for _, l := range lines {
		if l.LastFailed.Finished.After(t) {
			t = l.LastFailed.Finished
		}
	}
	return t
}

// times counts in words that read well.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
