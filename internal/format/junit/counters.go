package junit

import (
	"fmt"
	"strconv"
	"strings"

	"syncd/internal/model"
)

// counters holds the headers against the cases. Headers are hints: writers count
// sub-tests, flaky ones and set-ups each in their own way. But a difference may
// mean that something is missing, so it is told, once for the file.
func counters(doc *document) []model.Fault {
	var first *suite
	differ := 0
	for _, s := range doc.suites {
		if s.agrees() {
			continue
		}
		if differ++; first == nil {
			first = s
		}
	}
	if first == nil {
		return nil
	}
	text := fmt.Sprintf("the header of suite %q counts %s tests, %s failures and %s errors; there are %d tests, %d of them failed", first.attr["name"],
		said(first, "tests"), said(first, "failures"), said(first, "errors"), first.cases, first.failing)
	if differ > 1 {
		text += fmt.Sprintf("; %d more suites differ", differ-1)
	}
	return []model.Fault{{Line: first.line, Text: text}}
}

func said(s *suite, name string) string {
	if v := s.attr[name]; v != "" {
		return v
	}
	return "no"
}

// agrees compares what a header says with the cases in the suite and in all below it.
func (s *suite) agrees() bool {
	tests, ok := number(s.attr["tests"])
	if ok && tests != s.cases-s.todos && tests != s.own {
		return false
	}
	failures, ok1 := number(s.attr["failures"])
	errors, ok2 := number(s.attr["errors"])
	return !ok1 && !ok2 || failures+errors == s.failing || failures == s.failing
}

func number(s string) (int, bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(s), ",", ""))
	return n, err == nil
}

// markTodos finds the tests that jest-junit writes like passed ones and are yet to
// be written (`it.todo`). The header does not count them, and they take no time.
// Where exactly as many passes took none as the header lacks, it is they;
// otherwise nobody can say which, and the fault on the counters has to do.
func markTodos(doc *document) {
	instant := map[*suite][]*testcase{}
	for _, t := range doc.cases {
		if len(t.findings) == 0 && t.attr["time"] == "0" {
			instant[t.suite] = append(instant[t.suite], t)
		}
	}
	for s, cases := range instant {
		if tests, ok := number(s.attr["tests"]); ok && len(cases) == s.own-tests {
			for up := s; up != nil; up = up.parent {
				up.todos += len(cases)
			}
			for _, t := range cases {
				t.todo = true
			}
		}
	}
}
