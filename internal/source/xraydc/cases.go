package xraydc

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// testFields are what is read of a test.
func (c *collection) testFields() string {
	return strings.TrimSuffix("summary,issuetype,issuelinks,priority,labels,components,"+c.next.Definition, ",")
}

// define finds the field in which Generic tests say what is run. It is known by its name:
// its id is another in every Jira. A Jira without it has no such tests.
func (c *collection) define(ctx context.Context) error {
	c.next.Definition = ""
	if c.cfg.AutomationID == "" {
		return nil
	}
	const doing = "list the fields"
	var list tool.List[struct {
		ID   tool.Text `json:"id"`
		Name tool.Text `json:"name"`
	}]
	err := c.api.get(ctx, doing, jiraAPI+"field", "field", nil, &list)
	if err == nil && !list.There {
		err = strange(doing, "fields")
	}
	for _, f := range list.Items {
		if strings.EqualFold(string(f.Name), c.cfg.AutomationID) {
			c.next.Definition = string(f.ID)
		}
	}
	return err
}

// readCases reads the tests that are new or have changed; all of them where all is listed.
func (c *collection) readCases(ctx context.Context) error {
	jql := c.ofType(c.cfg.Types.Test)
	if c.next.Whole {
		c.next.Census.Begin()
		if err := c.define(ctx); err != nil {
			return err
		}
	} else {
		jql += " AND " + c.since(c.next.At)
	}
	list, err := c.api.search(ctx, "list the tests of "+c.cfg.Project, jql, c.testFields())
	if err != nil {
		return err
	}
	for _, w := range list {
		c.next.TestType = cmp.Or(w.Fields.Type.ID, c.next.TestType)
		c.next.Census.Tell(w.ID.Int(), c.next.Whole)
		c.tests[string(w.Key)] = w
		c.put(w)
	}
	if c.next.Whole {
		return c.absent(ctx)
	}
	return nil
}

// absent finds the tests that are none any more: their issues were deleted, archived, or
// made issues of another type. Jira is asked for the issue itself, which the search index
// may lack. One that was moved to another project is a test still.
func (c *collection) absent(ctx context.Context) error {
	id := func(number int64) string { return strconv.FormatInt(number, 10) }
	gone, err := c.next.Census.End(func(number int64) error {
		doing := "see whether test " + id(number) + " is still there"
		var w wireIssue
		err := c.api.get(ctx, doing, jiraAPI+"issue/"+id(number), "issue/{id}", url.Values{"fields": {"issuetype,archiveddate"}}, &w)
		switch {
		case err == nil && w.ID.Int() != number:
			err = strange(doing, "fields")
		case err == nil && (c.retyped(w) || w.Fields.Archived != ""):
			err = &source.Error{Kind: source.NotFound, Doing: doing, Message: "it is archived, or no test any more"}
		}
		return err
	})
	for _, number := range gone {
		c.Batch.Gone = append(c.Batch.Gone, c.kase(wireIssue{ID: tool.ID(id(number))}).ID)
	}
	return err
}

// retyped reports whether an issue is known to be of another type than tests are.
func (c *collection) retyped(w wireIssue) bool {
	return w.Fields.Type.ID != "" && c.next.TestType != "" && w.Fields.Type.ID != c.next.TestType
}

// lookUp asks Jira for tests of which only the keys are known: an execution may hold those
// of other projects.
func (c *collection) lookUp(ctx context.Context, keys []string) error {
	var unknown []string
	for _, key := range keys {
		if _, known := c.tests[key]; !known && !slices.Contains(unknown, key) {
			unknown = append(unknown, key)
		}
	}
	for chunk := range slices.Chunk(unknown, pageSize) {
		if err := c.find(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// find asks for tests by their keys. One that this account may not see has the whole search
// refused: then each half is asked for, down to the one.
func (c *collection) find(ctx context.Context, keys []string) error {
	quoted := make([]string, len(keys))
	for n, key := range keys {
		quoted[n] = quote(key)
	}
	list, err := c.api.search(ctx, "look up the tests of runs", fmt.Sprintf("key in (%s)", strings.Join(quoted, ", ")), c.testFields())
	switch {
	case source.KindOf(err) != source.Refused:
	case len(keys) == 1:
		return nil
	default:
		half := len(keys) / 2
		if err := c.find(ctx, keys[:half]); err != nil {
			return err
		}
		return c.find(ctx, keys[half:])
	}
	for _, w := range list {
		c.tests[string(w.Key)] = w
	}
	return err
}

// put adds a case to the batch, or says it anew.
func (c *collection) put(w wireIssue) model.CaseID { return c.Put(c.kase(w)) }

// kase is a test in our words.
func (c *collection) kase(w wireIssue) model.Case {
	key, title := string(w.Key), strings.TrimSpace(string(w.Fields.Summary))
	if title == "" {
		title = key
	}
	k := model.Case{Source: c.env.Name, Title: title, Name: title, Explicit: string(w.ID), URL: c.browse(key),
		IDs:      []string{model.ForeignID("xray", key), model.ForeignID("xray", string(w.ID))},
		Priority: string(w.Fields.Priority.Name), Component: strings.Join(names(w.Fields.Components), ", "), Automated: c.next.Machines[string(w.ID)],
		Retired: c.retyped(w)}
	if id := model.ForeignID("automation", w.Fields.text(c.next.Definition)); id != "" {
		k.IDs = append(k.IDs, id)
	}
	for _, l := range w.Fields.Labels {
		k.Tags = append(k.Tags, string(l))
	}
	for _, l := range w.Fields.Links {
		if story := string(l.Outward.Key); story != "" && strings.EqualFold(string(l.Type.Name), c.cfg.Link) {
			k.Keys = append(k.Keys, model.KeyRef{Key: story, From: model.FromRefs})
		}
	}
	k.ID = model.Identify(c.env.Namespace, k)
	return k
}

// browse is the page of an issue.
func (p *Project) browse(key string) string { return p.base + "/browse/" + key }
