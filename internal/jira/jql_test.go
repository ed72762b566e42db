package jira_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"syncd/internal/jira"
	"syncd/internal/sim/jira/jql"
)

// Whatever a value holds, another's parser of JQL finds one clause with that value.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", `a"b`, `\`, `\"`, "a\nb", "\x00", `" OR project = "X`, "\xff", "\u2028", `\u0022`, "'", "a\\\\\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := jql.Parse(jira.Query{}.Labelled(s).InProjects("SHOP").NewestFirst().JQL())
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		want := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, s)
		if got := quoted(q); len(got) != 2 || got[0] != want || got[1] != "SHOP" {
			t.Errorf("%q is read as %q", s, got)
		}
	})
}

// quoted lists the values of a query of and-ed clauses.
func quoted(q *jql.Query) []string {
	clauses, _ := q.Where.(jql.And)
	var out []string
	for _, n := range clauses {
		c, ok := n.(jql.Clause)
		switch {
		case ok && c.Operand.Value != nil:
			out = append(out, *c.Operand.Value)
		case ok && len(c.Operand.List) == 1 && c.Operand.List[0].Value != nil:
			out = append(out, *c.Operand.List[0].Value)
		}
	}
	return out
}

// A local time that a clock change repeats, or one in an odd zone, may only ever be
// read as an earlier one.
func TestDatesErrTowardsEarlier(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Date(2026, 1, 1, 0, 7, 31, 0, time.UTC); at.Year() == 2026; at = at.Add(41 * time.Minute) {
			text := jira.Query{}.UpdatedSince(at, zone).JQL()
			read, err := time.ParseInLocation(`updated >= "2006-01-02 15:04"`, text, zone)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			latest := read // of all that the words may mean
			for _, d := range []time.Duration{30 * time.Minute, time.Hour} {
				if read.Add(d).Format("15:04") == read.Format("15:04") {
					latest = read.Add(d)
				}
			}
			if late := latest.Sub(at); late > 0 || late < -2*time.Hour-time.Minute {
				t.Fatalf("%s in %s may be read as %s after it", text, name, late)
			}
		}
	}
}
