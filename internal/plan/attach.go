package plan

import (
	"syncd/internal/desired"
	"syncd/internal/ledger"
)

// AttachWork attaches the whole failure to a defect. Its text is not part of the plan as
// it is kept: it may be long, and says nothing about what is decided.
type AttachWork struct {
	Name string      `json:"name"`
	Log  desired.Log `json:"-"`
}

// attach wishes the file that a defect gets when it is made, until it is there. A defect
// that was made without one, or that passes by now, gets none.
func (m *maker) attach(d desired.Defect, e ledger.Entry, t Target) {
	if !e.Log.Due() || d.Log == "" {
		return
	}
	m.want(Change{Verb: Update, Target: t, Reason: NewFailure, Why: "the whole failure is longer than the description", Case: d.Case.ID,
		Fields: []Field{{Name: "attachment", To: d.Log}},
		Work:   Work{Attach: &AttachWork{Name: d.Log, Log: d.Whole()}}}, d.Worst, "")
}
