package xraydc

import (
	"encoding/base64"
	"strings"

	"syncd/internal/sim/xray"
)

// changes is the body of an update. Evidences are kept by their name and size.
type changes struct {
	Status   *string `json:"status"`
	Comment  *string `json:"comment"`
	Assignee *string `json:"assignee"`
	Defects  struct {
		Add    []string `json:"add"`
		Remove []string `json:"remove"`
	} `json:"defects"`
	Evidences struct {
		Add []struct {
			Filename    string `json:"filename"`
			ContentType string `json:"contentType"`
			Data        string `json:"data"`
		} `json:"add"`
	} `json:"evidences"`
}

func (s *Server) update(c *call) (any, error) {
	var body changes
	if err := c.body(&body); err != nil {
		return nil, err
	}
	change := xray.Change{Status: body.Status, Comment: body.Comment}
	if body.Assignee != nil {
		u := c.Site.User(*body.Assignee)
		if u == nil || u.Username != *body.Assignee {
			return nil, bad("There is no user %s.", *body.Assignee)
		}
		change.Assignee = &u.AccountID
	}
	for _, f := range body.Evidences.Add {
		raw, err := base64.StdEncoding.DecodeString(f.Data)
		if err != nil || f.Filename == "" {
			return nil, bad("An evidence needs a filename, and data in base64.")
		}
		change.AddEvidence = append(change.AddEvidence, xray.Evidence{Name: f.Filename, Size: len(raw)})
	}
	var err error
	if change.AddDefects, err = c.issueIDs(body.Defects.Add); err != nil {
		return nil, err
	}
	if change.RemoveDefects, err = c.issueIDs(body.Defects.Remove); err != nil {
		return nil, err
	}
	return s.change(c, change)
}

// change writes to the run of the path. There is nothing to tell but that it was done: an empty list of warnings.
func (s *Server) change(c *call, change xray.Change) (any, error) {
	r, err := s.run(c)
	if err != nil {
		return nil, err
	}
	execution := c.view.Issue(r.Execution)
	if !c.Site.May(c.Actor.User, c.Site.Project(c.Actor.User, execution.Project), "EDIT_ISSUES") {
		return nil, &refusal{403, "You do not have permission to edit the Test Execution " + execution.Key + "."}
	}
	if _, err := s.Change(c.Actor, r.ID, change); err != nil {
		return nil, bad("%s", err)
	}
	return []string{}, nil
}

// issueIDs looks keys up. One that is unknown refuses the whole request. An issue behind an application link is out of
// this simulator's world.
func (c *call) issueIDs(keys []string) ([]string, error) {
	var out []string
	for _, k := range keys {
		i := c.view.Issue(k)
		if i == nil || strings.Contains(k, "appId=") {
			return nil, bad("Issue with key %s not found.", k)
		}
		out = append(out, i.ID)
	}
	return out, nil
}

func (s *Server) setStatus(c *call) (any, error) {
	name := c.Query("status")
	if _, err := s.change(c, xray.Change{Status: &name}); err != nil {
		return nil, err
	}
	return nil, nil
}

func (s *Server) defects(c *call) (any, error) {
	r, err := s.run(c)
	if err != nil {
		return nil, err
	}
	return s.defectList(c, r.Defects), nil
}

func (s *Server) addDefects(c *call) (any, error) {
	var keys []string
	if err := c.body(&keys); err != nil {
		return nil, err
	}
	ids, err := c.issueIDs(keys)
	if err != nil {
		return nil, err
	}
	return s.change(c, xray.Change{AddDefects: ids})
}

// removeDefect takes one off. That the run does not name it is no fault.
func (s *Server) removeDefect(c *call) (any, error) {
	ids, err := c.issueIDs([]string{c.Path("key")})
	if err != nil {
		return nil, err
	}
	if _, err := s.change(c, xray.Change{RemoveDefects: ids}); err != nil {
		return nil, err
	}
	return nil, nil
}
