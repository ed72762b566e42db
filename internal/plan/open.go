package plan

import (
	"fmt"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// open keeps an open defect true: its facts while it fails, its end when it passes.
func (m *maker) open(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	m.missingLinks(d, e, issue)
	switch d.Evidence {
	case desired.Failing:
		m.state(d, StateDefect, issue.Key, fmt.Sprintf("%s is %s", issue.Key, issue.Status))
		if e.Verified { // people have opened it again
			e = m.relearn(e, func(r *ledger.Entry) { r.Verified = false })
		}
		m.fields(d, e, issue)
		m.attach(d, e, target(e))
		if e.Note.Digest != "" && e.Note.Digest != d.NoteID && !m.flaps(d, e, issue.Category) {
			m.say(m.comment(d, e, desired.Note{Body: d.Note, ID: d.NoteID}, FailedAgain, issue.Category), e, d)
		}
	case desired.Recovered:
		m.resolve(d, e, issue)
	}
}

// stuckFor is how long a status that no transition leads out of is not tried again.
const stuckFor = 24 * time.Hour

// resolve says or does that the tests pass again. Where no failure is remembered it
// only says so: what was forgotten may fail still.
func (m *maker) resolve(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	move := m.in.Rules.Resolve == ByTransition && d.Remembered()
	told := e.Note.Digest == d.NoteID
	if m.in.Rules.Resolve == ByNothing || told && !move {
		return
	}
	c := m.comment(d, e, desired.Note{Body: d.Note, ID: d.NoteID}, PassedAgain, issue.Category)
	if m.partial(d, c) || m.flaps(d, e, issue.Category) {
		return
	}
	if !move {
		m.say(c, e, d)
		return
	}
	c.Verb, c.Fields = Transition, []Field{{Name: "status", From: issue.Status, To: "done"}}
	c.Work = Work{Move: &MoveWork{From: issue.Category, To: jira.Done, Resolution: "Done"}}
	if !m.stuck(e, issue, c) {
		m.want(c, 0, "")
	}
}

// partial holds a change that rests on passes while not everything could be read.
func (m *maker) partial(d desired.Defect, c Change) bool {
	if m.in.Complete[d.Case.Source] {
		return false
	}
	m.hold(c, HoldIncomplete, "not all results of %s could be read; what is missing may fail", d.Case.Source)
	return true
}

// stuck holds a transition that was not to be had when it was last tried.
func (m *maker) stuck(e ledger.Entry, issue jira.Issue, c Change) bool {
	if e.Stuck == "" || e.Stuck != issue.Status || m.in.Now.Sub(e.UpdatedAt) >= stuckFor {
		return false
	}
	c.Verb, c.Work = Transition, Work{}
	m.hold(c, HoldNoTransition, "no transition leads out of %s without more fields; mend the workflow, or set defects.resolve.by and defects.reopen.by to comment", e.Stuck)
	return true
}

// flaps reports whether a test changes sides too often to be followed. It says so once
// on the issue, and moves it no more until it has been quiet.
func (m *maker) flaps(d desired.Defect, e ledger.Entry, on jira.Category) bool {
	f := m.in.Rules.Flapping
	turns := ledger.Within(e.Turns, f.Window, m.in.Now)
	if f.Turns <= 0 || turns < f.Turns {
		return false
	}
	n := d.Flapping(turns, f.Window)
	c := m.comment(d, e, n, FailedAgain, on)
	m.hold(c, HoldFlapping, "%s changed sides %d times within %s (defects.flapping); it is left as it is until it has been quiet", d.Case.Title, turns, days(f.Window))
	if e.Note.Digest != n.ID {
		m.want(c, 0, "")
	}
	if d.Evidence == desired.Failing {
		m.state(d, StateDefect, e.IssueKey, fmt.Sprintf("%s; it is flaky: %d changes within %s", e.IssueKey, turns, days(f.Window)))
	}
	return true
}

// days is a span as people configure it.
func days(d time.Duration) string {
	if d >= 24*time.Hour && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	return d.String()
}

// say wishes a change of our comment that follows the defect from failing to passing or
// back, unless it says so already.
func (m *maker) say(c Change, e ledger.Entry, d desired.Defect) {
	if c.Work.Note.Digest == e.Note.Digest {
		return
	}
	c.Work.Note.Turn = true
	m.want(c, 0, "")
}

// comment is the change that makes our one comment say what it should, on an issue that
// is then in a status of a category.
func (m *maker) comment(d desired.Defect, e ledger.Entry, n desired.Note, reason Reason, on jira.Category) Change {
	return Change{Verb: Comment, Target: target(e), Reason: reason, Why: d.Why, Case: d.Case.ID,
		Fields: []Field{{Name: "comment", To: n.Body.Text()}},
		Work:   Work{Note: &NoteWork{Body: n.Body, Digest: n.ID, Done: on == jira.Done}}}
}
