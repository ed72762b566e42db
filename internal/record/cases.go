package record

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// Words that CaseFilter.Story takes beside a key.
const (
	NoStory  = "none"
	AnyStory = "all"
)

// CaseFilter says which cases to list.
type CaseFilter struct {
	Story  string // NoStory, AnyStory, or the key of a story
	Search string // a part of title, class, file, suite, source or key; case does not matter
	Place  string // the cases of the place of this id instead of all places
	Page   int    // from 1
	Limit  int    // rows per page, at least 1
}

// CaseKeys is a case with what the keys that it names mean to the syncs of its source.
type CaseKeys struct {
	Case    model.Case      `json:"case"`
	Keys    []KeyIn         `json:"keys"`
	Stories []string        `json:"stories"` // of all syncs, sorted
	Place   verdict.Place   `json:"-"`
	Fit     map[string]bool `json:"-"` // link rules that gave it a story, as RuleUse.ID has them
}

// KeyIn is what a key means in one sync.
type KeyIn struct {
	Sync string `json:"sync"`
	verdict.Named
}

// RuleUse is a link rule and how many cases it links.
type RuleUse struct {
	Sync string `json:"sync"`
	verdict.Link
	Cases int    `json:"cases"`
	Wrong string `json:"wrong,omitempty"` // why it can link none
}

// ID names the rule among those of all syncs.
func (r RuleUse) ID() string { return r.Sync + " " + r.Link.String() }

// CasePlace counts the cases of one place.
type CasePlace struct {
	ID     string `json:"id"` // short, and of harmless characters whatever the place is called
	Source string `json:"source"`
	verdict.Place
	Cases   int `json:"cases"`
	NoStory int `json:"no_story"`
	Found   int `json:"found"` // that the filter lets through
	// Rule is a link rule for the place, ready to be pasted but for its story.
	Rule string `json:"rule,omitempty"`
}

// CaseList is one page of cases, counted by where they live, with the link rules.
type CaseList struct {
	Cases   int         `json:"cases"`    // of all sources that some sync uses
	NoStory int         `json:"no_story"` // those that check no story in any sync
	Found   int         `json:"found"`    // that the filter lets through
	Places  []CasePlace `json:"places"`   // one page; the one place that was asked for
	Listed  []CaseKeys  `json:"listed"`   // one page of that place's cases
	// Ignored counts keys that cases name and that mean nothing, by the type of their issue.
	Ignored map[string]int `json:"ignored"`
	Rules   []RuleUse      `json:"rules"` // those that link nothing first, at most RulesMost
	Idle    int            `json:"idle_rules"`
	AllRule int            `json:"all_rules"`
	Page    int            `json:"page"`
	Pages   int            `json:"pages"`
}

// RulesMost bounds the link rules that a list holds.
const RulesMost = 200

// ListCases makes one page from all cases and rules. What it returns does not depend on
// the order of either, except for rules that link alike.
func ListCases(all []CaseKeys, rules []RuleUse, f CaseFilter) CaseList {
	l := CaseList{Cases: len(all), Places: []CasePlace{}, Listed: []CaseKeys{}, Rules: []RuleUse{}, AllRule: len(rules), Ignored: map[string]int{}}
	places, used := map[[2]string]*CasePlace{}, map[string]int{}
	for _, c := range all {
		at := [2]string{c.Case.Source, c.Place.Name}
		p := places[at]
		if p == nil {
			p = &CasePlace{ID: model.Key16("place", c.Case.Source, c.Place.Name), Source: c.Case.Source, Place: c.Place, Rule: c.Place.Rule("…")}
			places[at] = p
		}
		p.Cases++
		if len(c.Stories) == 0 {
			p.NoStory++
			l.NoStory++
		}
		for id := range c.Fit {
			used[id]++
		}
		l.ignore(c)
		if !f.lets(c) {
			continue
		}
		p.Found++
		l.Found++
		if f.Place == p.ID {
			l.Listed = append(l.Listed, c)
		}
	}
	for _, p := range places {
		if f.Place == p.ID || f.Place == "" && p.Found > 0 {
			l.Places = append(l.Places, *p)
		}
	}
	l.sort()
	l.use(rules, used)
	return l.page(f)
}

// ignore counts the keys of a case that mean nothing, each once for all syncs.
func (l *CaseList) ignore(c CaseKeys) {
	for i, k := range c.Keys {
		same := func(o KeyIn) bool { return o.Key == k.Key && o.Role == k.Role }
		if (k.Role == verdict.RoleTest || k.Role == verdict.RoleOther) && !slices.ContainsFunc(c.Keys[:i], same) {
			l.Ignored[k.Type]++
		}
	}
}

// lets reports whether the filter lets a case through.
func (f CaseFilter) lets(c CaseKeys) bool {
	switch f.Story {
	case NoStory:
		if len(c.Stories) > 0 {
			return false
		}
	case AnyStory, "":
	default:
		if !slices.Contains(c.Stories, f.Story) {
			return false
		}
	}
	if f.Search == "" {
		return true
	}
	words := append([]string{c.Case.Title, c.Case.Class, c.Case.Name, verdict.FilePath(c.Case.File), verdict.SuitePath(c.Case.Suite), c.Case.Source}, c.Stories...)
	for _, k := range c.Keys {
		words = append(words, k.Key)
	}
	return strings.Contains(strings.ToLower(strings.Join(words, "\n")), strings.ToLower(f.Search))
}

// sort puts first what one rule would help most.
func (l *CaseList) sort() {
	slices.SortFunc(l.Places, func(a, b CasePlace) int {
		return cmp.Or(-cmp.Compare(a.Found, b.Found), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Name, b.Name))
	})
	slices.SortFunc(l.Listed, func(a, b CaseKeys) int {
		return cmp.Or(cmp.Compare(a.Case.Title, b.Case.Title), cmp.Compare(a.Case.ID, b.Case.ID))
	})
}

// use says how many cases each rule links, those that link none first.
func (l *CaseList) use(rules []RuleUse, used map[string]int) {
	for _, r := range rules {
		r.Cases = used[r.ID()]
		if r.Cases == 0 {
			l.Idle++
		}
		l.Rules = append(l.Rules, r)
	}
	slices.SortStableFunc(l.Rules, func(a, b RuleUse) int { return cmp.Compare(min(a.Cases, 1), min(b.Cases, 1)) })
	l.Rules = l.Rules[:min(len(l.Rules), RulesMost)]
}

// page cuts the list to the page asked for, the last one if that is beyond it.
func (l CaseList) page(f CaseFilter) CaseList {
	rows := len(l.Places)
	if f.Place != "" {
		rows = len(l.Listed)
	}
	l.Pages = max(1, (rows+f.Limit-1)/f.Limit)
	l.Page = min(max(1, f.Page), l.Pages)
	from, to := (l.Page-1)*f.Limit, min(rows, l.Page*f.Limit)
	if f.Place != "" {
		l.Listed = l.Listed[from:to]
	} else {
		l.Places = l.Places[from:to]
	}
	return l
}
