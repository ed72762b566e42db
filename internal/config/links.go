package config

import (
	"fmt"
	"slices"
	"strings"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// Link is one link rule, or a file of them.
type Link struct {
	Match     string `yaml:"match" doc:"cases whose file or suite path fits this pattern; ** crosses folders"`
	Class     string `yaml:"class" doc:"cases whose class fits this pattern; * is any text"`
	Title     string `yaml:"title" doc:"cases whose title fits this pattern; * is any text"`
	Component string `yaml:"component" doc:"cases of a component, or of a folder of a test tool, whose name fits this pattern; * is any text"`
	Tag       string `yaml:"tag" doc:"cases with this tag"`
	Story     string `yaml:"story" check:"issue" doc:"story that they check, or an epic"`
	File      string `yaml:"file" doc:"CSV file of such rules: columns match, class, title, component or tag, and story"`
}

// by is what a rule looks at, where it is written, and its pattern; the zero By with
// an error where that is not exactly one thing.
func by(patterns map[verdict.By]string) (verdict.By, error) {
	var set []string
	for _, b := range verdict.Bys() {
		if patterns[b] != "" {
			set = append(set, string(b))
		}
	}
	switch len(set) {
	case 0:
		return "", fmt.Errorf("the link rule says of no case that it fits: give it one of match, class, title, component and tag")
	case 1:
		return verdict.By(set[0]), nil
	}
	return "", fmt.Errorf("the link rule has %s: give it one of them, and write another rule for the rest", strings.Join(set, " and "))
}

// check compiles the link rules and reads the files of them.
func (s *Stories) check(r *ruling, path string) {
	c := &linking{ruling: r, projects: s.Projects, known: r.sound(path+".projects") && len(s.Projects) > 0, places: map[string]Origin{}}
	for i, l := range s.Links {
		at := item(path+".links", i)
		switch {
		case !r.sound(at, at+".match", at+".class", at+".title", at+".component", at+".tag", at+".story", at+".file"):
		case l.File != "":
			if l.Story != "" || l.Match+l.Class+l.Title+l.Component+l.Tag != "" {
				r.fault(at, "the link rule has a file and more: the file holds rules of its own, so write the rest as another rule")
				continue
			}
			c.file(at+".file", l.File)
		default:
			c.add(map[verdict.By]string{verdict.ByMatch: l.Match, verdict.ByClass: l.Class, verdict.ByTitle: l.Title, verdict.ByComponent: l.Component, verdict.ByTag: l.Tag},
				l.Story, func(key string) Origin {
					if key == "" {
						return r.at(at)
					}
					return r.at(at + "." + key)
				})
		}
	}
	s.Rules = c.rules
}

// linking collects the link rules of one sync.
type linking struct {
	*ruling
	projects []string
	known    bool // projects can be compared with
	rules    []verdict.Link
	places   map[string]Origin // of the rules, by what they say
}

// add compiles one rule; at tells where each of its words stands, "" for the whole.
func (c *linking) add(patterns map[verdict.By]string, story string, at func(string) Origin) {
	b, err := by(patterns)
	if err != nil {
		c.report.fault(at(""), "%v", err)
		return
	}
	l, err := verdict.NewLink(b, patterns[b], story, at("").String())
	switch project := model.Project(story); {
	case err != nil:
		c.report.fault(at(string(b)), "%s: %v", b, err)
	case story == "":
		c.report.fault(at(""), "the link rule names no story: say which one its cases check, as in story: SHOP-120")
	case c.known && !slices.Contains(c.projects, project):
		c.report.fault(at("story"), "story %s is of project %s, which is not among stories.projects (%s): correct the key, or add the project there",
			story, project, strings.Join(c.projects, ", "))
	default:
		c.once(l, at(""))
	}
}

// once adds a rule, and warns of one that is there already.
func (c *linking) once(l verdict.Link, at Origin) {
	if first, there := c.places[l.String()]; there {
		c.report.warn(at, "the link rule { %s } stands at %s already: leave one of them out", l, first)
		return
	}
	c.rules, c.places[l.String()] = append(c.rules, l), at
}
