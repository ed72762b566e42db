package face

import (
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func Myself(c *Call) (int, any, error) {
	u := c.Actor.User
	out, _ := c.User(u.AccountID).(Document)
	out["locale"] = u.Locale
	out["groups"] = Document{"size": 1, "items": []any{}}
	out["applicationRoles"] = Document{"size": 1, "items": []any{}}
	out["expand"] = "groups,applicationRoles"
	if c.Product == DataCenter {
		out["deleted"] = false
	}
	return 200, out, nil
}

// Readable turns EDIT_ISSUES into "Edit Issues".
func Readable(key string) string {
	ws := strings.Split(strings.ToLower(key), "_")
	for i, w := range ws {
		if w != "" {
			ws[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(ws, " ")
}

// PermissionScope is the project that the parameters name, nil for none.
func (c *Call) PermissionScope() (*site.Project, error) {
	for _, name := range []string{"issueKey", "issueId"} {
		if v := c.Query(name); v != "" {
			i, err := c.Site.Issue(c.Actor, v)
			if err != nil {
				return nil, err
			}
			return c.Site.Project(c.Actor.User, c.Site.ProjectOf(i).ID), nil
		}
	}
	for _, name := range []string{"projectKey", "projectId"} {
		if v := c.Query(name); v != "" {
			return c.Browse(v)
		}
	}
	return nil, nil
}

// Browse finds a project that the caller may see.
func (c *Call) Browse(idOrKey string) (*site.Project, error) {
	p := c.Site.Project(c.Actor.User, idOrKey)
	switch {
	case p != nil:
		return p, nil
	case IsNumber(idOrKey):
		return nil, Missing("No project could be found with id '%s'.", idOrKey)
	}
	return nil, Missing("No project could be found with key '%s'.", idOrKey)
}

func IsNumber(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func AttachmentMeta(c *Call) (int, any, error) {
	return 200, Document{"enabled": true, "uploadLimit": c.Site.Limits().Upload}, nil
}
