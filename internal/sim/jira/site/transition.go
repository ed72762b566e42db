package site

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Transitions are the moves that an actor can make now. Without the permission the list is empty, not refused.
func (s *Site) Transitions(a Actor, idOrKey string) (*Issue, []*Transition, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, refusal := s.open(a, idOrKey)
	if refusal != nil {
		return nil, nil, refusal
	}
	return i, s.moves(a, i), nil
}

func (s *Site) moves(a Actor, i *Issue) []*Transition {
	if !s.May(a.User, s.project(i), "TRANSITION_ISSUES") || s.shelved(i) != nil {
		return nil
	}
	var out []*Transition
	for _, t := range s.catalog.workflow(s.project(i), s.issueType(i)).Transitions {
		if t.leaves(i.Ref("status")) {
			out = append(out, t)
		}
	}
	return out
}

// transitionID accepts "31" and 31: a widespread client sends a number.
func transitionID(d *Draft) string {
	if d.Transition == nil {
		return ""
	}
	var s string
	if json.Unmarshal(d.Transition.ID, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(d.Transition.ID, &n) == nil {
		return n.String()
	}
	return ""
}

// Transition moves an issue through its workflow, with the fields of the transition's screen.
func (s *Site) Transition(a Actor, idOrKey string, d *Draft) (*Issue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.open(a, idOrKey)
	if refusal != nil {
		return nil, refusal
	}
	id := transitionID(d)
	if id == "" {
		return nil, refuse(400, "Missing 'transition' identifier")
	}
	moves := s.moves(a, i)
	n := slices.IndexFunc(moves, func(t *Transition) bool { return t.ID == id })
	if n < 0 {
		return nil, refuse(400, "It seems that you have tried to perform a workflow operation (%s) that is not valid for the current state of this issue.", id)
	}
	next, refusal := s.transition(a, i, moves[n], d)
	return next, asError(refusal)
}

func (s *Site) transition(a Actor, i *Issue, t *Transition, d *Draft) (*Issue, *Refusal) {
	var faults refusals
	sc := scope{s, s.project(i), a.Dialect, t.Shows}
	values, extra := sc.assemble(d, i.Values, &faults)
	s.defaults(t, d, values)
	for _, id := range t.Required {
		if values[id] == nil {
			faults.add(refuseField(id, "%s is required.", s.catalog.field(id).Name))
		}
	}
	links, comments := s.prepare(a, extra, &faults)
	faults.add(s.room(i, links, comments))
	if len(t.Screen) == 0 && s.opts.Quirks.BareTransitionDropsComment {
		comments = nil
	}
	if r := faults.refusal(); r != nil {
		return nil, r
	}
	s.move(a, i, t, values)
	s.attach(a, i.ID, links, comments)
	return s.issues[i.ID].now, nil
}

// defaults applies what the transition sets by itself when the request does not.
func (s *Site) defaults(t *Transition, d *Draft, values map[string]any) {
	for id, name := range t.Defaults {
		if _, given := d.Fields[id]; given || values[id] != nil {
			continue
		}
		raw, err := json.Marshal(map[string]string{"name": name})
		if err != nil {
			continue
		}
		v, refusal := input{site: s, field: s.catalog.field(id), project: &Project{}}.parse(raw)
		if refusal == nil {
			assign(values, id, v)
		}
	}
}

func (s *Site) move(a Actor, i *Issue, t *Transition, values map[string]any) {
	values["status"] = t.To.ID
	for _, id := range t.Clears {
		delete(values, id)
	}
	next := i.edit()
	next.Values = values
	at := s.stamp(a.At)
	if from := named(s.catalog.statuses, i.Ref("status")); from.Category != t.To.Category {
		next.CategoryMoved = at
	}
	settle(i, next, at)
	s.commit(a, next, change{verb: VerbTransition, items: s.diff(i.Values, values), history: true, touch: true})
}

// settle keeps the resolution date in step with the resolution.
func settle(before, next *Issue, at time.Time) {
	switch {
	case next.Ref("resolution") == "":
		next.Resolved = time.Time{}
	case before.Ref("resolution") == "":
		next.Resolved = at
	}
}

// path finds the shortest chain of transitions to a status by name, as a person would click it; nil if there is none.
func (s *Site) path(i *Issue, status string) []*Transition {
	type step struct {
		at   string
		path []*Transition
	}
	all := s.catalog.workflow(s.project(i), s.issueType(i)).Transitions
	seen := map[string]bool{i.Ref("status"): true}
	for queue := []step{{at: i.Ref("status")}}; len(queue) > 0; queue = queue[1:] {
		for _, t := range all {
			if !t.leaves(queue[0].at) || seen[t.To.ID] {
				continue
			}
			path := append(slices.Clone(queue[0].path), t)
			if strings.EqualFold(t.To.Name, status) {
				return path
			}
			seen[t.To.ID] = true
			queue = append(queue, step{t.To.ID, path})
		}
	}
	return nil
}
