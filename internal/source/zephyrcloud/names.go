package zephyrcloud

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

// there looks whether the project is there, with Zephyr switched on: one that is not may
// have empty lists.
func (c *collection) there(ctx context.Context) error {
	var p wireProject
	err := c.api.get(ctx, c.doing("read"), "projects/"+url.PathEscape(c.cfg.Project), "projects/{project}", nil, &p)
	if err != nil {
		return c.unknownProject(err)
	}
	if p.Key == "" {
		return &source.Error{Kind: source.Unavailable, Doing: c.doing("read"), Message: "the answer is no project", Cure: "see whether url is the address of Zephyr's API"}
	}
	if !p.Enabled {
		return &source.Error{Kind: source.NotFound, Doing: c.doing("read"), Message: "Zephyr is switched off in it", Cure: "switch Zephyr on in the project's settings in Jira, or correct `project`"}
	}
	return nil
}

// name reads what ids stand for. Of much of it results can be told without: where it is denied,
// what was known before is kept.
func (c *collection) name(ctx context.Context) error {
	for _, read := range []func(context.Context) error{c.nameStatuses, c.namePhases, c.nameStages, c.nameEnvironments, c.namePriorities, c.nameFolders} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	return nil
}

// unknownProject says what helps where there is no such project.
func (p *Project) unknownProject(err error) error {
	var e *source.Error
	if errors.As(err, &e) && e.Kind == source.NotFound {
		e.Cure = "set `project` to the key of a project in which Zephyr is switched on and that the token's user may browse"
	}
	return err
}

// options reads a list of what ids stand for.
func (p *Project) options(ctx context.Context, what, path string, more ...string) ([]wireOption, error) {
	return all[wireOption](ctx, p.api, listing{doing: p.doing("list the " + what), path: path, query: p.inProject(more...), classic: true})
}

// table reads such a list as a table.
func (c *collection) table(ctx context.Context, into *map[string]string, what, path string, more ...string) error {
	list, err := c.options(ctx, what, path, more...)
	if err != nil {
		return err
	}
	*into = map[string]string{}
	for _, o := range list {
		(*into)[string(o.ID)] = o.Name
	}
	return nil
}

// namePhases reads the statuses of cycles. Without them none counts as Done: more is read again
// than has to be.
func (c *collection) namePhases(ctx context.Context) error {
	_, err := c.next.Lacks.Spare("statuses of cycles", "cycles that are Done are read as often as the others",
		c.table(ctx, &c.next.Names.Phases, "statuses of cycles", "statuses", "statusType", "TEST_CYCLE"))
	return err
}

// nameStages reads the statuses of cases: which of them are out of use is part of the verdict.
func (c *collection) nameStages(ctx context.Context) error {
	return c.table(ctx, &c.next.Names.Stages, "statuses of cases", "statuses", "statusType", "TEST_CASE")
}

func (c *collection) nameEnvironments(ctx context.Context) error {
	_, err := c.next.Lacks.Spare(environments, "they go by their numbers", c.table(ctx, &c.next.Names.Environments, environments, "environments"))
	return err
}

func (c *collection) namePriorities(ctx context.Context) error {
	_, err := c.next.Lacks.Spare(priorities, "cases have none", c.table(ctx, &c.next.Names.Priorities, priorities, "priorities"))
	return err
}

// What lists of names are of.
const (
	environments = "environments"
	priorities   = "priorities"
	folders      = "folders of cases"
)

// nameStatuses reads the statuses of executions.
func (c *collection) nameStatuses(ctx context.Context) error {
	list, err := c.options(ctx, "statuses of executions", "statuses", "statusType", "TEST_EXECUTION")
	if err != nil {
		return err
	}
	c.next.Names.Statuses = nil
	for _, o := range list {
		c.next.Names.Statuses = append(c.next.Names.Statuses, status{ID: string(o.ID), Name: o.Name, Default: bool(o.Default), Retired: bool(o.Archived)})
	}
	return nil
}

// nameFolders reads the folders of cases, each with those above it.
func (c *collection) nameFolders(ctx context.Context) error {
	list, err := c.options(ctx, folders, "folders", "folderType", "TEST_CASE")
	if spared, err := c.next.Lacks.Spare(folders, "cases have no component", err); spared || err != nil {
		return err
	}
	by := map[string]wireOption{}
	for _, f := range list {
		by[string(f.ID)] = f
	}
	c.next.Names.Folders = map[string]string{}
	for id := range by {
		var path []string
		for at, ok := by[id]; ok && len(path) < 100; at, ok = by[string(at.Parent)] { // no loop is believed
			path = append([]string{at.Name}, path...)
		}
		c.next.Names.Folders[id] = strings.Join(path, "/")
	}
	return nil
}

// meant is what an id stands for. A list that does not know it is read again, once in a
// collection.
func (c *collection) meant(ctx context.Context, what, id string, table func() map[string]string, read func(context.Context) error) (string, error) {
	if id == "" {
		return "", nil
	}
	if name, ok := table()[id]; ok {
		return name, nil
	}
	if !c.asked[what] {
		c.asked[what] = true
		if err := read(ctx); err != nil {
			return "", err
		}
	}
	if name, ok := table()[id]; ok {
		return name, nil
	}
	return what + " " + id, nil
}

func (c *collection) environment(ctx context.Context, r wireRef) (string, error) {
	return c.meant(ctx, "environment", string(r.ID), func() map[string]string { return c.next.Names.Environments }, c.nameEnvironments)
}

func (c *collection) priority(ctx context.Context, r wireRef) (string, error) {
	name, err := c.meant(ctx, "priority", string(r.ID), func() map[string]string { return c.next.Names.Priorities }, c.namePriorities)
	if c.next.Lacks.Miss(priorities) {
		name = c.next.Names.Priorities[string(r.ID)] // what is not shown is left out
	}
	return name, err
}

func (c *collection) stage(ctx context.Context, r wireRef) (string, error) {
	return c.meant(ctx, "status of cases", string(r.ID), func() map[string]string { return c.next.Names.Stages }, c.nameStages)
}

func (c *collection) folder(ctx context.Context, r wireRef) (string, error) {
	name, err := c.meant(ctx, "folder", string(r.ID), func() map[string]string { return c.next.Names.Folders }, c.nameFolders)
	if c.next.Lacks.Miss(folders) {
		name = c.next.Names.Folders[string(r.ID)]
	}
	return name, err
}

// closed reports whether a cycle is in a status that says so.
func (c *collection) closed(ctx context.Context, r wireRef) (bool, error) {
	name, err := c.meant(ctx, "status of cycles", string(r.ID), func() map[string]string { return c.next.Names.Phases }, c.namePhases)
	return strings.EqualFold(name, "Done"), err
}

// outcome is what a status counts as.
func (c *collection) outcome(ctx context.Context, r wireRef) (model.Outcome, error) {
	name, err := c.meant(ctx, "status", string(r.ID), func() map[string]string { return statusTable(c.next.Names.Statuses) }, c.nameStatuses)
	if err != nil {
		return "", err
	}
	return c.Statuses.Outcome(name), nil
}

// statusTable is a list of statuses as a table.
func statusTable(list []status) map[string]string {
	out := map[string]string{}
	for _, s := range list {
		out[s.ID] = s.Name
	}
	return out
}

// doing is what is done, of the project.
func (p *Project) doing(what string) string {
	if what == "read" {
		return fmt.Sprintf("read project %s", p.cfg.Project)
	}
	return fmt.Sprintf("%s of project %s", what, p.cfg.Project)
}
