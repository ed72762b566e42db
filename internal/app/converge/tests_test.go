package converge

import (
	"strings"
	"time"
)

// judgeTests wants an answer for everything that surely fails.
func (w *world) judgeTests() {
	now := w.newPast()
	for _, m := range w.server.Audit() {
		now.learn(m)
	}
	k := look{at: time.Now(), lines: w.linesNow()}
	for _, part := range k.parts(w) {
		s := k.streak(w, part)
		if !s.surely || w.perhapsRed(s) {
			continue
		}
		answered, why := now.known(s), []string{"nothing was ever made for it"}
		for n, name := range now.rivals(part) {
			if n == 0 {
				why = nil
			}
			word := now.answers(name, part, s)
			answered = answered || word == ""
			why = append(why, word)
		}
		if !answered {
			w.fault("LOST: %s fails and nobody knows: %s", part, strings.Join(why, "; "))
		}
	}
	for name := range now.made {
		w.judgeWords(now, k, name)
	}
}

// known reports whether people have said of failures alike that an open issue is their
// defect: they closed what several tests share in its favour.
func (p *past) known(s streak) bool {
	for name, made := range p.made {
		t := p.holder(name)
		if t == nil || !made.shared || p.w.config.mode != together {
			continue
		}
		o := p.original(t)
		for cause := range s.causes {
			if made.causes[cause] && o != nil && !o.done {
				return true
			}
		}
	}
	return false
}

// answers says why the latest issue under a key is no answer to a failing part, "" if
// it is one.
func (p *past) answers(name, part string, s streak) string {
	now, made := time.Now(), p.made[name]
	if made.excused(p, name, part, s, now) && p.w.config.mode == together {
		return made.key + " speaks of another failure"
	}
	t := p.holder(name)
	if t == nil {
		return "" // people have let it go, hidden or deleted it
	}
	own := t
	if o := p.original(t); o != nil {
		t = o
	}
	switch {
	case !t.done, wontFix[t.resolution] && t == own, p.w.ignored(own):
		return ""
	case now.Sub(t.since) > p.w.config.window+time.Hour:
		return t.key + " was closed too long ago to be the answer"
	case made.shared && p.w.config.mode == flood && made.excused(p, name, part, s, now):
		return made.key + " is an umbrella that was put away"
	}
	return ""
}

// judgeWords wants that what we say on an issue of ours, or did to it, fits what its
// tests do.
func (w *world) judgeWords(p *past, k look, name string) {
	t, made := p.holder(name), p.made[name]
	if t == nil || w.ignored(t) || w.config.turns > 0 || len(made.covers) == 0 || p.original(t) != nil || w.forgotten[name] || t.favoured != "" {
		return
	}
	words := w.comment(t.id)
	fails, passes, latest := false, true, time.Time{}
	for part := range made.covers {
		s := k.streak(w, part)
		fails, passes = fails || s.failing, passes && !s.failing && s.passed
		if s.surely && s.last.After(latest) && !(made.shared && made.excused(p, name, part, s, k.at)) {
			latest = s.last
		}
	}
	stale := !t.done && fails && strings.Contains(words, "again") && strings.Contains(words, "pass") ||
		!t.done && passes && strings.Contains(words, "again") && strings.Contains(words, "fail") && !strings.Contains(words, "pass")
	switch {
	case stale && w.count.lost > 0:
		// What a comment says is in the store only; reading every comment of every issue
		// that is adopted would cost a request each.
		w.count.pardon("after the store was lost or put back our comment says how it was before, until the test changes sides twice", 1)
	case !t.done && fails && strings.Contains(words, "again") && strings.Contains(words, "pass"):
		w.fault("%s says %q, but a test fails", t.key, words)
	case !t.done && passes && strings.Contains(words, "again") && strings.Contains(words, "fail") && !strings.Contains(words, "pass") && w.config.resolve != "nothing":
		w.fault("%s says %q, but its tests pass", t.key, words)
	case t.done && w.evidence(t, latest) && w.config.reopen == "comment" && !strings.Contains(words, "fail"):
		w.fault("%s is Done since %s, its test failed on %s, and we only say %q", t.key, stamp(t.since), stamp(latest), words)
	case t.done && w.evidence(t, latest) && w.config.reopen == "transition" && t.moved < reopenMost && w.count.lost == 0:
		w.fault("%s is Done since %s, its test failed on %s, and we did not reopen it", t.key, stamp(t.since), stamp(latest))
	}
}

// reopenMost is how often we take one issue out of Done.
const reopenMost = 2

// evidence reports whether a failure says, beyond doubt, that a closed issue is not
// fixed: an hour is left to either side of each limit.
func (w *world) evidence(t *ticket, failed time.Time) bool {
	now := time.Now()
	return !wontFix[t.resolution] && failed.After(t.since.Add(w.config.grace+time.Minute)) &&
		now.Sub(failed) < reopenAge-time.Hour && now.Sub(t.since) < w.config.window-time.Hour
}

// ignored reports whether a person asked us to leave an issue alone.
func (w *world) ignored(t *ticket) bool {
	for _, l := range t.labels {
		if l == "syncd-ignore" {
			return true
		}
	}
	return false
}

// comment is what our comment on an issue says.
func (w *world) comment(id string) string {
	i, _ := w.server.Issue(id)
	for _, c := range i.Comments {
		if c.Author == ours {
			return strings.ReplaceAll(strings.SplitN(c.Body, "\n", 2)[0], "*", "")
		}
	}
	return ""
}
