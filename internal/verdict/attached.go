package verdict

import (
	"slices"

	"syncd/internal/model"
)

// Attached is an issue that the defect field of a failing result names.
type Attached struct {
	Named
	Line model.LineKey // that the result decides
}

// attached lists what the defect fields of the results that decide failing lines name.
func (k Keys) attached(w model.World, lines []model.Line) []Attached {
	var out []Attached
	for _, l := range lines {
		if !l.Failing() {
			continue
		}
		var of []Named
		for _, n := range k.InField(w.Failures[l.LineKey]) {
			if !lists(of, n.Key) {
				of = append(of, n)
				out = append(out, Attached{Named: n, Line: l.LineKey})
			}
		}
	}
	return out
}

// InField says of every issue that the defect field of a result names what it means. It
// answers the failure whatever its type, for that is what a tester says with it; only
// stories do not: who names the story under test reports no defect. Keys of projects
// that are not configured are not believed, because the field is free text in many
// tools; an id is that of an issue in any project.
func (k Keys) InField(r model.Result) []Named {
	var out []Named
	for _, ref := range r.Defects {
		if model.RefID(ref) == "" && !k.ours(ref) && !slices.Contains(k.Defects, model.Project(ref)) {
			out = append(out, Named{Key: ref, From: model.FromResult, Role: RoleForeign})
			continue
		}
		n := k.role(ref, model.FromResult)
		switch n.Role {
		case RoleStory:
			n.Role = RoleTested
		case RoleTest, RoleOther:
			n.Role = RoleDefect
		}
		out = append(out, n)
	}
	return out
}
