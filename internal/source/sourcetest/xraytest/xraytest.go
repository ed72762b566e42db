// Package xraytest is what people do in a simulated Xray for the tours of its two editions:
// both are the same Jira with the same book. For tests only.
package xraytest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/sim/xray"
	"syncd/internal/source/sourcetest"
)

// Edition is in what the two differ.
type Edition struct {
	ID   func(xray.Run) string // what the interface calls a run
	Todo string                // the status of a run that waits for its test
}

// Tool is a simulated Xray with what people do in it, but for how a test is retired, which
// each edition notices by another sign.
func (e Edition) Tool(t *testing.T, book *xray.Book) sourcetest.Tool {
	run := func(ref string) xray.Run {
		id, _, _ := strings.Cut(ref, " ")
		for _, r := range book.AllRuns() {
			if e.ID(r) == id {
				return r
			}
		}
		t.Fatalf("there is no run %s", ref)
		return xray.Run{}
	}
	ids := map[string]string{}
	for _, i := range book.Jira().Issues() {
		ids[i.Key] = i.ID
	}
	ada := book.Jira().As("ada@example.com")
	return sourcetest.Tool{
		Execute: func(count int) []string {
			var out []string
			for range count {
				execution, test := e.free(t, book)
				r, err := book.Execute(xray.Result{Execution: execution, Test: test, Status: "FAIL", Comment: "Failure of " + test})
				must(t, err)
				out = append(out, fmt.Sprintf("%s@%s", e.ID(r), r.Finished.UTC().Format(time.RFC3339)))
			}
			return out
		},
		Edit: func() { must(t, book.AddDefect("SHOP-41", "SHOP-22", "SHOP-9")) },
		Remove: func() string {
			must(t, ada.Delete("SHOP-27"))
			return ids["SHOP-27"]
		},
		Delete: func() { must(t, ada.Delete("SHOP-43")) },
		Grow:   func(results int) { grow(t, book, results) },
		Named: func(ref string) ([]string, int) {
			var keys []string
			for _, id := range run(ref).Defects {
				keys = append(keys, book.State().Keys[id])
			}
			return keys, len(book.Audit())
		},
		Asked: func(ref string) bool { return run(ref).Status == e.Todo },
	}
}

// free finds a test that has not been executed in an execution: Xray keeps one result for
// both, and a second one there would take the place of the first.
func (e Edition) free(t *testing.T, book *xray.Book) (execution, test string) {
	for _, execution := range []string{"SHOP-42", "SHOP-41", "SHOP-40"} {
		for n := 21; n <= 32; n++ {
			test := fmt.Sprintf("SHOP-%d", n)
			if r, there := book.Run(execution, test); !there || r.Status == e.Todo {
				return execution, test
			}
		}
	}
	t.Fatal("every test has been executed everywhere")
	return "", ""
}

// grow makes so many results: of 125 more tests in as many executions as it takes.
func grow(t *testing.T, book *xray.Book, results int) {
	var tests []string
	for n := range 125 {
		key, err := book.AddTest(xray.NewTest{Summary: fmt.Sprintf("Test %d", n)})
		must(t, err)
		tests = append(tests, key)
	}
	for n := range (results + 124) / 125 {
		execution, err := book.AddExecution(xray.NewExecution{Summary: fmt.Sprintf("Execution %d", n)})
		must(t, err)
		for _, test := range tests {
			_, err := book.Execute(xray.Result{Execution: execution, Test: test, Status: "PASS"})
			must(t, err)
		}
	}
}

// must fails the test if something did not work that has to.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
