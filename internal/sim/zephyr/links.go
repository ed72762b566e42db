package zephyr

import (
	"slices"
	"strings"
	"time"
)

// linked is what a thing with links offers for changing them.
type linked struct {
	key     string
	id      int64
	kind    string
	links   *[]Link
	updated *time.Time
}

// linked finds what has the key; executions also go by id.
func (s *Site) linked(kind, keyOrID string) (linked, bool) {
	v := View{s}
	switch kind {
	case TestCase:
		if c := v.Case(keyOrID); c != nil {
			return linked{c.Key, 0, kind, &c.Links, &c.Updated}, true
		}
	case TestCycle:
		if c := v.Cycle(keyOrID); c != nil {
			return linked{c.Key, 0, kind, &c.Links, &c.Updated}, true
		}
	case TestPlan:
		if p := v.Plan(keyOrID); p != nil {
			return linked{p.Key, 0, kind, &p.Links, &p.Updated}, true
		}
	case TestExecution:
		if e := v.Execution(keyOrID); e != nil {
			return linked{e.Key, e.ID, kind, &e.Links, &e.Updated}, true
		}
	}
	return linked{}, false
}

// linkType is the type of a new link: a case covers, the rest is related.
func linkType(kind string) string {
	if kind == TestCase {
		return "COVERAGE"
	}
	if kind == TestExecution {
		return "BLOCKS"
	}
	return "RELATED"
}

// Link has something name an issue and returns the new link; nothing keeps it from naming the issue twice. The error
// says that there is no such thing.
func (v View) Link(by, kind, keyOrID string, issue int64) (Link, error) {
	t, ok := v.s.linked(kind, keyOrID)
	if !ok {
		return Link{}, missing(strings.ToLower(kind), keyOrID)
	}
	return v.s.link(by, t, issue), nil
}

func (s *Site) link(by string, t linked, issue int64) Link {
	l := Link{s.next("link", 50), issue, linkType(t.kind)}
	*t.links = append(slices.Clone(*t.links), l)
	s.touch(t)
	s.note(Mutation{By: by, Verb: VerbLink, Key: t.key, ID: t.id, Link: l.ID, To: s.issueText(issue)})
	return l
}

// touch makes a change of links show in updatedAfter, where it does.
func (s *Site) touch(t linked) {
	if s.opts.LinksTouch {
		*t.updated = s.now()
	}
}

// Unlink removes a link by its id, whatever it belongs to; false when there is none.
func (v View) Unlink(by string, id int64) bool {
	for _, t := range v.s.all() {
		n := slices.IndexFunc(*t.links, func(l Link) bool { return l.ID == id })
		if n < 0 {
			continue
		}
		l := (*t.links)[n]
		*t.links = slices.Delete(slices.Clone(*t.links), n, n+1)
		v.s.touch(t)
		v.s.note(Mutation{By: by, Verb: VerbUnlink, Key: t.key, ID: t.id, Link: id, To: v.s.issueText(l.Issue)})
		return true
	}
	return false
}

// all is everything that can have links.
func (s *Site) all() []linked {
	var out []linked
	for _, c := range s.cases {
		out = append(out, linked{c.Key, 0, TestCase, &c.Links, &c.Updated})
	}
	for _, c := range s.cycles {
		out = append(out, linked{c.Key, 0, TestCycle, &c.Links, &c.Updated})
	}
	for _, p := range s.plans {
		out = append(out, linked{p.Key, 0, TestPlan, &p.Links, &p.Updated})
	}
	for _, e := range s.runs {
		out = append(out, linked{e.Key, e.ID, TestExecution, &e.Links, &e.Updated})
	}
	return out
}

// Relink has something name exactly these issues; links that stay keep their ids.
func (v View) Relink(by, kind, keyOrID string, issues []int64) error {
	t, ok := v.s.linked(kind, keyOrID)
	if !ok {
		return missing(strings.ToLower(kind), keyOrID)
	}
	for _, l := range slices.Clone(*t.links) {
		if !slices.Contains(issues, l.Issue) {
			v.Unlink(by, l.ID)
		}
	}
	for _, issue := range issues {
		if len(Linked(*t.links, issue)) == 0 {
			v.s.link(by, t, issue)
		}
	}
	return nil
}
