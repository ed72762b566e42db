package verdict

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"syncd/internal/model"
)

// Role is what a key that a case names means for it.
type Role string

// The roles. All but the first two are ignored, each for its own reason.
const (
	RoleStory   Role = "story"   // the test checks it
	RoleDefect  Role = "defect"  // the test verifies it: it answers a failure
	RoleTest    Role = "test"    // it is the test itself, as an issue
	RoleOther   Role = "other"   // of a type that is neither
	RoleUnknown Role = "unknown" // Jira does not know it, or has not been asked yet
	RoleForeign Role = "foreign" // of a project that is not configured
	RolePlace   Role = "place"   // named where keys are not believed
	RoleTested  Role = "tested"  // a story that a defect field names: no defect
)

// Named is one key that a case names, or that a link rule gives it, and what came of it.
type Named struct {
	Key  string        `json:"key"` // as it is now, if the issue has moved; model.IDRef while only its id is known
	From model.KeyFrom `json:"from"`
	Role Role          `json:"role"`
	Type string        `json:"type,omitempty"` // of its issue, where it is known
	Rule string        `json:"rule,omitempty"` // that gave it
}

// Name is how people are told of the issue: by its key, or `issue 10100` while only its id
// is known.
func (n Named) Name() string { return model.RefName(n.Key) }

// String says the role in words: `story`, `ignored: type Test`.
func (n Named) String() string {
	switch n.Role {
	case RoleTest, RoleOther:
		return "ignored: type " + n.Type
	case RoleUnknown:
		return "unknown to jira"
	case RoleForeign:
		return "ignored: other project"
	case RoleTested:
		return "ignored: a story is no defect"
	case RolePlace:
		return "ignored: " + string(n.From) + " is not in keys_from"
	}
	return string(n.Role)
}

// Roles says of every key that the case names what it means, in order of trust. Link
// rules speak where the case itself names no story; its name speaks last, and only
// where it is believed. A key that Jira does not know may be a story: rules keep off.
func (k Keys) Roles(c model.Case) []Named {
	out, open := k.explicit(c), true
	for _, n := range out {
		open = open && n.Role != RoleStory && n.Role != RoleUnknown
	}
	if open {
		for _, l := range k.Links.of(c) {
			n := k.role(l.Story, model.FromRule)
			if n.Role == RoleDefect {
				n.Role = RoleOther // a rule links stories: else one bug would answer for a whole folder
			}
			n.Rule, open = l.String(), open && n.Role != RoleStory
			out = append(out, n)
		}
	}
	if open {
		out = append(out, k.byName(c)...)
	}
	return append(out, k.disbelieved(c)...)
}

// explicit are the keys that the case names in a place that is believed, each once.
func (k Keys) explicit(c model.Case) []Named {
	var out []Named
	for _, from := range k.From {
		for _, ref := range c.Keys {
			if ref.From == from && k.ours(ref.Key) && !lists(out, k.present(ref.Key)) {
				out = append(out, k.role(ref.Key, from))
			}
		}
	}
	return out
}

// byName are the keys in the case's title and name, where those are believed.
func (k Keys) byName(c model.Case) []Named {
	var out []Named
	if !slices.Contains(k.From, model.FromName) {
		return nil
	}
	for _, key := range model.Keys(c.Title + "\n" + c.Name) {
		if k.ours(key) && !lists(out, k.present(key)) {
			out = append(out, k.role(key, model.FromName))
		}
	}
	return out
}

// disbelieved are the keys that the case names in vain: of other projects, or where
// keys are not believed.
func (k Keys) disbelieved(c model.Case) []Named {
	var out []Named
	for _, ref := range c.Keys {
		switch {
		case lists(out, k.present(ref.Key)):
		case !k.ours(ref.Key):
			out = append(out, Named{Key: k.present(ref.Key), From: ref.From, Role: RoleForeign})
		case !slices.Contains(k.From, ref.From) && !lists(k.explicit(c), k.present(ref.Key)):
			out = append(out, Named{Key: k.present(ref.Key), From: ref.From, Role: RolePlace})
		}
	}
	return out
}

// role is what the type of a key's issue makes of it. A type in several lists is that
// of a defect first: to take a bug for a story would file it again.
func (k Keys) role(key string, from model.KeyFrom) Named {
	n := Named{Key: k.present(key), From: from, Role: RoleUnknown}
	var known bool
	if n.Type, known = k.Types[n.Key]; !known {
		return n
	}
	n.Role = k.RoleOf(n.Type)
	return n
}

// RoleOf is what issues of a type are to the tests that name them.
func (k Keys) RoleOf(kind string) Role {
	switch {
	case among(k.DefectTypes, kind):
		return RoleDefect
	case among(k.StoryTypes, kind):
		return RoleStory
	case among(k.TestTypes, kind):
		return RoleTest
	}
	return RoleOther
}

// present is the key of an issue as it is now; the reference as it stands where that is not
// known.
func (k Keys) present(ref string) string {
	return cmp.Or(k.IDs[model.RefID(ref)], k.Moved[ref], ref)
}

// ours reports whether a reference is to an issue of a configured project. That of an id is
// known once it has been looked up.
func (k Keys) ours(ref string) bool {
	if id := model.RefID(ref); id != "" {
		if ref = k.IDs[id]; ref == "" {
			return true
		}
	}
	return slices.Contains(k.Projects, model.Project(ref))
}

// assign sorts the keys of a case by what their issues are.
func (k Keys) assign(s Subject) Subject {
	for _, n := range k.Roles(s.Case) {
		switch n.Role {
		case RoleStory:
			s.Stories = append(s.Stories, n.Key)
			if n.From == model.FromRule {
				s.Rules = append(s.Rules, n.Rule)
			}
		case RoleDefect:
			s.Known = append(s.Known, n.Key)
		case RoleTest, RoleOther:
			s.Ignored = append(s.Ignored, n)
		case RoleUnknown:
			if n.From != model.FromRule { // which every cycle reports by itself
				s.Missing = append(s.Missing, n.Key)
			}
		}
	}
	slices.Sort(s.Stories)
	s.Stories = slices.Compact(s.Stories)
	return s
}

// Referred returns every issue that a case or a link rule may name as its story, and every
// one that a defect field names, sorted: those that must be looked at before judging.
func (k Keys) Referred(w model.World) []string {
	set := map[string]bool{}
	for _, l := range k.Links.all {
		set[l.Story] = true
	}
	for _, c := range w.Cases {
		for _, n := range append(k.explicit(c), k.byName(c)...) {
			set[n.Key] = true
		}
	}
	for _, r := range w.Failures {
		for _, n := range k.InField(r) {
			if n.Role != RoleForeign {
				set[n.Key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// lists reports whether a key is in a list.
func lists(list []Named, key string) bool {
	return slices.ContainsFunc(list, func(n Named) bool { return n.Key == key })
}

// among reports whether a type is in a list; Jira's types are named by people.
func among(types []string, typ string) bool {
	return slices.ContainsFunc(types, func(t string) bool { return strings.EqualFold(t, typ) })
}

// Unfit says why the story of a link rule is none, "" if it is one.
func (k Keys) Unfit(l Link) string {
	n := k.role(l.Story, model.FromRule)
	switch n.Role {
	case RoleStory:
		return ""
	case RoleUnknown:
		return l.Story + " is not known to jira, or this account may not see it: correct the key, or give the account access"
	}
	return n.Key + " is of type " + n.Type + ": name an issue of one of stories.types, or add the type there"
}
