package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Group is several reported cases that are one.
type Group struct {
	Case    Case     // as it is told: under one id, with what all of them say
	Members []CaseID // sorted; the id of Case need not be among the world's cases
}

// Groups finds the cases that are one: those that share an id of another tool, those that
// a tool knows by the name under which files report them, and those that an alias joins. A case with several ids of one tool covers several cases
// there and joins none of them. Seen says when each case was first reported: keys of
// defects are made of the id of the oldest, so that another source, or another name,
// changes none. The second result lists the aliases whose present name no case has, or
// several have.
func Groups(cases map[CaseID]Case, seen map[CaseID]time.Time, v View) ([]Group, []Alias) {
	j := joiner{view: v, cases: cases, seen: seen, same: forest{}, all: forest{}, old: map[CaseID]bool{}, present: map[CaseID]bool{}}
	loose := j.aliases()
	first := map[string]CaseID{}
	for _, id := range slices.Sorted(maps.Keys(cases)) {
		for _, foreign := range single(cases[id].IDs) {
			if other, ok := first[foreign]; ok {
				j.same.join(other, id)
				j.all.join(other, id)
			} else {
				first[foreign] = id
			}
		}
	}
	j.automated()
	members := map[CaseID][]CaseID{}
	for id := range j.all {
		members[j.all.root(id)] = append(members[j.all.root(id)], id)
	}
	var out []Group
	for _, root := range slices.Sorted(maps.Keys(members)) {
		slices.Sort(members[root])
		out = append(out, Group{Case: j.told(members[root]), Members: members[root]})
	}
	return out, loose
}

// single returns the foreign ids that are the case's only one of their system. The key and
// the number of one issue are two forms of an id: each counts by itself. Automation ids are
// names, and matched elsewhere.
func single(ids []string) []string {
	n := map[string]int{}
	form := func(id string) string {
		system, own, _ := strings.Cut(id, ":")
		if jiraID.MatchString(own) {
			return system + ":"
		}
		return system
	}
	for _, id := range ids {
		n[form(id)]++
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return n[form(id)] > 1 || System(id) == automation })
}

// forest keeps which cases belong together: each points to another of its tree, or to
// itself.
type forest map[CaseID]CaseID

// root finds the tree of a case.
func (f forest) root(id CaseID) CaseID {
	for f[id] != "" && f[id] != id {
		id = f[id]
	}
	return id
}

// join makes one tree of two.
func (f forest) join(a, b CaseID) {
	for _, id := range []CaseID{a, b} {
		if f[id] == "" {
			f[id] = id
		}
	}
	a, b = f.root(a), f.root(b)
	f[max(a, b)] = min(a, b)
}

// joiner is Groups at work.
type joiner struct {
	view         View
	cases        map[CaseID]Case
	seen         map[CaseID]time.Time
	same, all    forest          // joined by ids, and by ids or aliases
	old, present map[CaseID]bool // what aliases lead away from, and to
	names        map[string][]CaseID
}

// aliases joins what the aliases name and returns those that lead nowhere.
func (j *joiner) aliases() (loose []Alias) {
	for _, a := range j.view.Aliases {
		to, ok := j.find(a.To)
		from, known := j.find(a.From)
		if ok && !known {
			from, known = j.former(a.From, j.cases[to])
		}
		if !ok || !known {
			loose = append(loose, a)
			continue
		}
		if from != to {
			j.all.join(from, to)
			j.old[from], j.present[to] = true, true
		}
	}
	return loose
}

// find finds a case by its id or by its class and name.
func (j *joiner) find(name string) (CaseID, bool) {
	if _, ok := j.cases[CaseID(name)]; ok {
		return CaseID(name), true
	}
	if j.names == nil {
		j.names = map[string][]CaseID{}
		for id, c := range j.cases {
			full := tidy(c.Class + between + c.Name)
			j.names[full] = append(j.names[full], id)
		}
	}
	found := j.names[tidy(name)]
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

// between stands between class and name where people name a case by both.
const between = " › "

// former computes the id of a case that is not known any more, as it was when a test
// of that class and name reported to the source of the present one.
func (j *joiner) former(name string, present Case) (CaseID, bool) {
	if IsCaseID(name) {
		return CaseID(name), true
	}
	class, base, ok := strings.Cut(name, between)
	if !ok || tidy(class) == "" || len(j.names[tidy(name)]) > 1 {
		return "", false
	}
	ns := cmp.Or(j.view.Namespaces[present.Source], present.Source)
	return Identify(ns, Case{Class: class, Name: base}), true
}

// IsCaseID reports whether a text has the form of a case's id.
func IsCaseID(s string) bool {
	return len(s) == 16 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// told makes one case of several, in the words of the one that knows best.
func (j *joiner) told(members []CaseID) Case {
	ranked := slices.Clone(members)
	slices.SortStableFunc(ranked, func(a, b CaseID) int { return cmp.Compare(j.rank(a), j.rank(b)) })
	out := j.cases[ranked[0]]
	for _, id := range ranked[1:] {
		if j.old[id] {
			continue // superseded: what it was called and referred to is past
		}
		if c, ok := j.cases[id]; ok {
			out = c.Merge(out)
			out.Automated = out.Automated || c.Automated
			out.Keys, out.Tags = union(j.cases[ranked[0]].Keys, out.Keys), union(j.cases[ranked[0]].Tags, out.Tags)
		}
	}
	out.ID = j.oldest(members)
	out.Source = cmp.Or(j.cases[out.ID].Source, out.Source)
	return out
}

// oldest returns the id under which the case was known first: that of the name from
// which the aliases lead away, as it was joined with others before, or of all.
func (j *joiner) oldest(members []CaseID) CaseID {
	from := members
	for _, id := range members {
		if j.old[id] && !j.present[id] {
			from = slices.DeleteFunc(slices.Clone(members), func(m CaseID) bool { return j.same.root(m) != j.same.root(id) })
			break
		}
	}
	return slices.MinFunc(from, func(a, b CaseID) int {
		return cmp.Or(j.seen[a].Compare(j.seen[b]), cmp.Compare(a, b))
	})
}

// rank says how well a case knows what the test is: present names before old ones,
// tools before files, those with an id of their own before others.
func (j *joiner) rank(id CaseID) int {
	c, known := j.cases[id]
	switch {
	case !known:
		return 4
	case j.old[id]:
		return 3
	case slices.Contains(j.view.Tools, c.Source):
		return 0
	case c.Explicit != "":
		return 1
	}
	return 2
}
