package junit

import (
	"regexp"
	"strings"
)

// dialect is what one writer does differently. Whatever is not in here is the same
// for all of them.
type dialect struct {
	name  string
	knows func(*document) bool
	// attempts: several testcases of one name are attempts of one test, of which
	// the last decides. Otherwise they are parts or namesakes, and the worst does:
	// a failure must not be hidden by a namesake that passed.
	attempts bool
	// class cuts the class to what belongs into a title; nil where the name alone
	// tells people which test it is.
	class func(string) string
	// says finds the message in a failure's body, where the attribute is missing or
	// is one of noise.
	says  func(body string) string
	noise []string
	// subtests: TestX/sub is a part of TestX and fails it when it fails.
	subtests bool
	// suiteClass: where the class is empty (a package that does not build), it is
	// the suite's name.
	suiteClass bool
	// fileClass: the class is the path of the source file.
	fileClass bool
	// projects: the suite's hostname is the project (a browser) that the same tests
	// run in once more.
	projects bool
	// reasons are properties that say why a test was skipped.
	reasons []string
	// todos: tests that are yet to be written look like passed ones, see todo.go.
	todos bool
}

// The table of writers, the surest sign first. The last one fits every file.
var dialects = []dialect{
	{
		// Puts reruns into rerun… and flaky… elements, so testcases of one name are
		// rows or repetitions of one test, each an execution of its own.
		name:  "surefire",
		knows: func(d *document) bool { return anySuite(d, attr("noNamespaceSchemaLocation", "surefire")) },
		class: afterLast("."), says: firstLine,
	},
	{
		// A failing test whose tear-down fails too is written as two testcases of one
		// name; both are one execution, and pytest-rerunfailures writes only the last
		// attempt's verdict.
		name: "pytest",
		knows: func(d *document) bool {
			return d.root.attr["name"] == "pytest tests" || anySuite(d, attr("name", "pytest"))
		},
		class: afterLast("."), says: pytestSays, noise: []string{"collection failure"},
	},
	{
		// --rerun-fails and -count repeat a testcase for each run, and all failures of
		// a package stand before all passes. Since only failures are run again, a pass
		// that stands last is also the one that came last.
		name: "gotestsum",
		knows: func(d *document) bool {
			return anySuite(d, func(s *suite) bool { _, ok := s.property("go.version"); return ok })
		},
		attempts: true, subtests: true, suiteClass: true,
		class: afterLast("/"), says: goSays, noise: []string{"Failed", ""},
	},
	{
		// name is "describe > title", class is the file.
		name:      "vitest",
		knows:     func(d *document) bool { return d.root.attr["name"] == "vitest tests" },
		fileClass: true, says: firstLine,
	},
	{
		// name is "describe › title", class and suite name are the file.
		name: "playwright",
		knows: func(d *document) bool {
			_, id := d.root.attr["id"]
			return id && anyCase(d, func(t *testcase) bool {
				_, host := t.suite.attr["hostname"]
				return host && t.attr["classname"] == t.suite.attr["name"]
			})
		},
		fileClass: true, projects: true, says: firstLine, reasons: []string{"fixme", "skip"},
	},
	{
		// By default class and name are both "describe title"; templates can change
		// that, so the sign is the name of the root or the doubling.
		name: "jest",
		knows: func(d *document) bool {
			return d.root.attr["name"] == "jest tests" || len(d.cases) > 0 && !anyCase(d, func(t *testcase) bool {
				return t.attr["classname"] != t.attr["name"] || !strings.Contains(t.attr["name"], " ")
			})
		},
		says: beforeTrace, todos: true,
	},
	{
		// Nothing is known of the writer, so repeated names are read in the way of
		// Gradle's retry plug-in and most others: as attempts.
		name: "", knows: func(*document) bool { return true },
		attempts: true, class: className, says: firstLine,
	},
}

// recognise returns the dialect of a document.
func recognise(d *document) dialect {
	for _, known := range dialects {
		if known.knows(d) {
			return known
		}
	}
	return dialect{says: firstLine}
}

func anySuite(d *document, is func(*suite) bool) bool {
	for _, s := range d.suites {
		if is(s) {
			return true
		}
	}
	return false
}

func anyCase(d *document, is func(*testcase) bool) bool {
	for _, t := range d.cases {
		if is(t) {
			return true
		}
	}
	return false
}

func attr(name, contains string) func(*suite) bool {
	return func(s *suite) bool { return strings.Contains(s.attr[name], contains) }
}

func afterLast(sep string) func(string) string {
	return func(class string) string { return class[strings.LastIndex(class, sep)+1:] }
}

// className shortens what looks like the name of a class and drops all else:
// sentences, file names and folders.
func className(class string) string {
	if !dotted.MatchString(class) {
		return ""
	}
	return afterLast(".")(class)
}

var dotted = regexp.MustCompile(`^[\pL_$][\pL\d_$]*(?:\.[\pL_$][\pL\d_$]*)*$`)
