package site

import "slices"

// Watch has a user follow an issue, or stop doing so; login is how the caller's product names people, "" the actor.
// Whoever creates an issue watches it.
func (s *Site) Watch(a Actor, idOrKey, login string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.open(a, idOrKey)
	if refusal != nil {
		return refusal
	}
	who := a.User
	if login != "" {
		who = s.account(a.Dialect, login)
	}
	if who == nil {
		return refuse(404, "The user '%s' does not exist.", login)
	}
	if slices.Contains(i.Watchers, who.AccountID) == on {
		return nil
	}
	next, verb, item := i.edit(), VerbWatch, Change{Field: "watches", ToText: who.Email}
	next.Watchers = append(next.Watchers, who.AccountID)
	if !on {
		verb, item = VerbUnwatch, Change{Field: "watches", FromText: who.Email}
		next.Watchers = slices.DeleteFunc(next.Watchers, func(id string) bool { return id == who.AccountID })
	}
	s.commit(a, next, change{verb: verb, items: []Change{item}})
	return nil
}

// account finds a user by account id, or by name where people have names.
func (s *Site) account(d Dialect, login string) *User {
	for _, u := range s.catalog.users {
		if d.Usernames && u.Username == login || !d.Usernames && u.AccountID == login {
			return u
		}
	}
	return nil
}

// Account finds a user as the product names people; nil when there is none.
func (s *Site) Account(d Dialect, login string) *User { return s.account(d, login) }

// Users are all accounts.
func (s *Site) Users() []*User { return s.catalog.users }
