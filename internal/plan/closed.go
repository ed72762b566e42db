package plan

import (
	"cmp"
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
	if d.Evidence == desired.Recovered {
		m.verify(d, e, issue)
	}
	if d.Evidence != desired.Failing || m.pending(d) {
		return
	}
	c := m.comment(d, e, d.Again(doneAt(issue)), FailedAgain, jira.Done)
	quiet := c
	quiet.Fields = nil // what would be said is of no interest while nothing is said
	if why, silent := m.wontFix(d, e, issue); silent {
		m.held(d, quiet, HoldWontFix, "%s was closed as %s; %s", issue.Key, issue.Resolution, why)
		m.otherCause(d, e, issue)
		return
	}
	if m.in.Now.Sub(doneAt(issue)) > m.in.Rules.Reopen.Window || m.silenced(issue) {
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
	switch tested := d.Last.Run.Context.Version; {
	case !latest.After(done.Add(r.Grace)):
		return fmt.Sprintf("a failure after %s counts against it (defects.reopen.grace)", done.Add(r.Grace).UTC().Format("2006-01-02 15:04 MST"))
	case r.MaxAge > 0 && m.in.Now.Sub(latest) > r.MaxAge:
		return "the latest failure is older than defects.reopen.max_age"
	case tested != "" && fixed != "" && older(tested, fixed):
		return fmt.Sprintf("it is fixed in %s, and %s was tested", fixed, tested)
	}
	return ""
}

// reopen says, or does, that a closed defect is not fixed.
func (m *maker) reopen(d desired.Defect, e ledger.Entry, issue jira.Issue, c Change) {
	done := doneAt(issue)
	switch {
	case m.flaps(d, e, jira.Done):
	case m.in.Rules.Reopen.By == ByTransition && e.Reopened >= reopenMost:
		m.say(m.comment(d, e, d.HandedOver(done, e.Reopened), FailedAgain, jira.Done), e, d)
		m.state(d, StateDefect, issue.Key, fmt.Sprintf("%s is %s and fails again; syncd has reopened it %d times and leaves it to people now", issue.Key, issue.Status, e.Reopened))
	case m.in.Rules.Reopen.By == ByTransition:
		if m.stuck(e, issue, c) {
			m.state(d, StateDefect, issue.Key, fmt.Sprintf("%s is %s and fails again", issue.Key, issue.Status))
			return
		}
		m.want(Change{Verb: Transition, Target: target(e), Reason: FailedAgain, Why: d.Why, Case: d.Case.ID,
			Fields: []Field{{Name: "status", From: issue.Status, To: "reopened"}},
			Work:   Work{Move: &MoveWork{From: jira.Done, To: jira.ToDo}}}, d.Worst, "")
		if n := (desired.Note{Body: d.Note, ID: d.NoteID}); n.ID != e.Note.Digest {
			m.say(m.comment(d, e, n, FailedAgain, jira.ToDo), e, d)
			m.wants[len(m.wants)-1].rests = true
		}
		m.state(d, StateDefect, issue.Key, fmt.Sprintf("%s is %s and is reopened by this plan", issue.Key, issue.Status))
	default:
		m.say(c, e, d)
		m.state(d, StateDefect, issue.Key, fmt.Sprintf("%s is %s and fails again; reopen it by hand if the failure is the same", issue.Key, issue.Status))
	}
}

// verify says once that the tests pass since an issue is Done.
func (m *maker) verify(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	done := doneAt(issue)
	n := d.Verified(done)
	if e.Verified || e.Note.Digest == n.ID || e.Note.Digest == d.NoteID || !d.Remembered() || !d.Passed.At.After(done) || m.in.Rules.Resolve == ByNothing {
		return
	}
	c := m.comment(d, e, n, PassedAgain, jira.Done)
	if m.partial(d, c) {
		return
	}
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
		tested := d.Last.Run.Context.Version
		return "a failure in a version after its fix version makes a new defect (defects.reopen.wont_fix_until)", fixed == "" || tested == "" || !older(fixed, tested)
	case u.After > 0:
		until := doneAt(issue).Add(u.After)
		return fmt.Sprintf("after %s a failure makes a new defect (defects.reopen.wont_fix_until)", until.UTC().Format(time.DateOnly)), m.in.Now.Before(until)
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

// newest is the latest of some version names, "" if there is none.
func newest(versions []string) string {
	best := ""
	for _, v := range versions {
		if best == "" || older(best, v) {
			best = v
		}
	}
	return best
}

// older reports whether one version comes before another. Names are compared part by
// part, numbers as numbers; names that share no form, such as `1.4` and `autumn`, are
// in no order, and nothing is older.
func older(a, b string) bool {
	x, y := fields(a), fields(b)
	for i := range max(len(x), len(y)) {
		p, q := "0", "0"
		if i < len(x) {
			p = x[i]
		}
		if i < len(y) {
			q = y[i]
		}
		if number(p) != number(q) {
			return false
		}
		if number(p) {
			p, q = strings.TrimLeft(p, "0"), strings.TrimLeft(q, "0")
			if len(p) != len(q) {
				return len(p) < len(q)
			}
		}
		if c := cmp.Compare(p, q); c != 0 {
			return c < 0 && number(x[min(i, len(x)-1)])
		}
	}
	return false
}

// fields splits a version name: `v1.10-rc.2` is 1, 10, rc, 2.
func fields(v string) []string {
	return strings.FieldsFunc(strings.TrimPrefix(strings.ToLower(v), "v"), func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z')
	})
}

// number reports whether a part is all digits.
func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
