package ctrf

import (
	"cmp"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// What labels mean. Other labels are the team's own and are passed over.
var labels = map[string]func(*model.Case, string){
	"jira":         stories,
	"issue":        stories,
	"issues":       stories,
	"requirement":  stories,
	"requirements": stories,
	"story":        stories,
	"stories":      stories,
	"owner":        func(c *model.Case, v string) { c.Owner = cmp.Or(c.Owner, v) },
	"component":    func(c *model.Case, v string) { c.Component = cmp.Or(c.Component, v) },
	"priority":     func(c *model.Case, v string) { c.Priority = cmp.Or(c.Priority, v) },
	"severity":     func(c *model.Case, v string) { c.Priority = cmp.Or(c.Priority, v) },
	"test_key":     format.AddIDs,
	"test_id":      format.AddIDs,
	"testrail":     format.AddIDs,
	"muted":        func(c *model.Case, v string) { c.Muted = c.Muted || v == "true" },
}

func stories(c *model.Case, v string) { format.AddKeys(c, v, model.FromProperty) }

// labels reads an object of texts, or of lists of them.
func (r *reader) labels(t *test) error {
	return r.Object(func(name string) error {
		apply := labels[strings.ToLower(name)]
		if apply == nil {
			return r.Skip()
		}
		return r.List(func() error {
			v, err := r.Name()
			apply(&t.kase, v)
			return err
		})
	})
}

// extra reads Playwright's annotations, which are labels in all but name. Nothing else
// is taken from what a reporter may put there.
func (r *reader) extra(t *test) error {
	return r.Object(func(name string) error {
		if name != "annotations" {
			return r.Skip()
		}
		return r.Array(func() error {
			var kind, text string
			err := r.Object(func(name string) error {
				switch name {
				case "type":
					return r.name(&kind)
				case "description":
					return r.name(&text)
				}
				return r.Skip()
			})
			if apply := labels[strings.ToLower(kind)]; apply != nil {
				apply(&t.kase, text)
			}
			return err
		})
	})
}

// environment reads a member of the block that says what the run ran on.
func (r *reader) environment(name string) error {
	c, b := &r.doc.context, &r.doc.build
	field := map[string]*string{
		"branchName": &c.Branch, "commit": &c.Commit, "appVersion": &c.Version, "testEnvironment": &c.Environment,
		"buildUrl": &c.URL, "buildNumber": &b[0], "buildName": &b[1], "buildId": &b[2],
	}[name]
	if field == nil {
		return r.Skip()
	}
	v, err := r.Name()
	if name != "buildUrl" || format.Page(v) {
		*field = v
	}
	c.Build = cmp.Or(b[0], b[1], b[2])
	return err
}
