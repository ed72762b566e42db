package face

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func Expands(value string) []string {
	var out []string
	for _, e := range strings.Split(value, ",") {
		if e = strings.TrimSpace(e); e != "" {
			out = append(out, e)
		}
	}
	return out
}

// Issue renders an issue with what the request selected.
func (c *Call) Issue(i *site.Issue, sel Selection, expand, properties []string) Document {
	out := Document{"expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
		"id": strconv.FormatInt(i.ID, 10), "self": c.API("issue/%d", i.ID), "key": i.Key, "fields": c.fields(i, sel.wants)}
	if props := PickProperties(i, properties); props != nil {
		out["properties"] = props
	}
	for _, e := range expand {
		switch e {
		case "renderedFields":
			out["renderedFields"] = c.rendered(i, sel.wants)
		case "names":
			out["names"] = c.Names(sel)
		case "schema":
			out["schema"] = c.Schemas(sel)
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

// PickProperties is nil when none were asked for; *all asks for every one.
func PickProperties(i *site.Issue, wanted []string) Document {
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

func (c *Call) Names(sel Selection) Document {
	out := Document{}
	for _, f := range c.siteFields() {
		if sel.wants(f.ID) {
			out[f.ID] = f.Name
		}
	}
	return out
}

func (c *Call) Schemas(sel Selection) Document {
	out := Document{}
	for _, f := range c.siteFields() {
		if sel.wants(f.ID) {
			out[f.ID] = schema(f)
		}
	}
	return out
}

func GetIssue(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	return 200, c.Issue(i, SelectFields(c.List("fields"), []string{"*all"}), Expands(c.Query("expand")), c.List("properties")), nil
}

func (c *Call) Created(i *site.Issue) Document {
	return Document{"id": strconv.FormatInt(i.ID, 10), "key": i.Key, "self": c.API("issue/%d", i.ID)}
}

func CreateIssue(c *Call) (int, any, error) {
	var d site.Draft
	if err := c.Decode(&d); err != nil {
		return 0, nil, err
	}
	i, err := c.Site.Create(c.Actor, &d)
	if err != nil {
		return 0, nil, err
	}
	return 201, c.Created(i), nil
}

func EditIssue(c *Call) (int, any, error) {
	var d site.Draft
	if err := c.Decode(&d); err != nil {
		return 0, nil, err
	}
	i, err := c.Site.Edit(c.Actor, c.IssueKey(), &d)
	if err != nil {
		return 0, nil, err
	}
	if !c.Flag("returnIssue") {
		return 204, nil, nil
	}
	return 200, c.Issue(i, SelectFields(nil, []string{"*all"}), Expands(c.Query("expand")), nil), nil
}

func DeleteIssue(c *Call) (int, any, error) {
	return 204, nil, c.Site.Delete(c.Actor, c.IssueKey(), c.Flag("deleteSubtasks"))
}

func AssignIssue(c *Call) (int, any, error) {
	raw, err := c.Body()
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, c.Site.Assign(c.Actor, c.IssueKey(), raw)
}
