package verdict

import (
	"fmt"
	"path"
	"strings"

	"syncd/internal/model"
	"syncd/internal/rule"
)

// By is what of a case a link rule looks at.
type By string

// What link rules look at.
const (
	ByMatch By = "match" // its file, or the path of its suites
	ByClass By = "class" // its class
	ByTitle By = "title" // its title
	ByTag   By = "tag"   // one of its tags, without regard to case or a leading @
	// ByComponent is its part of the product, or the folder of a test tool in which it lies.
	ByComponent By = "component"
)

// Bys lists what link rules look at.
func Bys() []By { return []By{ByMatch, ByClass, ByTitle, ByComponent, ByTag} }

// Link is one link rule: cases that it fits check its story.
type Link struct {
	By      By     `json:"by"`
	Pattern string `json:"pattern"`
	Story   string `json:"story"`
	At      string `json:"at,omitempty"` // where it is written, for people

	glob rule.Glob
	name string // what String returns: thousands of cases may ask
}

// NewLink compiles a link rule. Errors say what is wrong with the pattern.
func NewLink(by By, pattern, story, at string) (Link, error) {
	l := Link{By: by, Pattern: pattern, Story: story, At: at, name: fmt.Sprintf("%s: %q, story: %s", by, pattern, story)}
	var err error
	switch by {
	case ByMatch:
		l.glob, err = rule.CompilePath(pattern)
	case ByClass, ByTitle, ByComponent:
		l.glob, err = rule.CompileName(pattern)
	case ByTag:
		if bareTag(pattern) == "" {
			err = fmt.Errorf("%q is no tag", pattern)
		}
	default:
		err = fmt.Errorf("there are no link rules by %q", by)
	}
	return l, err
}

// String is the rule as the config writes it: `match: "tests/cart/**", story: SHOP-120`.
// No two rules of a sync read alike.
func (l Link) String() string { return l.name }

// same reports whether two rules look at the same thing for the same thing.
func (l Link) same(o Link) bool { return l.By == o.By && l.Pattern == o.Pattern }

// Links are the link rules of a sync in their order. The first that fits a case
// decides, together with others of the very same pattern: exceptions stand before what
// they are exceptions of, and a case can check two stories.
type Links struct {
	all   []Link
	exact map[string]int // rules whose pattern is nothing but a text: the first of each
	globs []int          // all others
}

// NewLinks puts compiled rules into an order in which thousands of plain names, as
// files of rules hold them, cost no more than one look-up.
func NewLinks(rules []Link) Links {
	ls := Links{all: rules, exact: map[string]int{}}
	for i, l := range rules {
		name := string(l.By) + ":" + l.Pattern
		if l.By == ByTag {
			name = string(l.By) + ":" + bareTag(l.Pattern)
		} else if strings.ContainsAny(l.Pattern, `*?[\`) {
			ls.globs = append(ls.globs, i)
			continue
		}
		if _, known := ls.exact[name]; !known {
			ls.exact[name] = i
		}
	}
	return ls
}

// All returns the rules in their order.
func (ls Links) All() []Link { return ls.all }

// of returns the rules that give a case its stories.
func (ls Links) of(c model.Case) []Link {
	first := ls.first(c)
	if first == len(ls.all) {
		return nil
	}
	var out []Link
	for _, l := range ls.all[first:] {
		if l.same(ls.all[first]) {
			out = append(out, l)
		}
	}
	return out
}

// first is the index of the first rule that fits, or how many rules there are.
func (ls Links) first(c model.Case) int {
	first := len(ls.all)
	if first == 0 {
		return 0
	}
	file, suite := FilePath(c.File), SuitePath(c.Suite)
	plain := []string{"match:" + file, "match:" + suite, "class:" + c.Class, "title:" + c.Title, "component:" + c.Component}
	for _, t := range c.Tags {
		plain = append(plain, "tag:"+bareTag(t))
	}
	for _, name := range plain {
		if i, ok := ls.exact[name]; ok {
			first = min(first, i)
		}
	}
	for _, i := range ls.globs {
		if i >= first {
			break
		}
		if ls.all[i].fits(&c, file, suite) {
			return i
		}
	}
	return first
}

// fits reports whether a rule with a pattern fits a case, of which file and suite path
// are given as rules see them.
func (l *Link) fits(c *model.Case, file, suite string) bool {
	switch l.By {
	case ByMatch:
		return l.glob.Fits(file) || l.glob.Fits(suite)
	case ByClass:
		return l.glob.Fits(c.Class)
	case ByComponent:
		return l.glob.Fits(c.Component)
	}
	return l.glob.Fits(c.Title)
}

// bareTag is a tag as rules compare it.
func bareTag(t string) string { return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(t), "@")) }

// FilePath is a case's file as rules see it: with slashes between folders, whatever
// the machine that ran it writes, and without what only says "from here".
func FilePath(file string) string {
	if file == "" {
		return ""
	}
	return strings.TrimPrefix(path.Clean(strings.ReplaceAll(file, `\`, "/")), "/")
}

// SuitePath is the path of a case's suites as rules see it.
func SuitePath(suite []string) string { return strings.Join(suite, "/") }
