package model

import (
	"maps"
	"slices"
	"strings"
)

// automation is the system of ids that are names: `com.acme.CartTest.total`, under which a
// tool expects to find a case in the files that runners write.
const automation = "automation"

// automationID is the id of that system that a case carries, "" if it has none or several.
func automationID(c Case) string {
	found := ""
	for _, id := range c.IDs {
		if System(id) == automation {
			if found != "" {
				return ""
			}
			found = id
		}
	}
	return found
}

// named is what an automation id says of a case that files report: its class and its name.
func named(c Case) string {
	if tidy(c.Class) == "" {
		return ForeignID(automation, c.Name)
	}
	return ForeignID(automation, c.Class+"."+c.Name)
}

// automated joins cases that tools know by an automation id with those that files report
// under that name. An id may end in a row, which cases of files do without. Where several
// cases of one source are meant, or a case says itself which one of the tool it is, none
// is joined. It costs nothing where no case has such an id.
func (j *joiner) automated() {
	byID := map[string][]CaseID{}
	for id, c := range j.cases {
		if a := automationID(c); a != "" {
			byID[a] = append(byID[a], id)
		}
	}
	if len(byID) == 0 {
		return
	}
	files := j.filed(byID)
	meant := map[string][]CaseID{} // by the name that files report
	for a, ids := range byID {
		if base, row := Split(a); len(files[a]) == 0 && row != "" && len(files[base]) > 0 {
			a = base
		}
		meant[a] = append(meant[a], ids...)
	}
	for _, a := range slices.Sorted(maps.Keys(meant)) {
		j.meet(meant[a], files[a])
	}
}

// filed finds the cases of files by the names that automation ids ask for.
func (j *joiner) filed(asked map[string][]CaseID) map[string][]CaseID {
	wanted := map[string]bool{}
	for a := range asked {
		base, _ := Split(a)
		wanted[a], wanted[base] = true, true
	}
	out := map[string][]CaseID{}
	for id, c := range j.cases {
		if slices.Contains(j.view.Tools, c.Source) || slices.ContainsFunc(c.IDs, func(id string) bool { return System(id) == automation }) {
			continue
		}
		if name := named(c); wanted[name] {
			out[name] = append(out[name], id)
		}
	}
	return out
}

// meet joins cases of one automation id with those of files that have its name, if each of
// them is the only one of its source.
func (j *joiner) meet(tools, files []CaseID) {
	files = slices.DeleteFunc(slices.Clone(files), func(file CaseID) bool {
		return slices.ContainsFunc(tools, func(tool CaseID) bool { return differ(j.cases[tool], j.cases[file]) })
	})
	ids, sources := slices.Concat(tools, files), map[string]bool{}
	for _, id := range ids {
		sources[j.cases[id].Source] = true
	}
	if len(sources) < len(ids) {
		return
	}
	for _, id := range ids[1:] {
		j.same.join(ids[0], id)
		j.all.join(ids[0], id)
	}
}

// differ reports whether two cases name different cases of one tool.
func differ(a, b Case) bool {
	return slices.ContainsFunc(a.IDs, func(id string) bool {
		system := System(id)
		return system != automation && !slices.Contains(b.IDs, id) &&
			slices.ContainsFunc(b.IDs, func(other string) bool { return strings.HasPrefix(other, system+":") })
	})
}
