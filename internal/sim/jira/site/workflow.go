package site

import (
	"fmt"
	"slices"
)

// Workflow says which moves there are.
type Workflow struct {
	projects, types []string
	Initial         *Status
	Transitions     []*Transition
}

// Transition is one move.
type Transition struct {
	ID, Name string
	From     []*Status // empty: from every other status
	To       *Status
	Screen   []*Field
	Required []string
	Defaults map[string]string
	Clears   []string
}

// knows reports whether a status is one of the workflow's.
func (w *Workflow) knows(status string) bool {
	return w.Initial.ID == status || slices.ContainsFunc(w.Transitions, func(t *Transition) bool { return t.To.ID == status })
}

// leaves reports whether the transition starts at a status.
func (t *Transition) leaves(status string) bool {
	if len(t.From) == 0 {
		return t.To.ID != status
	}
	return slices.ContainsFunc(t.From, func(s *Status) bool { return s.ID == status })
}

// Shows reports whether a field is on the transition's screen.
func (t *Transition) Shows(field string) bool {
	return slices.ContainsFunc(t.Screen, func(f *Field) bool { return f.ID == field })
}

func (c *catalog) addWorkflows(seed *Seed) error {
	for i, w := range seed.Workflows {
		flow := &Workflow{projects: w.Projects, types: w.Types, Initial: named(c.statuses, w.Initial)}
		if flow.Initial == nil {
			return fmt.Errorf("workflow %d: unknown initial status %q", i, w.Initial)
		}
		for _, t := range w.Transitions {
			tr, err := c.transition(t)
			if err != nil {
				return fmt.Errorf("workflow %d, transition %q: %w", i, t.Name, err)
			}
			flow.Transitions = append(flow.Transitions, tr)
		}
		c.workflows = append(c.workflows, flow)
	}
	if len(c.workflows) == 0 {
		return fmt.Errorf("no workflow")
	}
	return nil
}

func (c *catalog) transition(t SeedTransition) (*Transition, error) {
	out := &Transition{ID: t.ID, Name: t.Name, To: named(c.statuses, t.To), Required: t.Required, Defaults: t.Defaults, Clears: t.Clears}
	if out.To == nil {
		return nil, fmt.Errorf("unknown status %q", t.To)
	}
	for _, f := range t.From {
		s := named(c.statuses, f)
		if s == nil {
			return nil, fmt.Errorf("unknown status %q", f)
		}
		out.From = append(out.From, s)
	}
	for _, id := range t.Screen {
		f := c.field(id)
		if f == nil {
			return nil, fmt.Errorf("unknown field %q", id)
		}
		out.Screen = append(out.Screen, f)
	}
	return out, nil
}
