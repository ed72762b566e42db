package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// catalog is what an administrator sets up. Only projects, their versions and sprints change after New, under the site's
// lock and never in place; the rest is read without one.
type catalog struct {
	title      string
	cloudID    string
	start      time.Time
	users      []*User
	statuses   []*Status
	resolution []*Named
	priorities []*Named
	types      []*IssueType
	linkTypes  []*LinkType
	security   []*SecurityLevel
	fields     []*Field
	screens    []SeedScreen
	workflows  []*Workflow
	projects   []*Project
	boards     []*Board
	sprints    []*Sprint
}

// User is an account.
type User struct {
	SeedUser
	Zone *time.Location
}

// Named is a resolution, priority, component or option.
type Named = SeedNamed

// LinkType names both directions of a link.
type LinkType = SeedLinkType

// Status is a step of a workflow.
type Status = SeedStatus

// IssueType is a work type.
type IssueType = SeedIssueType

// Subtask reports whether issues of the type need a parent.
func Subtask(t *IssueType) bool { return t.Level < 0 }

// SecurityLevel hides issues from all but its members, who are account ids here.
type SecurityLevel struct {
	ID, Name string
	members  []string
}

// Project is a project with its types and versions.
type Project struct {
	ID, Key, Name string
	Former        []string // keys that it had before, which still mean it
	Lead          *User
	Archived      bool
	Types         []*IssueType
	Versions      []*Version
	Components    []*Named
	permissions   map[string][]string // by account id; absent means everything
}

// Version is a release of a project; the dates are "" when unknown.
type Version struct {
	ID, Name           string
	Description        string
	ProjectID          string
	Released, Archived bool
	Start, Release     string
}

// Board is an agile board.
type Board struct {
	ID      int64
	Name    string
	Type    string
	Project *Project
	Sprints []*Sprint
}

// Sprint is a sprint of a board; Start, End and Complete may be zero.
type Sprint struct {
	ID                   int64
	Name, State, Goal    string
	Board                int64
	Start, End, Complete time.Time
}

func newCatalog(seed *Seed, start time.Time) (*catalog, error) {
	c := &catalog{title: seed.Title, cloudID: seed.CloudID, start: start, screens: seed.Screens}
	for _, step := range []func(*Seed) error{c.addUsers, c.addLists, c.addFields, c.addWorkflows, c.addProjects, c.addBoards} {
		if err := step(seed); err != nil {
			return nil, fmt.Errorf("building site from seed: %w", err)
		}
	}
	return c, nil
}

func (c *catalog) addUsers(seed *Seed) error {
	for _, u := range seed.Users {
		zone, err := time.LoadLocation(cmp.Or(u.TimeZone, "UTC"))
		if err != nil {
			return fmt.Errorf("user %s: time zone: %w", u.Email, err)
		}
		if u.AccountID == "" || u.Email == "" {
			return fmt.Errorf("user %q: accountId and email are required", u.DisplayName)
		}
		u.TimeZone = zone.String()
		c.users = append(c.users, &User{SeedUser: u, Zone: zone})
	}
	return nil
}

func (c *catalog) addLists(seed *Seed) error {
	c.statuses, c.types = pointers(seed.Statuses), pointers(seed.IssueTypes)
	c.resolution, c.priorities = pointers(seed.Resolutions), pointers(seed.Priorities)
	c.linkTypes = pointers(seed.LinkTypes)
	for _, s := range c.statuses {
		if !slices.Contains([]string{"new", "indeterminate", "done"}, s.Category) {
			return fmt.Errorf("status %q: category %q is not new, indeterminate or done", s.Name, s.Category)
		}
	}
	for _, l := range seed.SecurityLevels {
		level := &SecurityLevel{ID: l.ID, Name: l.Name}
		for _, m := range l.Members {
			u := c.userByLogin(m)
			if u == nil {
				return fmt.Errorf("security level %q: unknown user %q", l.Name, m)
			}
			level.members = append(level.members, u.AccountID)
		}
		c.security = append(c.security, level)
	}
	return nil
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// named finds a status, type or the like by id or by name in any case.
func named[T interface{ names() (string, string) }](list []T, want string) T {
	var none T
	for _, e := range list {
		if id, name := e.names(); id == want || strings.EqualFold(name, want) {
			return e
		}
	}
	return none
}

func (n *SeedNamed) names() (string, string)     { return n.ID, n.Name }
func (n *SeedStatus) names() (string, string)    { return n.ID, n.Name }
func (n *SeedIssueType) names() (string, string) { return n.ID, n.Name }
func (n *SeedLinkType) names() (string, string)  { return n.ID, n.Name }
func (n *SecurityLevel) names() (string, string) { return n.ID, n.Name }
func (n *Version) names() (string, string)       { return n.ID, n.Name }
func (n *Sprint) names() (string, string)        { return idText(n.ID), n.Name }
func (n *Project) names() (string, string)       { return n.ID, n.Key }
