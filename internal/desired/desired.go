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
	"regexp"
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
	Due          bool
	Waiting      string
	Need         int
	Early        bool // it is due but waits: a person ran it, and may be about to name a defect
	Old          bool // every line for which it holds last failed longer ago than max_age
	Muted        bool
	Worst        int // failures in a row on the worst line: orders creates
	Stories      []string
	Known        []Known  // defects of other people that explain it, in order of trust
	Missing      []string // keys that the test or its failure names and Jira does not know
	Environments []string // of the failing lines, sorted
	// Reports are the failing results to which something can be written in their tools, by
	// source and Ref.
	Reports []model.Report

	Since      Occasion // of the failing streak: the first failure of the line that fails longest
	Last       Occasion // the latest failure
	Passed     Occasion // the latest pass
	Signatures []string // of the failures that decide now, or decided last; sorted
	// Members are the wishes that share this one, sorted by case; none means that it
	// stands for its own case alone.
	Members []Defect
	// Also are the keys under which the same defect may be known from a time before its
	// case was joined with others that are the same test.
	Also []string
	part []string // what it stands for, where that is a part of its case with a key of its own
	vars Vars
	// Retirement is set for a case that is no longer run: its results say nothing any
	// more. Before is the vanished case that a new one may be under another name.
	Retirement model.Retirement
	Before     model.Case

	Note   jira.Doc
	NoteID string // digest of what the note says
	Why    string // one sentence: what failed, where, how often

	// The rest is set for cases that fail or have failed, as far as is remembered.
	Draft    jira.Draft // without the mark: plan knows the generation
	Facts    string     // digest of what is worth an edit of the description
	Headline string     // digest of what is worth an edit of the summary
	Log      string     // name of the file that holds the whole failure, "" if none is to be attached
	Fills    []Filled   // the further fields, in the order of Rules.Fills
}

// Remembered reports whether a failure of the case is known. Without one nothing may
// be closed: what failed may be what was forgotten.
func (d Defect) Remembered() bool { return d.Facts != "" }

// Known is an issue of other people that explains a failure.
type Known struct {
	Key string
	// Rule is true where a rule of the config says so, Field where the defect field of a
	// failing result does; else the test itself names it.
	Rule, Field bool
}

// KnownRule names the issue behind failures that match.
type KnownRule struct {
	Match *regexp.Regexp // against the type, message and trace of a failure
	Issue string
}

// Per is what one defect stands for.
type Per string

// What a defect can stand for.
const (
	PerCase        Per = "case"        // a test, with all its rows and environments
	PerRow         Per = "row"         // one row of a table-driven test
	PerEnvironment Per = "environment" // a test in one environment
	PerSignature   Per = "signature"   // every test that fails alike
)

// Rules is how a sync turns results into defects.
type Rules struct {
	Per Per // "" means case
	// After is how long a manual failure waits: its tester may be about to name a defect.
	After     time.Duration
	Known     []KnownRule
	Owner     string // part of every mark and key
	Project   string
	ProjectID string // enters keys, so that a renamed project changes nothing
	Type      string
	Labels    []string // extra labels of the admin's
	Priority  string
	Link      string // type of the link between a story and its defect
	When      rule.Condition[Facts]
	Summary   rule.Text[Vars]
	// Description is the admin's template of the description; the zero one means the text
	// that syncd writes by itself.
	Description rule.Text[Words]
	Fills       []Fill        // further fields
	Publish     Publish       // where stories show their verdict
	Log         bool          // a failure that is longer than the description holds is attached
	Passes      int           // passes in a row on every line that failed, for Recovered
	MaxAge      time.Duration // of the last failure; 0 means any
	Web         string        // address of our pages, "" if there is none
	// Namespace gives each source's namespace: keys hold it instead of the name.
	Namespace map[string]string
}

// Build returns the wish for everything that may have a defect, sorted by key. It refuses to work without
// what keys are made of: wishes under other keys would make every defect twice. What
// one test says never keeps the others from being judged.
func Build(w model.World, subjects []verdict.Subject, rules Rules, now time.Time) ([]Defect, error) {
	if rules.Owner == "" || rules.ProjectID == "" {
		return nil, fmt.Errorf("judge cases: owner %q and id %q of project %s must be known", rules.Owner, rules.ProjectID, rules.Project)
	}
	defects := make([]Defect, 0, len(subjects))
	for _, s := range subjects {
		for _, p := range rules.parts(s) {
			defects = append(defects, rules.defect(w, s, p, now))
		}
	}
	if rules.Per == PerSignature {
		defects = rules.merge(defects)
	}
	slices.SortFunc(defects, func(a, b Defect) int { return cmp.Compare(a.Key, b.Key) })
	return defects, nil
}

