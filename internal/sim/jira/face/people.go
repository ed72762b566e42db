package face

import (
	"encoding/json"
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

// personParameter is the query parameter that names a user.
func (c *Call) personParameter() string {
	if c.Product == DataCenter {
		return "username"
	}
	return "accountId"
}

func GetUser(c *Call) (int, any, error) {
	name := c.Query(c.personParameter())
	u := c.Site.Account(c.Actor.Dialect, name)
	if u == nil {
		return 0, nil, Missing("The user '%s' does not exist.", name)
	}
	return 200, c.User(u.AccountID), nil
}

// matching are the users in whose names or address a text stands; Cloud takes an account id as well.
func (c *Call) matching() []*site.User {
	text, id := strings.ToLower(c.Query("query")), ""
	if c.Product == DataCenter {
		text = strings.ToLower(c.Query("username"))
	} else {
		id = c.Query("accountId")
	}
	return slices.DeleteFunc(slices.Clone(c.Site.Users()), func(u *site.User) bool {
		words := strings.ToLower(strings.Join([]string{u.DisplayName, u.Email, u.Username, u.AccountID}, "\n"))
		return id != "" && u.AccountID != id || !strings.Contains(words, text)
	})
}

func FindUsers(c *Call) (int, any, error) {
	if c.Query("query") == "" && c.Query("username") == "" && c.Query("accountId") == "" {
		return 0, nil, Bad("The text to search people by is missing.")
	}
	return c.userPage(c.matching())
}

// FindAssignable are those to whom issues of a project, or one issue, may be given.
func FindAssignable(c *Call) (int, any, error) {
	project := c.Query("project")
	if key := c.Query("issueKey"); key != "" {
		i, err := c.Site.Issue(c.Actor, key)
		if err != nil {
			return 0, nil, err
		}
		project = c.Site.ProjectOf(i).ID
	}
	p, err := c.Browse(project)
	if err != nil {
		return 0, nil, err
	}
	return c.userPage(slices.DeleteFunc(c.matching(), func(u *site.User) bool { return !c.Site.May(u, p, "ASSIGNABLE_USER") }))
}

func (c *Call) userPage(list []*site.User) (int, any, error) {
	startAt, maxResults, err := c.Window(50, 1000)
	if err != nil {
		return 0, nil, err
	}
	page, _ := PageOf(list, startAt, maxResults)
	out := []any{}
	for _, u := range page {
		out = append(out, c.User(u.AccountID))
	}
	return 200, out, nil
}

// watchers is how many follow an issue, and whether the caller does.
func (c *Call) watchers(i *site.Issue) Document {
	me := c.Actor.User != nil && slices.Contains(i.Watchers, c.Actor.User.AccountID)
	return Document{"self": c.API("issue/%s/watchers", i.Key), "watchCount": len(i.Watchers), "isWatching": me}
}

func Watchers(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	out := c.watchers(i)
	list := []any{}
	for _, id := range i.Watchers {
		u, _ := c.User(id).(Document)
		for _, own := range []string{"locale", "groups"} {
			delete(u, own)
		}
		list = append(list, u)
	}
	out["watchers"] = list
	return 200, out, nil
}

// AddWatcher takes a name as a bare JSON string; without a body the caller watches.
func AddWatcher(c *Call) (int, any, error) {
	login := ""
	if raw, err := c.Body(); err == nil && json.Unmarshal(raw, &login) != nil {
		return 0, nil, Bad("The watcher must be a JSON string.")
	}
	return 204, nil, c.Site.Watch(c.Actor, c.IssueKey(), login, true)
}

func RemoveWatcher(c *Call) (int, any, error) {
	login := c.Query(c.personParameter())
	if login == "" {
		return 0, nil, Bad("The '%s' query parameter is required.", c.personParameter())
	}
	return 204, nil, c.Site.Watch(c.Actor, c.IssueKey(), login, false)
}

// Votes are never cast here.
func Votes(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	return 200, Document{"self": c.API("issue/%s/votes", i.Key), "votes": 0, "hasVoted": false, "voters": []any{}}, nil
}
