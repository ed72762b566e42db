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
	case desired.Silent:
		if _, behind := m.in.Behind[d.Case.Source]; !behind && !d.Retirement.Since.IsZero() {
			m.retire(d, e, issue)
		}
	}
}

// retire says once that the tests of an open defect are no longer run. It is not
// resolved: that nobody looks is no proof that it works.
func (m *maker) retire(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	n := d.Retired()
	c := m.comment(d, e, n, GoneTest, issue.Category)
	who := d.Case.Title + " has"
	if n := len(d.Members); n > 1 {
		who = fmt.Sprintf("%d tests have", n)
	}
	c.Why = fmt.Sprintf("%s had no result since %s", who, d.Retirement.Since.UTC().Format(time.DateOnly))
	proof, cure := "absence proves nothing", "run the test again"
	if d.Retirement.ByTool() {
		c.Why = fmt.Sprintf("%s been retired or deleted in the test tool", who)
		proof, cure = "that proves nothing", "take the test into use again"
	}
	if e.Note.Digest != n.ID {
		m.want(c, 0, "")
	}
	c.Fields = nil
	m.hold(c, HoldRetired, "%s; %s is left open, for %s; close it, or %s", c.Why, issue.Key, proof, cure)
}

// stuckFor is how long a status that no transition leads out of is not tried again.
const stuckFor = 24 * time.Hour

// resolve says or does that the tests pass again. Where no failure is remembered, or no
// transition was to be had, it only says so.
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
	if move && e.Verified { // we have closed it before, for this very pass
		c.Verb, c.Work, c.Fields = Transition, Work{}, []Field{{Name: "status", From: issue.Status, To: "done"}}
		m.hold(c, HoldHumanEdit, "somebody has opened %s again since syncd closed it; it stays open until its tests fail and pass again", issue.Key)
		return
	}
	if !move || m.stuck(e, issue, c, "done") {
		m.say(c, e, d)
		return
	}
	c.Verb, c.Fields = Transition, []Field{{Name: "status", From: issue.Status, To: "done"}}
	c.Work = Work{Move: &MoveWork{From: issue.Category, To: jira.Done, Resolution: "Done"}}
	m.want(c, 0, "")
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
func (m *maker) stuck(e ledger.Entry, issue jira.Issue, c Change, to string) bool {
	if e.Stuck == "" || e.Stuck != issue.Status || m.in.Now.Sub(e.UpdatedAt) >= stuckFor {
		return false
	}
	c.Verb, c.Work, c.Fields = Transition, Work{}, []Field{{Name: "status", From: issue.Status, To: to}}
	m.hold(c, HoldNoTransition, "no transition leads out of %s without more fields; it is said by a comment instead; mend the workflow, or set defects.resolve.by and defects.reopen.by to comment", e.Stuck)
	return true
}

// flaps reports whether a test changes sides too often to be followed. It says so once
// on the issue, and moves it no more until it has been quiet.
func (m *maker) flaps(d desired.Defect, e ledger.Entry, on jira.Category) bool {
	f := m.in.Rules.Flapping
	if f.Turns <= 0 || ledger.Within(e.Turns, f.Window, m.in.Now) < f.Turns {
		return false
	}
	reason, often := PassedAgain, fmt.Sprintf("more than %d times within %s", f.Turns, days(f.Window))
	if d.Evidence == desired.Failing {
		reason = FailedAgain
		m.state(d, StateDefect, e.IssueKey, fmt.Sprintf("%s is %s; the test is flaky: it changed sides %s", e.IssueKey, m.byID[e.IssueID].Status, often))
	}
	n := d.Flapping(f.Turns, f.Window)
	c := m.comment(d, e, n, reason, on)
	if e.Note.Digest != n.ID {
		m.want(c, 0, "")
	}
	c.Fields = nil // what is held is every further word
	m.hold(c, HoldFlapping, "%s changed sides %s (defects.flapping); the issue is left as it is until the test has been quiet for that long", d.Case.Title, often)
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
		Fields: []Field{{Name: "comment", From: e.Note.Text, To: n.Body.Text()}},
		Work:   Work{Note: &NoteWork{Body: n.Body, Digest: n.ID, Done: on == jira.Done}}}
}
