package junit

import (
	"cmp"
	"strings"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// translate turns a document into a report. It is pure.
func translate(doc *document, opt format.Options) format.Report {
	d := recognise(doc)
	if d.todos {
		markTodos(doc)
	}
	report := format.Report{Dialect: d.name, Faults: append(doc.faults, counters(doc)...)}
	for _, s := range doc.suites {
		s.run = contextOf(s.props)
		report.Context = report.Context.Or(s.run)
	}
	timeline(doc, opt, &report)
	all := groups(doc, d)
	for _, g := range all {
		g.fold(d)
		g.kase = caseOf(g.cases, d, opt)
	}
	if d.subtests {
		all = subtests(all)
	}
	report.Entries = make([]format.Entry, 0, len(all))
	for _, g := range all {
		tidyKeys(&g.kase)
		g.result.Environment = environment(g.cases[0].suite, d, report.Context)
		report.Entries = append(report.Entries, format.Entry{Case: g.kase, Result: g.result})
	}
	return report
}

// timeline tells every testcase when it ended, and the report when the run began
// and ended.
func timeline(doc *document, opt format.Options, report *format.Report) {
	c := newClock(doc, opt)
	var last time.Time
	for _, t := range doc.cases {
		t.ended = c.end(t)
		if t.ended.After(last) {
			last = t.ended
		}
	}
	report.Started, report.Finished = c.started, last
	report.Approximate = c.approximate
	if c.bad != "" {
		report.Faults = append(report.Faults, model.Fault{Text: c.bad + ": read as if it were not there"})
	}
}

// caseOf describes the test behind testcases of one name.
func caseOf(cases []*testcase, d dialect, opt format.Options) model.Case {
	t := cases[0]
	base, _ := model.Split(t.attr["name"])
	c := model.Case{
		Class: strings.TrimSpace(t.attr["classname"]), Name: strings.TrimSpace(base), Suite: t.suite.path, Automated: true,
		File: cmp.Or(t.attr["file"], t.attr["filepath"], t.suite.attr["file"], t.suite.attr["filepath"]),
	}
	if d.suiteClass && len(c.Suite) > 0 {
		set(&c.Class, c.Suite[len(c.Suite)-1])
	}
	if d.fileClass {
		c.File = cmp.Or(c.File, c.Class)
	}
	for _, attempt := range cases {
		describe(&c, attempt, opt.Inherit)
	}
	set(&c.Title, title(c, d))
	return c
}

// title is what people call the test: its name, after the last part of its class
// where the name alone could be anywhere (CartTest.total, cart.TestTotal).
func title(c model.Case, d dialect) string {
	name := strings.TrimSpace(c.Name)
	if d.class == nil || c.Class == c.Name {
		return cmp.Or(name, c.Class)
	}
	class := strings.TrimSpace(d.class(c.Class))
	if class == "" || name == "" || strings.ContainsAny(name, " \t") && !strings.Contains(name, "(") {
		return cmp.Or(name, class, c.Class)
	}
	return class + "." + name
}

// environment is what a suite ran in, where that is not what the run says of
// itself: another browser, or one of several environments in one merged file.
func environment(s *suite, d dialect, run model.Context) string {
	if d.projects && s.attr["hostname"] != "" {
		return s.attr["hostname"]
	}
	for s != nil && s.run.Environment == "" {
		s = s.parent
	}
	if s == nil || s.run.Environment == run.Environment {
		return ""
	}
	return s.run.Environment
}
