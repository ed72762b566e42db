package xraycloud

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// unshown is what Xray refuses of tests and executions while it shows the rest.
type unshown struct {
	Folders bool `json:"f,omitempty"` // it shows none
	Refused bool `json:"r,omitempty"` // it has refused some in the list that is being read
	// Tests and Executions are those of which not all is shown, by key; Blank is true where
	// there are tests of which nothing is. Missing are executions of which only the id ever was.
	Tests      []string `json:"t,omitempty"`
	Executions []string `json:"e,omitempty"`
	Missing    []string `json:"m,omitempty"`
	Blank      bool     `json:"b,omitempty"`
}

// folders is what Xray refuses where the user may not view the Test Repository.
const folders = "folder"

const (
	foldersText = "Xray does not show the folders of tests to the user of the API key: cases lie in none, and link rules by component go by the components of Jira"
	foldersCure = "let the user view the Test Repository of the project"
	objectsCure = "see whether the user of the API key may browse them and the issues that they cover"
)

// refusable are the parts of tests without which the others are read. What Xray has shown once
// and refuses now is no small thing: with the folders, links would vanish.
func (c *collection) refusable() []string {
	parts := []string{"", "jira", "coverableIssues"}
	if c.next.Swept == 0 || c.next.Unshown.Folders {
		parts = append(parts, folders)
	}
	return parts
}

// note remembers what is not shown of a test.
func (c *collection) note(w wireTest) {
	u := &c.next.Unshown
	if w.unfiled {
		u.Folders, u.Refused = true, true
	}
	u.Tests = keep(u.Tests, w.name(), w.unread)
}

// keep has a name be in a list, or not.
func keep(list []string, name string, in bool) []string {
	switch there := slices.Contains(list, name); {
	case in && !there:
		return append(list, name)
	case !in && there:
		return slices.DeleteFunc(list, func(s string) bool { return s == name })
	}
	return list
}

// clone is a copy that shares nothing.
func (u unshown) clone() unshown {
	u.Tests, u.Executions, u.Missing = slices.Clone(u.Tests), slices.Clone(u.Executions), slices.Clone(u.Missing)
	return u
}

// afresh forgets what was refused of tests: all of them are listed.
func (u *unshown) afresh() { u.Tests, u.Blank, u.Refused = nil, false, false }

// remarks say what is not shown, in each batch: sources show those of the last one.
func (c *collection) remarks() []model.Fault {
	var out []model.Fault
	now, was := c.next.Unshown, c.hidden
	add := func(origin, text, cure string, told bool) {
		out = append(out, model.Fault{Origin: origin, Text: text + "; " + cure, Standing: told})
	}
	if now.Folders {
		add("folders", foldersText, foldersCure, was.Folders)
	}
	if text := now.tests(); text != "" {
		add("tests", text, objectsCure, text == was.tests())
	}
	if text := now.executions(); text != "" {
		add("executions", text, objectsCure, text == was.executions())
	}
	if text := now.missing(); text != "" {
		add("missing executions", text, objectsCure, text == was.missing())
		out[len(out)-1].Lost = true
	}
	return out
}

// tests says of which tests not all is shown; "" for none.
func (u unshown) tests() string {
	list := u.Tests
	if u.Blank {
		list = append(slices.Clip(list), "some that it does not name")
	}
	if len(list) == 0 {
		return ""
	}
	return "Xray does not show all of these tests, so that what they cover is as it was read last, or not known: " + few(list)
}

// executions says which executions are shown no more; "" for none.
func (u unshown) executions() string {
	if len(u.Executions) == 0 {
		return ""
	}
	return "Xray does not show the issues of these executions any more, so that their names, versions and states are as they were read last: " + few(u.Executions)
}

// missing says which executions never were shown; "" for none.
func (u unshown) missing() string {
	if len(u.Missing) == 0 {
		return ""
	}
	return "Xray does not show the issues of these executions, and their results are not read: " + few(u.Missing)
}

// few are the first of a list.
func few(list []string) string {
	const most = 5
	if more := len(list) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), more)
	}
	return strings.Join(list, ", ")
}

// spares reports of which errors an answer is believed all the same: those about a part of an
// object on the page. note, which may be nil, is told which.
func spares(parts []string, note func(object int, part string)) func([]tool.Text) bool {
	return func(path []tool.Text) bool {
		if len(path) < 3 || path[0] != "page" || path[1] != "results" {
			return false
		}
		n, err := strconv.Atoi(string(path[2]))
		part := ""
		if len(path) > 3 {
			part = string(path[3])
		}
		if err != nil || !slices.Contains(parts, part) {
			return false
		}
		if note != nil {
			note(n, part)
		}
		return true
	}
}

// probe reads the first tests as pulls do, and tells of what is not shown of them.
func (c *collection) probe(ctx context.Context, out *source.Survey) error {
	q := question{doing: "list the tests of " + c.cfg.Project, name: "getTests", text: testsText, vars: map[string]any{"project": c.next.Project}, parts: c.refusable()}
	p, err := pageAt[wireTest](ctx, c.api, q, 0, pageSize)
	if err != nil {
		return err
	}
	for _, w := range p.Results.Items {
		c.next.Unshown.Blank = c.next.Unshown.Blank || w.id() == ""
		if w.id() != "" {
			c.note(w)
		}
	}
	u := c.next.Unshown
	if u.Folders {
		out.Findings = append(out.Findings, source.Finding{Text: foldersText, Cure: foldersCure})
	}
	if text := u.tests(); text != "" {
		out.Findings = append(out.Findings, source.Finding{Text: text, Cure: objectsCure})
	}
	return nil
}
