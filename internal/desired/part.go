package desired

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// part is what one defect stands for: a name that enters its key, and the lines that
// speak for it.
type part struct {
	name  []string
	lines []model.Line
}

// parts cuts a case into what each defect stands for. A case without lines is one part
// all the same: its defect may exist.
func (r Rules) parts(s verdict.Subject) []part {
	id := string(s.Case.ID)
	switch r.Per {
	case PerRow:
		return divide(s.Lines, func(l model.Line) []string { return []string{"row", id, l.Row} })
	case PerEnvironment:
		return divide(s.Lines, func(l model.Line) []string { return []string{"environment", id, l.Environment} })
	case PerSignature:
		return divide(s.Lines, func(l model.Line) []string {
			if sig := cause(l); sig != "" {
				return []string{"signature", sig}
			}
			return []string{"case", id} // nothing to compare with others
		})
	}
	return []part{{name: []string{"case", id}, lines: s.Lines}}
}

// divide sorts lines into parts by name, in the order of their names.
func divide(lines []model.Line, name func(model.Line) []string) []part {
	var out []part
	for _, l := range lines {
		n := name(l)
		i := slices.IndexFunc(out, func(p part) bool { return slices.Equal(p.name, n) })
		if i < 0 {
			out, i = append(out, part{name: n}), len(out)
		}
		out[i].lines = append(out[i].lines, l)
	}
	slices.SortFunc(out, func(a, b part) int { return slices.Compare(a.name, b.name) })
	return out
}

// cause is the signature of the failure that decides a line, or was its last. What a flaky
// result failed of at first is neither: it passed in the end.
func cause(l model.Line) string {
	if l.Failing() {
		return cmp.Or(l.Deciding.Signature, l.LastFailed.Signature)
	}
	return l.LastFailed.Signature
}

// key is the key of a defect. A sync's name is never inside, and of the source only its
// namespace.
func (r Rules) key(source string, part ...string) string {
	return model.Key16(append([]string{"v1", r.Owner, r.ProjectID, r.namespace(source)}, part...)...)
}

// Space is what stands for a source in keys.
func (r Rules) Space(source string) string { return r.namespace(source) }

// Key is the key of a case's own defect.
func (r Rules) Key(c model.Case) string { return r.key(c.Source, "case", string(c.ID)) }

// former lists the keys that the defect of a case may have had as long as the cases that
// were joined in it were several, whatever sources they came from.
func (r Rules) former(w model.World, id model.CaseID) []string {
	if r.Per != PerCase && r.Per != "" {
		return nil
	}
	var out []string
	for _, other := range w.Joined[id] {
		for source := range r.Namespace {
			if other != id {
				out = append(out, r.key(source, "case", string(other)))
			}
		}
	}
	return distinct(out)
}

// TogetherKey is the key of the defect that cases share which began to fail alike in one
// run, FloodKey that of the umbrella over all that one run broke.
func (r Rules) TogetherKey(source, run, signature string) string {
	return r.key(source, "together", run, signature)
}
func (r Rules) FloodKey(source, run string) string { return r.key(source, "flood", run) }

// explained lists the issues that rules name for what the failing lines say.
func (r Rules) explained(w model.World, failing []model.Line) []Known {
	var out []Known
	for _, rule := range r.Known {
		for _, l := range failing {
			f := w.Failures[l.LineKey].Failure
			if f != nil && rule.Match.MatchString(strings.Join([]string{f.Type, f.Message, f.Detail}, "\n")) {
				out = append(out, Known{Key: rule.Issue, Rule: true})
				break
			}
		}
	}
	return out
}
