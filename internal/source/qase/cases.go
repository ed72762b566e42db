package qase

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// unpaidText says what a subscription without external issues means for people.
const unpaidText = "this subscription of Qase shows no external issues, so cases name no stories; link them by rules of the config (stories.links), or choose a plan that has them"

// fields are what numbers in cases stand for.
type fields struct {
	Suites     map[int64]string `json:"suites"`
	Priorities map[int64]string `json:"priorities"`
	Automated  map[int64]bool   `json:"automated"`
	Deprecated map[int64]bool   `json:"deprecated"` // statuses of cases
}

// What a role or a subscription may lack without which cases and results can still be read.
const (
	suites         = "suites"
	configurations = "configurations"
	systemFields   = "system fields"
)

// readCases lists all cases: Qase has no filter for those that changed.
func (c *collection) readCases(ctx context.Context) error {
	if err := c.nameFields(ctx); err != nil {
		return err
	}
	if err := c.nameConfigs(ctx); err != nil {
		return err
	}
	if err := c.nameSuites(ctx); err != nil {
		return err
	}
	list, err := c.listCases(ctx)
	if err != nil {
		return err
	}
	c.next.Census.Begin()
	for _, w := range list {
		if w.ID != "" {
			c.next.Census.Tell(w.ID.Int(), true)
			c.Put(c.kase(w))
		}
	}
	return c.absent(ctx)
}

// absent finds the cases that were deleted: the list has them no more.
func (c *collection) absent(ctx context.Context) error {
	gone, err := c.next.Census.End(func(number int64) error {
		_, err := get[wireCase](ctx, c.api, fmt.Sprintf("read case %d", number), fmt.Sprintf("case/%s/%d", c.code, number), "case/{code}/{id}", nil)
		return err
	})
	for _, number := range gone {
		c.Batch.Gone = append(c.Batch.Gone, c.sketch(tool.ID(fmt.Sprint(number)), "").ID)
	}
	return err
}

// listCases lists the cases with the issues that they name, or without where the
// subscription has none.
func (c *collection) listCases(ctx context.Context) ([]wireCase, error) {
	doing := c.doing("list the cases")
	list, err := all[wireCase](ctx, c.api, doing, "case/"+c.code, "case/{code}", url.Values{"include": {"external_issues"}})
	if c.next.Unpaid = unpaid(err); c.next.Unpaid {
		return all[wireCase](ctx, c.api, doing, "case/"+c.code, "case/{code}", nil)
	}
	return list, err
}

// nameSuites reads the folders of cases.
func (c *collection) nameSuites(ctx context.Context) error {
	list, err := all[wireSuite](ctx, c.api, c.doing("list the suites"), "suite/"+c.code, "suite/{code}", nil)
	if spared, err := c.next.Lacks.Spare(suites, "cases are in no folder, and link rules by component match none", err); spared || err != nil {
		return err
	}
	var folders []tool.Folder
	for _, s := range list {
		folders = append(folders, tool.Folder{ID: s.ID.Int(), Parent: s.Parent.Int(), Name: string(s.Title)})
	}
	c.next.Fields.Suites = tool.Paths(folders)
	return nil
}

// nameFields reads the options of fields: what numbers in cases stand for, and which
// statuses results have.
func (c *collection) nameFields(ctx context.Context) error {
	list, err := get[[]wireField](ctx, c.api, "list the system fields", "system_field", "system_field", nil)
	c.named = true
	if spared, err := c.next.Lacks.Spare(systemFields, "cases have no priority, deprecated ones count as others do, and statuses of your own go by their slugs", err); spared || err != nil {
		return err
	}
	c.next.Fields.Priorities, c.next.Fields.Automated, c.next.Fields.Deprecated = map[int64]string{}, map[int64]bool{}, map[int64]bool{}
	c.next.Statuses = nil
	for _, f := range list {
		for _, o := range f.Options {
			switch {
			case f.Slug == "priority" && o.Slug != "undefined":
				c.next.Fields.Priorities[o.ID.Int()] = string(o.Title)
			case f.Slug == "status":
				c.next.Fields.Deprecated[o.ID.Int()] = o.Slug == "deprecated"
			case f.Slug == "automation":
				c.next.Fields.Automated[o.ID.Int()] = o.Slug == "automated"
			case f.Slug == "result_status", strings.EqualFold(string(f.Title), "Result Status"):
				c.next.Statuses = append(c.next.Statuses, status{Slug: string(o.Slug), Title: string(o.Title)})
			}
		}
	}
	return nil
}

// nameConfigs reads what configurations are called. They come in groups, all at once.
func (c *collection) nameConfigs(ctx context.Context) error {
	lacked := c.next.Lacks.Miss(configurations)
	p, err := get[page[wireGroup]](ctx, c.api, c.doing("list the configurations"), "configuration/"+c.code, "configuration/{code}", nil)
	if c.next.Configs == nil {
		c.next.Configs = map[int64]string{}
	}
	if spared, err := c.next.Lacks.Spare(configurations, "a run that has some and no environment goes by their numbers", err); spared || err != nil {
		return err
	}
	if lacked {
		c.retell() // runs went by the numbers of their configurations
	}
	c.next.Configs = map[int64]string{}
	for _, g := range p.Entities.Items {
		for _, f := range g.Configurations {
			c.next.Configs[f.ID.Int()] = string(f.Title)
		}
	}
	return nil
}

// retell has all runs told anew, those that are closed with the next collection.
func (c *collection) retell() {
	for id, s := range c.next.Runs {
		s.Mark = ""
		c.next.Runs[id] = s
	}
	c.next.Swept = 0
}

// kase is a case in our words.
func (c *collection) kase(w wireCase) model.Case {
	k := c.sketch(w.ID, string(w.Title))
	k.Sketch = false
	k.Component, k.Priority = c.next.Fields.Suites[w.SuiteID.Int()], c.next.Fields.Priorities[w.Priority.Int()]
	k.Automated, k.Retired = c.next.Fields.Automated[w.Automation.Int()], c.next.Fields.Deprecated[w.Status.Int()]
	if w.Manual != nil {
		k.Automated = !bool(*w.Manual)
	}
	for _, t := range w.Tags {
		k.Tags = append(k.Tags, string(t.Title))
	}
	for _, t := range w.Trackers {
		if t.Type != c.cfg.Jira {
			continue
		}
		for _, i := range t.Issues {
			k.Keys = append(k.Keys, references(string(i.ID), string(i.Link))...)
		}
	}
	return k
}

// sketch is a case of which only the number is known, and perhaps the title.
func (c *collection) sketch(id tool.ID, title string) model.Case {
	if strings.TrimSpace(title) == "" {
		title = "Case " + string(id)
	}
	explicit := c.cfg.Project + "-" + string(id)
	k := model.Case{Source: c.env.Name, Title: title, Name: title, Explicit: explicit, Sketch: true,
		IDs: []string{model.ForeignID("qase", explicit)}, URL: fmt.Sprintf("%s/case/%s", c.app, url.PathEscape(explicit))}
	k.ID = model.Identify(c.env.Namespace, k)
	return k
}

// references reads the key of an issue, or takes it from the end of its address.
func references(id, link string) []model.KeyRef {
	keys := model.Keys(strings.ToUpper(id))
	if len(keys) == 0 {
		keys = model.Keys(path.Base(link))
	}
	var out []model.KeyRef
	for _, key := range keys {
		out = append(out, model.KeyRef{Key: key, From: model.FromRefs})
	}
	return out
}
