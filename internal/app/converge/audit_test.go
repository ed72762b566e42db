package converge

import (
	"slices"
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
)

// judgeAudit reads everything that ever happened, in order, and wants that our account
// made only what was called for, touched only what was ours at that moment, and
// nothing that a person had set.
func (w *world) judgeAudit() {
	now := w.newPast()
	for n, m := range w.server.Audit() {
		switch {
		case m.User != ours:
		case m.Verb == "create":
			w.judgeBirth(n, m, now)
		default:
			w.judgeTouch(m, now)
		}
		now.learn(m)
	}
}

// judgeTouch judges one deed of our account on an issue.
func (w *world) judgeTouch(m simjira.Mutation, now *past) {
	p, when := now.ticket(m.IssueID), stamp(m.Time)
	if w.ignored(p) {
		w.fault("%s: %s of ours at %s although it carries syncd-ignore", m.Key, m.Verb, when)
	}
	if m.Verb == "remotelink" {
		if _, total := w.tally(m.IssueID); total == 0 && !now.pointed[m.IssueID] {
			w.fault("%s: remote link at %s although no test names it and nobody closed a defect in its favour", m.Key, when)
		}
		return
	}
	name := markOf(p.labels)
	if name == "" && w.showing(m, p) {
		return
	}
	if name == "" {
		w.fault("%s: %s of ours at %s although it does not carry our mark", m.Key, m.Verb, when)
	}
	switch original := now.by[p.copied]; {
	case !p.clone || w.forgotten[name]:
	case original != nil && !original.lost.IsZero() && !w.looked(p.born.Add(lag), original.lost):
		// The link of a clone goes with its original: whoever has not looked before cannot
		// tell it from an issue that somebody gave our labels to.
		w.count.pardon("a clone was taken for ours: its original was deleted or hidden before any search showed that it was one", 1)
	default:
		w.fault("%s: %s of ours at %s although it is a person's copy", m.Key, m.Verb, when)
	}
	if p.done && m.Verb != "transition" && (!strings.HasPrefix(m.Verb, "comment") || forOpen(m)) {
		w.fault("%s: %s of ours at %s, as if it were open", m.Key, m.Verb, when)
	}
	for _, c := range m.Changes {
		text, edited := p.edited[c.FieldID]
		again := m.Verb == "link" && p.unlink[c.To]
		switch {
		case again && w.estranged[m.IssueID]:
			w.count.pardon("a link that a person had taken away was made again, because the store was lost after that", 1)
		case !p.ours && (c.FieldID == "summary" || c.FieldID == "description"):
			w.fault("%s: we overwrote the %s of an issue that we did not make, at %s", m.Key, c.FieldID, when)
		case edited:
			w.fault("%s: we overwrote the %s that a person had set to %q, at %s", m.Key, c.FieldID, text, when)
		case again:
			w.fault("%s: we linked it to %s again at %s, which a person had taken away", m.Key, c.To, when)
		}
	}
	if m.Verb == "transition" {
		w.judgeMove(m, p, now, name)
	}
}

// judgeMove judges a move through the workflow. A test that fails for another reason than
// those it shared the issue with has a defect of its own.
func (w *world) judgeMove(m simjira.Mutation, p *ticket, now *past, name string) {
	made := now.made[name]
	toDone := slices.ContainsFunc(m.Changes, func(c simjira.Change) bool { return c.FieldID == "status" && c.ToText == "Done" })
	fails, passes, speak := false, true, 0
	k := w.lookAt(m.Time)
	failed := p.since
	for part := range made.covers {
		s := k.streak(w, part)
		if s.failing && w.config.mode == together && made.excused(now, name, part, s, m.Time) {
			continue
		}
		speak++
		fails, passes = fails || s.failing, passes && !s.failing && s.passed
		if s.failing && s.last.After(failed) {
			failed = s.last
		}
	}
	when := stamp(m.Time)
	switch {
	case toDone && w.config.resolve != "transition":
		w.fault("%s: closed by us at %s, and defects are resolved by %s", m.Key, when, w.config.resolve)
	case toDone && k.part:
		w.fault("%s: closed by us at %s although not all results could be read", m.Key, when)
	case toDone && (!passes || speak == 0):
		w.fault("%s: closed by us at %s although not all of %s had passed", m.Key, when, strings.Join(covered(made), ", "))
	case toDone:
	case w.config.reopen != "transition":
		w.fault("%s: reopened by us at %s, and defects are reopened by comment", m.Key, when)
	case !fails || !failed.After(p.since.Truncate(time.Millisecond).Add(w.config.grace)): // jira tells no finer time
		w.fault("%s: reopened by us at %s, Done since %s, and its test last failed on %s", m.Key, when, stamp(p.since), stamp(failed))
	case m.Time.Sub(p.since) > w.config.window+lag || wontFix[p.resolution]:
		w.fault("%s: reopened by us at %s, Done since %s as %s", m.Key, when, stamp(p.since), p.resolution)
	case p.moved >= reopenMost && w.count.lost == 0:
		w.fault("%s: taken out of Done a third time at %s", m.Key, when)
	}
}

// looked reports whether a cycle that began between two moments went through.
func (w *world) looked(from, to time.Time) bool {
	return slices.ContainsFunc(w.looks, func(k look) bool { return k.whole && k.at.After(from) && k.at.Before(to) })
}

// forOpen reports whether a comment says what we say on issues that are not Done.
func forOpen(m simjira.Mutation) bool {
	return slices.ContainsFunc(m.Changes, func(c simjira.Change) bool {
		return strings.Contains(c.ToText, "Failing since:") || strings.Contains(c.ToText, "pass again.") || strings.Contains(c.ToText, "passes again.")
	})
}

// covered lists what an issue stands for.
func covered(t *ticket) []string {
	var out []string
	for part := range t.covers {
		out = append(out, part)
	}
	slices.Sort(out)
	return out
}
