package plan

import (
	"fmt"
	"slices"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// missingLinks wishes an issue link for each story that a failing defect is not linked
// to. A link that was there once and that a person took away stays away: so that it is
// known, links are learned whatever the tests say.
func (m *maker) missingLinks(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	learned := e
	for _, story := range d.Stories {
		linked := issue.LinksTo(m.in.Rules.LinkType, story)
		ours := slices.Contains(e.Linked, story)
		switch {
		case linked && !ours:
			learned.Linked = append(slices.Clone(learned.Linked), story)
		case !linked && !ours && d.Evidence == desired.Failing && m.linkable(story):
			m.issueLink(d, e, story, StoryLinked, checks(d, story))
		}
	}
	if len(learned.Linked) != len(e.Linked) {
		m.relearn(e, func(r *ledger.Entry) { r.Linked = learned.Linked })
	}
}

// issueLink wishes one link from a defect to a story, or to the defect before it.
func (m *maker) issueLink(d desired.Defect, e ledger.Entry, to string, reason Reason, why string) {
	link := &jira.IssueLink{Type: m.in.Rules.LinkType, From: e.IssueKey, To: to}
	m.want(Change{Verb: Link, Target: target(e), Reason: reason, Why: why, Case: d.Case.ID,
		Fields: []Field{{Name: "link", To: to}}, Work: Work{IssueLink: link}}, d.Worst, "")
}

// checks says why a defect is linked to a story.
func checks(d desired.Defect, story string) string {
	return fmt.Sprintf("the failing test %s checks %s", d.Case.Title, story)
}

// linkable reports whether a story may be linked to: it can be seen, and nobody asked
// us to leave it alone.
func (m *maker) linkable(key string) bool {
	story, ok := m.byKey[key]
	return ok && !m.missing(story) && !ledger.Ignored(story.Labels)
}

// storyLink wishes the link of one source on a story to say what it should.
func (m *maker) storyLink(l desired.StoryLink) {
	story, ok := m.byKey[l.Story]
	if !ok || m.missing(story) {
		return
	}
	had, known := m.in.Book.Link(story.ID, l.Link.GlobalID)
	if known && had.Sent == l.Digest {
		return
	}
	reason := OutcomeChanged
	if had.Sent == "" { // never there, or never answered
		reason = StoryLinked
	}
	c := Change{Verb: Link, Target: Target{Project: story.Project, IssueID: story.ID, Issue: story.Key},
		Reason: reason, Why: l.Why, Fields: []Field{{Name: "remote link", From: had.Title, To: l.Link.Title}},
		Work: Work{RemoteLink: &RemoteWork{Link: l.Link, Digest: l.Digest}}}
	if lag, ok := m.in.Behind[l.Source]; ok {
		m.hold(c, HoldIncomplete, "%s; the link is written when it has been read whole", lag.because(l.Source))
		return
	}
	if ledger.Ignored(story.Labels) {
		m.hold(c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", story.Key, ledger.IgnoreLabel)
		return
	}
	m.want(c, 0, "")
}

// unlinks takes our links off stories that no test of their source checks any more, and
// those that say so under a key from before a move. Nothing is taken off because results
// could not be read, or because a story cannot be seen.
func (m *maker) unlinks() {
	heard := map[string]bool{}
	for _, d := range m.in.Defects {
		heard[d.Case.Source] = true
	}
	wished := map[[2]string]bool{}
	for _, l := range m.in.Links {
		wished[[2]string{m.byKey[l.Story].ID, l.Link.GlobalID}] = true
	}
	for _, had := range m.in.Book.Links {
		story, seen := m.byID[had.IssueID]
		source, under, ours := m.in.Wishes.LinkedBy(had.GlobalID)
		speaks := slices.Contains(m.in.Speaks[story.Key], source)
		switch {
		case had.Gone || !ours || !seen || m.missing(story) || !m.in.Complete[source] || !slices.Contains(m.in.Stories, story.Project):
		case wished[[2]string{story.ID, had.GlobalID}], speaks && under == story.Key:
		case !heard[source]: // nothing is known of any of its tests: that is no news about these
		default:
			m.unlink(story, had, source)
		}
	}
}

// unlink wishes that one of our links on a story is taken off.
func (m *maker) unlink(story jira.Issue, had ledger.Link, source string) {
	c := Change{Verb: Link, Target: Target{Project: story.Project, IssueID: story.ID, Issue: story.Key}, Reason: NoTestLeft,
		Why: "no test from " + source + " checks " + story.Key + " any more", Fields: []Field{{Name: "remote link", From: had.Title}},
		Work: Work{RemoteLink: &RemoteWork{Link: jira.RemoteLink{GlobalID: had.GlobalID}, Remove: true}}}
	if ledger.Ignored(story.Labels) {
		m.hold(c, HoldIgnored, "%s carries the label %s; take it off to let syncd write again", story.Key, ledger.IgnoreLabel)
		return
	}
	m.want(c, 0, "")
}
