package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// suiteCommand lets the result file of a whole suite arrive, as if written some time
// ago: `suite BUILD AGE COUNT fail=1-140 branch=main`. Words after the count are fail=
// (numbers of tests, as 3 or 1-5,9), branch=, version= and cause= (what the failures
// say; `own` gives each its own).
func suiteCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 || neg {
		ts.Fatalf("usage: suite BUILD AGE COUNT [fail=1-5,9] [branch=main] [version=1.3] [cause=own]")
	}
	age, err := time.ParseDuration(args[1])
	ts.Check(err)
	var count int
	_, err = fmt.Sscan(args[2], &count)
	ts.Check(err)
	words := map[string]string{"branch": "main", "cause": "connection refused: staging-db:5432"}
	for _, w := range args[3:] {
		name, value, ok := strings.Cut(w, "=")
		if !ok {
			ts.Fatalf("%q is no NAME=VALUE", w)
		}
		words[name] = value
	}
	to := ts.MkAbs(filepath.Join("results", "run-"+args[0]+".xml"))
	ts.Check(os.MkdirAll(filepath.Dir(to), 0o755))
	ts.Check(os.WriteFile(to, []byte(suiteXML(args[0], count, words)), 0o644))
	at := time.Now().Add(-age)
	ts.Check(os.Chtimes(to, at, at))
}

// suiteXML is a suite's report. Tests are called `test 007` and live in ten classes.
func suiteXML(build string, count int, words map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<testsuite name=%q>\n<properties><property name=\"build\" value=%q/><property name=\"branch\" value=%q/><property name=\"version\" value=%q/></properties>\n",
		"web", build, words["branch"], words["version"])
	for n := 1; n <= count; n++ {
		fmt.Fprintf(&b, "<testcase classname=\"shop.Area%d\" name=\"test %03d\">", n%10, n)
		if listed(words["fail"], n) {
			cause, frame := words["cause"], "shop.Client.call(Client.java:7)"
			if cause == "own" {
				cause, frame = fmt.Sprintf("test %03d expected something else", n), fmt.Sprintf("shop.Area%d.test%c(Area.java:9)", n%10, 'A'+rune(n%26))
			}
			fmt.Fprintf(&b, "<failure type=\"Error\" message=%q>at %s</failure>", cause, frame)
		}
		b.WriteString("</testcase>\n")
	}
	return b.String() + "</testsuite>\n"
}

// listed reports whether a list such as 1-5,9 holds a number.
func listed(list string, n int) bool {
	for _, part := range strings.Split(list, ",") {
		var from, to int
		if k, _ := fmt.Sscanf(part, "%d-%d", &from, &to); k == 1 {
			to = from
		}
		if from > 0 && from <= n && n <= to {
			return true
		}
	}
	return false
}
