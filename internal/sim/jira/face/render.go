package face

import (
	"strconv"
	"time"

	"syncd/internal/sim/jira/site"
)

const (
	timeLayout = "2006-01-02T15:04:05.000-0700"
)

// When writes a time in the caller's zone, with Jira's offset without a colon.
func (c *Call) When(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	zone := time.UTC
	if c.Actor.User != nil {
		zone = c.Actor.User.Zone
	}
	return t.In(zone).Format(timeLayout)
}

func (c *Call) avatars(path string) Document {
	out := Document{}
	for _, size := range []string{"48x48", "24x24", "16x16", "32x32"} {
		out[size] = c.Base + path + "?size=" + size
	}
	return out
}

func (c *Call) User(accountID string) any {
	u := c.Site.User(accountID)
	if u == nil {
		return nil
	}
	if c.Product == DataCenter {
		return c.named(u)
	}
	kind := "atlassian"
	if u.App {
		kind = "app"
	}
	out := Document{"self": c.API("user?accountId=%s", u.AccountID), "accountId": u.AccountID, "accountType": kind,
		"avatarUrls": c.avatars("/secure/useravatar"), "displayName": u.DisplayName, "active": true, "timeZone": u.TimeZone}
	if !u.HiddenEmail || c.Actor.User == u {
		out["emailAddress"] = u.Email
	}
	return out
}

// named is a user as Data Center shows one: by name and key, the address for all to see.
func (c *Call) named(u *site.User) Document {
	return Document{"self": c.API("user?username=%s", u.Username), "name": u.Username, "key": "JIRAUSER-" + u.Username,
		"emailAddress": u.Email, "avatarUrls": c.avatars("/secure/useravatar"), "displayName": u.DisplayName, "active": true,
		"timeZone": u.TimeZone}
}

var categories = map[string]struct {
	id          int
	color, name string
}{"new": {2, "blue-gray", "To Do"}, "indeterminate": {4, "yellow", "In Progress"}, "done": {3, "green", "Done"}}

func (c *Call) category(key string) Document {
	cat := categories[key]
	return Document{"self": c.API("statuscategory/%d", cat.id), "id": cat.id, "key": key, "colorName": cat.color, "name": cat.name}
}

func (c *Call) status(s *site.Status) Document {
	return Document{"self": c.API("status/%s", s.ID), "description": "", "iconUrl": c.Base + "/images/icons/statuses/generic.png",
		"name": s.Name, "id": s.ID, "statusCategory": c.category(s.Category)}
}

func (c *Call) issueType(t *site.IssueType) Document {
	out := Document{"self": c.API("issuetype/%s", t.ID), "id": t.ID, "description": "", "name": t.Name,
		"iconUrl": c.Base + "/images/icons/issuetypes/generic.png", "subtask": site.Subtask(t), "avatarId": 10300}
	if c.Product == Cloud {
		out["hierarchyLevel"] = t.Level
	}
	return out
}

// projectField is a project as an issue's field shows it.
func (c *Call) projectField(p *site.Project) Document {
	out := Document{"self": c.API("project/%s", p.ID), "id": p.ID, "key": p.Key, "name": p.Name,
		"projectTypeKey": "software", "avatarUrls": c.avatars("/secure/projectavatar")}
	if c.Product == Cloud {
		out["simplified"] = false
	}
	return out
}

// Project is a project in a list, or on a screen.
func (c *Call) Project(p *site.Project) Document {
	out := c.projectField(p)
	if c.Product == Cloud {
		out["style"], out["isPrivate"] = "classic", false
	}
	return out
}

func (c *Call) Version(v *site.Version) Document {
	projectID, _ := strconv.ParseInt(v.ProjectID, 10, 64)
	out := Document{"self": c.API("version/%s", v.ID), "id": v.ID, "name": v.Name, "description": v.Description, "archived": v.Archived,
		"released": v.Released, "projectId": projectID}
	if v.Start != "" {
		out["startDate"] = v.Start
	}
	if v.Release != "" {
		out["releaseDate"] = v.Release
		out["overdue"] = !v.Released && v.Release < c.Actor.At.Format("2006-01-02")
	}
	return out
}

func (c *Call) resolution(n *site.Named) Document {
	return Document{"self": c.API("resolution/%s", n.ID), "id": n.ID, "name": n.Name, "description": n.Description}
}

var priorityColors = []string{"#d04437", "#f15C75", "#f79232", "#707070", "#999999"}

func (c *Call) priority(n *site.Named) Document {
	return Document{"self": c.API("priority/%s", n.ID), "id": n.ID, "name": n.Name,
		"iconUrl": c.Base + "/images/icons/priorities/generic.svg"}
}

func (c *Call) component(n *site.Named) Document {
	return Document{"self": c.API("component/%s", n.ID), "id": n.ID, "name": n.Name, "description": n.Description}
}

func (c *Call) option(n *site.Named) Document {
	return Document{"self": c.API("customFieldOption/%s", n.ID), "id": n.ID, "value": n.Name}
}

func (c *Call) linkType(t *site.LinkType) Document {
	return Document{"self": c.API("issueLinkType/%s", t.ID), "id": t.ID, "name": t.Name, "inward": t.Inward, "outward": t.Outward}
}

func (c *Call) security(l *site.SecurityLevel) Document {
	return Document{"self": c.API("securitylevel/%s", l.ID), "id": l.ID, "name": l.Name, "description": ""}
}

// brief is an issue as links, parents and sub-tasks show it.
func (c *Call) brief(i *site.Issue) Document {
	fields := c.fields(i, func(id string) bool {
		return id == "summary" || id == "status" || id == "priority" || id == "issuetype"
	})
	return Document{"id": strconv.FormatInt(i.ID, 10), "key": i.Key, "self": c.API("issue/%d", i.ID), "fields": fields}
}
