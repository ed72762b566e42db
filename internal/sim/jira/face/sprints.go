package face

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/sim/jira/site"
)

// sprint is a sprint within an issue's field, which differs from the agile resource. Data Center writes the text of its
// own object, members in the order of the alphabet.
func (c *Call) sprint(s *site.Sprint) any {
	if c.Product == DataCenter {
		return fmt.Sprintf("com.atlassian.greenhopper.service.sprint.Sprint@%x[activatedDate=%s,autoStartStop=false,completeDate=%s,endDate=%s,goal=%s,id=%d,"+
			"incompleteIssuesDestinationId=<null>,name=%s,rapidViewId=%d,sequence=%d,startDate=%s,state=%s,synced=false]",
			0x1f00+s.ID, orText(s.Start), orText(s.Complete), orText(s.End), s.Goal, s.ID, s.Name, s.Board, s.ID, orText(s.Start), strings.ToUpper(s.State))
	}
	out := Document{"id": s.ID, "name": s.Name, "state": s.State, "boardId": s.Board, "goal": s.Goal}
	stamps(out, s)
	return out
}

const sprintTime = "2006-01-02T15:04:05.000Z"

// orText is a time within a text, or what stands for none.
func orText(t time.Time) string {
	if t.IsZero() {
		return "<null>"
	}
	return t.UTC().Format(sprintTime)
}

func stamps(out Document, s *site.Sprint) {
	for name, t := range map[string]time.Time{"startDate": s.Start, "endDate": s.End, "completeDate": s.Complete} {
		if !t.IsZero() {
			out[name] = t.UTC().Format(sprintTime)
		}
	}
}

// agileSprint is a sprint as the agile API tells it.
func (c *Call) agileSprint(s *site.Sprint) Document {
	out := Document{"id": s.ID, "self": c.agileURL("sprint/" + IDText(s.ID)), "state": s.State, "name": s.Name, "originBoardId": s.Board, "goal": s.Goal}
	stamps(out, s)
	return out
}

func SprintPage(c *Call) (int, any, error) {
	b, err := c.boardByID()
	if err != nil {
		return 0, nil, err
	}
	states := c.List("state")
	for _, s := range states {
		if !slices.Contains([]string{"future", "active", "closed"}, s) {
			return 0, nil, Bad("The sprint state '%s' is not valid.", s)
		}
	}
	kept := slices.DeleteFunc(slices.Clone(b.Sprints), func(s *site.Sprint) bool { return len(states) > 0 && !slices.Contains(states, s.State) })
	page, err := c.ValuesPage(Mapped(kept, c.agileSprint), 50, 50)
	delete(page, "self")
	return 200, page, err
}

// sprintByID is the sprint that the path names, if the caller may view its board.
func (c *Call) sprintByID() (*site.Sprint, error) {
	id, err := c.Id("sprintId")
	if err != nil {
		return nil, err
	}
	s := c.Site.Sprint(id)
	if s == nil || !slices.ContainsFunc(c.boards(), func(b *site.Board) bool { return b.ID == s.Board }) {
		return nil, Missing("Sprint with id %d does not exist or you do not have permission to view it.", id)
	}
	return s, nil
}

func GetSprint(c *Call) (int, any, error) {
	s, err := c.sprintByID()
	if err != nil {
		return 0, nil, err
	}
	return 200, c.agileSprint(s), nil
}

// ChangeSprint sets what the body names, and starts or closes the sprint.
func ChangeSprint(c *Call) (int, any, error) {
	s, err := c.sprintByID()
	if err != nil {
		return 0, nil, err
	}
	var d site.SprintDraft
	if err := c.DecodeClosed(&d); err != nil {
		return 0, nil, err
	}
	if s, err = c.Site.ChangeSprint(c.Actor, s.ID, d); err != nil {
		return 0, nil, err
	}
	return 200, c.agileSprint(s), nil
}

func MoveToSprint(c *Call) (int, any, error) {
	id, err := c.Id("sprintId")
	if err != nil {
		return 0, nil, err
	}
	var body struct {
		Issues []string `json:"issues"`
	}
	if err := c.Decode(&body); err != nil {
		return 0, nil, err
	}
	if len(body.Issues) == 0 || len(body.Issues) > 50 {
		return 0, nil, Bad("The number of issues must be from 1 to 50.")
	}
	return 204, nil, c.Site.MoveToSprint(c.Actor, id, body.Issues)
}
