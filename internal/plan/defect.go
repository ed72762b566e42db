package plan

import (
	"cmp"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// defect decides on one wish: evidence against issue, the table of design section 6.
func (m *maker) defect(u unit) {
	d, e := u.d, u.e
	if d.Evidence == desired.Failing {
		m.state(d, StateHeld, "", "")
	}
	switch {
	case m.obey(d, e):
	case !u.known, e.State == ledger.Planned:
		m.without(d, e)
	case e.State == ledger.Inflight:
		m.uncertain(d, e)
	case e.State == ledger.Refused:
		m.refused(d, e)
	case e.Role == ledger.Associated && m.unnamed(d, e):
		m.parted(d, e)
	case e.State == ledger.LetGo, e.State == ledger.Gone:
		m.lost(d, e)
	default:
		m.with(d, e)
	}
}

// without decides on a wish that no issue answers.
func (m *maker) without(d desired.Defect, e ledger.Entry) {
	switch {
	case d.Evidence != desired.Failing:
	case m.ordered(d, ledger.File):
		if !m.associate(d, e) {
			m.create(d, e, "")
		}
	case d.Due && !d.Muted && m.associate(d, e):
	case m.red(d), m.pending(d):
	case d.Old:
		m.held(d, m.creation(birth{d: d, e: e}), HoldOld, "it last failed longer ago than defects.max_age; a new failure releases it")
	case m.renamed(d):
		m.held(d, m.creation(birth{d: d, e: e}), HoldRenamed,
			"it may be %s (%s), which has vanished, under another name; if so, join them with `aliases:` or `syncd adopt --rename %s %s`; if not, its defect is made after %s",
			d.Before.Title, d.Before.ID, d.Before.ID, d.Case.ID, d.Since.At.Add(day).UTC().Format("2006-01-02 15:04 MST"))
	default:
		if old := m.former(d); old != "" {
			m.held(d, m.creation(birth{d: d, e: e}), HoldRenamed,
				"%s is the open defect of the whole test or of a part of it, from before `defects.per` was changed; close it, or say `syncd file %s` to have another beside it", old, d.Case.ID)
			return
		}
		m.create(d, e, "")
	}
}

// renamed reports whether a new case may be a vanished one under another name, and still
// has time for somebody to say so.
func (m *maker) renamed(d desired.Defect) bool {
	return d.Before.ID != "" && m.in.Now.Sub(d.Since.At) < day
}

// mutes is why a muted case has no defect.
const mutes = "the test tool mutes it"

// pending reports whether there is no reason for a defect, and says which is missing.
func (m *maker) pending(d desired.Defect) bool {
	switch {
	case d.Evidence != desired.Failing:
	case d.Muted:
		m.state(d, StateMuted, "", mutes)
	case !d.Due, d.Early:
		m.state(d, StateWaiting, "", d.Waiting)
	default:
		return false
	}
	return true
}

// with decides on a wish that has an issue.
func (m *maker) with(d desired.Defect, e ledger.Entry) {
	e = m.retraced(d, e)
	issue, there := m.byID[e.IssueID]
	e = m.recognise(d, e, issue)
	c := Change{Verb: Update, Target: target(e), Reason: FactsChanged, Why: d.Why, Case: d.Case.ID}
	mark, marked := ledger.ReadMark(m.in.Owner, issue.Labels)
	switch {
	case !there && m.in.Now.Sub(e.UpdatedAt) < m.in.Rules.IndexLag:
		m.held(d, c, HoldSettling, "%s was written moments ago and jira does not show it yet", e.IssueKey)
	case there && m.archived(issue):
		m.shelved(d, e, issue)
	case !there || m.missing(issue):
		m.unseen(d, e, c)
	case ledger.Ignored(issue.Labels):
		m.held(d, c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", issue.Key, ledger.IgnoreLabel)
	case e.Role == ledger.Associated:
		m.follow(d, e, issue)
	case !marked && ledger.Claimed(m.in.Owner, issue.Labels, e.Signed()):
		m.held(d, c, HoldLetGo, "%s carries the labels of two tests; take off the one that does not belong to it", issue.Key)
	case !marked || mark != e.Signed():
		m.lost(d, m.relearn(e, func(r *ledger.Entry) { r.State, r.Lost = ledger.LetGo, m.in.Now }))
	case m.duplicated(d, e, issue):
	case issue.Category == jira.Done:
		m.closed(d, e, issue)
	default:
		m.open(d, e, issue)
	}
}

// recognise learns what the row did not know: whose defect an adopted issue is, and
// where an issue has moved to.
func (m *maker) recognise(d desired.Defect, e ledger.Entry, issue jira.Issue) ledger.Entry {
	r := e
	r.Source, r.Case = cmp.Or(e.Source, d.Case.Source), cmp.Or(e.Case, string(d.Case.ID))
	r.IssueKey, r.Project = cmp.Or(issue.Key, e.IssueKey), cmp.Or(issue.Project, e.Project)
	if r.Source == e.Source && r.Case == e.Case && r.IssueKey == e.IssueKey && r.Project == e.Project {
		return e
	}
	return m.relearn(e, func(l *ledger.Entry) {
		l.Source, l.Case, l.IssueKey, l.Project = r.Source, r.Case, r.IssueKey, r.Project
	})
}

// missing reports whether a mirrored issue was looked for in vain, or might as well have
// been: nothing can be written to one that is archived, and nobody comes across it.
func (m *maker) missing(i jira.Issue) bool {
	return m.in.Sightings[i.ID].Looks > 0 || m.archived(i)
}

// uncertain holds a case whose create has not been answered.
func (m *maker) uncertain(d desired.Defect, e ledger.Entry) {
	m.held(d, m.creation(birth{d: d, e: e}), HoldUncertain, "a create sent at %s was not answered; it is looked for before another is sent", e.SentAt.UTC().Format("2006-01-02 15:04:05 MST"))
}

// refused holds a case whose create Jira would not have, until it is time to try
// again or something has changed. Until then the test may still name a defect itself.
func (m *maker) refused(d desired.Defect, e ledger.Entry) {
	switch {
	case !m.in.Now.Before(e.Until), e.Setup != m.in.Setup:
		m.without(d, e)
	case m.pending(d), m.associate(d, e):
	default:
		m.held(d, m.creation(birth{d: d, e: e}), HoldRefused, "jira refused it: %s; tried again after %s", e.Words, e.Until.UTC().Format("2006-01-02 15:04 MST"))
	}
}

// target is the issue of a ledger row.
func target(e ledger.Entry) Target {
	return Target{Project: e.Project, Defect: e.Name(), IssueID: e.IssueID, Issue: e.IssueKey}
}
