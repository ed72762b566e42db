package allure

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// labels says what labels mean. Others are passed over, `host` and `thread` among them.
var labels = map[string]func(*test, string){
	"parentsuite":   func(t *test, v string) { t.suites[0] = v },
	"suite":         func(t *test, v string) { t.suites[1] = v },
	"subsuite":      func(t *test, v string) { t.suites[2] = v },
	"testclass":     func(t *test, v string) { t.class = v },
	"framework":     func(t *test, v string) { t.framework = strings.ToLower(v) },
	"allure_id":     explicit,
	"as_id":         explicit,
	"issue":         stories,
	"jira":          stories,
	"tag":           func(t *test, v string) { format.AddTag(&t.kase, v) },
	"story":         story,
	"allure_manual": func(t *test, v string) { t.manual = strings.EqualFold(v, "true") },
	"owner":         func(t *test, v string) { t.kase.Owner = cmp.Or(t.kase.Owner, v) },
	"component":     func(t *test, v string) { t.kase.Component = cmp.Or(t.kase.Component, v) },
	"severity":      func(t *test, v string) { t.kase.Priority = cmp.Or(t.kase.Priority, v) },
}

func explicit(t *test, v string) { t.kase.Explicit = cmp.Or(t.kase.Explicit, v) }

// caseOf reads the case that a link to a test tool leads to. Only ids that can be
// nothing else are believed: many link their stories that way, and all tests of a story
// must not become one.
func caseOf(c *model.Case, name, url string) {
	last := path.Base(url)
	if strings.Contains(url, "/cases/view/") {
		last = "C" + last // TestRail's pages are numbered without the C
	}
	for _, word := range []string{name, last} {
		for _, id := range model.TestIDs(word) {
			if model.System(id) != "xray" {
				format.AddIDs(c, id[len(model.System(id))+1:])
			}
		}
	}
}
func stories(t *test, v string) { format.AddKeys(&t.kase, v, model.FromProperty) }

// story reads Allure's own word for a behaviour ("sums are right"), which is a key only
// where it is nothing else.
func story(t *test, v string) {
	if bareKey.MatchString(v) {
		format.AddKeys(&t.kase, v, model.FromTag)
	}
}

var bareKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-[1-9][0-9]*$`)

// label applies a label.
func (t *test) label(name, value string) {
	if apply := labels[strings.ToLower(name)]; apply != nil && value != "" {
		apply(t, value)
	}
}

// link reads a link. The URL is whole only where the adaptor has a pattern for it: else
// it is the bare key, and sometimes only the name is.
func (r *reader) link() error {
	var kind, name, url string
	err := r.Object(func(member string) error {
		field := map[string]*string{"type": &kind, "name": &name, "url": &url}[member]
		if field == nil {
			return r.Skip()
		}
		var err error
		*field, err = r.Name()
		return err
	})
	c := &r.t.kase
	switch strings.ToLower(kind) {
	case "issue":
		if keys := model.Keys(name); len(keys) == 0 {
			name = url
		}
		format.AddKeys(c, name, model.FromLink)
	case "tms", "test_case":
		if format.Page(url) {
			c.URL = cmp.Or(c.URL, url)
		}
		caseOf(c, name, url)
		// A test tool inside of Jira numbers its cases with keys.
		for _, word := range []string{name, path.Base(url)} {
			if bareKey.MatchString(word) {
				format.AddKeys(c, word, model.FromRefs)
			}
		}
	}
	return err
}
