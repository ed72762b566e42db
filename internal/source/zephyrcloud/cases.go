package zephyrcloud

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

// since is the parameter that asks for what has changed: since the last pull, or since
// everything is to be known. Classic lists have none.
func (c *collection) since(whole int64) []string {
	if c.next.Classic {
		return nil
	}
	at := c.next.At - overlap
	if c.next.Whole {
		at = whole
	}
	if at <= 0 {
		return nil
	}
	return []string{"updatedAfter", time.Unix(at, 0).UTC().Format(moment)}
}

// proceed notes where the phase's list goes on, or which phase comes next.
func (c *collection) proceed(next string, then phase) {
	c.next.Next = next
	if next == "" {
		c.next.Phase = then
	}
}

// readCases reads a page of the cases that are new or have changed; of all of them now and
// then, as a link to a story may not count as a change.
func (c *collection) readCases(ctx context.Context) error {
	var since []string
	if !c.next.Again {
		since = c.since(0)
	}
	list, next, err := turn[wireCase](ctx, c.api, listing{doing: c.doing("list the cases"), path: "testcases", query: c.inProject(since...), classic: c.next.Classic}, c.next.Next)
	if err != nil {
		return err
	}
	for _, w := range list {
		c.learn(siteOf(w.Links.addresses(w.Owner)...))
	}
	for _, w := range list {
		k, err := c.kase(ctx, w)
		if err != nil {
			return err
		}
		if number := w.number(); number != 0 {
			c.next.Census.Tell(number, c.next.Again)
			c.Put(k)
		}
	}
	if next == "" && c.next.Again {
		if err := c.absent(ctx); err != nil {
			return err
		}
	}
	c.proceed(next, atCycles)
	return nil
}

// absent finds the cases that were deleted or archived: no list has them.
func (c *collection) absent(ctx context.Context) error {
	key := func(number int64) string { return fmt.Sprintf("%s-T%d", c.cfg.Project, number) }
	gone, err := c.next.Census.End(func(number int64) error {
		return c.api.get(ctx, "read case "+key(number), "testcases/"+key(number), "testcases/{key}", nil, &wireCase{})
	})
	for _, number := range gone {
		c.Batch.Gone = append(c.Batch.Gone, c.sketch(key(number), "").ID)
	}
	return err
}

// learn keeps the address of the Jira in which Zephyr lives.
func (c *collection) learn(site string) { c.next.Site = cmp.Or(site, c.next.Site) }

// elsewhere says that Zephyr lives in another Jira than the one for which it is read, ""
// where it does not, or nobody can tell. It may be the same under a former name, so that it
// is no error.
func (c *collection) elsewhere() string {
	lives, read := source.Tenant(c.next.Site), source.Tenant(c.env.Jira)
	if lives == "" || read == "" || lives == read {
		return ""
	}
	return fmt.Sprintf("Zephyr links to issues of %s and is read for %s: unless these are one site under two names, its ids mean other issues there", c.next.Site, c.env.Jira)
}

// elsewhereCure is what to do about it.
const elsewhereCure = "give it a token of the Zephyr that lives there, or let a sync on its own Jira read it"

// page is the address of a page of Zephyr in Jira, "" while the site is not known. The API
// does not tell it: it is the one by which a browser shows it.
func (c *collection) page(thing, key string) string {
	site := cmp.Or(c.site, c.next.Site)
	if site == "" {
		return ""
	}
	return site + "/projects/" + c.cfg.Project + "?selectedItem=com.atlassian.plugins.atlassian-connect-plugin:com.kanoah.test-manager__main-project-page#!/v2/" + thing + "/" + key
}

// kase is a case in our words.
func (c *collection) kase(ctx context.Context, w wireCase) (model.Case, error) {
	k := c.sketch(w.Key, string(w.Name))
	k.Sketch, k.Keys = false, w.stories()
	for _, l := range w.Labels {
		if l != "" {
			k.Tags = append(k.Tags, string(l))
		}
	}
	var err error
	if k.Component, err = c.folder(ctx, w.Folder); err != nil {
		return k, err
	}
	if k.Priority, err = c.priority(ctx, w.Priority); err != nil {
		return k, err
	}
	stage, err := c.stage(ctx, w.Status)
	k.Retired = strings.EqualFold(stage, "Deprecated")
	return k, err
}

// sketch is a case of which only key and name are known.
func (c *collection) sketch(key, name string) model.Case {
	name = cmp.Or(strings.TrimSpace(name), key)
	k := model.Case{Source: c.env.Name, Title: name, Name: name, Explicit: key, IDs: []string{model.ForeignID("zephyr", key)}, URL: c.page("testCase", key), Sketch: true}
	k.ID = model.Identify(c.env.Namespace, k)
	return k
}
