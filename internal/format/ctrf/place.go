package ctrf

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// dialects are the runners whose reports were looked at.
var dialects = []string{"jest", "vitest", "pytest", "playwright"}

func dialect(tool string) string {
	if slices.Contains(dialects, tool) {
		return tool
	}
	return ""
}

// caseOf describes the test and says in which browser it ran, "" where the report
// names none, and with which row.
func (t *test) caseOf(dialect string, lim format.Limits) (c model.Case, row, browser string) {
	c = t.kase
	c.Automated, c.File, c.Suite = true, t.file, t.suite
	c.Name, row = model.Split(t.name)
	c.Name = strings.TrimSpace(c.Name)
	if n := len(c.Suite); n > 0 && (strings.Join(c.Suite, " > ") == t.name || c.Suite[n-1] == t.name) {
		c.Suite = c.Suite[:n-1] // Vitest's reporter ends the suite with the test
	}
	if row == "" {
		row = format.RowOf(t.params, lim.Name)
	}
	if dialect == "playwright" && len(c.Suite) > 1 && !t.isFile(c.Suite[0]) && t.isFile(c.Suite[1]) {
		browser, c.Suite = c.Suite[0], c.Suite[1:]
	}
	c.Class = t.class(c.Suite)
	c.Title = t.title(c)
	return c, row, browser
}

// class is the file and the suites in it: the format has no other place to tell
// namesakes apart. Where a test's file lies on the machine that ran it must not tell
// it apart, so of an absolute path only the part counts that the suite repeats.
func (t *test) class(suite []string) string {
	var place string
	var parts []string
	for _, part := range suite {
		if !t.isFile(part) {
			parts = append(parts, part)
		} else if !absolute(part) {
			place = cmp.Or(place, part)
		}
	}
	if absolute(t.file) {
		place = cmp.Or(place, base(t.file))
	} else if t.file != "" {
		place = path.Clean(slashes(t.file))
	}
	if place != "" {
		parts = append([]string{place}, parts...)
	}
	return strings.Join(parts, " > ")
}

// title is what people call the test: its name, behind the innermost suite where the
// name alone could be anywhere.
func (t *test) title(c model.Case) string {
	name := c.Name
	if first, rest, ok := strings.Cut(name, "::"); ok && t.isFile(first) { // pytest
		name = cmp.Or(strings.ReplaceAll(rest, "::", "."), name)
	}
	if len(c.Suite) == 0 {
		return name
	}
	inner := c.Suite[len(c.Suite)-1]
	if t.isFile(inner) || strings.Contains(name, inner) {
		return name
	}
	return inner + " › " + name
}

// isFile reports whether a part of the suite is the test's file.
func (t *test) isFile(part string) bool {
	part, file := slashes(part), slashes(t.file)
	return part != "" && (part == file || strings.HasSuffix(file, "/"+strings.TrimPrefix(part, "/")))
}

func absolute(file string) bool {
	return strings.HasPrefix(file, "/") || strings.HasPrefix(file, `\`) || len(file) > 2 && file[1] == ':'
}

func base(file string) string { return path.Base(slashes(file)) }

func slashes(file string) string { return strings.ReplaceAll(file, `\`, "/") }
