package converge

import (
	"errors"
	"fmt"
	"slices"

	"syncd/internal/app"
	simjira "syncd/internal/sim/jira"
)

// people does what people did before the story: they filed an issue of their own.
func (w *world) people() {
	key, err := w.server.As(person).Create("SHOP", "Bug", "the cart forgets what was in it", nil)
	w.must(err)
	w.bug = key
}

// errNothing says that there is nothing to do such a thing to.
var errNothing = errors.New("there is no such issue")

// duplicate closes an issue in favour of another one, in either order.
func (w *world) duplicate(p *simjira.Person, i simjira.Issue) (string, error) {
	target := []string{"SHOP-5", w.bug, w.bug, ""}[w.rng.IntN(4)]
	if target == "" {
		for _, d := range w.created() {
			if o, there := w.server.Issue(d.id); there && o.ID != i.ID && w.rng.IntN(2) == 0 {
				target = o.Key
			}
		}
	}
	if target == "" {
		return "looks for a duplicate", errNothing
	}
	do := []func() error{
		func() error { return p.Link("Duplicate", i.Key, target) },
		func() error { return p.Transition(i.Key, "Done", "Duplicate") },
	}
	if w.rng.IntN(2) == 0 {
		slices.Reverse(do)
	}
	return "closes it as a duplicate of " + target, errors.Join(do[0](), do[1]())
}

// notDuplicate takes that back: wholly, or only the link.
func (w *world) notDuplicate(p *simjira.Person, i simjira.Issue) (string, error) {
	for _, l := range i.Links {
		if l.Type != "Duplicate" || !l.Outward {
			continue
		}
		err := p.Unlink(i.Key, l.Key)
		if w.rng.IntN(3) == 0 {
			return "says that it is no duplicate of " + l.Key, err
		}
		return "says that it is no duplicate of " + l.Key + " and reopens it", errors.Join(err, p.Transition(i.Key, "To Do", ""))
	}
	return "looks for a duplicate link", errNothing
}

// relabel takes our labels off an issue and puts them on another one.
func (w *world) relabel(p *simjira.Person, i simjira.Issue) (string, error) {
	target := []string{"SHOP-6", "SHOP-12", w.bug}[w.rng.IntN(3)]
	t, there := w.server.Issue(target)
	if !there || markOf(t.Labels) != "" || t.Security == secret {
		return "looks for another issue", errNothing
	}
	marks := []string{"syncd-" + owner, "syncd." + markOf(i.Labels)}
	do := []func() error{
		func() error { return p.RemoveLabel(i.Key, marks...) },
		func() error { return p.AddLabel(target, marks...) },
	}
	if w.rng.IntN(2) == 0 {
		slices.Reverse(do)
	}
	err := do[0]()
	text := "puts our labels on " + target
	if w.rng.IntN(4) == 0 {
		text += " (between the two: " + w.cycle(app.Ask{Trigger: "step"}) + ")"
	}
	return text, errors.Join(err, do[1]())
}

// cloneAndDelete leaves a clone where the original was; mostly somebody looks between.
func (w *world) cloneAndDelete(p *simjira.Person, i simjira.Issue) (string, error) {
	key, err := p.Clone(i.Key)
	text := "clones it as " + key
	w.pass()
	text += "; " + w.cycle(app.Ask{Trigger: "step"})
	if !w.whole() {
		return text, err
	}
	return text + "; and deletes it", errors.Join(err, p.Delete(i.Key))
}

// whole reports whether the latest cycle went through to its end.
func (w *world) whole() bool { return len(w.looks) > 0 && w.looks[len(w.looks)-1].whole }

// regret has a person undo what was done to an issue of ours that is not ours any more,
// or cannot be seen, or do something to the issue that others are duplicates of.
func (w *world) regret(p *simjira.Person) string {
	for _, d := range w.created() {
		i, there := w.server.Issue(d.id)
		switch {
		case !there || w.rng.IntN(3) == 0:
		case i.Archived:
			return fmt.Sprintf("%s: ada restores it%s", i.Key, refusal(p.Unarchive(i.Key)))
		case i.Security == secret:
			return fmt.Sprintf("%s: ada shows it again%s", i.Key, refusal(p.Restrict(i.Key, "")))
		case markOf(i.Labels) != d.name && !w.carried(d.name):
			return fmt.Sprintf("%s: ada puts our labels back%s", i.Key, refusal(p.AddLabel(i.Key, "syncd-"+owner, "syncd."+d.name)))
		}
	}
	deed, err := "closes it", error(nil)
	switch w.rng.IntN(8) {
	case 0:
		deed, err = "deletes it", p.Delete(w.bug)
	case 1:
		deed, err = "hides it", p.Restrict(w.bug, secret)
	case 2:
		deed, err = "shows it", p.Restrict(w.bug, "")
	case 3:
		deed, err = "closes it as a duplicate of SHOP-7", errors.Join(p.Link("Duplicate", w.bug, "SHOP-7"), p.Transition(w.bug, "Done", "Duplicate"))
	case 4, 5:
		deed, err = "reopens it", p.Transition(w.bug, "To Do", "")
	default:
		err = p.Transition(w.bug, "Done", "Done")
	}
	return fmt.Sprintf("%s: ada %s%s", w.bug, deed, refusal(err))
}

// carried reports whether some issue carries a mark.
func (w *world) carried(name string) bool {
	return slices.ContainsFunc(w.server.Issues(), func(i simjira.Issue) bool { return markOf(i.Labels) == name })
}

// refusal tells of an error.
func refusal(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf(" (jira refuses: %v)", err)
}
