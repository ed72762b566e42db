package jira

import (
	"cmp"
	"fmt"
	"net/http"
)

// Gesture is a Person's deed as data, for shell scripts and demos. Do names the deed; the other members are those
// that the deed needs.
type Gesture struct {
	User       string   `json:"user"`
	Do         string   `json:"do"`
	Issue      string   `json:"issue,omitempty"`
	Other      string   `json:"other,omitempty"`   // link: the outward issue; unlink; duplicate: the original; rename-project: the new key
	Project    string   `json:"project,omitempty"` // create, move, release, add-version, archive-project, restore-project, rename-project
	Type       string   `json:"type,omitempty"`    // create: issue type; link: link type
	Summary    string   `json:"summary,omitempty"`
	Status     string   `json:"status,omitempty"`
	Resolution string   `json:"resolution,omitempty"`
	Labels     []string `json:"labels,omitempty"`
	Text       string   `json:"text,omitempty"`     // comment; delete-comment: what the comments hold
	Level      string   `json:"level,omitempty"`    // restrict
	Version    string   `json:"version,omitempty"`  // release, add-version
	Versions   []string `json:"versions,omitempty"` // set-fix-version
	Sprint     int64    `json:"sprint,omitempty"`   // plan-sprint, start-sprint, close-sprint
	GlobalID   string   `json:"globalId,omitempty"` // delete-remote-link
	Fields     Fields   `json:"fields,omitempty"`
}

// Perform does a gesture and returns the key of the issue that it left behind.
func (s *Server) Perform(g Gesture) (string, error) {
	p := s.As(g.User)
	switch g.Do {
	case "create":
		return p.Create(g.Project, cmp.Or(g.Type, "Task"), g.Summary, g.Fields)
	case "clone":
		return p.Clone(g.Issue)
	case "move":
		return p.Move(g.Issue, g.Project)
	}
	return g.Issue, p.perform(g)
}

func (p *Person) perform(g Gesture) error {
	switch g.Do {
	case "edit":
		return p.Edit(g.Issue, g.Fields)
	case "add-label":
		return p.AddLabel(g.Issue, g.Labels...)
	case "remove-label":
		return p.RemoveLabel(g.Issue, g.Labels...)
	case "transition":
		return p.Transition(g.Issue, g.Status, g.Resolution)
	case "resolve":
		return p.Resolve(g.Issue, g.Resolution)
	case "comment":
		return p.Comment(g.Issue, g.Text)
	case "link":
		return p.Link(g.Type, g.Issue, g.Other)
	case "unlink":
		return p.Unlink(g.Issue, g.Other)
	case "delete":
		return p.Delete(g.Issue)
	case "archive":
		return p.Archive(g.Issue)
	case "unarchive":
		return p.Unarchive(g.Issue)
	case "restrict":
		return p.Restrict(g.Issue, g.Level)
	case "release":
		return p.Release(g.Project, g.Version)
	}
	return p.performMore(g)
}

// performMore does the gestures about duplicates, versions, sprints and what others wrote.
func (p *Person) performMore(g Gesture) error {
	switch g.Do {
	case "duplicate":
		return p.Duplicate(g.Issue, g.Other, cmp.Or(g.Status, "Done"))
	case "add-version":
		return p.AddVersion(g.Project, g.Version)
	case "set-fix-version":
		return p.SetFixVersion(g.Issue, g.Versions...)
	case "plan-sprint":
		return p.PlanSprint(g.Sprint, g.Issue)
	case "start-sprint":
		return p.StartSprint(g.Sprint)
	case "close-sprint":
		return p.CloseSprint(g.Sprint)
	case "delete-comment":
		return p.DeleteComments(g.Issue, g.Text)
	case "delete-remote-link":
		return p.DeleteRemoteLink(g.Issue, g.GlobalID)
	case "archive-project":
		return p.ArchiveProject(g.Project)
	case "restore-project":
		return p.RestoreProject(g.Project)
	case "rename-project":
		return p.RenameProject(g.Project, g.Other)
	}
	return fmt.Errorf("unknown gesture %q: use create, edit, add-label, remove-label, transition, resolve, comment, link, unlink, delete, move, clone, archive, unarchive, restrict, release, duplicate, add-version, set-fix-version, plan-sprint, start-sprint, close-sprint, delete-comment, delete-remote-link, archive-project, restore-project or rename-project", g.Do)
}

func (s *Server) postPerson(w http.ResponseWriter, r *http.Request) {
	var g Gesture
	err := strict(r, &g)
	key := ""
	if err == nil {
		key, err = s.Perform(g)
	}
	if err != nil {
		faulty(w, http.StatusBadRequest, err)
		return
	}
	ok(w, map[string]string{"key": key})
}
