package converge

import (
	"fmt"
	"math/rand/v2"
	"time"

	"syncd/internal/app"
	"syncd/internal/record"
)

// step is one kind of step; do plays it and says what happened.
type step struct {
	weight int
	do     func(*world) string
}

// steps is everything that can happen, with how often it does.
var steps = []step{
	{26, (*world).arrive},
	{6, func(w *world) string { return w.file(w.newRun(true)) }},
	{3, (*world).twice},
	{3, (*world).halfWritten},
	{6, (*world).breakOrMend},
	{18, func(w *world) string { return w.cycle(app.Ask{Trigger: "step", Wait: w.rng.IntN(4) == 0}) }},
	{3, func(w *world) string { return w.cycle(app.Ask{Trigger: "step", Dry: true}) }},
	{9, (*world).pass},
	{20, (*world).gesture},
	{10, (*world).trouble},
	{14, (*world).dieInCycle},
	{3, func(w *world) string { return w.stop(time.Duration(1+w.rng.IntN(8000)) * time.Millisecond) }},
	{3, func(w *world) string { return w.loseStore(false) }},
	{4, (*world).backUp},
	{2, (*world).newPolicy},
	{2, (*world).brake},
	{1, (*world).moveFolder},
	{4, (*world).collapse},
	{4, (*world).days},
	{2, (*world).release},
}

// draw picks the kind of a step.
func draw(rng *rand.Rand) step {
	sum := 0
	for _, s := range steps {
		sum += s.weight
	}
	n := rng.IntN(sum)
	for _, s := range steps {
		if n -= s.weight; n < 0 {
			return s
		}
	}
	panic("unreachable: the weights were summed up")
}

// pass lets time pass.
func (w *world) pass() string {
	d := time.Duration(1+w.rng.IntN(90)) * time.Minute
	switch w.rng.IntN(6) {
	case 0:
		d = time.Duration(1+w.rng.IntN(120)) * time.Second
	case 1, 2:
		d = time.Duration(1+w.rng.IntN(60)) * time.Hour
	case 3:
		d = time.Duration(1+w.rng.IntN(15*24)) * time.Hour
	}
	time.Sleep(d)
	return fmt.Sprintf("%s pass", d)
}

// dieInCycle kills the process in the middle of a cycle.
func (w *world) dieInCycle() string {
	d := death{at: []string{before, inTheAir, answered}[w.rng.IntN(3)], nth: 1 + w.rng.IntN(4),
		landing: time.Duration(2+w.rng.IntN(30)) * time.Second}
	if canDie && w.rng.IntN(2) == 0 {
		d = death{at: []string{"C1", "C3", "C8", "C10"}[w.rng.IntN(4)]}
	}
	text := w.provoke()
	w.doom(d)
	return text + "to die " + d.String() + ": " + w.cycle(app.Ask{Trigger: "step", Wait: w.rng.IntN(4) == 0})
}

// backUp keeps a copy of the store; mostly something is written after that, and the
// copy is put back.
func (w *world) backUp() string {
	w.copyStore()
	text := "the store is backed up"
	if w.rng.IntN(3) == 0 {
		return text
	}
	text += "; " + w.provoke() + w.cycle(app.Ask{Trigger: "step"})
	return text + "; " + w.loseStore(true)
}

// provoke mostly gives the next cycle something to write: a test that passed fails
// twice, or one that failed passes twice.
func (w *world) provoke() string {
	if w.rng.IntN(4) == 0 {
		return ""
	}
	text := w.breakOrMend() + "; "
	return text + w.rerun()
}

// stir changes the product where one test looks, and has a cycle see that.
func (w *world) stir(test string) string {
	for n := range w.suite {
		if w.suite[n].name == test {
			w.suite[n].broken = !w.suite[n].broken
			return fmt.Sprintf("%s changes sides; ", test) + w.rerun() + w.cycle(app.Ask{Trigger: "step"})
		}
	}
	return "nothing else happens"
}

// rerun runs the suite twice in one environment: what fails twice is due, what passes
// twice has recovered.
func (w *world) rerun() string {
	w.restoreFolder()
	text := ""
	environment := []string{"staging", "prod"}[w.rng.IntN(2)]
	for range 2 {
		r := w.newRun(false)
		w.place(r, "main", environment)
		text += w.file(r) + "; "
	}
	return text
}

// newPolicy restarts the house under another policy.
func (w *world) newPolicy() string {
	w.config.policy = []string{"observe", "create-only", "upsert-only", "full"}[w.rng.IntN(4)]
	w.reopen()
	return "restart with policy " + w.config.policy
}

// brake pauses or resumes writing.
func (w *world) brake() string {
	w.paused = !w.paused
	if !w.paused {
		w.must(w.house.Resume(w.t.Context(), ""))
		return "writing is resumed"
	}
	w.must(w.house.SetPause(w.t.Context(), record.Pause{Reason: "maintenance", Who: "ops"}))
	return "writing is paused"
}

// moveFolder takes the folder of results away, or brings it back.
func (w *world) moveFolder() string {
	if w.away {
		w.restoreFolder()
		return "the results are back"
	}
	w.hideFolder()
	return "the folder of results is gone"
}

// collapse breaks what many tests check at once, or mends it, and has that seen.
func (w *world) collapse() string {
	broken := w.rng.IntN(3) > 0
	for n := range w.suite {
		if w.rng.IntN(4) > 0 {
			w.suite[n].broken = broken
		}
	}
	word := "mended"
	if broken {
		word = "broken"
	}
	return "much is " + word + " at once; " + w.rerun() + w.cycle(app.Ask{Trigger: "step"})
}

// days lets some days pass on which the daemon does its work.
func (w *world) days() string {
	var text string
	for range 3 + w.rng.IntN(4) {
		time.Sleep(time.Duration(7+w.rng.IntN(20)) * time.Hour)
		if w.rng.IntN(3) == 0 {
			text += "; " + w.file(w.newRun(false))
		}
		text += "; " + w.cycle(app.Ask{Trigger: "daily"})
	}
	return "days pass" + text
}
