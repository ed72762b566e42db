package browsertest

import (
	"fmt"
	"slices"
)

// stopsMax bounds how often Tab is pressed on one page: what comes after is built like
// what came before.
const stopsMax = 80

// inspect looks at a page in one way and returns what is wrong with it, and where it
// leads. It keeps screenshots of pages that are to be saved.
func (t *tab) inspect(p page, l look) (faults, links []string) {
	t.b.t.Helper()
	t.wear(l)
	if got := t.load(p.address); got != p.status {
		return []string{fmt.Sprintf("it answers %d, not %d", got, p.status)}, nil
	}
	t.eval("tools.links()", &links)
	if p.save != "" && l.shot {
		t.save(p.save + "-" + l.name)
	}
	switch {
	case l.paper:
		t.print(p.save)
		return append(t.ask("printed(%d)", l.width), t.told()...), links
	case p.save == "" || l.unaided || l.width == phone:
	case l.theme == "light":
		faults = slices.Concat(t.walk(), t.named())
	default:
		faults = t.skip()
	}
	return slices.Concat(faults, t.ask("inspect(%d)", l.width), t.told()), links
}

// walk goes through the page with the keyboard, stop by stop.
func (t *tab) walk() []string {
	t.b.t.Helper()
	var stops int
	t.eval("tools.watch()", &stops)
	stops = min(stops, stopsMax)
	t.press(slices.Repeat([]key{tabulator}, stops)...)
	return t.ask("walked(%d)", stops)
}

// skip goes past the navigation with the keyboard.
func (t *tab) skip() []string {
	t.b.t.Helper()
	t.eval("tools.watch()", nil)
	t.press(tabulator)
	if faults := append(t.ask("walked(1)"), t.ask("skips()")...); len(faults) > 0 {
		return faults // who knows where Enter would lead
	}
	t.press(enter, tabulator)
	return t.ask("skipped()")
}

// roles are those of what must have a name for people who do not see it.
var roles = []string{"link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "image", "heading", "DisclosureTriangle", "table"}

// named complains about links, fields and drawings without a name, as the browser tells
// them to screen readers.
func (t *tab) named() []string {
	t.b.t.Helper()
	type value struct{ Value any }
	var tree struct {
		Nodes []struct {
			Ignored    bool
			Role, Name value
			Node       int `json:"backendDOMNodeId"`
		}
	}
	t.do("Accessibility.getFullAXTree", nil, &tree)
	var faults []string
	for _, n := range tree.Nodes {
		role, _ := n.Role.Value.(string)
		if name, _ := n.Name.Value.(string); !n.Ignored && name == "" && slices.Contains(roles, role) {
			faults = append(faults, "a "+role+" has no name")
		}
	}
	return faults
}
