package converge

import "time"

// contact is a cycle that may have been the first to see the source since the store
// was new.
type contact struct {
	era    int // stores lost before
	at     time.Time
	newest time.Time // of the results that it saw: what is younger is surely news
	red    bool      // more failed than one files
}

// meet remembers a cycle that may be the first contact. What it saw counts from then
// on, so every failure that is as old is no news.
func (w *world) meet(k look) {
	any, newest := false, time.Time{}
	for _, r := range w.runs {
		if !w.readable(r) {
			continue
		}
		any = true
		for _, res := range r.results {
			if r.branch == "main" && res.outcome != skip && r.at.After(newest) {
				newest = r.at
			}
		}
	}
	if w.met || !any || w.config.mode != flood {
		return
	}
	failing := 0
	for _, part := range k.parts(w) {
		if k.streak(w, part).failing {
			failing++
		}
	}
	w.contacts = append(w.contacts, contact{w.count.lost, k.at, newest, failing > floodCases})
}

// surelyRed reports whether a part failed already at first contact, and did not pass
// since. Where more than one cycle may have been the first, all must agree.
func (w *world) surelyRed(part string, at time.Time) bool {
	if w.restored || w.config.mode != flood {
		return false
	}
	since, era, sure := w.lookAt(at).streak(w, part).since, -1, false
	for _, c := range w.contacts {
		if c.at.After(at) {
			break
		}
		if c.era != era {
			era, sure = c.era, true
		}
		sure = sure && c.red && !since.After(c.newest)
	}
	return sure
}

// perhapsRed reports whether a part may be as old as the first contact.
func (w *world) perhapsRed(s streak) bool {
	for _, c := range w.contacts {
		if c.red && !s.since.After(c.at) {
			return true
		}
	}
	return false
}
