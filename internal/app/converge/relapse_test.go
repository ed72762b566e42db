package converge

import (
	"time"

	"syncd/internal/app"
	simjira "syncd/internal/sim/jira"
)

// afterwards is the number of the step in which they come: -skip takes it, too.
const afterwards = 1000

// relapses are the long lives: something is done to an issue, and its test passes and
// fails anew, often more than once. They come after the steps of half the stories,
// because steps drawn one by one seldom fall into this order.
func (w *world) relapses() {
	if w.rng.IntN(2) == 0 {
		return
	}
	w.restoreFolder()
	w.completeFiles()
	for n := range 1 + w.rng.IntN(3) {
		w.turn(afterwards + 1 + n)
		w.say("    afterwards: %s", w.relapse())
	}
}

// relapse lives one of them.
func (w *world) relapse() string {
	text := w.befall()
	for range 1 + w.rng.IntN(3) {
		if w.rng.IntN(2) == 0 {
			time.Sleep(time.Duration(6+w.rng.IntN(30)) * time.Hour)
		}
		text += "; " + w.cycle(app.Ask{Trigger: "step"})
		n := w.rng.IntN(len(w.suite))
		for _, broken := range []bool{false, true} {
			w.suite[n].broken = broken
			text += "; " + w.everywhere() + w.cycle(app.Ask{Trigger: "step"})
		}
	}
	return text
}

// befall does to one open issue of ours what ends the lives of issues, or nothing.
func (w *world) befall() string {
	p := w.server.As(person)
	for _, i := range w.server.Issues() {
		if i.Creator != ours || !marked(i.Labels) || i.Security == secret || !w.known[i.ID] || w.rng.IntN(3) == 0 {
			continue
		}
		word, err := "closes it", error(nil)
		switch w.rng.IntN(6) {
		case 0:
			word, err = "deletes it", p.Delete(i.Key)
		case 1:
			word, err = "hides it", p.Restrict(i.Key, secret)
		case 2:
			word, err = "takes our label off", p.RemoveLabel(i.Key, "syncd-"+owner)
		case 3, 4:
			err = w.finish(p, i)
		default:
			word = "looks at it"
		}
		return i.Key + ": ada " + word + refusal(err)
	}
	return "nobody does anything"
}

// finish closes an issue that is open.
func (w *world) finish(p *simjira.Person, i simjira.Issue) error {
	if i.Category == "done" {
		return nil
	}
	return p.Transition(i.Key, "Done", "Done")
}

// everywhere runs the suite twice in both environments, with few surprises.
func (w *world) everywhere() string {
	text := ""
	for _, environment := range []string{"staging", "prod", "staging", "prod"} {
		r := w.newRun(false)
		w.place(r, "main", environment)
		text += w.file(r) + "; "
	}
	return text
}
