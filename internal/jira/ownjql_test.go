package jira_test

import (
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/sim/jira/jql"
)

// What cannot be a part of a larger query is refused with the reason.
func TestCheckJQL(t *testing.T) {
	for text, want := range map[string]string{
		`type = Story`: "", ` type = Story `: "", `labels = "a) or (b"`: "", `summary ~ 'it\'s (' and (a = 1 or b = 2)`: "", `text ~ "order by"`: "",
		`"Order" = 1 and labels = reorder`: "", `fixVersion = order-1 or cf[10] in (1, 2)`: "", `labels = "\\"`: "", `labels = "\u0022"`: "", `labels = ü`: "",
		``: "empty", " \u00a0 ": "empty", "type = Story\nand a = 1": "on one line", "a\x00b": "control", "a = \xff": "UTF-8",
		`a = "b`: `opens a quote (")`, `a = don't`: "opens a quote (')", `a = "b\"`: "opens a quote", `a = b"c`: "opens a quote",
		`(a = 1`: "opens a parenthesis", `a = 1)`: "closes a parenthesis", `a = 1) or (b = 2`: "closes a parenthesis", `a = ")" )`: "closes a parenthesis",
		`a = \" or b = "`: `\ outside of quotes`, `a = 1\)`: `\ outside of quotes`,
		`a = 1 ORDER BY key`: "ORDER BY", "a = 1 order\u00a0by key": "ORDER BY", `(a = 1)order by key`: "ORDER BY", `a="1"Order by key`: "ORDER BY", `order by key`: "ORDER BY",
	} {
		err := jira.CheckJQL(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Whatever somebody writes, another's parser of JQL finds it beside our own clause or
// refuses the whole; it never reaches beyond its parentheses, and never passes unchecked.
func FuzzMatching(f *testing.F) {
	for _, s := range []string{`type = Story`, `a = 1) or (b = 2`, `a = "x" or b in (1, "2)")`, `a = 1 order by key`, `not a is empty`, `"a"`, `'`, `\`, `a = \"`, `()`, "a = 'b\\'", `a = "\u0022" or b = 1`, "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := jql.Parse(jira.Query{}.InProjects("SHOP").Matching(s).ByKey().JQL())
		if err != nil {
			return
		}
		if wrong := jira.CheckJQL(s); wrong != nil {
			t.Fatalf("%q passes although %v", s, wrong)
		}
		clauses, _ := q.Where.(jql.And)
		if len(clauses) != 2 || len(q.Order) != 1 {
			t.Fatalf("%q is read as %#v", s, q)
		}
		if c, ok := clauses[0].(jql.Clause); !ok || c.Field != "project" || len(c.Operand.List) != 1 {
			t.Errorf("%q leaves of our own clause %#v", s, clauses[0])
		}
	})
}

// Versions and sprints are either of them, by number where they are numbers.
func TestPlannedFor(t *testing.T) {
	base := jira.Query{}.InProjects("SHOP")
	for _, c := range []struct {
		versions, sprints []string
		want              string
	}{
		{[]string{"10001"}, []string{"2", "37"}, `(fixVersion in (10001) OR sprint in (2, 37))`},
		{[]string{"10001", "10002"}, nil, `(fixVersion in (10001, 10002))`},
		{nil, []string{"2"}, `(sprint in (2))`},
		{[]string{`1) or project = PAY or fixVersion in (1`, "", "-1", `a"b`, "1.4"}, nil, `(fixVersion in ("1) or project = PAY or fixVersion in (1", "", "-1", "a\"b", "1.4"))`},
	} {
		q, ok := base.PlannedFor(c.versions, c.sprints)
		if want := base.JQL() + " AND " + c.want; !ok || q.JQL() != want {
			t.Errorf("%q, want %q", q.JQL(), want)
		}
	}
	if q, ok := base.PlannedFor(nil, []string{}); ok || q.JQL() != base.JQL() {
		t.Errorf("with neither it is %q, %t", q.JQL(), ok)
	}
}
