package desired

import (
	"cmp"
	"fmt"
	"slices"

	"syncd/internal/model"
)

// Join makes one wish of several. It fails while one of them fails, and has recovered
// when all of them have. flood says that they share nothing but the run that broke
// them; otherwise they fail alike. The first of those that fail gives the summary.
func (r Rules) Join(key string, flood bool, members []Defect) Defect {
	members = running(members)
	slices.SortFunc(members, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.Case.Title, b.Case.Title), cmp.Compare(a.Case.ID, b.Case.ID), cmp.Compare(a.Key, b.Key))
	})
	head := members[0]
	d := Defect{Key: key, Project: r.Project, Case: head.Case, Evidence: joined(members), Members: members,
		Retirement: retired(members), Muted: true, Old: true}
	var told []Defect // of whom a failure is known
	for _, m := range members {
		if m.Remembered() && (m.Evidence == Failing || d.Evidence != Failing) {
			told = append(told, m)
		}
		if m.Evidence == Failing {
			d.add(m)
		}
		d.Stories, d.Known = append(d.Stories, m.Stories...), append(d.Known, m.Known...)
	}
	d.Stories = distinct(d.Stories)
	if d.Evidence != Failing {
		d.Muted, d.Old = false, false
	}
	if len(told) == 0 {
		d.Note, d.NoteID, d.Why = passes(0)
		return d
	}
	r.joint(&d, flood, told)
	return d
}

// joined is the evidence of several wishes together.
func joined(members []Defect) Evidence {
	out := Recovered
	for _, m := range members {
		switch m.Evidence {
		case Failing:
			return Failing
		case Silent:
			out = Silent
		}
	}
	return out
}

// running leaves out the wishes of cases that are no longer run: they say nothing for or
// against the others. Where none is run, all are left.
func running(members []Defect) []Defect {
	var out []Defect
	for _, m := range members {
		if m.Retirement.Since.IsZero() {
			out = append(out, m)
		}
	}
	if out == nil {
		return members
	}
	return out
}

// retired is the retirement of wishes that are all retired: that of the last of them.
func retired(members []Defect) model.Retirement {
	last := members[0].Retirement
	for _, m := range members {
		switch {
		case m.Retirement.Since.IsZero():
			return model.Retirement{}
		case m.Retirement.Since.After(last.Since):
			last = m.Retirement
		}
	}
	return last
}

// add takes in one failing member.
func (d *Defect) add(m Defect) {
	d.Due = d.Due || m.Due && !m.Muted && !m.Early
	d.Muted, d.Old, d.Worst = d.Muted && m.Muted, d.Old && (m.Old || !m.Due), max(d.Worst, m.Worst)
	if d.Waiting == "" {
		d.Waiting, d.Need = m.Waiting, m.Need
	}
}

// joint writes the texts of a shared defect.
func (r Rules) joint(d *Defect, flood bool, told []Defect) {
	v := told[0].vars
	worst := slices.MaxFunc(told, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.vars.Failures, b.vars.Failures), -cmp.Compare(a.Case.ID, b.Case.ID))
	})
	v.failure, v.Message, v.Failures, v.Rows, v.Stories = worst.vars.failure, worst.vars.Message, worst.vars.Failures, nil, d.Stories
	v.Trace, v.where, v.failed = worst.vars.Trace, worst.vars.where, worst.vars.failed
	v.passes, v.environments, v.signatures = told[0].vars.passes, nil, nil
	for _, m := range told {
		v.Since, v.LastFailed, v.LastPassed = earlier(v.Since, m.vars.Since), later(v.LastFailed, m.vars.LastFailed), later(v.LastPassed, m.vars.LastPassed)
		v.environments, v.signatures = append(v.environments, m.vars.environments...), append(v.signatures, m.vars.signatures...)
		v.passes = min(v.passes, m.vars.passes)
	}
	v.environments, v.signatures, v.Run = distinct(v.environments), distinct(v.signatures), v.LastFailed.Run
	v.Environment = short(v.environments, listMax)
	if d.Evidence == Failing {
		d.Environments = v.environments
	}
	d.vars, d.Since, d.Last, d.Passed, d.Signatures = v, v.Since, v.LastFailed, v.LastPassed, v.signatures
	ids := []string{v.digest(d.Stories), "cases"}
	for _, m := range told {
		ids = append(ids, string(m.Case.ID))
	}
	d.Facts = model.Key16(ids...)
	d.Fills, d.Log = r.fill(v, d.Facts, told), r.logName(v)
	if d.Why = v.sentence(); among(told) > 1 {
		d.Why = tests(among(told)) + ": " + d.Why
	}
	r.draft(d, r.sharedSummary(v, flood, told), r.sharedSummary(v.steady(), flood, told), r.worded(v, r.describeShared(*d, v, flood, told)))
	if len(d.Stories) > listMax {
		d.Draft.Links = nil // the board tells which stories fail; an issue with a hundred links tells nothing
	}
	d.Note, d.NoteID = note(*d, v)
}

// merge joins the wishes that have one key.
func (r Rules) merge(defects []Defect) []Defect {
	by := map[string][]Defect{}
	for _, d := range defects {
		by[d.Key] = append(by[d.Key], d)
	}
	out := make([]Defect, 0, len(by))
	for key, same := range by {
		if len(same) == 1 {
			out = append(out, same[0])
		} else {
			out = append(out, r.Join(key, false, same))
		}
	}
	return out
}

// Each returns the wishes that share one, or the wish itself.
func (d Defect) Each() []Defect {
	if len(d.Members) == 0 {
		return []Defect{d}
	}
	return d.Members
}

// Member is the name by which a shared defect lists the wish.
func (d Defect) Member() string { return model.Member(d.Case.ID, d.part...) }

// among counts the cases of wishes: one case may have several, of an environment each.
func among(wishes []Defect) int {
	cases := map[model.CaseID]bool{}
	for _, d := range wishes {
		cases[d.Case.ID] = true
	}
	return len(cases)
}

// tests counts tests in words.
func tests(n int) string {
	if n == 1 {
		return "1 test"
	}
	return fmt.Sprintf("%d tests", n)
}

// earlier and later return one of two occasions; one that never was does not matter.
func earlier(a, b Occasion) Occasion {
	if b.At.IsZero() || !a.At.IsZero() && (a.At.Before(b.At) || a.At.Equal(b.At) && a.Run.ID <= b.Run.ID) {
		return a
	}
	return b
}
func later(a, b Occasion) Occasion {
	if b.At.IsZero() || !a.At.IsZero() && (a.At.After(b.At) || a.At.Equal(b.At) && a.Run.ID >= b.Run.ID) {
		return a
	}
	return b
}
