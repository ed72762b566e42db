package face

import (
	"slices"
	"strings"
)

// Selection is what a request wants of an issue: `fields`, with *all, *navigable, names and exclusions.
type Selection struct {
	wanted, without []string
	all, navigable  bool
}

func SelectFields(names, otherwise []string) Selection {
	if len(names) == 0 {
		names = otherwise
	}
	var s Selection
	onlyMinus := true
	for _, n := range names {
		n = strings.TrimSpace(n)
		switch {
		case n == "*all":
			s.all, onlyMinus = true, false
		case n == "*navigable":
			s.navigable, onlyMinus = true, false
		case strings.HasPrefix(n, "-"):
			s.without = append(s.without, n[1:])
		default:
			s.wanted, onlyMinus = append(s.wanted, n), false
		}
	}
	s.all = s.all || onlyMinus
	return s
}

// notNavigable are left out of *navigable.
var notNavigable = []string{"comment", "attachment", "worklog"}

func (s Selection) wants(id string) bool {
	switch {
	case slices.Contains(s.without, id):
		return false
	case s.all || slices.Contains(s.wanted, id):
		return true
	}
	return s.navigable && !slices.Contains(notNavigable, id)
}

// Bare reports that only id and key are wanted, for which a search gives larger pages and no fields at all.
func (s Selection) Bare() bool {
	return !s.all && !s.navigable && !slices.ContainsFunc(s.wanted, func(f string) bool { return f != "id" && f != "key" && f != "issuekey" })
}

// Key reports whether the bare selection names the key.
func (s Selection) Key() bool {
	return slices.Contains(s.wanted, "key") || slices.Contains(s.wanted, "issuekey")
}
