package preflight

import (
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// links judges the link types that the sync names.
func (y Sync) links(out *findings) {
	level, at := y.level(plan.CreateOnly), y.Where+".defects.link"
	if len(y.Meta.LinkTypes) == 0 {
		out.add(level, at, "have an administrator of Jira switch issue linking on", "issue linking is switched off: no defect can be linked to its story")
		return
	}
	if name, ok := y.linkType(y.Link); !ok {
		out.add(level, at, "write one that there is"+jira.Meant(y.Link, y.linkTypes()), "there is no link type %q", y.Link)
	} else if name != y.Link {
		out.add(Warning, at, "write "+name, "the link type %q is written %q in Jira", y.Link, name)
	}
	if _, ok := y.linkType(y.Duplicate); !ok {
		out.add(Warning, y.Where+".defects.duplicate", "write the one by which people there close duplicates"+jira.Meant(y.Duplicate, y.linkTypes()),
			"there is no link type %q: a defect that is closed as a duplicate is not followed to the other issue", y.Duplicate)
	}
}

// linkTypes are the names of those that there are.
func (y Sync) linkTypes() []string {
	var out []string
	for _, t := range y.Meta.LinkTypes {
		out = append(out, t.Name)
	}
	slices.Sort(out)
	return out
}

// linkType finds a link type, in any case.
func (y Sync) linkType(name string) (string, bool) {
	for _, t := range y.Meta.LinkTypes {
		if strings.EqualFold(t.Name, name) {
			return t.Name, true
		}
	}
	return "", false
}
