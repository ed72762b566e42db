package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// Say is what somebody says about cases or breakers by command.
type Say struct {
	Verb  ledger.OrderVerb
	Cases []string // ids, titles or parts of them
	Issue string   // key, of link and adopt
	// AllRed stands for every case that failed when its source was first seen.
	AllRed bool
	// TakeBack forgets what was said about the cases.
	TakeBack bool
	// Rename says that a test goes on under another name: Cases are its old name and,
	// unless TakeBack is set, its present one.
	Rename bool
	// Release is the name of a breaker to let go of.
	Release string
	Who     string
}

// Say does what somebody said, and returns what to tell them, a line each. What it means
// for Jira the next cycle plans, under the same rules as everything else.
func (h *House) Say(ctx context.Context, s Say) ([]string, error) {
	switch {
	case s.Release != "":
		return h.release(ctx, s)
	case s.AllRed:
		return h.fileRed(ctx)
	case s.Rename:
		return h.rename(ctx, s)
	}
	cases, err := h.meant(ctx, s.Cases)
	if err != nil {
		return nil, err
	}
	if s.TakeBack {
		return h.takeBack(ctx, cases)
	}
	o := ledger.Order{Verb: s.Verb, Who: s.Who, At: h.opt.Now().UTC()}
	var only string // the Jira of the issue
	if s.Verb == ledger.LinkTo || s.Verb == ledger.Take {
		site, issue, err := h.pointed(ctx, s.Issue, cases[0])
		if err != nil {
			return nil, err
		}
		only, o.Issue, o.IssueID = site, issue.Key, issue.ID
	}
	var told []string
	for _, c := range cases {
		o.Case = string(c.ID)
		for _, site := range h.world.Load().sitesOf(c) {
			if only != "" && site != only {
				continue
			}
			if err := h.store.Give(ctx, site, o); err != nil {
				return told, err
			}
		}
		told = append(told, meaning(o, c))
	}
	return told, nil
}

