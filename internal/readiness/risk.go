package readiness

import (
	"fmt"
	"slices"
	"strings"
)

// RiskKind is what may go wrong. The list is closed, in the order in which people want to
// read it.
type RiskKind string

// The risks that remain.
const (
	FailingStory   RiskKind = "failing story"
	Blocked        RiskKind = "blocked"
	BlockerOpen    RiskKind = "blocker open"
	SourceDark     RiskKind = "source dark"
	OpenDefect     RiskKind = "open defect"
	UncoveredStory RiskKind = "uncovered story"
	NotRun         RiskKind = "not run"
	StaleResult    RiskKind = "stale result"
	OtherVersion   RiskKind = "tested on another version"
	DoneButRed     RiskKind = "done but red"
	UnverifiedFix  RiskKind = "unverified fix"
	Flaky          RiskKind = "flaky"
	LooseFailure   RiskKind = "failing test without story"
)

// RiskKinds lists every risk.
func RiskKinds() []RiskKind {
	return []RiskKind{FailingStory, Blocked, BlockerOpen, SourceDark, OpenDefect, UncoveredStory, NotRun, StaleResult,
		OtherVersion, DoneButRed, UnverifiedFix, Flaky, LooseFailure}
}

// DefaultBlockers are the risks that make a scope not ready unless the configuration
// says otherwise.
func DefaultBlockers() []RiskKind { return []RiskKind{FailingStory, Blocked, BlockerOpen, SourceDark} }

// phrases says each risk for one and for several.
var phrases = map[RiskKind][2]string{
	FailingStory:   {"%s fails", "%d stories fail"},
	Blocked:        {"%s is blocked", "%d stories are blocked"},
	BlockerOpen:    {"%s is open and blocks", "%d blocking defects are open"},
	SourceDark:     {"source %s has gone dark", "%d sources have gone dark"},
	OpenDefect:     {"%s is open", "%d defects are open"},
	UncoveredStory: {"%s has no test", "%d stories have no test"},
	NotRun:         {"%s is not wholly run", "%d stories are not wholly run"},
	StaleResult:    {"%s passed long ago", "%d stories passed long ago"},
	OtherVersion:   {"%s was tested on another version", "%d stories were tested on another version"},
	DoneButRed:     {"%s is done and its tests are red", "%d stories are done and their tests are red"},
	UnverifiedFix:  {"%s is closed and its test still fails", "%d defects are closed and their tests still fail"},
	Flaky:          {"%s has flaky tests", "%d stories have flaky tests"},
	LooseFailure:   {"1 failing test checks no story", "%d failing tests check no story"},
}

// Risk is what remains of one kind.
type Risk struct {
	Kind   RiskKind `json:"kind"`
	Blocks bool     `json:"blocks,omitempty"` // it makes the scope not ready
	// Count is how many remain; Accepted how many people have waived, which do not count.
	Count    int    `json:"count"`
	Accepted int    `json:"accepted,omitempty"`
	Items    []Item `json:"items"` // at most ItemsMax, those that remain first
}

// ItemsMax is how many items a risk lists; its counts are of all.
const ItemsMax = 100

// Item is one story, defect, test or source at risk.
type Item struct {
	Key    string  `json:"key"` // of an issue, id of a case, or name of a source
	Title  string  `json:"title,omitempty"`
	Why    string  `json:"why"`
	Waiver *Waiver `json:"waiver,omitempty"` // who accepted it
	// Restricted is an issue with a security level: title and status are left out.
	Restricted bool `json:"restricted,omitempty"`
}

// Subject is what a risk is about.
type Subject string

// The subjects of risks.
const (
	AboutStory  Subject = "story"
	AboutDefect Subject = "defect"
	AboutCase   Subject = "case"
	AboutSource Subject = "source"
)

// About says what the items of a risk are.
func (k RiskKind) About() Subject {
	switch k {
	case BlockerOpen, OpenDefect, UnverifiedFix:
		return AboutDefect
	case LooseFailure:
		return AboutCase
	case SourceDark:
		return AboutSource
	}
	return AboutStory
}

// add puts an item in its place.
func (r *Risk) add(i Item) {
	if i.Waiver != nil {
		r.Accepted++
	} else {
		r.Count++
	}
	r.Items = append(r.Items, i)
}

// ended sorts the items and cuts the list.
func (r Risk) ended() Risk {
	slices.SortStableFunc(r.Items, func(a, b Item) int {
		if (a.Waiver != nil) != (b.Waiver != nil) {
			if a.Waiver == nil {
				return -1
			}
			return 1
		}
		return compareKey(a.Key, b.Key)
	})
	r.Items = r.Items[:min(len(r.Items), ItemsMax)]
	return r
}

// String says the risk in a few words: `2 stories fail (SHOP-2, SHOP-9)`.
func (r Risk) String() string {
	p := phrases[r.Kind]
	if r.Count == 1 && len(r.Items) > 0 {
		if strings.Contains(p[0], "%s") {
			return fmt.Sprintf(p[0], r.Items[0].Key)
		}
		return p[0]
	}
	text := fmt.Sprintf(p[1], r.Count)
	if r.Kind == LooseFailure {
		return text
	}
	var keys []string
	for _, i := range r.Items[:min(len(r.Items), r.Count, namedMost)] {
		keys = append(keys, i.Key)
	}
	if r.Count > namedMost {
		keys = append(keys, "…")
	}
	return fmt.Sprintf("%s (%s)", text, strings.Join(keys, ", "))
}

// namedMost is how many keys a sentence names.
const namedMost = 3
