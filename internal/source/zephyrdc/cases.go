package zephyrdc

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
)

// readCases reads the next page of the cases. The list ends with an empty page, or where
// Zephyr gives the same one again.
func (c *collection) readCases(ctx context.Context) error {
	list, err := page[wireCase](ctx, c.api, c.doing("list the cases"), "testcase", c.inProject(), caseFields, c.next.At)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].key() == c.next.First {
		if err := c.absent(ctx); err != nil {
			return err
		}
		c.next.Again, c.next.At, c.next.First, c.next.Listed = false, 0, "", c.next.Begun
		return nil
	}
	for _, w := range list {
		c.meet(w)
		c.put(w.key())
	}
	c.next.At, c.next.First = c.next.At+len(list), list[0].key()
	return nil
}

// absent finds the cases that were deleted or archived: no list has them.
func (c *collection) absent(ctx context.Context) error {
	key := func(number int64) string { return fmt.Sprintf("%s-T%d", c.cfg.Project, number) }
	gone, err := c.next.Census.End(func(number int64) error { return c.present(ctx, key(number)) })
	for _, number := range gone {
		c.Batch.Gone = append(c.Batch.Gone, c.kase(key(number)).ID)
	}
	return err
}

// present asks for one case, the error is of kind NotFound if it is no more. A search for it
// tells whether it was only passed over, and that the project and Zephyr are there. No
// document says whether an archived case can be read; one that can is gone as well, unless
// searches find nothing at all.
func (c *collection) present(ctx context.Context, key string) error {
	doing := "read case " + key
	list, err := page[wireCase](ctx, c.api, doing, "testcase", fmt.Sprintf(`%s AND key = "%s"`, c.inProject(), key), "key", 0)
	switch {
	case source.KindOf(err) == source.NotFound:
		return &source.Error{Kind: source.Unavailable, Doing: doing, Message: "Zephyr Scale does not answer", Err: err}
	case err != nil || len(list) > 0:
		return err
	}
	var w wireCase
	err = c.api.get(ctx, doing, zephyrAPI+"testcase/"+url.PathEscape(key), "testcase/{key}", nil, &w)
	switch {
	case err == nil && w.key() != key:
		return strange(doing, "the case")
	case err == nil && len(c.next.Census.Met) > 0:
		return &source.Error{Kind: source.NotFound, Doing: doing, Message: "no search finds it"}
	}
	return err
}

// meet remembers a case.
func (c *collection) meet(w wireCase) {
	c.known[w.key()] = w
	if c.ours(w.key()) {
		c.next.Top = max(c.next.Top, number(w.key()))
		c.next.Census.Tell(number(w.key()), c.next.Again)
	}
}

// ours reports whether a case is of the project that is read: a run may hold others, too.
func (p *Project) ours(key string) bool { return strings.HasPrefix(key, p.cfg.Project+"-") }

// number is the number at the end of a key: 12 of SHOP-T12; 0 if there is none.
func number(key string) int64 {
	n, err := strconv.ParseInt(key[strings.LastIndexFunc(key, func(r rune) bool { return r < '0' || r > '9' })+1:], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// lookUp asks for cases that no list has shown yet: new ones, those of other projects, and
// those of which something else is to be told than before. Those that Zephyr does not show,
// as archived ones, stay sketches.
func (c *collection) lookUp(ctx context.Context, keys []string) error {
	keys = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(keys))), func(key string) bool {
		_, known := c.known[key]
		return known || c.hidden[key] || !caseKey.MatchString(key)
	})
	for chunk := range slices.Chunk(keys, 100) {
		for _, key := range chunk {
			c.hidden[key] = true
		}
		list, err := all[wireCase](ctx, c.api, "look up the cases of runs", "testcase", fmt.Sprintf(`key IN ("%s")`, strings.Join(chunk, `", "`)), caseFields)
		if source.KindOf(err) == source.Refused {
			continue // one that this account may not see, perhaps
		}
		if err != nil {
			return err
		}
		for _, w := range list {
			c.meet(w)
		}
	}
	return nil
}

// put adds a case to the batch, or says it anew where more is known of it.
func (c *collection) put(key string) model.CaseID { return c.Put(c.kase(key)) }

// kase is a case in our words: a sketch where only its key is known.
func (c *collection) kase(key string) model.Case {
	w, known := c.known[key]
	name := cmp.Or(strings.TrimSpace(string(w.Name)), key)
	k := model.Case{Source: c.env.Name, Title: name, Name: name, Explicit: key, IDs: []string{model.ForeignID("zephyr", key)}, URL: c.page("testCase", key), Sketch: !known,
		Component: strings.Trim(string(w.Folder), "/"), Priority: string(w.Priority), Automated: c.next.Hands[key] > 0,
		Retired: strings.EqualFold(string(w.Status), "Deprecated")}
	for _, l := range w.Labels {
		if l != "" {
			k.Tags = append(k.Tags, string(l))
		}
	}
	for _, story := range keys(w.Links) {
		k.Keys = append(k.Keys, model.KeyRef{Key: story, From: model.FromRefs})
	}
	k.ID = model.Identify(c.env.Namespace, k)
	return k
}

// page is the address of a page of Zephyr in Jira. The API does not tell it: it is written
// from memory of what a browser shows.
func (p *Project) page(thing, key string) string {
	return p.base + "/secure/Tests.jspa#/" + thing + "/" + key
}
