package site

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const dateLayout = "2006-01-02"

func (c *catalog) addProjects(seed *Seed) error {
	for _, p := range seed.Projects {
		out := &Project{ID: p.ID, Key: p.Key, Name: p.Name, Archived: p.Archived, Components: pointers(p.Components),
			Lead: c.userByLogin(p.Lead), permissions: map[string][]string{}}
		if out.Lead == nil {
			return fmt.Errorf("project %s: unknown lead %q", p.Key, p.Lead)
		}
		for _, name := range p.IssueTypes {
			t := named(c.types, name)
			if t == nil {
				return fmt.Errorf("project %s: unknown issue type %q", p.Key, name)
			}
			out.Types = append(out.Types, t)
		}
		for _, v := range p.Versions {
			out.Versions = append(out.Versions, c.version(out, v))
		}
		for login, list := range p.Permissions {
			u := c.userByLogin(login)
			if u == nil {
				return fmt.Errorf("project %s: permissions of unknown user %q", p.Key, login)
			}
			out.permissions[u.AccountID] = list
		}
		c.projects = append(c.projects, out)
	}
	return nil
}

func (c *catalog) version(p *Project, v SeedVersion) *Version {
	out := &Version{ID: v.ID, Name: v.Name, ProjectID: p.ID, Released: v.Released, Archived: v.Archived}
	if v.StartAge != 0 {
		out.Start = v.StartAge.before(c.start).Format(dateLayout)
	}
	if v.ReleaseAge != 0 {
		out.Release = v.ReleaseAge.before(c.start).Format(dateLayout)
	}
	return out
}

func (c *catalog) addBoards(seed *Seed) error {
	for _, b := range seed.Boards {
		p := named(c.projects, b.Project)
		if p == nil {
			return fmt.Errorf("board %q: unknown project %q", b.Name, b.Project)
		}
		board := &Board{ID: b.ID, Name: b.Name, Type: b.Type, Project: p}
		for _, sp := range b.Sprints {
			board.Sprints = append(board.Sprints, c.sprint(board, sp))
		}
		c.boards = append(c.boards, board)
		c.sprints = append(c.sprints, board.Sprints...)
	}
	return nil
}

func (c *catalog) sprint(b *Board, sp SeedSprint) *Sprint {
	out := &Sprint{ID: sp.ID, Name: sp.Name, State: sp.State, Goal: sp.Goal, Board: b.ID}
	at := func(a Age) time.Time {
		if a == 0 {
			return time.Time{}
		}
		return a.before(c.start)
	}
	out.Start, out.End = at(sp.StartAge), at(sp.EndAge)
	if sp.State == "closed" {
		out.Complete = out.End
	}
	return out
}

// userByLogin finds an account by account id, e-mail address or user name.
func (c *catalog) userByLogin(login string) *User {
	for _, u := range c.users {
		if u.AccountID == login || strings.EqualFold(u.Email, login) || u.Username != "" && u.Username == login {
			return u
		}
	}
	return nil
}

func (c *catalog) versionByID(id string) *Version {
	for _, p := range c.projects {
		for _, v := range p.Versions {
			if v.ID == id {
				return v
			}
		}
	}
	return nil
}

func (c *catalog) sprintByID(id int64) *Sprint {
	for _, s := range c.sprints {
		if s.ID == id {
			return s
		}
	}
	return nil
}

func (c *catalog) workflow(p *Project, t *IssueType) *Workflow {
	for _, w := range c.workflows {
		if (covers(w.projects, p.Key) || slices.ContainsFunc(p.Former, func(k string) bool { return covers(w.projects, k) })) && covers(w.types, t.Name) {
			return w
		}
	}
	return c.workflows[0]
}

// screen is the create screen; a project without one shows the bare minimum.
func (c *catalog) screen(p *Project, t *IssueType) SeedScreen {
	for _, s := range c.screens {
		if covers(s.Projects, p.Key) && covers(s.Types, t.Name) {
			return s
		}
	}
	minimum := []string{"summary", "issuetype", "project"}
	return SeedScreen{Fields: minimum, Required: minimum}
}

func covers(list []string, name string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}
