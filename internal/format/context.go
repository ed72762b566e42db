package format

import (
	"cmp"
	"strings"

	"syncd/internal/model"
)

// Names that describe a run, with `.`, `-` and spaces read as `_`. Runners dump all
// properties and variables beside them, secrets among them, so this list is short and
// nothing else is looked at.
var contextNames = map[string]func(*model.Context) *string{
	"branch":       func(c *model.Context) *string { return &c.Branch },
	"branch_name":  func(c *model.Context) *string { return &c.Branch },
	"git_branch":   func(c *model.Context) *string { return &c.Branch },
	"build":        func(c *model.Context) *string { return &c.Build },
	"build_id":     func(c *model.Context) *string { return &c.Build },
	"build_number": func(c *model.Context) *string { return &c.Build },
	"version":      func(c *model.Context) *string { return &c.Version },
	"environment":  func(c *model.Context) *string { return &c.Environment },
	"env":          func(c *model.Context) *string { return &c.Environment },
	"commit":       func(c *model.Context) *string { return &c.Commit },
	"commit_sha":   func(c *model.Context) *string { return &c.Commit },
	"git_commit":   func(c *model.Context) *string { return &c.Commit },
	"sha":          func(c *model.Context) *string { return &c.Commit },
	"url":          func(c *model.Context) *string { return &c.URL },
	"build_url":    func(c *model.Context) *string { return &c.URL },
	"run_url":      func(c *model.Context) *string { return &c.URL },
	"ci_url":       func(c *model.Context) *string { return &c.URL },
}

var underscores = strings.NewReplacer(".", "_", "-", "_", " ", "_")

// Describe takes a property over into the context of a run where its name is one that
// describes runs. The first value of a part stays; an address must be a page's.
func Describe(c *model.Context, name, value string) {
	name = underscores.Replace(strings.ToLower(name))
	field := contextNames[name]
	if field == nil || strings.HasSuffix(name, "url") && !Page(value) {
		return
	}
	*field(c) = cmp.Or(*field(c), value)
}
