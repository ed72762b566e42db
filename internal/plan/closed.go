package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// closed decides on a defect of ours that is Done.
func (m *maker) closed(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if d.Evidence == desired.Recovered && !m.overdue(issue) && !m.silenced(issue) {
		m.verify(d, e, issue)
	}
	if d.Evidence != desired.Failing || m.pending(d) || m.attached(d, e) {
		return
	}
	c := m.comment(d, e, d.Again(doneAt(issue)), FailedAgain, jira.Done)
	quiet := c
	quiet.Fields = nil // what would be said is of no interest while nothing is said
	if m.behind(d, quiet) {
		return
	}
	if why, silent := m.wontFix(d, e, issue); silent {
		m.held(d, quiet, HoldWontFix, "%s was closed as %s; %s", issue.Key, issue.Resolution, why)
		m.otherCause(d, e, issue)
		return
	}
	if m.overdue(issue) || m.silenced(issue) {
		m.succeed(d, e, issue)
		return
	}
	if why := m.stale(d, issue); why != "" {
		m.held(d, quiet, HoldAwaitingRun, "%s is %s; %s", issue.Key, issue.Status, why)
		return
	}
	m.reopen(d, e, issue, c)
}

// succeed makes the next generation of a defect, linked to the one before.
func (m *maker) succeed(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	next := m.next(d, e)
	if d.Old {
		m.held(d, m.creation(birth{d: d, e: next}), HoldOld, "it last failed longer ago than defects.max_age; a new failure releases it")
		return
	}
	m.create(d, next, issue.Key)
}

// overdue reports whether an issue has been Done for longer than a failure can still be
// its own.
func (m *maker) overdue(issue jira.Issue) bool {
	return issue.Category == jira.Done && m.in.Now.Sub(doneAt(issue)) > m.in.Rules.Reopen.Window
}

// doneAt is when an issue became Done, as exactly as Jira says it.
func doneAt(i jira.Issue) time.Time {
	if !i.CategorySince.IsZero() {
		return i.CategorySince
	}
	if !i.Resolved.IsZero() {
		return i.Resolved
	}
	return i.Updated
}

// stale says why the latest failure is no evidence against a fix, "" if it is: the
// fix must have had time to reach the tests, and the tests must have run what was
// fixed.
func (m *maker) stale(d desired.Defect, issue jira.Issue) string {
	r, done := m.in.Rules.Reopen, doneAt(issue)
	latest := d.Last.At
	fixed := newest(issue.FixVersions)
	switch tested := testedVersion(d); {
	case !latest.After(done.Add(r.Grace)):
		return fmt.Sprintf("a failure after %s counts against it (defects.reopen.grace)", done.Add(r.Grace).UTC().Format("2006-01-02 15:04 MST"))
	case r.MaxAge > 0 && m.in.Now.Sub(latest) > r.MaxAge:
		return fmt.Sprintf("its latest failure, of %s, is older than defects.reopen.max_age; a new one counts against it", latest.UTC().Format(time.DateOnly))
	case tested != "" && fixed != "" && older(tested, fixed):
		return fmt.Sprintf("it is fixed in %s, and %s was tested; a failure in %s or later counts against it", fixed, tested, fixed)
	}
	return ""
}

// reopen says, or does, that a closed defect is not fixed. Where no transition was to be
// had, it is said: the developer has to hear of it either way.
func (m *maker) reopen(d desired.Defect, e ledger.Entry, issue jira.Issue, c Change) {
	if m.flaps(d, e, jira.Done) {
		return
	}
	by, again := m.in.Rules.Reopen.By, fmt.Sprintf("%s is %s and fails again", issue.Key, issue.Status)
	switch {
	case by == ByTransition && e.Reopened >= reopenMost:
		m.say(m.comment(d, e, d.HandedOver(doneAt(issue), e.Reopened), FailedAgain, jira.Done), e, d)
		again += fmt.Sprintf("; syncd has reopened it %d times and leaves it to people now", e.Reopened)
	case by == ByTransition && !m.stuck(e, issue, c, "reopened"):
		m.moveBack(d, e, issue)
	default:
		m.say(c, e, d)
		again += "; reopen it by hand if the failure is the same"
	}
	m.state(d, StateDefect, issue.Key, again)
}

// moveBack wishes the transition out of Done, and the comment that says why. The comment
// counts as the one that an open defect carries anyway, so that it is not said again.
func (m *maker) moveBack(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	m.want(Change{Verb: Transition, Target: target(e), Reason: FailedAgain, Why: d.Why, Case: d.Case.ID,
		Fields: []Field{{Name: "status", From: issue.Status, To: "reopened"}},
		Work:   Work{Move: &MoveWork{From: jira.Done, To: jira.ToDo}}}, d.Worst, "")
	c := m.comment(d, e, desired.Note{Body: d.Reopened(doneAt(issue)).Body, ID: d.NoteID}, FailedAgain, jira.ToDo)
	c.Work.Note.Turn = true
	m.want(c, 0, "")
	m.wants[len(m.wants)-1].rests = true
}

// verify says once that the tests pass since an issue is Done.
func (m *maker) verify(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	done := doneAt(issue)
	n := d.Verified(done)
	if e.Verified || e.Note.Digest == n.ID || e.Note.Digest == d.NoteID || !d.Remembered() || !d.Passed.At.After(done) || m.in.Rules.Resolve == ByNothing {
		return
	}
	c := m.comment(d, e, n, PassedAgain, jira.Done)
	if m.partial(d, c) || m.flaps(d, e, jira.Done) {
		return
	}
	c.Work.Note.Turn = e.Note.Digest == d.Again(done).ID // else nothing was said that it takes back
	m.want(c, 0, "")
}

// wontFix reports whether people have decided that a defect stays as it is, and what
// would release it.
func (m *maker) wontFix(d desired.Defect, e ledger.Entry, issue jira.Issue) (string, bool) {
	r := m.in.Rules.Reopen
	if !m.silenced(issue) {
		return "", false
	}
	switch u, fixed := r.Until, newest(issue.FixVersions); {
	case u.Signature:
		return "a failure of another kind makes a new defect (defects.reopen.wont_fix_until)", ledger.Alike(d.Signatures, e.Signatures) || len(e.Signatures) == 0
	case u.Release:
		tested := testedVersion(d)
		if fixed == "" {
			return "give it a fix version, and a failure in a later one makes a new defect (defects.reopen.wont_fix_until)", true
		}
		return fmt.Sprintf("a failure in a version after %s makes a new defect (defects.reopen.wont_fix_until)", fixed), tested == "" || !older(fixed, tested)
	case u.After > 0:
		until := doneAt(issue).Add(u.After)
		return fmt.Sprintf("if it still fails after %s, that makes a new defect (defects.reopen.wont_fix_until)", until.UTC().Format(time.DateOnly)), m.in.Now.Before(until)
	}
	return "it stays silent for good; reopen it to hear of it again", true
}

// silenced reports whether an issue was closed with a resolution that means: not to be
// fixed.
func (m *maker) silenced(issue jira.Issue) bool {
	return slices.ContainsFunc(m.in.Rules.Reopen.WontFix, func(r string) bool { return strings.EqualFold(r, issue.Resolution) })
}

// otherCause says once, on an issue that will not be fixed, that its test now fails in
// another way.
func (m *maker) otherCause(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	n := d.OtherCause(issue.Resolution)
	if len(e.Signatures) == 0 || len(d.Signatures) == 0 || ledger.Alike(d.Signatures, e.Signatures) || e.Note.Digest == n.ID {
		return
	}
	m.want(m.comment(d, e, n, FailedAgain, jira.Done), 0, "")
}
