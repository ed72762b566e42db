package cloud

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func myself(c *Call) (int, any, error) {
	u := c.Actor.User
	out, _ := c.user(u.AccountID).(Document)
	out["locale"] = u.Locale
	out["groups"] = Document{"size": 1, "items": []any{}}
	out["applicationRoles"] = Document{"size": 1, "items": []any{}}
	out["expand"] = "groups,applicationRoles"
	return 200, out, nil
}

func serverInfo(c *Call) (int, any, error) {
	return 200, Document{"baseUrl": c.Server, "displayUrl": c.Server, "displayUrlServicedeskHelpCenter": c.Server,
		"displayUrlConfluence": c.Server, "version": "1001.0.0-SNAPSHOT", "versionNumbers": []int{1001, 0, 0},
		"deploymentType": "Cloud", "buildNumber": 100300, "buildDate": "2026-11-01T00:00:00.000+0000",
		"serverTime": c.when(c.Actor.At), "scmInfo": "0000000000000000000000000000000000000000",
		"serverTitle": c.Site.Title(), "serverTimeZone": "UTC"}, nil
}

func myPermissions(c *Call) (int, any, error) {
	wanted := c.list("permissions")
	if len(wanted) == 0 {
		return 0, nil, bad("The 'permissions' query parameter is required.")
	}
	p, err := c.permissionScope()
	if err != nil {
		return 0, nil, err
	}
	out := Document{}
	known := slices.Concat(site.ProjectPermissions, site.GlobalPermissions)
	for _, key := range wanted {
		n := slices.Index(known, key)
		if n < 0 {
			return 0, nil, bad("Unrecognized permission: %s", key)
		}
		kind := "PROJECT"
		if slices.Contains(site.GlobalPermissions, key) {
			kind = "GLOBAL"
		}
		out[key] = Document{"id": strconv.Itoa(n + 10), "key": key, "name": readable(key), "type": kind, "description": "",
			"havePermission": c.Site.May(c.Actor.User, p, key)}
	}
	return 200, Document{"permissions": out}, nil
}

// readable turns EDIT_ISSUES into "Edit Issues".
func readable(key string) string {
	ws := strings.Split(strings.ToLower(key), "_")
	for i, w := range ws {
		if w != "" {
			ws[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(ws, " ")
}

// permissionScope is the project that the parameters name, nil for none.
func (c *Call) permissionScope() (*site.Project, error) {
	for _, name := range []string{"issueKey", "issueId"} {
		if v := c.query(name); v != "" {
			i, err := c.Site.Issue(c.Actor, v)
			if err != nil {
				return nil, err
			}
			return c.Site.Project(c.Actor.User, c.Site.ProjectOf(i).ID), nil
		}
	}
	for _, name := range []string{"projectKey", "projectId"} {
		if v := c.query(name); v != "" {
			return c.browse(v)
		}
	}
	return nil, nil
}

// browse finds a project that the caller may see.
func (c *Call) browse(idOrKey string) (*site.Project, error) {
	p := c.Site.Project(c.Actor.User, idOrKey)
	switch {
	case p != nil:
		return p, nil
	case isNumber(idOrKey):
		return nil, missing("No project could be found with id '%s'.", idOrKey)
	}
	return nil, missing("No project could be found with key '%s'.", idOrKey)
}

func isNumber(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func attachmentMeta(c *Call) (int, any, error) {
	return 200, Document{"enabled": true, "uploadLimit": c.Site.Limits().Upload}, nil
}

func limitReport(c *Call) (int, any, error) {
	if !c.Site.May(c.Actor.User, nil, "ADMINISTER") {
		return 0, nil, &site.Refusal{Status: 403, Messages: []string{"You need the Administer Jira permission."}}
	}
	near, over := c.Site.Growth()
	l := c.Site.Limits()
	return 200, Document{"issuesApproachingLimit": near, "issuesBreachingLimit": over, "limits": Document{"comment": l.Comments,
		"attachment": l.Attachments, "issuelinks": l.IssueLinks, "remoteIssueLinks": l.RemoteLinks, "worklog": 10000}}, nil
}
