package verdict

import (
	"path"
	"slices"

	"syncd/internal/jira"
	"syncd/internal/model"
)

// Counting says which runs count. A run that names no branch, or no environment,
// counts: nothing says that it should not.
type Counting struct {
	Branches     []string // patterns as path.Match knows them; empty means every branch
	Environments []string // likewise
}

// Counts reports whether results of a line count.
func (c Counting) Counts(l model.LineKey) bool {
	return matches(c.Branches, l.Branch) && matches(c.Environments, l.Environment)
}

// matches reports whether the value fits one of the patterns, or there is nothing
// to compare.
func matches(patterns []string, value string) bool {
	if value == "" || len(patterns) == 0 {
		return true
	}
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, value)
		return err == nil && ok
	})
}

// Keys says how issue keys in tests are understood.
type Keys struct {
	From     []model.KeyFrom // places that are believed, in order of trust
	Projects []string        // keys of other projects are no keys: UTF-8 looks like one
	// Types gives each known issue its type. A key that is not in it is not (yet) known
	// to Jira and speaks for nothing.
	Types map[string]string
	// Moved gives the present key of issues that tests still name by an older one.
	Moved map[string]string
	// IDs gives the present key of each known issue by its id: tools that live in Jira name
	// issues so.
	IDs map[string]string
	// Defects are further projects of which keys are believed in the defect field of a tool.
	Defects     []string
	StoryTypes  []string
	DefectTypes []string
	TestTypes   []string // issues that are tests themselves: named, and of no use here
	// Links give stories to cases that name none themselves.
	Links Links
}

// Subject is a case with the lines that count and the issues that it names.
type Subject struct {
	Case model.Case
	// Lines are those that count. A line without an environment counts only where the
	// case has none with one: else the one run that forgot to name its environment
	// would decide for ever.
	Lines   []model.Line
	Foreign int // lines that do not count
	// Retired is set for a case that is gone: it speaks for no story any more.
	Retired *model.Retirement
	Stories []string // keys of stories that it tests, sorted
	Known   []string // keys of defects that the test itself names
	Missing []string // keys that Jira does not know
	Ignored []Named  // keys of issues that are neither story nor defect
	// Attached are the issues that people attached, in the test tool, to the failures that
	// decide now, in the order of Lines.
	Attached []Attached
	Rules    []string // link rules that gave it its stories, as Link.String has them
}

// Subjects prepares the world for judgement: per case its counting lines and its
// issues, sorted by case.
func Subjects(w model.World, counting Counting, keys Keys) []Subject {
	subjects := make([]Subject, 0, len(w.Cases))
	at := make(map[model.CaseID]int, len(w.Cases))
	for _, id := range caseIDs(w) {
		at[id] = len(subjects)
		s := keys.assign(Subject{Case: w.Cases[id], Foreign: w.Excluded[id]})
		if r, gone := w.Retired[id]; gone {
			s.Retired = &r
		}
		subjects = append(subjects, s)
	}
	for _, l := range w.Lines {
		i, ok := at[l.Case]
		if !ok {
			continue
		}
		if counting.Counts(l.LineKey) {
			subjects[i].Lines = append(subjects[i].Lines, l)
		} else {
			subjects[i].Foreign++
		}
	}
	for i := range subjects {
		s := &subjects[i]
		s.Lines = named(s.Lines)
		s.Attached = keys.attached(w, s.Lines)
	}
	return subjects
}

// Types is the table of issue types that Keys needs.
func Types(issues []jira.Issue) map[string]string {
	out := make(map[string]string, len(issues))
	for _, i := range issues {
		out[i.Key] = i.Type
	}
	return out
}

// IDs is the table of the keys of issues by their ids.
func IDs(issues []jira.Issue) map[string]string {
	out := make(map[string]string, len(issues))
	for _, i := range issues {
		out[i.ID] = i.Key
	}
	return out
}

// named returns the lines of named environments, or all where none is named; and what a
// source says that names none ever, beside others that do.
func named(lines []model.Line) []model.Line {
	if !slices.ContainsFunc(lines, func(l model.Line) bool { return l.Environment != "" }) {
		return lines
	}
	return slices.DeleteFunc(slices.Clone(lines), func(l model.Line) bool { return l.Environment == "" && !l.Bare })
}

// last returns the latest point of any line.
func (s Subject) last() model.Point {
	var p model.Point
	for _, l := range s.Lines {
		later := l.Last.Compare(p)
		if p.Finished.IsZero() || later > 0 {
			p = l.Last
		}
	}
	return p
}

// caseIDs returns the ids of the world's cases, sorted.
func caseIDs(w model.World) []model.CaseID {
	ids := make([]model.CaseID, 0, len(w.Cases))
	for id := range w.Cases {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
