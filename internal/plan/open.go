package plan

import (
	"fmt"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// closed decides on a defect that people have closed, ours or somebody else's.
func (m *maker) closed(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if d.Evidence != desired.Failing {
		return
	}
	c := Change{Verb: Comment, Target: target(e), Reason: FailedAgain, Why: d.Why, Case: d.Case.ID}
	because := "%s is %s; syncd does not reopen issues yet, so reopen it by hand if the failure is the same"
	if e.Role == ledger.Associated {
		because = "the test names %s, which is %s; reopen it if the failure is the same, or take its key off the test"
	}
	m.held(d, c, HoldAwaitingRun, because, issue.Key, issue.Status)
	m.setIssue(d, issue.Key)
}

// open keeps an open defect true: its facts while it fails, its end when it passes.
func (m *maker) open(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	m.missingLinks(d, e, issue)
	switch d.Evidence {
	case desired.Failing:
		m.state(d, StateDefect, fmt.Sprintf("%s is %s", issue.Key, issue.Status))
		m.setIssue(d, issue.Key)
		m.fields(d, e, issue)
		if e.Note.Digest != "" && e.Note.Digest != d.NoteID {
			m.want(m.note(d, e, FailedAgain), 0, "")
		}
	case desired.Recovered:
		m.resolve(d, e)
	}
}

// stuckFor is how long a status that no transition leads out of is not tried again.
const stuckFor = 24 * time.Hour

// resolve says or does that the tests pass again. Where no failure is remembered it
// only says so: what was forgotten may fail still.
func (m *maker) resolve(d desired.Defect, e ledger.Entry) {
	c := m.note(d, e, PassedAgain)
	switch {
	case m.in.Rules.Resolve == ByNothing:
		return
	case m.in.Rules.Resolve == ByTransition && d.Remembered():
		c.Verb, c.Fields = Transition, []Field{{Name: "status", From: m.byID[e.IssueID].Status, To: "done"}}
		c.Work = Work{Close: &CloseWork{Resolution: "Done"}}
	case e.Note.Digest == d.NoteID:
		return // said already
	}
	if c.Verb == Transition && e.Stuck == m.byID[e.IssueID].Status && m.in.Now.Sub(e.UpdatedAt) < stuckFor {
		m.hold(c, HoldNoTransition, "no transition leads from %s to a Done status without more fields; mend the workflow, or set defects.resolve.by: comment", e.Stuck)
		return
	}
	if !m.in.Complete[d.Case.Source] {
		m.hold(c, HoldIncomplete, "not all results of %s could be read; what is missing may fail", d.Case.Source)
		return
	}
	m.want(c, 0, "")
}

// note is the change that makes our one comment say what it should.
func (m *maker) note(d desired.Defect, e ledger.Entry, reason Reason) Change {
	return Change{Verb: Comment, Target: target(e), Reason: reason, Why: d.Why, Case: d.Case.ID,
		Fields: []Field{{Name: "comment", From: e.Note.Text, To: d.Note.Text()}},
		Work:   Work{Note: &NoteWork{Body: d.Note, Digest: d.NoteID}}}
}
