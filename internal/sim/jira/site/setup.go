package site

import (
	"slices"
	"time"
)

// Login finds the account of a user name or e-mail address and token; nil when they do not match.
func (s *Site) Login(login, token string) *User {
	u := s.catalog.userByLogin(login)
	if u == nil || u.AccountID == login || !slices.Contains(u.Tokens, token) {
		return nil
	}
	return u
}

// Scoped finds the account of a token with scopes: by any login, or by none.
func (s *Site) Scoped(login, token string) *User {
	for _, u := range s.catalog.users {
		if slices.Contains(u.Scoped, token) && (login == "" || s.catalog.userByLogin(login) == u) {
			return u
		}
	}
	return nil
}

// Client finds the account of an OAuth client.
func (s *Site) Client(id, secret string) *User {
	for _, u := range s.catalog.users {
		if u.Client != "" && u.Client == id && u.Secret == secret {
			return u
		}
	}
	return nil
}

// Bearer finds the account of a token alone.
func (s *Site) Bearer(token string) *User {
	for _, u := range s.catalog.users {
		if slices.Contains(u.Tokens, token) {
			return u
		}
	}
	return nil
}

// User finds an account by account id, e-mail address or user name; nil when there is none.
func (s *Site) User(login string) *User { return s.catalog.userByLogin(login) }

// Title, CloudID, Limits and the lists below are the site's set-up.
func (s *Site) Title() string                    { return s.catalog.title }
func (s *Site) CloudID() string                  { return s.catalog.cloudID }
func (s *Site) Start() time.Time                 { return s.catalog.start }
func (s *Site) Limits() Limits                   { return s.limits }
func (s *Site) Fields() []*Field                 { return s.catalog.fields }
func (s *Site) Statuses() []*Status              { return s.catalog.statuses }
func (s *Site) IssueTypes() []*IssueType         { return s.catalog.types }
func (s *Site) Resolutions() []*Named            { return s.catalog.resolution }
func (s *Site) Priorities() []*Named             { return s.catalog.priorities }
func (s *Site) LinkTypes() []*LinkType           { return s.catalog.linkTypes }
func (s *Site) SecurityLevels() []*SecurityLevel { return s.catalog.security }
func (s *Site) Field(id string) *Field           { return s.catalog.field(id) }

// Boards are all boards, with their sprints as they are now.
func (s *Site) Boards() []*Board {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.catalog.boards)
}

// Sprint is a sprint as it is now; nil when there is none.
func (s *Site) Sprint(id int64) *Sprint {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.catalog.sprintByID(id)
}

// StatusesOf are the statuses of the workflow of a project's issue type.
func (s *Site) StatusesOf(p *Project, t *IssueType) []*Status {
	w := s.catalog.workflow(p, t)
	var out []*Status
	for _, st := range s.catalog.statuses {
		if w.knows(st.ID) {
			out = append(out, st)
		}
	}
	return out
}

// Default is the priority that a create without one gets.
func (s *Site) Default() *Named {
	for _, p := range s.catalog.priorities {
		if p.Default {
			return p
		}
	}
	return nil
}
