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
	// says why it does not, and Need how many failures would do, 0 if none would.
	Due     bool
	Waiting string
	Need    int
	Old     bool // every line for which it holds last failed longer ago than max_age
	Muted   bool
	Worst   int // failures in a row on the worst line: orders creates
	Stories []string
	Known   []string // defects that the test itself names
	Missing []string // keys that the test names and Jira does not know

	Note   jira.Doc
	NoteID string // digest of what the note says
	Why    string // one sentence: what failed, where, how often

	// The rest is set for cases that fail or have failed, as far as is remembered.
	Draft    jira.Draft // without the mark: plan knows the generation
	Facts    string     // digest of what is worth an edit of the description
	Headline string     // digest of what is worth an edit of the summary
}

// Remembered reports whether a failure of the case is known. Without one nothing may
// be closed: what failed may be what was forgotten.
func (d Defect) Remembered() bool { return d.Facts != "" }

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

// Build returns the wish for every case, sorted by key. It refuses to work without
// what keys are made of: wishes under other keys would make every defect twice. What
// one test says never keeps the others from being judged.
func Build(w model.World, subjects []verdict.Subject, rules Rules, now time.Time) ([]Defect, error) {
	if rules.Owner == "" || rules.ProjectID == "" {
		return nil, fmt.Errorf("judge cases: owner %q and id %q of project %s must be known", rules.Owner, rules.ProjectID, rules.Project)
	}
	defects := make([]Defect, 0, len(subjects))
	for _, s := range subjects {
		defects = append(defects, rules.defect(w, s, now))
	}
	slices.SortFunc(defects, func(a, b Defect) int { return cmp.Compare(a.Key, b.Key) })
	return defects, nil
}

// Key returns the key of a case's defect. A sync's name is never inside, and of the
// source only its namespace.
func (r Rules) Key(c model.Case) string {
	return model.Key16("v1", r.Owner, r.ProjectID, r.namespace(c.Source), "case", string(c.ID))
}

// namespace is what stands for a source in keys: its name, unless another is
// configured.
func (r Rules) namespace(source string) string { return cmp.Or(r.Namespace[source], source) }

// defect judges one case.
func (r Rules) defect(w model.World, s verdict.Subject, now time.Time) Defect {
	d := Defect{Key: r.Key(s.Case), Project: r.Project, Case: s.Case, Muted: s.Case.Muted,
		Stories: s.Stories, Known: s.Known, Missing: s.Missing, Evidence: r.evidence(s.Lines)}
	failing, failed := split(s.Lines)
	switch {
	case len(failing) > 0:
		r.due(&d, w, failing, now)
		r.write(&d, w, failing)
	case len(failed) > 0:
		r.write(&d, w, failed)
	case d.Evidence == Recovered:
		d.Note, d.NoteID, d.Why = passes(fewest(s.Lines))
	}
	return d
}

// write fills in the texts of a defect from the lines that fail, or have failed.
func (r Rules) write(d *Defect, w model.World, lines []model.Line) {
	v := r.vars(*d, w, lines)
	d.Why = v.sentence()
	d.Facts = v.digest(d.Stories)
	d.Headline = model.Key16("headline:v1", r.summary(v.steady()))
	d.Draft = jira.Draft{Project: r.Project, Type: r.Type, Summary: r.summary(v), Priority: r.Priority,
		Labels: r.Labels, Description: r.describe(*d, v)}
	for _, story := range d.Stories {
		d.Draft.Links = append(d.Draft.Links, jira.IssueLink{Type: r.Link, To: story})
	}
	d.Note, d.NoteID = note(*d, v)
}

// summary prints the template. Where it fails on what a test has said, or prints
// nothing, which Jira would refuse for ever, the test's title takes its place.
func (r Rules) summary(v Vars) string {
	text, err := r.Summary.Line(v, jira.SummaryMax)
	if err != nil {
		text = ""
	}
	return cmp.Or(text, rule.Cut(jira.SummaryMax, rule.OneLine(v.Case.Title)), "test "+string(v.Case.ID))
}
