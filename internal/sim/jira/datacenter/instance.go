package datacenter

import (
	"slices"
	"strconv"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// Version is the release that the face stands for.
const Version = "10.3.24"

func serverInfo(c *face.Call) (int, any, error) {
	return 200, face.Document{"baseUrl": c.Base, "version": Version, "versionNumbers": []int{10, 3, 24}, "deploymentType": "Server",
		"buildNumber": 10030024, "buildDate": "2026-08-01T00:00:00.000+0000", "databaseBuildNumber": 10030024,
		"serverTime": c.When(c.Actor.At), "scmInfo": "0000000000000000000000000000000000000000", "serverTitle": c.Site.Title()}, nil
}

// session tells who is logged in, which clients ask to try a password; no session is kept.
func session(c *face.Call) (int, any, error) {
	u := c.Actor.User
	return 200, face.Document{"self": c.Base + "/rest/api/latest/user?username=" + u.Username, "name": u.Username,
		"loginInfo": face.Document{"loginCount": 1, "previousLoginTime": c.When(c.Actor.At)}}, nil
}

// permissions lists all that there are: Data Center knows no choice of them.
func permissions(c *face.Call) (int, any, error) {
	p, err := c.PermissionScope()
	if err != nil {
		return 0, nil, err
	}
	out := face.Document{}
	for n, key := range slices.Concat(site.ProjectPermissions, site.GlobalPermissions) {
		kind := "PROJECT"
		if slices.Contains(site.GlobalPermissions, key) {
			kind = "GLOBAL"
		}
		out[key] = face.Document{"id": strconv.Itoa(n + 10), "key": key, "name": face.Readable(key), "type": kind, "description": "",
			"havePermission": c.Site.May(c.Actor.User, p, key)}
	}
	return 200, face.Document{"permissions": out}, nil
}

// edit refuses to stay silent for those who administer nothing, where Cloud ignores the wish.
func edit(c *face.Call) (int, any, error) {
	if c.Query("notifyUsers") == "false" && !c.Site.May(c.Actor.User, nil, "ADMINISTER") {
		return 0, nil, &site.Refusal{Status: 403, Messages: []string{"To discard the user notification either admin or project admin permissions are required."}}
	}
	return face.EditIssue(c)
}
