package testrail

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// reads reports whether the config chooses a suite.
func (c *Config) reads(suite int64) bool {
	return len(c.Suites) == 0 || slices.Contains(c.Suites, suite)
}

// keys lists the keys of a table, sorted puts them in order.
func keys(m map[int64]string) []int64 { return slices.Collect(maps.Keys(m)) }
func sorted(ids []int64) []int64      { slices.Sort(ids); return ids }

// readCases reads a page of the cases of a suite that are new or have changed, of all of them
// where all is listed, and reports whether there are more. A suite may have a hundred
// thousand: one that cannot be read to its end in one collection is gone on with in the next.
func (c *collection) readCases(ctx context.Context, suite int64) (more bool, err error) {
	of := ""
	if suite != 0 {
		of = fmt.Sprintf("&suite_id=%d", suite)
	}
	if c.next.Whole && c.next.Page.Offset == 0 {
		if err := c.nameSections(ctx, of); err != nil {
			return false, err
		}
	}
	filter := of
	if !c.next.Whole {
		filter += fmt.Sprintf("&updated_after=%d", c.next.At-overlap)
	}
	p, err := pageAt[wireCase](ctx, c.api, c.doing("read the cases"), c.method("get_cases", filter), "get_cases/{project}", "cases", c.next.Page.Offset)
	if err != nil {
		return false, err
	}
	if at := c.next.Page; p.bare && at.Offset > 0 && len(p.items) > 0 && p.items[0].ID.Int() == at.First {
		p.items, p.more = nil, false // the server gives the whole list, whatever is asked for
	}
	for _, w := range p.items {
		number := w.ID.Int()
		if number == 0 || bool(w.Deleted) && !c.next.Census.Known.Has(number) {
			continue
		}
		c.next.Census.Tell(number, c.next.Whole)
		c.Put(c.kase(w))
	}
	c.next.Page = c.next.Page.after(p)
	return p.more, nil
}

// after is where the next page begins.
func (at pageMark) after(p page[wireCase]) pageMark {
	switch {
	case !p.more:
		return pageMark{}
	case at.Offset == 0:
		at.First = p.items[0].ID.Int()
	}
	at.Offset += len(p.items)
	return at
}

// absent finds the cases that were deleted: no list has them, or not for long.
func (c *collection) absent(ctx context.Context) error {
	gone, err := c.next.Census.End(func(number int64) error {
		var w wireCase
		err := c.api.get(ctx, fmt.Sprintf("read case C%d", number), fmt.Sprintf("get_case/%d", number), "get_case/{id}", &w)
		if err == nil && bool(w.Deleted) {
			err = &source.Error{Kind: source.NotFound, Doing: fmt.Sprintf("read case C%d", number), Message: "it is marked as deleted"}
		}
		return err
	})
	for _, number := range gone {
		c.Batch.Gone = append(c.Batch.Gone, c.sketch(tool.ID(fmt.Sprint(number)), "").ID)
	}
	return err
}

// nameSections reads what the sections of a suite are called.
func (c *collection) nameSections(ctx context.Context, of string) error {
	list, err := all[wireSection](ctx, c.api, c.doing("list the sections"), c.method("get_sections", of), "get_sections/{project}", "sections")
	if _, err := c.next.Lacks.Spare("sections", "cases have no component", err); err != nil {
		return err
	}
	if c.next.Names.Sections == nil {
		c.next.Names.Sections = map[int64]string{}
	}
	var folders []tool.Folder
	for _, s := range list {
		folders = append(folders, tool.Folder{ID: s.ID.Int(), Parent: s.Parent.Int(), Name: string(s.Name)})
	}
	maps.Copy(c.next.Names.Sections, tool.Paths(folders))
	return nil
}

// kase is a case in our words.
func (c *collection) kase(w wireCase) model.Case {
	n := c.next.Names
	k := c.sketch(w.ID, string(w.Title))
	k.Retired = bool(w.Deleted)
	k.Component, k.Priority = n.Sections[w.SectionID.Int()], n.Priorities[w.Priority.Int()]
	k.Automated = slices.ContainsFunc(c.cfg.Automated, func(t string) bool { return strings.EqualFold(t, n.Types[w.TypeID.Int()]) })
	for _, field := range c.cfg.Refs {
		k.Keys = append(k.Keys, references(w.field(field))...)
	}
	if id := model.ForeignID("automation", w.field(c.cfg.AutomationID)); id != "" {
		k.IDs = append(k.IDs, id)
	}
	var labels []struct {
		Title tool.Text `json:"title"`
	}
	if raw, ok := w.Fields["labels"]; ok && json.Unmarshal(raw, &labels) == nil {
		for _, l := range labels {
			k.Tags = append(k.Tags, string(l.Title))
		}
	}
	return k
}

// sketch is a case of which only number and title are known.
func (c *collection) sketch(id tool.ID, title string) model.Case {
	if strings.TrimSpace(title) == "" {
		title = "C" + string(id)
	}
	k := model.Case{Source: c.env.Name, Title: title, Name: title, Explicit: "C" + string(id),
		IDs: []string{model.ForeignID("testrail", string(id))}, URL: fmt.Sprintf("%s/index.php?/cases/view/%s", c.base, id)}
	k.ID = model.Identify(c.env.Namespace, k)
	return k
}

// references reads the issues that a field of references names: keys, or addresses of
// issues, however they are separated. People write them in small letters, too.
func references(text string) []model.KeyRef {
	var out []model.KeyRef
	for _, key := range model.Keys(strings.ToUpper(text)) {
		out = append(out, model.KeyRef{Key: key, From: model.FromRefs})
	}
	return out
}
