package face

import (
	"encoding/json"
	"errors"
	"strings"

	"syncd/internal/sim/jira/site"
)

func CreateLink(c *Call) (int, any, error) {
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	err = c.Site.CreateLink(c.Actor, raw)
	var r *site.Refusal
	if c.Product == DataCenter && errors.As(err, &r) && r.Status == 404 && strings.HasPrefix(strings.Join(r.Messages, ""), "No link permission") {
		r.Status = 401
	}
	return 201, nil, err
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
		out = append(out, Document{"id": IDText(l.ID), "self": c.API("issueLink/%d", l.ID), "type": c.typeOf(l), end: c.brief(other)})
	}
	return out
}

func (c *Call) typeOf(l site.Link) Document {
	return c.linkType(find(c.Site.LinkTypes(), func(t *site.LinkType) string { return t.ID }, l.Type))
}

func GetLink(c *Call) (int, any, error) {
	id, err := c.Id("linkId")
	if err != nil {
		return 0, nil, err
	}
	inward, l, err := c.Site.LinkByID(c.Actor, id)
	if err != nil {
		return 0, nil, err
	}
	out := Document{"id": IDText(id), "self": c.API("issueLink/%d", id), "type": c.typeOf(l), "inwardIssue": c.brief(inward)}
	if other := c.Site.Other(c.Actor, l.Other); other != nil {
		out["outwardIssue"] = c.brief(other)
	}
	return 200, out, nil
}

func DeleteLink(c *Call) (int, any, error) {
	id, err := c.Id("linkId")
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.DeleteLink(c.Actor, id)
}

func (c *Call) remote(i *site.Issue, l site.RemoteLink) Document {
	out := Document{"id": l.ID, "self": c.API("issue/%s/remotelink/%d", i.Key, l.ID), "application": Document{}}
	for name, text := range map[string]string{"globalId": l.GlobalID, "relationship": l.Relationship} {
		if text != "" {
			out[name] = text
		}
	}
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

func RemoteLinks(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	wanted, single := c.Request.URL.Query()["globalId"]
	if !single {
		return 200, Mapped(i.RemoteLinks, func(l site.RemoteLink) Document { return c.remote(i, l) }), nil
	}
	for _, l := range i.RemoteLinks {
		if l.GlobalID == wanted[0] {
			return 200, c.remote(i, l), nil
		}
	}
	return 0, nil, Missing("The remote link with the globalId '%s' does not exist.", wanted[0])
}

func RemoteLink(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	for _, l := range i.RemoteLinks {
		if IDText(l.ID) == c.Path("linkId") {
			return 200, c.remote(i, l), nil
		}
	}
	return 0, nil, Missing("The remote link with the id '%s' does not exist.", c.Path("linkId"))
}

func PutRemoteLink(c *Call) (int, any, error) {
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	i, l, fresh, err := c.Site.PutRemoteLink(c.Actor, c.IssueKey(), raw)
	if err != nil {
		return 0, nil, err
	}
	status := 200
	if fresh {
		status = 201
	}
	return status, Document{"id": l.ID, "self": c.API("issue/%s/remotelink/%d", i.Key, l.ID)}, nil
}

func ReplaceRemoteLink(c *Call) (int, any, error) {
	id, err := c.Id("linkId")
	if err != nil {
		return 0, nil, err
	}
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.ReplaceRemoteLink(c.Actor, c.IssueKey(), id, raw)
}

func DeleteRemoteLinks(c *Call) (int, any, error) {
	// Pinned against live Jira: this one wants a Content-Type though it takes no body.
	if c.Product == Cloud && c.Request.Header.Get("Content-Type") == "" {
		return 0, nil, &site.Refusal{Status: 415, Messages: []string{"Unsupported Media Type"}}
	}
	wanted := c.Query("globalId")
	if wanted == "" {
		return 0, nil, Bad("The 'globalId' query parameter is required.")
	}
	return 204, nil, c.Site.DeleteRemoteLinks(c.Actor, c.IssueKey(), func(l site.RemoteLink) bool { return l.GlobalID == wanted })
}

func DeleteRemoteLink(c *Call) (int, any, error) {
	id, err := c.Id("linkId")
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.DeleteRemoteLinks(c.Actor, c.IssueKey(), func(l site.RemoteLink) bool { return l.ID == id })
}
