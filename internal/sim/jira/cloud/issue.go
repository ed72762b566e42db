package cloud

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func expands(value string) []string {
	var out []string
	for _, e := range strings.Split(value, ",") {
		if e = strings.TrimSpace(e); e != "" {
			out = append(out, e)
		}
	}
	return out
}

// issue renders an issue with what the request selected.
func (c *Call) issue(i *site.Issue, sel selection, expand, properties []string) Document {
	out := Document{"expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
		"id": strconv.FormatInt(i.ID, 10), "self": c.api("issue/%d", i.ID), "key": i.Key, "fields": c.fields(i, sel.wants)}
	if props := pickProperties(i, properties); props != nil {
		out["properties"] = props
	}
	for _, e := range expand {
		switch e {
		case "renderedFields":
			out["renderedFields"] = c.rendered(i, sel.wants)
		case "names":
			out["names"] = c.names(sel)
		case "schema":
			out["schema"] = c.schemas(sel)
		case "changelog":
			out["changelog"] = c.changelog(i)
		case "transitions":
			if _, list, err := c.Site.Transitions(c.Actor, i.Key); err == nil {
				out["transitions"] = c.transitionList(i, list, false)
			}
		case "editmeta":
			out["editmeta"] = Document{"fields": c.editFields(i)}
		}
	}
	return out
}

// pickProperties is nil when none were asked for; *all asks for every one.
func pickProperties(i *site.Issue, wanted []string) Document {
	if len(wanted) == 0 {
		return nil
	}
	out := Document{}
	for k, v := range i.Properties {
		if slices.Contains(wanted, k) || slices.Contains(wanted, "*all") && !slices.Contains(wanted, "-"+k) {
			out[k] = v
		}
	}
	return out
}

func (c *Call) names(sel selection) Document {
	out := Document{}
	for _, f := range c.Site.Fields() {
		if sel.wants(f.ID) {
			out[f.ID] = f.Name
		}
	}
	return out
}

func (c *Call) schemas(sel selection) Document {
	out := Document{}
	for _, f := range c.Site.Fields() {
		if sel.wants(f.ID) {
			out[f.ID] = schema(f)
		}
	}
	return out
}

func getIssue(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	return 200, c.issue(i, selectFields(c.list("fields"), []string{"*all"}), expands(c.query("expand")), c.list("properties")), nil
}

func (c *Call) created(i *site.Issue) Document {
	return Document{"id": strconv.FormatInt(i.ID, 10), "key": i.Key, "self": c.api("issue/%d", i.ID)}
}

func createIssue(c *Call) (int, any, error) {
	var d site.Draft
	if err := c.decode(&d); err != nil {
		return 0, nil, err
	}
	i, err := c.Site.Create(c.Actor, &d)
	if err != nil {
		return 0, nil, err
	}
	return 201, c.created(i), nil
}

func editIssue(c *Call) (int, any, error) {
	var d site.Draft
	if err := c.decode(&d); err != nil {
		return 0, nil, err
	}
	i, err := c.Site.Edit(c.Actor, c.issueKey(), &d)
	if err != nil {
		return 0, nil, err
	}
	if !c.flag("returnIssue") {
		return 204, nil, nil
	}
	return 200, c.issue(i, selectFields(nil, []string{"*all"}), expands(c.query("expand")), nil), nil
}

func deleteIssue(c *Call) (int, any, error) {
	return 204, nil, c.Site.Delete(c.Actor, c.issueKey(), c.flag("deleteSubtasks"))
}

func assignIssue(c *Call) (int, any, error) {
	raw, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.Assign(c.Actor, c.issueKey(), raw)
}
