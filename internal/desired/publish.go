package desired

import (
	"fmt"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// Publish says where stories show their verdict, beside the links of their sources.
type Publish struct {
	Fields []StoryField
	// Labels begins the labels of which a story carries the one that is its verdict; "" for
	// no labels.
	Labels string
}

// StoryField says what one field of stories holds. Which field of Jira it is, and what that
// takes, plan finds out.
type StoryField struct {
	Field string // name or id, as the admin writes it
	Value rule.Formula[StoryFacts]
	// Every is how often at most it is written where nothing has changed but what changes
	// with every run; 0 where the value speaks of nothing of the kind.
	Every time.Duration
	Keep  bool // edits by people stay; else they are overwritten
}

// StoryFacts are the names that the value of a story's field may use.
type StoryFacts struct {
	Verdict  string    `expr:"verdict" doc:"uncovered, failing, blocked, unknown, not_run, partly_tested, stale or fully_tested"`
	Words    string    `expr:"words" doc:"the verdict for people: No tests, Failing, Blocked, Unmapped status, Not started, Partly tested, Passed long ago, Fully tested"`
	Passed   int       `expr:"passed" doc:"tests of the story that pass; changes with every run"`
	Failed   int       `expr:"failed" doc:"tests that fail; changes with every run"`
	Total    int       `expr:"total" doc:"tests that count; changes with every run"`
	Counts   string    `expr:"counts" doc:"such as 9/10 passed; changes with every run"`
	Reason   string    `expr:"reason" doc:"which test decides, and why; changes with every run"`
	AsOf     time.Time `expr:"as_of" doc:"when the latest of its results happened; changes with every run"`
	Release  string    `expr:"release" doc:"the fix version that the verdict is for; empty with verdict.scope: latest, and without an unreleased one"`
	Evidence string    `expr:"evidence" doc:"complete, partial or dark: how much of its sources could be read"`
	Muted    int       `expr:"muted" doc:"tests that refer to it and are muted"`
	Story    string    `expr:"story" doc:"key of the story"`
}

// Changing are the names of what changes with every run.
func Changing() []string { return []string{"passed", "failed", "total", "counts", "reason", "as_of"} }

// still is what is worth an edit at once: f without what changes with every run.
func (f StoryFacts) still() StoryFacts {
	f.Passed, f.Failed, f.Total, f.Counts, f.Reason, f.AsOf = 0, 0, 0, "", "", time.Time{}
	return f
}

// PublishNames lists the names that the value of a story's field may use.
func PublishNames() []rule.Name { return rule.Names[StoryFacts]() }

// CompileStoryValue compiles the value of a story's field and tries it on each verdict.
// Where it speaks of what changes with every run, every must say how often that is worth
// an edit.
func CompileStoryValue(text string, every time.Duration) (rule.Formula[StoryFacts], error) {
	f, err := rule.CompileFormula(text, StorySamples()...)
	if err != nil {
		return f, err
	}
	for _, name := range Changing() {
		if f.Uses(name) && every <= 0 {
			return f, fmt.Errorf("%s changes with every run, and each edit of an issue notifies people: add `every: 1d`, or take it out of %q", name, text)
		}
	}
	return f, nil
}

// StorySamples are the facts of a story of each verdict.
func StorySamples() []StoryFacts {
	var out []StoryFacts
	for _, w := range verdict.Words() {
		out = append(out, Told{Release: "1.4", Story: verdict.Story{Key: "SHOP-1", Verdict: w, Passed: 9, Total: 10, AsOf: time.Unix(0, 0),
			Reason: "guest can pay " + hostileText}}.facts())
	}
	return out
}

// hostileText is what a test may be called.
const hostileText = "{{.}} [~admin] {noformat} \u202e <script>"

// Told is how one story stands for those who read its issue, and the release that this is
// about, "" for the latest results of any.
type Told struct {
	Story   verdict.Story
	Release string
}

// facts are what the value of a field may speak of. What tests are called goes in as one
// clean line.
func (t Told) facts() StoryFacts {
	s := t.Story
	f := StoryFacts{Verdict: string(s.Verdict), Words: s.Verdict.Words(), Passed: s.Passed, Total: s.Total,
		Counts: fmt.Sprintf("%d/%d passed", s.Passed, s.Total), Reason: rule.Cut(nameMax, rule.OneLine(s.Reason)), AsOf: s.AsOf,
		Release: t.Release, Evidence: string(s.Evidence()), Muted: len(s.Muted), Story: s.Key}
	for _, tally := range s.BySource {
		f.Failed += tally.Failed
	}
	return f
}

// Shown is what one story should show of its verdict.
type Shown struct {
	Story   string // key
	Verdict verdict.Word
	Values  []Filled // in the order of Publish.Fields
	Wrong   []error  // likewise: why there is no value
	Label   string   // "" where no labels are used
	Why     string   // one sentence
}

// Show says what stories should show of their verdicts, in their order.
func (p Publish) Show(stories []Told) []Shown {
	if len(p.Fields) == 0 && p.Labels == "" {
		return nil
	}
	out := make([]Shown, len(stories))
	for i, t := range stories {
		out[i] = p.show(t)
	}
	return out
}

// show says it of one story.
func (p Publish) show(t Told) Shown {
	facts := t.facts()
	s := Shown{Story: t.Story.Key, Verdict: t.Story.Verdict, Why: facts.Words + ": " + facts.Reason}
	if t.Release != "" {
		s.Why = fmt.Sprintf("%s in %s: %s", facts.Words, t.Release, facts.Reason)
	}
	if p.Labels != "" {
		s.Label = p.Label(t.Story.Verdict)
	}
	for _, f := range p.Fields {
		value, err := f.Value.Of(facts)
		steady, serr := f.Value.Of(facts.still())
		if err == nil {
			err = serr
		}
		for i, text := range value {
			value[i] = rule.Clean(text)
		}
		s.Values = append(s.Values, Filled{Value: value, Digest: model.Key16(append([]string{"shown:v1"}, steady...)...)})
		s.Wrong = append(s.Wrong, err)
	}
	return s
}

// Label is the label of a verdict.
func (p Publish) Label(w verdict.Word) string {
	return p.Labels + strings.ReplaceAll(string(w), "_", "-")
}

// Family are the labels of all verdicts: those alone are ours.
func (p Publish) Family() []string {
	if p.Labels == "" {
		return nil
	}
	var out []string
	for _, w := range verdict.Words() {
		out = append(out, p.Label(w))
	}
	return out
}
