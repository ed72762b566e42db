package cloud

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

func serverInfo(c *face.Call) (int, any, error) {
	return 200, face.Document{"baseUrl": c.Server, "displayUrl": c.Server, "displayUrlServicedeskHelpCenter": c.Server,
		"displayUrlConfluence": c.Server, "version": "1001.0.0-SNAPSHOT", "versionNumbers": []int{1001, 0, 0},
		"deploymentType": "Cloud", "buildNumber": 100300, "buildDate": "2026-11-01T00:00:00.000+0000",
		"serverTime": c.When(c.Actor.At), "scmInfo": "0000000000000000000000000000000000000000",
		"serverTitle": c.Site.Title(), "serverTimeZone": "UTC"}, nil
}

func myPermissions(c *face.Call) (int, any, error) {
	wanted := c.List("permissions")
	if len(wanted) == 0 {
		return 0, nil, face.Bad("The 'permissions' query parameter is required.")
	}
	p, err := c.PermissionScope()
	if err != nil {
		return 0, nil, err
	}
	out := face.Document{}
	known := slices.Concat(site.ProjectPermissions, site.GlobalPermissions)
	for _, key := range wanted {
		n := slices.Index(known, key)
		if n < 0 {
			return 0, nil, face.Bad("Unrecognized permission: %s", key)
		}
		kind := "PROJECT"
		if slices.Contains(site.GlobalPermissions, key) {
			kind = "GLOBAL"
		}
		out[key] = face.Document{"id": strconv.Itoa(n + 10), "key": key, "name": face.Readable(key), "type": kind, "description": "",
			"havePermission": c.Site.May(c.Actor.User, p, key)}
	}
	return 200, face.Document{"permissions": out}, nil
}

func limitReport(c *face.Call) (int, any, error) {
	if !c.Site.May(c.Actor.User, nil, "ADMINISTER") {
		return 0, nil, &site.Refusal{Status: 403, Messages: []string{"You need the Administer Jira permission."}}
	}
	near, over := c.Site.Growth()
	l := c.Site.Limits()
	return 200, face.Document{"issuesApproachingLimit": near, "issuesBreachingLimit": over, "limits": face.Document{"comment": l.Comments,
		"attachment": l.Attachments, "issuelinks": l.IssueLinks, "remoteIssueLinks": l.RemoteLinks, "worklog": 10000}}, nil
}

func projectSearch(c *face.Call) (int, any, error) {
	page, err := c.ValuesPage(face.Mapped(c.Projects(), c.Listed), 50, 100)
	return 200, page, err
}

func projectVersionPage(c *face.Call) (int, any, error) {
	p, err := c.Browse(c.Path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	statuses, query := c.List("status"), strings.ToLower(c.Query("query"))
	kept := slices.DeleteFunc(p.Versions, func(v *site.Version) bool {
		status := "unreleased"
		if v.Released {
			status = "released"
		}
		if v.Archived {
			status = "archived"
		}
		return len(statuses) > 0 && !slices.Contains(statuses, status) || !strings.Contains(strings.ToLower(v.Name), query)
	})
	page, err := c.ValuesPage(face.Mapped(kept, c.Version), 50, 50)
	return 200, page, err
}

func labelPage(c *face.Call) (int, any, error) {
	var out []any
	if c.Actor.User != nil {
		for _, l := range c.Site.Labels() {
			out = append(out, l)
		}
	}
	page, err := c.ValuesPage(out, 1000, 1000)
	return 200, page, err
}

func changelogPage(c *face.Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	page, err := c.ValuesPage(face.Mapped(i.Histories, c.History), 100, 100)
	return 200, page, err
}
