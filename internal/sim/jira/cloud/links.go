package cloud

import (
	"encoding/json"

	"syncd/internal/sim/jira/site"
)

func createLink(c *Call) (int, any, error) {
	raw, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	return 201, nil, c.Site.CreateLink(c.Actor, raw)
}

// issueLinks shows the links of an issue whose other end the caller may see.
func (c *Call) issueLinks(i *site.Issue) []any {
	out := []any{}
	for _, l := range i.Links {
		other := c.Site.Other(c.Actor, l.Other)
		if other == nil {
			continue
		}
		end := "inwardIssue"
		if l.Outward {
			end = "outwardIssue"
		}
		out = append(out, Document{"id": idText(l.ID), "self": c.api("issueLink/%d", l.ID), "type": c.typeOf(l), end: c.brief(other)})
	}
	return out
}

func (c *Call) typeOf(l site.Link) Document {
	return c.linkType(find(c.Site.LinkTypes(), func(t *site.LinkType) string { return t.ID }, l.Type))
}

func getLink(c *Call) (int, any, error) {
	id, err := c.id("linkId")
	if err != nil {
		return 0, nil, err
	}
	inward, l, err := c.Site.LinkByID(c.Actor, id)
	if err != nil {
		return 0, nil, err
	}
	out := Document{"id": idText(id), "self": c.api("issueLink/%d", id), "type": c.typeOf(l), "inwardIssue": c.brief(inward)}
	if other := c.Site.Other(c.Actor, l.Other); other != nil {
		out["outwardIssue"] = c.brief(other)
	}
	return 200, out, nil
}

func deleteLink(c *Call) (int, any, error) {
	id, err := c.id("linkId")
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.DeleteLink(c.Actor, id)
}

func (c *Call) remote(i *site.Issue, l site.RemoteLink) Document {
	out := Document{"id": l.ID, "self": c.api("issue/%s/remotelink/%d", i.Key, l.ID), "globalId": orNull(l.GlobalID),
		"relationship": orNull(l.Relationship), "object": l.Object, "application": Document{}}
	if l.Application != nil {
		out["application"] = l.Application
	}
	object := Document{"url": l.Object.URL, "title": l.Object.Title, "icon": Document{}, "status": Document{"icon": Document{}}}
	if l.Object.Summary != nil {
		object["summary"] = *l.Object.Summary
	}
	for name, raw := range map[string]json.RawMessage{"icon": l.Object.Icon, "status": l.Object.Status} {
		if raw != nil {
			object[name] = raw
		}
	}
	out["object"] = object
	return out
}

func remoteLinks(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	wanted, single := c.Request.URL.Query()["globalId"]
	if !single {
		return 200, mapped(i.RemoteLinks, func(l site.RemoteLink) Document { return c.remote(i, l) }), nil
	}
	for _, l := range i.RemoteLinks {
		if l.GlobalID == wanted[0] {
			return 200, c.remote(i, l), nil
		}
	}
	return 0, nil, missing("The remote link with the globalId '%s' does not exist.", wanted[0])
}

func remoteLink(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	for _, l := range i.RemoteLinks {
		if idText(l.ID) == c.path("linkId") {
			return 200, c.remote(i, l), nil
		}
	}
	return 0, nil, missing("The remote link with the id '%s' does not exist.", c.path("linkId"))
}

func putRemoteLink(c *Call) (int, any, error) {
	raw, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	i, l, fresh, err := c.Site.PutRemoteLink(c.Actor, c.issueKey(), raw)
	if err != nil {
		return 0, nil, err
	}
	status := 200
	if fresh {
		status = 201
	}
	return status, Document{"id": l.ID, "self": c.api("issue/%s/remotelink/%d", i.Key, l.ID)}, nil
}

func replaceRemoteLink(c *Call) (int, any, error) {
	id, err := c.id("linkId")
	if err != nil {
		return 0, nil, err
	}
	raw, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.ReplaceRemoteLink(c.Actor, c.issueKey(), id, raw)
}

func deleteRemoteLinks(c *Call) (int, any, error) {
	// Pinned against live Jira: this one wants a Content-Type though it takes no body.
	if c.Request.Header.Get("Content-Type") == "" {
		return 0, nil, &site.Refusal{Status: 415, Messages: []string{"Unsupported Media Type"}}
	}
	wanted := c.query("globalId")
	if wanted == "" {
		return 0, nil, bad("The 'globalId' query parameter is required.")
	}
	return 204, nil, c.Site.DeleteRemoteLinks(c.Actor, c.issueKey(), func(l site.RemoteLink) bool { return l.GlobalID == wanted })
}

func deleteRemoteLink(c *Call) (int, any, error) {
	id, err := c.id("linkId")
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.DeleteRemoteLinks(c.Actor, c.issueKey(), func(l site.RemoteLink) bool { return l.ID == id })
}
