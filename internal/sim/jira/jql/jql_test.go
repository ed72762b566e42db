package jql_test

import (
	"fmt"
	"strings"
	"testing"

	"syncd/internal/sim/jira/jql"
)

// tell writes a tree so that a table can hold it.
func tell(n jql.Node) string {
	switch n := n.(type) {
	case jql.And:
		return "and(" + tellAll(n) + ")"
	case jql.Or:
		return "or(" + tellAll(n) + ")"
	case jql.Not:
		return "not(" + tell(n.Node) + ")"
	case jql.Text:
		return "text(" + n.Words + ")"
	case jql.Clause:
		return n.Field + " " + string(n.Op) + " " + tellOperand(n.Operand)
	}
	return "-"
}

func tellAll(nodes []jql.Node) string {
	var out []string
	for _, n := range nodes {
		out = append(out, tell(n))
	}
	return strings.Join(out, "; ")
}

func tellOperand(o jql.Operand) string {
	switch {
	case o.Empty:
		return "EMPTY"
	case o.Value != nil:
		return fmt.Sprintf("%q", *o.Value)
	case o.Func != nil:
		return o.Func.Name + "(" + strings.Join(o.Func.Args, ",") + ")"
	}
	var out []string
	for _, i := range o.List {
		out = append(out, tellOperand(i))
	}
	return "[" + strings.Join(out, " ") + "]"
}

func TestParse(t *testing.T) {
	for query, want := range map[string]string{
		`project = SHOP`: `project = "SHOP"`,
		`project = SHOP AND status != Done OR labels in (a, "b c")`: `or(and(project = "SHOP"; status != "Done"); labels in ["a" "b c"])`,
		`not (a = 1 or b is not empty) && c !~ 'x\'y'`:              `and(not(or(a = "1"; b is not EMPTY)); c !~ "x'y")`,
		`! a = 1 | b = 2`:                              `or(not(a = "1"); b = "2")`,
		`labels NOT IN (syncd.AB3, "syncd-acme")`:      `labels not in ["syncd.AB3" "syncd-acme"]`,
		`cf[10050] = failing`:                          `cf[10050] = "failing"`,
		`"Test Verdict" is NULL`:                       `Test Verdict is EMPTY`,
		`issue.property[syncd].key = x`:                `issue.property[syncd].key = "x"`,
		`updated >= -10m and assignee = currentUser()`: `and(updated >= "-10m"; assignee = currentUser())`,
		`created > startOfDay("-1d")`:                  `created > startOfDay(-1d)`,
		`updated >= "2026-11-22 10:00"`:                `updated >= "2026-11-22 10:00"`,
		`summary ~ "\u0041\t\\"`:                       `summary ~ "A\t\\"`,
		"a = 1\nAND b = 2":                             `and(a = "1"; b = "2")`,
		`broken cart`:                                  `text(broken cart)`,
		`"broken cart"`:                                `text(broken cart)`,
		`key in ((A-1), A-2)`:                          `key in ["A-1" "A-2"]`,
		``:                                             `-`,
	} {
		q, err := jql.Parse(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got := tell(q.Where); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestParseOrder(t *testing.T) {
	q, err := jql.Parse(`project = A ORDER BY updated DESC, "Story Points", key asc`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(q.Order); got != "[{updated true} {Story Points false} {key false}]" {
		t.Errorf("order = %s", got)
	}
	if q, err = jql.Parse("order by key"); err != nil || q.Where != nil {
		t.Errorf("order alone: %v, %v", q, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for query, want := range map[string]string{
		`project = "SHOP`:                "The quoted string 'SHOP' has not been completed. (line 1, character 11)",
		`project =`:                      "Expecting either a value, list or function but got end of query.",
		`project = SHOP foo = 1`:         "Expecting either 'OR' or 'AND' but got 'foo'. (line 1, character 16)",
		`project SHOP = 1`:               "Expecting operator but got 'SHOP'.",
		`(project = SHOP`:                "Expecting ')' but got end of query.",
		`project = user@x`:               "The character '@' is a reserved JQL character.",
		`project = select`:               "'select' is a reserved JQL word.",
		`labels in ()`:                   "Expecting either a value",
		`labels in (a b)`:                "Expecting either ')' or ','",
		`summary ~ "\q"`:                 "illegal JQL escape sequence",
		`status was Done`:                "The operator 'was' is not supported",
		`a = 1 and`:                      "Expecting a field name but got end of query.",
		`a = 1 order key`:                "Expecting 'by' but got 'key'.",
		`a = 1 order by a,a,a,a,a,a,a,a`: "maximum number of fields",
		`not`:                            "Expecting a field name",
		strings.Repeat("(", 200):         "nested too deeply",
	} {
		_, err := jql.Parse(query)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", query, err, want)
		}
	}
}

func FuzzJQL(f *testing.F) {
	for _, seed := range []string{`project = SHOP AND labels in ("a", b) ORDER BY key`, `a ~ "\u00e9" or not b is empty`,
		`cf[1] >= -4w`, `x in (f(), (y))`, `"`, `((((`, `a = 'it''s'`, "broken cart", `\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := jql.Parse(query)
		if (q == nil) == (err == nil) {
			t.Fatalf("Parse(%q) = %v, %v", query, q, err)
		}
	})
}
