package converge

import (
	"fmt"
	"time"

	simjira "syncd/internal/sim/jira"
)

// lag is how long after a deed of a person no search need show it: the index lag of
// the simulator, at most five minutes, and the time that a cycle takes.
const lag = 8 * time.Minute

// landing is how long a create may be in the air.
const landing = 40 * time.Second

// goneAfter is how long an issue must be out of sight before a new failure is filed.
const goneAfter = 24 * time.Hour

// judgeBirth judges the create of one issue, with Jira as it was and as we may have
// seen it.
func (w *world) judgeBirth(n int, m simjira.Mutation, now *past) {
	born := w.newPast()
	born.learn(m)
	t := born.by[m.IssueID]
	name := markOf(t.labels)
	if name == "" || len(t.covers) == 0 {
		w.fault("%s was made without a mark or for no known test", m.Key)
		return
	}
	if first := now.made[name]; first != nil {
		switch {
		case w.forgotten[name]:
			w.count.pardon("a second issue under one mark: people had hidden or deleted the first, or taken its mark off, and the store was lost after that", 1)
		default:
			w.fault("TWIN: %s and %s were both made as %s", first.key, m.Key, name)
		}
	}
	before := w.until(n, lag)
	for part := range t.covers {
		if !w.due[part] {
			w.fault("%s was made for %s, which was never worth a defect", m.Key, part)
		}
		if w.surelyRed(part, m.Time) && len(now.rivals(part)) == 0 {
			w.fault("%s was made for %s, which failed already at first contact", m.Key, part)
		}
		for _, rival := range now.rivals(part) {
			why := now.against(rival, part, w.lookAt(m.Time).streak(w, part), m.Time)
			if why == "" || w.allowed(now, rival, part, m.Time) || before.made[rival] != nil && w.allowed(before, rival, part, m.Time) {
				continue
			}
			w.fault("%s was made for %s at %s although %s", m.Key, part, stamp(m.Time), why)
		}
	}
}

// allowed reports whether nothing forbade a create at one of the looks upon which it
// may have been decided: a request that lands late was sent before the latest.
func (w *world) allowed(p *past, rival, part string, at time.Time) bool {
	for _, k := range w.looks {
		if !k.at.After(at) && at.Sub(k.at) <= landing && p.against(rival, part, k.streak(w, part), at) == "" {
			return true
		}
	}
	return p.against(rival, part, w.lookAt(at).streak(w, part), at) == ""
}

// stamp is a moment as stories tell it.
func stamp(t time.Time) string { return t.UTC().Format("Jan 02 15:04:05") }

// against says why the latest issue under a key forbids another one for a part, "" if
// it does not.
func (p *past) against(name, part string, now streak, at time.Time) string {
	made := p.made[name]
	if p.w.forgotten[name] || made.excused(p, name, part, now, at) {
		return ""
	}
	t := p.holder(name)
	if t == nil {
		return p.without(name, now, at)
	}
	switch {
	case !t.done:
		return t.key + " is open"
	case wontFix[t.resolution]:
		return t.key + " was closed as " + t.resolution
	}
	if gone := p.by[t.favoured]; gone != nil && !gone.lost.IsZero() && afresh(gone, now, at) {
		return ""
	}
	if o := p.original(t); o != nil {
		if !o.done {
			return t.key + " is a duplicate of " + o.key + ", which is open"
		}
		t = o
	}
	if at.Sub(t.since) <= p.w.config.window {
		return fmt.Sprintf("%s is Done since %s only", t.key, stamp(t.since))
	}
	return ""
}

// wontFix are the resolutions that silence a defect for good.
var wontFix = map[string]bool{"Won't Do": true, "Won't Fix": true, "Cannot Reproduce": true}

// without judges a mark that nothing in sight carries.
func (p *past) without(name string, now streak, at time.Time) string {
	t := p.last[name]
	o := p.original(t)
	switch {
	case markOf(t.labels) != name && o != nil && o.done && at.Sub(o.since) > p.w.config.window:
		return "" // it had been closed in favour of that one, whatever it carries
	case markOf(t.labels) != name:
		return "somebody took our mark off " + t.key
	case p.unseenTurn(t, at):
		return ""
	case t.done && at.Sub(t.since) > p.w.config.window:
		return "" // its time was over before it was lost
	case !afresh(t, now, at):
		return fmt.Sprintf("%s is gone since %s, and the test has not failed anew a day after that (fails since %s)", t.key, stamp(t.lost), stamp(now.since))
	}
	return ""
}

// unseenTurn reports whether an issue was a duplicate when anybody could last see it: it
// was opened again, and was deleted before a search showed that. What was seen counts.
func (p *past) unseenTurn(t *ticket, at time.Time) bool {
	o := p.by[t.favours]
	return !t.done && t.lost.Sub(t.since) < lag && o != nil && o.done && at.Sub(o.since) > p.w.config.window
}

// afresh reports whether an issue is certainly gone, and the test has failed anew since it
// went: what began to fail while it was there is what it was about.
func afresh(t *ticket, now streak, at time.Time) bool {
	return (t.archived || at.Sub(t.lost) >= goneAfter) && now.since.After(t.lost)
}

// excused reports whether an issue that lists several tests is no longer the business
// of one of them: it fails for another reason now, or, under an umbrella, it began to
// fail anew after all had passed, or after the umbrella was put away.
func (t *ticket) excused(p *past, name, part string, now streak, at time.Time) bool {
	if !t.shared || p.w.config.mode == signature {
		return false
	}
	alike := false
	for cause := range now.causes {
		alike = alike || t.causes[cause]
	}
	anew := !now.since.Equal(t.began[part])
	if p.w.config.mode == flood {
		h := p.holder(name)
		return anew && (h == nil || h.done && now.since.After(h.since) || t.recovered(p.w, at))
	}
	return !alike
}

// recovered reports whether everything that an issue lists had passed at one look.
func (t *ticket) recovered(w *world, until time.Time) bool {
	for _, k := range w.looks {
		if k.at.Before(t.born) || k.at.After(until) {
			continue
		}
		all := true
		for part := range t.covers {
			s := k.streak(w, part)
			all = all && !s.failing && s.passed
		}
		if all {
			return true
		}
	}
	return false
}
