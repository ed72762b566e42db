package plan

import (
	"fmt"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// defect decides on one case: evidence against issue, the table of design section 6.
func (m *maker) defect(d desired.Defect) {
	e, known := m.in.Book.Latest(d.Key)
	if d.Evidence == desired.Failing {
		m.state(d, StateHeld, "")
	}
	switch {
	case !known, e.State == ledger.Planned:
		m.without(d, e)
	case e.State == ledger.Inflight:
		m.uncertain(d, e)
	case e.State == ledger.Refused:
		m.refused(d, e)
	default:
		m.with(d, e)
	}
}

// without decides on a case that no issue answers.
func (m *maker) without(d desired.Defect, e ledger.Entry) {
	c := m.creation(d, e)
	switch {
	case d.Evidence != desired.Failing:
		return
	case d.Muted:
		m.state(d, StateMuted, "the test tool mutes it")
	case !d.Due:
		m.state(d, StateWaiting, d.Waiting)
	case m.associate(d):
		return
	case d.Old:
		m.held(d, c, HoldOld, "it last failed longer ago than defects.max_age; a new failure releases it")
	default:
		m.state(d, StateNew, d.Why)
		m.want(c, d.Worst, d.Key)
		if !m.in.Rules.LinksInCreate {
			for _, story := range d.Stories {
				m.issueLink(d, c.Work.Draft.Entry, story)
			}
		}
	}
}

// creation is the change that makes a defect, under the row that may exist already.
func (m *maker) creation(d desired.Defect, e ledger.Entry) Change {
	if e.Key == "" {
		e = ledger.Entry{Key: d.Key, Generation: 1, State: ledger.Planned, Role: ledger.Own, Site: m.in.Site,
			Project: d.Project, Source: d.Case.Source, Case: string(d.Case.ID), Title: d.Draft.Summary,
			CreatedAt: m.in.Now, UpdatedAt: m.in.Now}
	}
	draft := draftOf(d, m.in.Owner, e.Key, e.Generation)
	e.Fields = bases(d, draft)
	if !m.in.Rules.LinksInCreate {
		draft.Links = nil
	}
	fields := []Field{{Name: "type", To: draft.Type}, {Name: "summary", To: draft.Summary}}
	if draft.Priority != "" {
		fields = append(fields, Field{Name: "priority", To: draft.Priority})
	}
	for _, s := range d.Stories {
		fields = append(fields, Field{Name: "link", To: s})
	}
	return Change{Verb: Create, Target: Target{Project: d.Project, Defect: e.Name()}, Fields: fields,
		Reason: NewFailure, Why: d.Why, Case: d.Case.ID, Work: Work{Draft: &DraftWork{Entry: e, Draft: draft}}}
}

// associate takes a defect that the test itself names as the answer, if it exists
// and is not ours, and reports whether it did.
func (m *maker) associate(d desired.Defect) bool {
	for _, key := range d.Known {
		issue, ok := m.byKey[key]
		if !ok {
			continue
		}
		if _, marked := ledger.ReadMark(m.in.Owner, issue.Labels); marked {
			continue
		}
		e := ledger.Entry{Key: d.Key, Generation: 1, State: ledger.Owned, Role: ledger.Associated, Site: m.in.Site,
			Project: issue.Project, Source: d.Case.Source, Case: string(d.Case.ID), Title: issue.Summary,
			IssueID: issue.ID, IssueKey: issue.Key, CreatedAt: m.in.Now, UpdatedAt: m.in.Now}
		m.state(d, StateKnown, fmt.Sprintf("the test names %s, %q", issue.Key, issue.Summary))
		m.setIssue(d, issue.Key)
		m.caseLink(d, e, issue, KnownIssue, &e)
		return true
	}
	return false
}

// with decides on a case that has an issue.
func (m *maker) with(d desired.Defect, e ledger.Entry) {
	issue, there := m.byID[e.IssueID]
	missing := m.in.Sightings[e.IssueID].Looks > 0
	c := Change{Verb: Update, Target: target(e), Reason: FactsChanged, Why: d.Why, Case: d.Case.ID}
	mark, marked := ledger.ReadMark(m.in.Owner, issue.Labels)
	switch {
	case !there && m.in.Now.Sub(e.UpdatedAt) < m.in.Rules.IndexLag:
		m.held(d, c, HoldSettling, "%s was written moments ago and jira does not show it yet", e.IssueKey)
	case !there || missing:
		m.held(d, c, HoldGone, "%s cannot be seen any more: it was deleted, or this account may no longer browse it; nothing new is filed", e.IssueKey)
	case issue.Has(ledger.IgnoreLabel):
		m.held(d, c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", issue.Key, ledger.IgnoreLabel)
	case e.Role == ledger.Associated:
		m.follow(d, e, issue)
	case !marked || mark.Key != e.Key:
		m.held(d, c, HoldLetGo, "somebody took our label off %s; put %s back to link it again", issue.Key, ledger.KeyLabel(e.Key, e.Generation))
	case issue.Category == jira.Done:
		m.closed(d, e, issue)
	default:
		m.open(d, e, issue)
	}
}

// follow keeps our one link on somebody else's issue true.
func (m *maker) follow(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if d.Evidence == desired.Failing {
		m.state(d, StateKnown, fmt.Sprintf("%s is %s", issue.Key, issue.Status))
		m.setIssue(d, issue.Key)
	}
	if d.Evidence != desired.Silent {
		m.caseLink(d, e, issue, OutcomeChanged, nil)
	}
}

// closed decides on a defect that people have closed.
func (m *maker) closed(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	if d.Evidence != desired.Failing {
		return
	}
	c := Change{Verb: Comment, Target: target(e), Reason: FailedAgain, Why: d.Why, Case: d.Case.ID}
	m.held(d, c, HoldAwaitingRun, "%s is %s; syncd does not reopen issues yet, so reopen it by hand if the failure is the same", issue.Key, issue.Status)
	m.setIssue(d, issue.Key)
}

// open keeps an open defect true: its facts while it fails, its end when it passes.
func (m *maker) open(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	switch d.Evidence {
	case desired.Failing:
		m.state(d, StateDefect, fmt.Sprintf("%s is %s", issue.Key, issue.Status))
		m.setIssue(d, issue.Key)
		m.fields(d, e, issue)
		m.missingLinks(d, e, issue)
		if e.Note.Digest != "" {
			m.note(d, e, FailedAgain)
		}
	case desired.Recovered:
		m.resolve(d, e)
	}
}

// resolve says or does that the tests pass again.
func (m *maker) resolve(d desired.Defect, e ledger.Entry) {
	c := Change{Verb: Comment, Target: target(e), Reason: PassedAgain, Why: d.Why, Case: d.Case.ID}
	switch {
	case m.in.Rules.Resolve == ByNothing:
		return
	case !m.in.Complete[d.Case.Source]:
		m.hold(c, HoldIncomplete, "not all results of %s could be read; what is missing may fail", d.Case.Source)
	case m.in.Rules.Resolve == ByTransition:
		c.Verb, c.Fields = Transition, []Field{{Name: "status", From: m.byID[e.IssueID].Status, To: "done"}}
		c.Work.Close = &CloseWork{Resolution: "Done"}
		m.want(c, 0, "")
	default:
		m.note(d, e, PassedAgain)
	}
}

// note wishes our one comment to say what it should.
func (m *maker) note(d desired.Defect, e ledger.Entry, reason Reason) {
	if d.NoteID == "" || e.Note.Digest == d.NoteID {
		return
	}
	m.want(Change{Verb: Comment, Target: target(e), Reason: reason, Why: d.Why, Case: d.Case.ID,
		Fields: []Field{{Name: "comment", To: d.Note.Text()}},
		Work:   Work{Note: &NoteWork{Body: d.Note, Digest: d.NoteID}}}, 0, "")
}

// uncertain holds a case whose create has not been answered.
func (m *maker) uncertain(d desired.Defect, e ledger.Entry) {
	c := m.creation(d, e)
	m.held(d, c, HoldUncertain, "a create sent at %s was not answered; it is looked for before another is sent", e.SentAt.UTC().Format("15:04:05"))
}

// refused holds a case whose create Jira would not have, until it is time to try again.
func (m *maker) refused(d desired.Defect, e ledger.Entry) {
	if !m.in.Now.Before(e.Until) {
		m.without(d, e)
		return
	}
	m.held(d, m.creation(d, e), HoldRefused, "jira refused it: %s; tried again after %s", e.Words, e.Until.UTC().Format("2006-01-02 15:04 MST"))
}

// held adds a hold and, for a failing case, gives it that state.
func (m *maker) held(d desired.Defect, c Change, reason Reason, because string, args ...any) {
	if d.Evidence != desired.Failing {
		return
	}
	m.hold(c, reason, because, args...)
	m.state(d, StateHeld, fmt.Sprintf(because, args...))
	s := m.states[d.Key]
	s.Hold = reason
	m.states[d.Key] = s
}

// state sets how a failing case stands.
func (m *maker) state(d desired.Defect, word StateWord, detail string) {
	m.states[d.Key] = CaseState{Case: d.Case.ID, Title: d.Case.Title, Source: d.Case.Source, Project: d.Project,
		State: word, Have: d.Worst, Stories: d.Stories, Detail: detail}
}

// setIssue names the issue that has a failing case.
func (m *maker) setIssue(d desired.Defect, key string) {
	s := m.states[d.Key]
	s.Issue = key
	m.states[d.Key] = s
}

// target is the issue of a ledger row.
func target(e ledger.Entry) Target {
	return Target{Project: e.Project, Defect: e.Name(), IssueID: e.IssueID, Issue: e.IssueKey}
}
