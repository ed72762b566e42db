package record

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// ScopeAsk names a scope as the address of its page does.
type ScopeAsk struct {
	Kind    readiness.Kind `json:"kind"`
	Project string         `json:"project,omitempty"` // of a release
	Name    string         `json:"name"`              // of a release or filter; of a sprint its id
	Sync    string         `json:"sync,omitempty"`    // whose judgement; "" for the worst
	Frozen  bool           `json:"frozen,omitempty"`  // how it stood when it was over
}

// String is the scope as people name it.
func (a ScopeAsk) String() string {
	if a.Project != "" {
		return fmt.Sprintf("%s %s of %s", a.Kind, a.Name, a.Project)
	}
	return fmt.Sprintf("%s %s", a.Kind, a.Name)
}

// Names reports whether a judgement is one of the scope.
func (a ScopeAsk) Names(r readiness.Readiness) bool {
	if a.Kind != r.Kind || a.Sync != "" && a.Sync != r.Sync {
		return false
	}
	if a.Kind == readiness.Sprint {
		return a.Name == r.ID
	}
	return a.Name == r.Name && (a.Kind != readiness.Release || a.Project == r.Project)
}

// AskFor is what leads to a scope, whoever judges it.
func AskFor(s readiness.Scope) ScopeAsk {
	if s.Kind == readiness.Sprint {
		return ScopeAsk{Kind: s.Kind, Name: s.ID}
	}
	return ScopeAsk{Kind: s.Kind, Project: s.Project, Name: s.Name}
}

// NoScope is the error for a scope that is not judged: it says what is.
type NoScope struct {
	Ask   ScopeAsk
	Known []string // of its kind, as people name them
}

// knownMost is how many scopes an error names.
const knownMost = 10

// Error says what is not there, why that may be, and what is.
func (e NoScope) Error() string {
	text := fmt.Sprintf("%s is not judged", e.Ask)
	if e.Ask.Sync != "" {
		text += " by sync " + e.Ask.Sync
	}
	if e.Ask.Frozen {
		text = fmt.Sprintf("nothing is frozen of %s: a release is frozen when it is released, a sprint when it is closed", e.Ask)
	}
	if len(e.Known) == 0 {
		return fmt.Sprintf("%s; no %s is: `track:` says which are, and the first cycle judges them", text, e.Ask.Kind)
	}
	names, more := e.Known, ""
	if len(names) > knownMost {
		names, more = names[:knownMost], fmt.Sprintf(" and %d more", len(e.Known)-knownMost)
	}
	return fmt.Sprintf("%s; these are: %s%s; `track:` says which", text, strings.Join(names, ", "), more)
}

// Unwrap makes it one of the errors for what is not there.
func (NoScope) Unwrap() error { return ErrNotFound }

// Judgement is one sync's word on a scope, in a line.
type Judgement struct {
	Sync     string           `json:"sync"`
	Jira     string           `json:"jira,omitempty"` // where there are several
	State    readiness.State  `json:"state"`
	Why      string           `json:"why"`
	AsOf     time.Time        `json:"as_of"`
	Evidence verdict.Evidence `json:"evidence"`
}

// ScopeView is what the page of a release, sprint or filter tells: one judgement of it.
type ScopeView struct {
	readiness.Readiness
	URL      string      `json:"url,omitempty"`       // in Jira
	IssuesAt string      `json:"issues_at,omitempty"` // what stands before a key in the address of an issue
	Jira     string      `json:"jira,omitempty"`      // where there are several
	Judged   []Judgement `json:"judged"`              // by all syncs that judge it, the worst first
	FrozenAt time.Time   `json:"frozen_at,omitzero"`  // this is how it stood then
	Cycle    string      `json:"cycle,omitempty"`     // that froze it
	HasLive  bool        `json:"has_live"`            // it is still judged
	HasThen  bool        `json:"has_frozen"`          // there is a frozen record of it
	// Outdated is set where nobody has judged it for so long that its sources count as dark.
	Outdated bool    `json:"outdated,omitempty"`
	Trend    []Trend `json:"trend"`
}

// Incomplete reports whether what it rests on is not all known.
func (v ScopeView) Incomplete() bool { return v.Evidence != verdict.Complete || v.Outdated }

// Issue is the address of an issue in Jira, "" where it is not known.
func (v ScopeView) Issue(key string) string {
	if v.IssuesAt == "" || key == "" {
		return ""
	}
	return v.IssuesAt + key
}

