package face

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func IDText(id int64) string { return strconv.FormatInt(id, 10) }

func (c *Call) comment(i *site.Issue, cm site.Comment, full bool) Document {
	out := Document{"self": c.API("issue/%d/comment/%d", i.ID, cm.ID), "id": IDText(cm.ID), "author": c.User(cm.Author),
		"updateAuthor": c.User(cm.UpdateAuthor), "body": c.text(cm.Body), "created": c.When(cm.Created),
		"updated": c.When(cm.Updated)}
	if c.Product == Cloud {
		out["jsdPublic"] = true
	}
	if cm.Visibility != nil {
		out["visibility"] = cm.Visibility
	}
	expand := c.Query("expand")
	if full && strings.Contains(expand, "renderedBody") {
		out["renderedBody"] = html(cm.Body)
	}
	if full && strings.Contains(expand, "properties") {
		out["properties"] = Mapped(cm.Properties, func(p site.Property) Document { return Document{"key": p.Key, "value": p.Value} })
	}
	return out
}

func CommentPage(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	list := slices.Clone(i.Comments)
	switch order := c.Query("orderBy"); order {
	case "", "created", "+created", " created": // a plus sign arrives as a space
	case "-created":
		slices.Reverse(list)
	default:
		return 0, nil, Bad("The value '%s' of 'orderBy' is not supported.", order)
	}
	startAt, maxResults, err := c.Window(100, 5000)
	if err != nil {
		return 0, nil, err
	}
	page, _ := PageOf(list, startAt, maxResults)
	shown := Mapped(page, func(cm site.Comment) Document { return c.comment(i, cm, true) })
	return 200, Document{"self": c.API("issue/%d/comment", i.ID), "startAt": startAt, "maxResults": maxResults, "total": len(list), "comments": shown}, nil
}

func AddComment(c *Call) (int, any, error) {
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	i, cm, err := c.Site.AddComment(c.Actor, c.IssueKey(), raw)
	if err != nil {
		return 0, nil, err
	}
	return 201, c.comment(i, cm, true), nil
}

func GetComment(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	for _, cm := range i.Comments {
		if IDText(cm.ID) == c.Path("id") {
			return 200, c.comment(i, cm, true), nil
		}
	}
	return 0, nil, Missing("Can not find a comment for the id: %s.", c.Path("id"))
}

func EditComment(c *Call) (int, any, error) {
	id, err := c.Id("id")
	if err != nil {
		return 0, nil, err
	}
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	i, cm, err := c.Site.EditComment(c.Actor, c.IssueKey(), id, raw)
	if err != nil {
		return 0, nil, err
	}
	return 200, c.comment(i, cm, true), nil
}

func DeleteComment(c *Call) (int, any, error) {
	id, err := c.Id("id")
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.DeleteComment(c.Actor, c.IssueKey(), id)
}
