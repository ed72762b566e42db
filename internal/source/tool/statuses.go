package tool

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

// Statuses says what the statuses of a tool count as. Names are compared without regard
// to letter case and to what stands between words, as tools and their versions differ in
// it: `TO DO`, `to_do` and `To-Do` are one.
type Statuses struct {
	by   map[string]model.Outcome
	left map[string]string // names that nothing maps, by their plain form
	set  map[string]string // names as the config has them, by their plain form
	met  map[string]bool   // names that the tool has, plain
}

// NewStatuses returns what is usual in the tool, overruled by what the config says.
func NewStatuses(usual map[string]model.Outcome, set map[string]string) *Statuses {
	s := &Statuses{by: map[string]model.Outcome{}, left: map[string]string{}, set: map[string]string{}, met: map[string]bool{}}
	for name, o := range usual {
		s.by[plain(name)] = o
	}
	for name, o := range set {
		s.by[plain(name)], s.set[plain(name)] = model.Outcome(o), name
	}
	return s
}

// Outcome returns what the first of the names counts as that is mapped: a status may have
// a name for people beside one for machines. Where none is, it is unknown, and the first
// name is remembered.
func (s *Statuses) Outcome(names ...string) model.Outcome {
	for _, name := range names {
		s.met[plain(name)] = true
	}
	for _, name := range names {
		if o, ok := s.by[plain(name)]; ok && name != "" {
			return o
		}
	}
	for _, name := range names {
		if name != "" {
			s.left[plain(name)] = name
			break
		}
	}
	return model.Unknown
}

// Mapped reports whether one of the names is mapped.
func (s *Statuses) Mapped(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { _, ok := s.by[plain(n)]; return ok && n != "" })
}

// Strange are findings about names that the config maps and that are not among those met:
// for tools that list all of theirs, once Outcome has been asked for each.
func (s *Statuses) Strange() []source.Finding {
	var out []source.Finding
	for _, name := range slices.Sorted(maps.Keys(s.set)) {
		if !s.met[name] {
			out = append(out, source.Finding{Key: "statuses." + s.set[name], Text: fmt.Sprintf("the tool has no status %q", s.set[name]),
				Cure: "write it as the tool does, or take it out: letter case and what stands between words do not matter"})
		}
	}
	return out
}

// Unmapped lists the names that were met and that nothing maps, sorted.
func (s *Statuses) Unmapped() []string {
	var out []string
	for _, name := range s.left {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// plain is a name in the form in which names are compared.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(name))
}
