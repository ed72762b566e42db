package xraycloud

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// readCases reads tests that are new or have changed, all of them where all is read: as many
// as one batch holds. Once it has them all, it looks which executions are to be read. At the
// usual rate Xray tells of 4000 tests a minute: a project may have more than one collection
// has time for, so the next one goes on.
func (c *collection) readCases(ctx context.Context) error {
	vars := map[string]any{"project": c.next.Project}
	if !c.next.Whole {
		vars["since"] = instantOf(c.next.At - overlap)
	}
	q := question{doing: "list the tests of " + c.cfg.Project, name: "getTests", text: testsText, vars: vars, parts: c.refusable()}
	for w := walkFrom[wireTest](*c.next.Tests); !c.Full(); {
		list, more, err := w.step(ctx, c.api, q)
		if err == nil {
			err = c.take(ctx, q.doing, list)
		}
		if err != nil {
			return err
		}
		for _, t := range list {
			c.next.Census.Tell(t.ID.Int(), c.next.Whole)
			c.note(t)
		}
		c.next.Unshown.Blank = c.next.Unshown.Blank || w.blank > 0
		if !more {
			return c.listedAll(ctx)
		}
		at := w.at
		c.next.Tests = &at
	}
	return nil
}

// listedAll ends the list of tests: it looks which executions are to be read, and which tests
// are no more.
func (c *collection) listedAll(ctx context.Context) error {
	if err := c.plan(ctx); err != nil {
		return err
	}
	if c.next.Whole {
		if err := c.absent(ctx); err != nil {
			return err
		}
		c.next.Unshown.Folders = c.next.Unshown.Refused
	}
	c.next.Tests = nil
	return nil
}

// absent finds the tests that are none any more: their issues were deleted, or made issues
// of another type. One that was moved to another project is a test still. A refusal proves
// nothing: an empty list does.
func (c *collection) absent(ctx context.Context) error {
	gone, err := c.next.Census.End(func(number int64) error {
		id := strconv.FormatInt(number, 10)
		doing := "see whether test " + id + " is still there"
		found, err := list[wireTest](ctx, c.api, question{doing: doing, name: "getTests", text: presentText, vars: map[string]any{"ids": []string{id}}})
		switch kind := source.KindOf(err); {
		case kind == source.Refused || kind == source.NotFound:
			return nil
		case err == nil && len(found) == 0:
			err = &source.Error{Kind: source.NotFound, Doing: doing, Message: "Xray knows no such test"}
		}
		return err
	})
	for _, number := range gone {
		c.Batch.Gone = append(c.Batch.Gone, c.outline(wireTest{ID: tool.ID(strconv.FormatInt(number, 10))}).ID)
	}
	return err
}

// tests reads tests with all of their stories.
func (c *collection) tests(ctx context.Context, q question) error {
	for w := walkFrom[wireTest](mark{}); ; {
		list, more, err := w.step(ctx, c.api, q)
		if err == nil {
			err = c.take(ctx, q.doing, list)
		}
		if err != nil || !more {
			return err
		}
	}
}

// take adds tests to the batch, with all of their stories. One of which Xray refuses a part
// stays as it was told last.
func (c *collection) take(ctx context.Context, doing string, list []wireTest) error {
	for _, w := range list {
		if w.unread {
			continue
		}
		if !w.Stories.whole() {
			return strange(doing, "list of the issues that "+w.name()+" covers")
		}
		if w.Stories.Total.Int() > int64(len(w.Stories.Results.Items)) {
			var err error
			if w.Stories, err = c.stories(ctx, w); err != nil {
				return err
			}
		}
		c.Put(c.kase(w))
	}
	return nil
}

// stories reads the stories of a test that has many.
func (c *collection) stories(ctx context.Context, w wireTest) (page[story], error) {
	doing := "list the issues that " + w.name() + " covers"
	var out struct {
		Tests struct {
			Results tool.List[wireTest] `json:"results"`
		} `json:"tests"`
	}
	err := c.api.ask(ctx, question{doing: doing, name: "getTests", text: storiesText, vars: map[string]any{"ids": []string{w.id()}}}, &out)
	if err != nil {
		return page[story]{}, err
	}
	if list := out.Tests.Results.Items; len(list) != 1 || !list[0].Stories.whole() {
		return page[story]{}, strange(doing, "list of issues")
	}
	return out.Tests.Results.Items[0].Stories, nil
}

// elsewhere looks up tests of other projects, which executions may hold: of them runs do not
// say which stories they cover. Where that is refused, they are known by what runs say.
func (c *collection) elsewhere(ctx context.Context, runs []wireRun) error {
	var ids []string
	for _, r := range runs {
		if t := r.Test.V; t.ID != "" && t.Project != "" && string(t.Project) != c.next.Project && !c.asked[t.id()] {
			c.asked[t.id()] = true
			ids = append(ids, t.id())
		}
	}
	for len(ids) > 0 {
		n := min(pageSize, len(ids))
		err := c.tests(ctx, question{doing: "look up tests of other projects", name: "getTests", text: testsText, vars: map[string]any{"ids": ids[:n]}, parts: []string{"", "jira", "coverableIssues", folders}})
		if kind := source.KindOf(err); err != nil && kind != source.Refused && kind != source.NotFound {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// kase is a test in our words.
func (c *collection) kase(w wireTest) model.Case {
	k, j := c.outline(w), w.Jira.V
	k.Priority = string(j.Priority.V.Name)
	// The root of the repository is no folder.
	k.Component = cmp.Or(strings.Trim(string(w.Folder.V.Path), "/ "), strings.Join(names(j.Components), ", "))
	if id := model.ForeignID("automation", string(w.Definition)); id != "" {
		k.IDs = append(k.IDs, id)
	}
	for _, l := range j.Labels {
		k.Tags = append(k.Tags, string(l))
	}
	for _, s := range w.Stories.Results.Items {
		if ref := s.ref(); ref != "" {
			k.Keys = append(k.Keys, model.KeyRef{Key: ref, From: model.FromRefs})
		}
	}
	return k
}

// sketch is a test as a run tells of it.
func (c *collection) sketch(w wireTest) model.Case {
	k := c.outline(w)
	k.Sketch = true
	return k
}

// outline is what runs and lists both tell of a test.
func (c *collection) outline(w wireTest) model.Case {
	key, title := w.name(), strings.TrimSpace(string(w.Jira.V.Summary))
	if title == "" {
		title = key
	}
	k := model.Case{Source: c.env.Name, Title: title, Name: title, Explicit: w.id(), URL: c.browse(key),
		IDs: []string{model.ForeignID("xray", key), model.ForeignID("xray", w.id())}, Automated: w.Type.V.among(c.cfg.Automated)}
	k.ID = model.Identify(c.env.Namespace, k)
	return k
}

// name is the key of a test, or what stands for it.
func (t wireTest) name() string {
	if t.Jira.V.Key != "" {
		return string(t.Jira.V.Key)
	}
	return "test-" + t.id()
}
