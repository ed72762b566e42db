package site

import (
	"cmp"
	"slices"
	"time"
)

// SprintDraft is what a request says of a sprint; what it leaves out stays as it is. The last four change nothing.
type SprintDraft struct {
	Name      *string `json:"name"`
	Goal      *string `json:"goal"`
	State     *string `json:"state"`
	StartDate *string `json:"startDate"`
	EndDate   *string `json:"endDate"`

	ID            any `json:"id"`
	Self          any `json:"self"`
	OriginBoardID any `json:"originBoardId"`
	CompleteDate  any `json:"completeDate"`
	CreatedDate   any `json:"createdDate"`
}

// dates sets those that the draft names.
func (d SprintDraft) dates(s *Sprint) *Refusal {
	for _, one := range []struct {
		text *string
		into *time.Time
	}{{d.StartDate, &s.Start}, {d.EndDate, &s.End}} {
		if one.text == nil {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, *one.text)
		if err != nil {
			at, err = time.Parse(timeLayout, *one.text)
		}
		if err != nil {
			return refuse(400, "The date '%s' is not valid.", *one.text)
		}
		*one.into = at
	}
	return nil
}

// apply sets what the draft names. Of a closed sprint only name and goal change. A future one is started when it has its
// dates, an active one closed at that moment; it goes no other way.
func (d SprintDraft) apply(s *Sprint, at time.Time) *Refusal {
	s.Name, s.Goal = *cmp.Or(d.Name, &s.Name), *cmp.Or(d.Goal, &s.Goal)
	if s.State == "closed" {
		return nil
	}
	if refusal := d.dates(s); refusal != nil {
		return refusal
	}
	next := *cmp.Or(d.State, &s.State)
	switch {
	case next == s.State:
	case s.State == "future" && next == "active" && !s.Start.IsZero() && !s.End.IsZero():
	case s.State == "active" && next == "closed":
		s.Complete = at
	case s.State == "future" && next == "active":
		return refuse(400, "A sprint must have a start date and an end date to be started.")
	default:
		return refuse(400, "A sprint in the state '%s' cannot be set to '%s'.", s.State, next)
	}
	s.State = next
	return nil
}

// ChangeSprint changes a sprint. Issues keep it in their field when it is closed.
func (s *Site) ChangeSprint(a Actor, id int64, d SprintDraft) (*Sprint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := slices.IndexFunc(s.catalog.sprints, func(sp *Sprint) bool { return sp.ID == id })
	if n < 0 {
		return nil, refuse(404, "Sprint with id %d does not exist or you do not have permission to view it.", id)
	}
	next := *s.catalog.sprints[n]
	b := slices.IndexFunc(s.catalog.boards, func(b *Board) bool { return b.ID == next.Board })
	board := *s.catalog.boards[b]
	if !s.May(a.User, board.Project, "MANAGE_SPRINTS_PERMISSION") {
		return nil, refuse(403, "You do not have permission to manage the sprints of this board.")
	}
	if refusal := d.apply(&next, a.At); refusal != nil {
		return nil, refusal
	}
	// Whoever holds the old ones goes on reading them.
	at := slices.Index(board.Sprints, s.catalog.sprints[n])
	board.Sprints = slices.Clone(board.Sprints)
	board.Sprints[at], s.catalog.sprints[n], s.catalog.boards[b] = &next, &next, &board
	return &next, nil
}

// MoveToSprint puts issues into a sprint; closed sprints take none. An issue stays in the closed ones that it was in.
func (s *Site) MoveToSprint(a Actor, sprint int64, keys []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sp, field := s.catalog.sprintByID(sprint), s.sprintField()
	if sp == nil || field == nil {
		return refuse(404, "Sprint with id %d does not exist or you do not have permission to view it.", sprint)
	}
	if sp.State == "closed" {
		return refuse(400, "Issues cannot be moved to a closed sprint.")
	}
	var found []*Issue
	for _, k := range keys {
		i, refusal := s.openFor(a, k, "EDIT_ISSUES", noEdit)
		if refusal != nil {
			return refusal
		}
		found = append(found, i)
	}
	for _, i := range found {
		values := i.edit().Values
		values[field.ID] = append(s.past(i.Refs(field.ID)), idText(sprint))
		s.applyEdit(a, i, values, nil)
	}
	return nil
}

// past are the closed ones of some sprints.
func (s *Site) past(ids []string) []string {
	var out []string
	for _, sp := range s.catalog.sprints {
		if sp.State == "closed" && slices.Contains(ids, idText(sp.ID)) {
			out = append(out, idText(sp.ID))
		}
	}
	return out
}
