package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/source/files"
	"syncd/internal/verdict"
)

// understood is how a sync understands the keys of result files; without one, each key
// may be that of a story.
type understood struct {
	sync string // "" for none
	keys verdict.Keys
}

// roles are the keys of a case that count, and what they mean as far as that is known.
func (u understood) roles(c model.Case) []verdict.Named {
	if u.sync != "" {
		return u.keys.Roles(c)
	}
	var out []verdict.Named
	for _, k := range c.Keys {
		out = append(out, verdict.Named{Key: k.Key, From: k.From, Role: verdict.RoleUnknown})
	}
	return out
}

// shown are the keys of a case as lists show them: with what they mean, where a sync
// says so.
func (u understood) shown(c model.Case) []string {
	var out []string
	for _, n := range u.roles(c) {
		text := plain(n.Name())
		switch {
		case u.sync == "":
		case n.Role == verdict.RoleUnknown:
			text += " (not looked up yet)"
		default:
			text += " (" + plain(n.String()) + ")"
		}
		if n.Rule != "" {
			text += " by link rule { " + plain(n.Rule) + " }"
		}
		out = append(out, text)
	}
	return out
}

// linked counts the cases of result files by where they live. A case that several
// files report is one; a key that nobody has looked up may be that of a story.
func (u understood) linked(found files.Inspection) record.CaseList {
	at, all := map[model.CaseID]int{}, []record.CaseKeys{}
	for _, f := range found.Files {
		for _, in := range f.Cases {
			id := model.Identify("inspect", in.Case)
			if i, known := at[id]; known {
				all[i].Case = all[i].Case.Merge(in.Case)
				continue
			}
			at[id] = len(all)
			all = append(all, record.CaseKeys{Case: in.Case})
		}
	}
	for i := range all {
		c := &all[i]
		c.Case.Source, c.Place, c.Fit = "", verdict.PlaceOf(c.Case), map[string]bool{}
		for _, n := range u.roles(c.Case) {
			if n.Role == verdict.RoleStory || n.Role == verdict.RoleUnknown {
				c.Stories = append(c.Stories, n.Key)
				c.Fit[u.sync+" "+n.Rule] = n.Rule != ""
			}
		}
	}
	var rules []record.RuleUse
	for _, l := range u.keys.Links.All() {
		rules = append(rules, record.RuleUse{Sync: u.sync, Link: l})
	}
	return record.ListCases(all, rules, record.CaseFilter{Story: record.NoStory, Limit: len(all) + 1})
}

// loose returns the cases that name no story.
func (u understood) loose(cases []files.InspectedCase) []files.InspectedCase {
	return slices.DeleteFunc(slices.Clone(cases), func(c files.InspectedCase) bool {
		return slices.ContainsFunc(u.roles(c.Case), func(n verdict.Named) bool {
			return n.Role == verdict.RoleStory || n.Role == verdict.RoleUnknown
		})
	})
}

// unlinkedText prints the places with cases that name no story, with a rule for each,
// and the link rules that link nothing here.
func (u understood) unlinkedText(b *strings.Builder, l record.CaseList) {
	lack := "no issue key"
	if u.sync != "" {
		lack = "no story, and fit no link rule of sync " + u.sync
	}
	switch {
	case l.Cases == 0:
		b.WriteString("no cases\n")
	case l.NoStory == 0 && u.sync == "":
		fmt.Fprintf(b, "%s: all name an issue key\n", count(l.Cases, "case"))
	case l.NoStory == 0:
		fmt.Fprintf(b, "%s: all name a story or fit a link rule of sync %s\n", count(l.Cases, "case"), u.sync)
	default:
		fmt.Fprintf(b, "%d of %s name %s; below stories.links, with the story filled in:\n", l.NoStory, count(l.Cases, "case"), lack)
		places(b, l.Places)
	}
	for i, r := range l.Rules {
		if r.Cases > 0 {
			break
		}
		if i == 0 {
			fmt.Fprintf(b, "%d of %s link none of these cases:\n", l.Idle, count(l.AllRule, "link rule"))
		}
		fmt.Fprintf(b, "  %s: { %s }\n", plain(r.At), plain(r.Link.String()))
	}
}

// places prints one line per place: how many cases, where, and a rule.
func places(b *strings.Builder, all []record.CasePlace) {
	wide := 0
	for _, p := range all {
		wide = max(wide, min(titleWidth, utf8.RuneCountInString(placeName(p))))
	}
	for _, p := range all {
		rule := p.Rule
		if rule == "" {
			rule = "by title or tag only"
		}
		fmt.Fprintf(b, "  %5d  %-*s  %s\n", p.NoStory, wide, placeName(p), plain(rule))
	}
}

// placeName is what people call a place.
func placeName(p record.CasePlace) string {
	if p.Name == "" {
		return "(no folder, class, suite or component)"
	}
	return plain(p.Name)
}
