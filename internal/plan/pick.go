package plan

import (
	"fmt"
	"slices"
)

// Pick is a change that somebody chose from an earlier plan. Nothing of it is ever
// written: its id says which change of the present plan is meant, and the rest what
// that change must still say.
type Pick struct {
	ID     string  `json:"id"`
	Verb   Verb    `json:"verb"`
	Target Target  `json:"target"`
	Fields []Field `json:"fields,omitempty"`
}

// Picked is the change as a pick.
func (c Change) Picked() Pick {
	return Pick{ID: c.ID, Verb: c.Verb, Target: c.Target, Fields: c.Fields}
}

// Unmade is a pick that is not made, and why.
type Unmade struct {
	ID string `json:"id"`
	// Hold is the reason of the hold that it has become, "" where it is out of date.
	Hold Reason `json:"hold,omitempty"`
	Why  string `json:"why"`
}

// Pick returns the plan with those of its changes that were picked and still say what
// they said then, and what became of the others.
func (p Plan) Pick(picks []Pick) (Plan, []Unmade) {
	var unmade []Unmade
	keep := map[string]bool{}
	for _, pick := range picks {
		if u := p.unmade(pick); u.Why != "" {
			unmade = append(unmade, u)
		} else {
			keep[pick.ID] = true
		}
	}
	all := p.Changes
	p.Changes = slices.DeleteFunc(slices.Clone(all), func(c Change) bool { return !keep[c.ID] })
	for _, c := range all {
		if rest := c.restsOn(all); keep[c.ID] && rest != "" && !keep[rest] {
			unmade = append(unmade, Unmade{ID: c.ID, Why: fmt.Sprintf("it rests on the create %s, which was not picked or is not made", rest)})
			p.Changes = slices.DeleteFunc(p.Changes, func(o Change) bool { return o.ID == c.ID })
		}
	}
	return p, unmade
}

// restsOn is the id of the create that makes what a change is about, "" where it is
// there already.
func (c Change) restsOn(all []Change) string {
	if c.Verb == Create || c.Target.IssueID != "" {
		return ""
	}
	i := slices.IndexFunc(all, func(o Change) bool { return o.Verb == Create && o.Target.Defect == c.Target.Defect })
	if i < 0 {
		return ""
	}
	return all[i].ID
}

// unmade says why a pick cannot be made; its Why is empty if it can.
func (p Plan) unmade(pick Pick) Unmade {
	u := Unmade{ID: pick.ID}
	if i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.ID == pick.ID }); i >= 0 {
		u.Why = differs(pick.Fields, p.Changes[i].Fields)
		return u
	}
	for _, h := range p.Holds {
		if pick.meant(h.Change) {
			u.Hold, u.Why = h.Hold, h.Because
			return u
		}
	}
	u.Why = "nothing of the kind is planned any more"
	for _, c := range p.Changes {
		if pick.meant(c) {
			u.Why = fmt.Sprintf("it would say something else by now: the plan has %s in its place", c.ID)
		}
	}
	return u
}

// meant reports whether a change does the same to the same: of links, to the same end; in
// test tools, to the same result.
func (pick Pick) meant(c Change) bool {
	if pick.Verb != c.Verb || pick.Target.Project != c.Target.Project || pick.Target.Defect != c.Target.Defect || pick.Target.IssueID != c.Target.IssueID {
		return false
	}
	told := func(name string, verb Verb) bool {
		return pick.Verb != verb || valueOf(pick.Fields, name) == valueOf(c.Fields, name)
	}
	return told("link", Link) && told("source", Writeback) && told("result", Writeback) && told("done since", Writeback)
}

// Value is what a field of a change says, "" if it has none of that name.
func (c Change) Value(name string) string { return valueOf(c.Fields, name) }

// valueOf is what a field of that name says, "" if there is none.
func valueOf(fields []Field, name string) string {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return fields[i].To
}

// differs says where what was planned and what is planned now part; "" if nowhere.
func differs(then, now []Field) string {
	if len(then) != len(now) {
		return "the plan file says something else of it than syncd did: it was edited"
	}
	for i, f := range then {
		switch {
		case f.Name != now[i].Name || f.To != now[i].To:
			return "the plan file says something else of it than syncd did: it was edited"
		case f.From != now[i].From:
			return fmt.Sprintf("%s was %q when the plan was made and is now %q", f.Name, f.From, now[i].From)
		}
	}
	return ""
}
