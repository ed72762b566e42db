package zephyrcloud

import (
	"regexp"

	"syncd/internal/sim/zephyr"
)

// projectBody is a project on the wire.
type projectBody struct {
	ID            int64  `json:"id"`
	JiraProjectID int64  `json:"jiraProjectId"`
	Key           string `json:"key"`
	Enabled       bool   `json:"enabled"`
}

func showProject(p *zephyr.Project) any { return projectBody{p.ID, p.JiraID, p.Key, p.Enabled} }

func listProjects(c *call) error {
	c.only("maxResults", "startAt")
	return c.paged(listed(c.Projects(), func(p *zephyr.Project) int64 { return p.ID }, func(*zephyr.Project) bool { return true }, showProject))
}

func getProject(c *call) error {
	key, err := c.key(idOrProj)
	if err != nil {
		return err
	}
	return one(c, "Project", key, c.Project(key), showProject)
}

// folderBody is a folder on the wire; one at the top has no parent.
type folderBody struct {
	ID         int64  `json:"id"`
	ParentID   *int64 `json:"parentId"`
	Name       string `json:"name"`
	Index      int    `json:"index"`
	FolderType string `json:"folderType"`
	Project    ref    `json:"project"`
}

// The kinds that parameters know.
var (
	folderTypes = regexp.MustCompile("^(TEST_CASE|TEST_PLAN|TEST_CYCLE)$")
	statusTypes = regexp.MustCompile("^(TEST_CASE|TEST_PLAN|TEST_CYCLE|TEST_EXECUTION)$")
)

func listFolders(c *call) error {
	c.only("maxResults", "startAt", "projectKey", "folderType")
	c.inProject()
	kind := c.form("folderType", folderTypes)
	return c.paged(listed(c.Folders(), func(f *zephyr.Folder) int64 { return f.ID }, func(f *zephyr.Folder) bool { return kind == "" || f.Kind == kind }, func(f *zephyr.Folder) any {
		out := folderBody{f.ID, nil, f.Name, f.Index, f.Kind, c.projectRef()}
		if f.Parent != 0 {
			out.ParentID = &f.Parent
		}
		return out
	}))
}

// option is a status, priority or environment on the wire; each kind has some of the last three members.
type option struct {
	ID          int64   `json:"id"`
	Project     ref     `json:"project"`
	Name        string  `json:"name"`
	Description *string `json:"description"`
	Index       int     `json:"index"`
	Color       string  `json:"color,omitempty"`
	Archived    *bool   `json:"archived,omitempty"`
	Default     *bool   `json:"default,omitempty"`
}

func (c *call) option(o *zephyr.Option) option {
	return option{ID: o.ID, Project: c.projectRef(), Name: o.Name, Description: text(o.Description), Index: o.Index}
}

func listStatuses(c *call) error {
	c.only("maxResults", "startAt", "projectKey", "statusType")
	c.inProject()
	kind := c.form("statusType", statusTypes)
	return c.paged(listed(c.Statuses(), func(t *zephyr.Status) int64 { return t.ID }, func(t *zephyr.Status) bool { return kind == "" || t.Kind == kind }, func(t *zephyr.Status) any {
		out := c.option(&t.Option)
		out.Color, out.Archived, out.Default = t.Color, &t.Archived, &t.Default
		return out
	}))
}

func listPriorities(c *call) error {
	c.only("maxResults", "startAt", "projectKey")
	c.inProject()
	return c.paged(listed(c.Priorities(), func(o *zephyr.Option) int64 { return o.ID }, func(*zephyr.Option) bool { return true }, func(o *zephyr.Option) any {
		out := c.option(o)
		out.Color, out.Default = "#f6c342", &o.Default
		return out
	}))
}

func listEnvironments(c *call) error {
	c.only("maxResults", "startAt", "projectKey")
	c.inProject()
	return c.paged(listed(c.Environments(), func(o *zephyr.Option) int64 { return o.ID }, func(*zephyr.Option) bool { return true }, func(o *zephyr.Option) any {
		out := c.option(o)
		out.Archived = &o.Archived
		return out
	}))
}
