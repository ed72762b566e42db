package converge

import (
	"fmt"
	"slices"
	"strings"

	simjira "syncd/internal/sim/jira"
)

// deeds is what people do to issues of ours. gone marks the deeds after which nothing
// in Jira tells any more that the issue was the answer to a failing test: people do
// them only to issues that the house has seen, because an issue that is made, not
// answered for, and deleted before anybody looked has never existed for us.
var deeds = []struct {
	gone bool
	do   func(w *world, p *simjira.Person, i simjira.Issue) (string, error)
}{
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "edits the summary", p.Edit(i.Key, simjira.Fields{"summary": w.words("clearer summary")})
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "edits the description", p.Edit(i.Key, simjira.Fields{"description": w.words("what I found out")})
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		fields := []simjira.Fields{{"Test Verdict": map[string]string{"value": "blocked"}}, {"Test Verdict": nil}, {"Syncd ID": w.words("mine")}, {"Browsers": nil}}
		return "edits a field", p.Edit(i.Key, fields[w.rng.IntN(len(fields))])
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "adds a label", p.AddLabel(i.Key, "triaged")
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "starts progress", p.Transition(i.Key, "In Progress", "")
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		how := []string{"Done", "Done", "Done", "Won't Do", "Cannot Reproduce", "Duplicate"}[w.rng.IntN(6)]
		return "closes as " + how, p.Transition(i.Key, "Done", how)
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "closes", p.Transition(i.Key, "Done", "Done")
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return w.duplicate(p, i)
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return w.notDuplicate(p, i)
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "reopens", p.Transition(i.Key, "To Do", "")
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "resolves without a transition", p.Resolve(i.Key, "Duplicate")
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "comments", p.Comment(i.Key, w.words("I see this too"))
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		key, err := p.Move(i.Key, "PAY")
		return "moves it to " + key, err
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		key, err := p.Clone(i.Key)
		return "clones it as " + key, err
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "links it to SHOP-5", p.Link("Blocks", i.Key, "SHOP-5")
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "unlinks it from a story", w.unlink(p, i)
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "adds syncd-ignore", p.AddLabel(i.Key, "syncd-ignore")
	}},
	{false, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "takes syncd-ignore off", p.RemoveLabel(i.Key, "syncd-ignore")
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		marks := slices.DeleteFunc(slices.Clone(i.Labels), func(l string) bool { return !strings.HasPrefix(l, "syncd") })
		label := marks[w.rng.IntN(len(marks))]
		return "takes " + label + " off", p.RemoveLabel(i.Key, label)
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "deletes it", p.Delete(i.Key)
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "hides it", p.Restrict(i.Key, secret)
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return "archives it", p.Archive(i.Key)
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return w.relabel(p, i)
	}},
	{true, func(w *world, p *simjira.Person, i simjira.Issue) (string, error) {
		return w.cloneAndDelete(p, i)
	}},
}

// gesture has a person do something.
func (w *world) gesture() string {
	w.count.gestures++
	p := w.server.As(person)
	mine := slices.DeleteFunc(w.server.Issues(), func(i simjira.Issue) bool { return i.Creator != ours || !marked(i.Labels) })
	switch n := w.rng.IntN(10); {
	case n == 0, len(mine) == 0:
		return w.storyGesture(p)
	case n == 1, n == 2:
		return w.regret(p)
	}
	i := mine[w.rng.IntN(len(mine))]
	deed := deeds[w.rng.IntN(len(deeds))]
	if deed.gone && !w.known[i.ID] {
		return "nobody does anything"
	}
	text, err := deed.do(w, p, i)
	text = fmt.Sprintf("%s: ada %s%s", i.Key, text, refusal(err))
	if w.rng.IntN(2) == 0 {
		text += "; " + w.stir(w.caseOf(i.ID))
	}
	return text
}

// storyGesture has a person do something to a story.
func (w *world) storyGesture(p *simjira.Person) string {
	key := []string{"SHOP-1", "SHOP-2", "SHOP-4"}[w.rng.IntN(3)]
	text, err := "", error(nil)
	switch w.rng.IntN(6) {
	case 3:
		text, err = "hides it", p.Restrict(key, secret)
	case 4:
		text, err = "shows it", p.Restrict(key, "")
	case 0:
		text, err = "edits the summary", p.Edit(key, w.lies(simjira.Fields{"summary": w.words("a better story")}))
	case 1:
		text, err = "adds syncd-ignore", p.AddLabel(key, "syncd-ignore")
	case 2:
		text, err = "takes syncd-ignore off", p.RemoveLabel(key, "syncd-ignore")
	default:
		text, err = "closes", p.Transition(key, "Done", "")
	}
	return fmt.Sprintf("%s: ada %s%s", key, text, refusal(err))
}

// unlink takes the link between an issue of ours and its first story away.
func (w *world) unlink(p *simjira.Person, i simjira.Issue) error {
	for _, l := range i.Links {
		if l.Type == "Relates" && l.Key != "" {
			return p.Unlink(i.Key, l.Key)
		}
	}
	return fmt.Errorf("%s has no such link", i.Key)
}

// words makes a text that nobody wrote before.
func (w *world) words(text string) string {
	return fmt.Sprintf("%s, %d", text, w.rng.IntN(1_000_000))
}
