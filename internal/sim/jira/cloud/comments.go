package cloud

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func idText(id int64) string { return strconv.FormatInt(id, 10) }

func (c *Call) comment(i *site.Issue, cm site.Comment, full bool) Document {
	out := Document{"self": c.api("issue/%d/comment/%d", i.ID, cm.ID), "id": idText(cm.ID), "author": c.user(cm.Author),
		"updateAuthor": c.user(cm.UpdateAuthor), "body": c.text(cm.Body), "created": c.when(cm.Created),
		"updated": c.when(cm.Updated), "jsdPublic": true}
	if cm.Visibility != nil {
		out["visibility"] = cm.Visibility
	}
	expand := c.query("expand")
	if full && strings.Contains(expand, "renderedBody") {
		out["renderedBody"] = html(cm.Body)
	}
	if full && strings.Contains(expand, "properties") {
		out["properties"] = mapped(cm.Properties, func(p site.Property) Document { return Document{"key": p.Key, "value": p.Value} })
	}
	return out
}

func commentPage(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	list := slices.Clone(i.Comments)
	switch order := c.query("orderBy"); order {
	case "", "created", "+created", " created": // a plus sign arrives as a space
	case "-created":
		slices.Reverse(list)
	default:
		return 0, nil, bad("The value '%s' of 'orderBy' is not supported.", order)
	}
	startAt, maxResults, err := c.window(100, 5000)
	if err != nil {
		return 0, nil, err
	}
	page, _ := pageOf(list, startAt, maxResults)
	shown := mapped(page, func(cm site.Comment) Document { return c.comment(i, cm, true) })
	return 200, Document{"self": c.api("issue/%d/comment", i.ID), "startAt": startAt, "maxResults": maxResults, "total": len(list), "comments": shown}, nil
}

func addComment(c *Call) (int, any, error) {
	raw, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	i, cm, err := c.Site.AddComment(c.Actor, c.issueKey(), raw)
	if err != nil {
		return 0, nil, err
	}
	return 201, c.comment(i, cm, true), nil
}

func getComment(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	for _, cm := range i.Comments {
		if idText(cm.ID) == c.path("id") {
			return 200, c.comment(i, cm, true), nil
		}
	}
	return 0, nil, missing("Can not find a comment for the id: %s.", c.path("id"))
}

func editComment(c *Call) (int, any, error) {
	id, err := c.id("id")
	if err != nil {
		return 0, nil, err
	}
	raw, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	i, cm, err := c.Site.EditComment(c.Actor, c.issueKey(), id, raw)
	if err != nil {
		return 0, nil, err
	}
	return 200, c.comment(i, cm, true), nil
}

func deleteComment(c *Call) (int, any, error) {
	id, err := c.id("id")
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.DeleteComment(c.Actor, c.issueKey(), id)
}
