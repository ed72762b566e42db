package main

import (
	"os"
	"strings"
	"testing"
)

// The list of names on the page of settings is the one that expressions are compiled
// against.
func TestNamesInConditionsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	conditions(&b)
	if !strings.HasSuffix(string(page), b.String()) {
		t.Error("docs/configuration.md does not end with the names of conditions: run `make generate`")
	}
	for _, name := range []string{"`failing_since`", "`case.owner`", "`run.build`", "`kind`"} {
		if !strings.Contains(b.String(), "| "+name+" |") {
			t.Errorf("%s is not listed", name)
		}
	}
}