// namespace is what stands for a source in keys: its name, unless another is
// configured.
func (r Rules) namespace(source string) string { return cmp.Or(r.Namespace[source], source) }

// defect judges one part of a case.
func (r Rules) defect(w model.World, s verdict.Subject, p part, now time.Time) Defect {
	d := Defect{Key: r.key(s.Case.Source, p.name...), Project: r.Project, Case: s.Case, Muted: s.Case.Muted,
		Stories: s.Stories, Missing: s.Missing, Evidence: r.evidence(p.lines), Also: r.former(w, s.Case.ID)}
	if r.Per == PerRow || r.Per == PerEnvironment {
		d.part = p.name
	}
	d.attached(s, p.lines)
	for _, key := range s.Known {
		d.Known = append(d.Known, Known{Key: key})
	}
	failing, failed := split(p.lines)
	d.Passed = occasion(w, last(p.lines, func(l model.Line) model.Point { return l.LastPassed }))
	switch {
	case len(failing) > 0:
		d.Known = append(d.Known, r.explained(w, failing)...)
		d.Reports = reports(w, failing)
		r.due(&d, w, failing, now)
		r.write(&d, w, failing)
	case len(failed) > 0:
		r.write(&d, w, failed)
	case d.Evidence == Recovered:
		d.Note, d.NoteID, d.Why = passes(fewest(p.lines))
	}
	if d.Retirement = w.Retired[s.Case.ID]; !d.Retirement.Since.IsZero() {
		d.Evidence = Silent
	}
	if old, ok := w.Renamed[s.Case.ID]; ok {
		if d.Before = w.Cases[old]; d.Before.ID == "" {
			d.Before = model.Case{ID: old, Title: string(old)}
		}
	}
	return d
}

// attached takes in the issues that people attached to the failures of some lines.
func (d *Defect) attached(s verdict.Subject, lines []model.Line) {
	for _, a := range s.Attached {
		if !slices.ContainsFunc(lines, func(l model.Line) bool { return l.LineKey == a.Line }) {
			continue
		}
		switch a.Role {
		case verdict.RoleDefect:
			d.Known = append(d.Known, Known{Key: a.Key, Field: true})
		case verdict.RoleUnknown:
			d.Missing = append(slices.Clone(d.Missing), a.Key)
		}
	}
}

// write fills in the texts of a defect from the lines that fail, or have failed.
func (r Rules) write(d *Defect, w model.World, lines []model.Line) {
	v := r.vars(*d, w, lines)
	d.vars = v
	d.Since, d.Last, d.Signatures = v.Since, v.LastFailed, v.signatures
	if d.Evidence == Failing {
		d.Environments = v.environments
	}
	d.Why = v.sentence()
	d.Facts = v.digest(d.Stories)
	d.Fills, d.Log = r.fill(v, d.Facts, nil), r.logName(v)
	r.draft(d, r.summary(v, jira.SummaryMax), r.summary(v.steady(), jira.SummaryMax), r.worded(v, r.describe(*d, v)))
	d.Note, d.NoteID = note(*d, v)
}

// draft fills in what an issue for the defect says; steady is the summary without what
// changes from run to run.
func (r Rules) draft(d *Defect, summary, steady string, description jira.Doc) {
	d.Headline = model.Key16("headline:v1", steady)
	d.Draft = jira.Draft{Project: r.Project, Type: r.Type, Summary: summary, Priority: r.Priority, Labels: r.Labels, Description: description}
	for _, story := range d.Stories {
		d.Draft.Links = append(d.Draft.Links, jira.IssueLink{Type: r.Link, To: story})
	}
}

// summary prints the template within so many runes. Where it fails on what a test has
// said, or prints nothing, which Jira would refuse for ever, the test's title takes its
// place.
func (r Rules) summary(v Vars, most int) string {
	text, err := r.Summary.Line(v, most)
	if err != nil {
		text = ""
	}
	return cmp.Or(text, rule.Cut(most, rule.OneLine(v.Case.Title)), "test "+string(v.Case.ID))
}