// sitesOf lists the Jiras that a case has to do with: those of the syncs that use its
// source; all, where none does.
func (w *world) sitesOf(c model.Case) []string {
	var out []string
	for _, name := range w.order {
		if slices.Contains(w.syncs[name].Sources, c.Source) {
			out = append(out, w.syncs[name].site.Name)
		}
	}
	if len(out) == 0 {
		return siteNames(w.cfg)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// meaning is what an order means for its case.
func meaning(o ledger.Order, c model.Case) string {
	name := rule.Cut(120, rule.OneLine(c.Title))
	switch o.Verb {
	case ledger.File:
		return fmt.Sprintf("%s (%s): the next cycle makes a defect, if it still fails", name, c.ID)
	case ledger.LinkTo:
		return fmt.Sprintf("%s (%s): %s is its defect from now on", name, c.ID, o.Issue)
	case ledger.Take:
		return fmt.Sprintf("%s (%s): the next cycle puts our labels on %s and takes it over", name, c.ID, o.Issue)
	}
	return fmt.Sprintf("%s (%s): the next cycle makes a new defect, if it still fails and its issue was let go or is gone", name, c.ID)
}

// meant finds the one case that each text stands for: where several reported cases are
// one, that one.
func (h *House) meant(ctx context.Context, texts []string) ([]model.Case, error) {
	all, err := h.store.Cases(ctx, h.sources())
	if err != nil {
		return nil, err
	}
	e := h.explainers()
	if err := e.Load(ctx); err != nil {
		return nil, err
	}
	var out []model.Case
	for _, text := range texts {
		found := e.Told(model.Find(all, text))
		switch {
		case len(found) == 0:
			return nil, fmt.Errorf("no case is called %q: give its id, its title or a part of it; `syncd failures` lists those that fail", text)
		case len(found) > 1:
			return nil, fmt.Errorf("%q may be any of %d cases: %s; give an id", text, len(found), several(found))
		}
		out = append(out, found[0])
	}
	if len(out) == 0 {
		return nil, errors.New("no case is named")
	}
	return out, nil
}

// sources lists the configured sources by name.
func (h *House) sources() []string {
	var out []string
	for name := range h.world.Load().sources {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// several lists the first of some cases.
func several(cases []model.Case) string {
	const most = 5
	var out []string
	for i, c := range cases {
		if i == most {
			out = append(out, "…")
			break
		}
		out = append(out, fmt.Sprintf("%s %s", c.ID, rule.Cut(60, rule.OneLine(c.FullName()))))
	}
	return strings.Join(out, ", ")
}

// pointed reads the issue that somebody points to as the defect of a case, and has the
// mirror know it. The text is its key, with the name of its Jira in front where there are
// several that the case has to do with, as in cloud:SHOP-13.
func (h *House) pointed(ctx context.Context, text string, c model.Case) (string, jira.Issue, error) {
	none := jira.Issue{}
	if text == "" {
		return "", none, errors.New("the issue is empty: give its key, such as SHOP-13")
	}
	w := h.world.Load()
	if err := w.cfg.Named(text); err != nil {
		return "", none, err
	}
	site, key := w.cfg.Known(text)
	if sites := w.sitesOf(c); site == "" && len(sites) > 1 {
		return "", none, fmt.Errorf("%s may be in any of %d Jiras: say %s:%s or %s:%s", key, len(sites), sites[0], key, sites[1], key)
	} else if site == "" {
		site = sites[0]
	} else if !slices.Contains(sites, site) {
		return site, none, fmt.Errorf("%s has nothing to do with the Jira %s: its syncs are about %s", c.Title, site, strings.Join(sites, ", "))
	}
	issues, err := w.sites[site].Read(ctx, []string{key})
	if err != nil {
		return site, none, err
	}
	if len(issues) == 0 {
		return site, none, fmt.Errorf("jira knows no issue %s that this account may see", text)
	}
	if slices.Contains(issues[0].Labels, ledger.IgnoreLabel) {
		return site, none, fmt.Errorf("%s carries the label %s: take it off first", issues[0].Key, ledger.IgnoreLabel)
	}
	if err := w.fit(site, issues[0], c); err != nil {
		return site, none, err
	}
	return site, issues[0], h.store.PutIssues(ctx, site, issues, h.opt.Now().UTC())
}

// fit reports why an issue cannot be the defect of a case: a story, or a test, that was
// named by mistake would be labelled, commented and moved like a bug.
func (w *world) fit(site string, i jira.Issue, c model.Case) error {
	var sync string
	for _, name := range w.order {
		m := w.syncs[name]
		if m.site.Name != site || !slices.Contains(m.Sources, c.Source) {
			continue
		}
		if role := m.mapping.Keys.RoleOf(i.Type); role != verdict.RoleStory && role != verdict.RoleTest {
			return nil
		}
		sync = name
	}
	if sync == "" {
		return nil
	}
	return fmt.Errorf("%s is a %s, which tests check or are, and no defect: name another issue, or add %q to defects.types of sync %s", i.Key, i.Type, i.Type, sync)
}

// takeBack forgets what was said about cases.
func (h *House) takeBack(ctx context.Context, cases []model.Case) ([]string, error) {
	var told []string
	for _, c := range cases {
		text := "nothing had been said"
		for _, site := range siteNames(h.world.Load().cfg) {
			had, err := h.store.TakeBack(ctx, site, string(c.ID))
			if err != nil {
				return told, err
			}
			if had {
				text = "what was said is taken back"
			}
		}
		told = append(told, fmt.Sprintf("%s (%s): %s", rule.Cut(120, rule.OneLine(c.Title)), c.ID, text))
	}
	return told, nil
}

// fileRed makes the failures that were there from the first ordinary ones.
func (h *House) fileRed(ctx context.Context) ([]string, error) {
	var told []string
	for _, site := range siteNames(h.world.Load().cfg) {
		book, err := h.store.Book(ctx, site)
		if err != nil {
			return nil, err
		}
		var facts ledger.Facts
		for _, c := range book.Contacts {
			if c.Red {
				c.Red = false
				facts.Contacts = append(facts.Contacts, c)
				told = append(told, fmt.Sprintf("%s: the failures that were there from the first are filed like others from the next cycle on", c.Source))
			}
		}
		if err := h.store.Learn(ctx, site, facts); err != nil {
			return told, err
		}
	}
	if len(told) == 0 {
		return []string{"no source had more failures at first than are filed anyway"}, nil
	}
	return told, nil
}

// release lets go of a breaker. What was done before no longer counts. Its name may begin
// with that of its Jira.
func (h *House) release(ctx context.Context, s Say) ([]string, error) {
	cfg := h.world.Load().cfg
	only, name := cfg.Known(s.Release)
	var at, tripped []string
	var meant ledger.Breaker
	for _, site := range siteNames(cfg) {
		book, err := h.store.Book(ctx, site)
		if err != nil {
			return nil, err
		}
		for _, b := range book.Breakers {
			if !b.Tripped() {
				continue
			}
			tripped = append(tripped, cfg.Qualified(site, b.Name()))
			if b.Name() == name && (only == "" || only == site) {
				at, meant = append(at, site), b
			}
		}
	}
	switch {
	case len(at) == 1:
		open := ledger.Breaker{Project: meant.Project, Verb: meant.Verb, Released: h.opt.Now().UTC(), Who: s.Who}
		return []string{fmt.Sprintf("%s is released; it had stopped because %s", s.Release, meant.Because)},
			h.store.Learn(ctx, at[0], ledger.Facts{Breakers: []ledger.Breaker{open}})
	case len(at) > 1:
		return nil, fmt.Errorf("a breaker %s has tripped in %d Jiras: release %s or %s", name, len(at), cfg.Qualified(at[0], name), cfg.Qualified(at[1], name))
	case len(tripped) == 0:
		return nil, fmt.Errorf("no breaker %q has tripped; there is nothing to release", s.Release)
	}
	return nil, fmt.Errorf("no breaker %q has tripped; these have: %s", s.Release, strings.Join(tripped, ", "))
}