// Doubting says of each source that is not known completely why it is not, and of an
// outdated judgement that it is.
func (v ScopeView) Doubting() []string {
	var out []string
	if v.Outdated {
		out = append(out, "nobody has judged it since "+v.AsOf.UTC().Format("2006-01-02 15:04 UTC")+": does the daemon run?")
	}
	for _, d := range v.Doubts {
		out = append(out, Doubt(d.Source, verdict.Tally{Evidence: d.Evidence, Whole: d.Whole}))
	}
	return out
}

// ScopeRow is one scope in a list: its worst judgement, in brief.
type ScopeRow struct {
	readiness.Readiness
	Jira     string    `json:"jira,omitempty"`     // where there are several
	Judges   int       `json:"judges"`             // syncs that judge it
	FrozenAt time.Time `json:"frozen_at,omitzero"` // this is how it stood then
}

// ScopeList is everything that is judged, and what was frozen.
type ScopeList struct {
	Releases []ScopeRow `json:"releases"`
	Sprints  []ScopeRow `json:"sprints"`
	Filters  []ScopeRow `json:"filters"`
	Frozen   []ScopeRow `json:"frozen"`         // one page, the latest first
	Next     int        `json:"next,omitempty"` // how many frozen ones to skip for the next page, 0 after the last
}

// FrozenPage is how many frozen records a list shows at once.
const FrozenPage = 50

// StoryScope is a scope that a story is planned for, and how the story stands in it.
type StoryScope struct {
	readiness.Scope
	Sync   string           `json:"sync"`
	State  readiness.State  `json:"state"` // of the scope
	Member readiness.Member `json:"member"`
}

// Graver orders judgements: the worst state first, then what is known worst, then the
// highest score.
func Graver(a, b readiness.Readiness) int {
	states, evidence := readiness.States(), []verdict.Evidence{verdict.Complete, verdict.Partial, verdict.Dark}
	return cmp.Or(slices.Index(states, b.State)-slices.Index(states, a.State),
		slices.Index(evidence, b.Evidence)-slices.Index(evidence, a.Evidence),
		cmp.Compare(b.Score.Total, a.Score.Total), strings.Compare(a.Sync, b.Sync))
}

// Worst sorts judgements, the worst first.
func Worst(all []readiness.Readiness) { slices.SortFunc(all, Graver) }

// ListScopes groups judgements by scope: the worst of each, and how many there are. site
// says in which Jira a sync works; named, whether that is told.
func ListScopes(all []readiness.Readiness, site func(sync string) string, named bool) ScopeList {
	list := ScopeList{Releases: []ScopeRow{}, Sprints: []ScopeRow{}, Filters: []ScopeRow{}, Frozen: []ScopeRow{}}
	all = slices.Clone(all)
	Worst(all)
	into := map[readiness.Kind]*[]ScopeRow{readiness.Release: &list.Releases, readiness.Sprint: &list.Sprints, readiness.Filter: &list.Filters}
	for _, r := range all {
		rows := into[r.Kind]
		if rows == nil {
			continue
		}
		at := site(r.Sync)
		i := slices.IndexFunc(*rows, func(o ScopeRow) bool { return o.ID == r.ID && o.Project == r.Project && site(o.Sync) == at })
		if i >= 0 {
			(*rows)[i].Judges++
			continue
		}
		row := ScopeRow{Readiness: r, Judges: 1}
		if named {
			row.Jira = at
		}
		*rows = append(*rows, row)
	}
	for _, rows := range into {
		slices.SortStableFunc(*rows, Sooner)
	}
	return list
}

// Sooner orders scopes by what is due first: what is over comes last, what has no day
// before that.
func Sooner(a, b ScopeRow) int {
	late := func(r ScopeRow) int {
		switch {
		case r.Over:
			return 2
		case r.Due.IsZero():
			return 1
		}
		return 0
	}
	return cmp.Or(late(a)-late(b), a.Due.Compare(b.Due), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// Nearest are the releases and active sprints that are due first, at most n of them.
func (l ScopeList) Nearest(n int) []ScopeRow {
	all := slices.DeleteFunc(slices.Concat(l.Releases, l.Sprints), func(r ScopeRow) bool { return r.Over })
	slices.SortStableFunc(all, Sooner)
	return all[:min(n, len(all))]
}

// PageOf is one page of some stories, as the store would read it.
func PageOf(members []readiness.Member, f MemberFilter) MemberPage {
	page := MemberPage{Members: []readiness.Member{}}
	for place := max(f.After, 0); place < len(members); place++ {
		m := members[place]
		if f.Verdict != "" && m.Verdict != f.Verdict || !strings.Contains(strings.ToLower(m.Key+" "+m.Title), strings.ToLower(f.Search)) {
			continue
		}
		if f.Limit > 0 && len(page.Members) == f.Limit {
			return page
		}
		page.Members = append(page.Members, m)
		page.Next = place + 1
	}
	page.Next = 0
	return page
}
