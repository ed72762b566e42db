package jira_test

import (
	"fmt"
	"strings"
	"testing"

	"syncd/internal/jira"
)

// custom is a field of one of Jira's own types.
func custom(kind string, allowed ...jira.Option) jira.Field {
	return jira.Field{ID: "customfield_1", Name: "F", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:" + kind, Allowed: allowed}
}

// Every kind of value has one canonical form, and that form is its own.
func TestCanonical(t *testing.T) {
	colours := []jira.Option{{ID: "1", Name: "Red"}, {ID: "2", Name: "red"}, {ID: "3", Name: "2", Below: []jira.Option{{ID: "31", Name: "B > C"}}}, {ID: "4", Name: "A > B"}}
	twins := []jira.Option{{ID: "7", Name: "Blue"}, {ID: "8", Name: "Blue"}}
	for _, c := range []struct {
		field jira.Field
		in    jira.Value
		want  string // "error: " and words of it
	}{
		{custom("textfield"), jira.Value{" a\n b\x00"}, "a b"},
		{custom("textfield"), jira.Value{strings.Repeat("🧪", 200)}, strings.Repeat("🧪", 127) + "…"},
		{custom("textfield"), jira.Value{"", " ", "\x00", "a"}, "a"},
		{custom("textfield"), jira.Value{"a\xff\xfeb"}, "a\ufffd\ufffdb"},
		{custom("textfield"), jira.Value{"a", "b"}, "error: one value, not 2"},
		{custom("textarea"), jira.Value{" a\r\n\n b "}, "ab"},
		{custom("float"), jira.Value{"1e3"}, "1000"},
		{custom("float"), jira.Value{"-0.10"}, "-0.1"},
		{custom("float"), jira.Value{"1.0"}, "1"},
		{custom("float"), jira.Value{"-0"}, "0"},
		{custom("float"), jira.Value{"0.30000000000000004"}, "0.3"},
		{custom("float"), jira.Value{"-0.0000001"}, "0"},
		{custom("float"), jira.Value{"100"}, "100"},
		{custom("float"), jira.Value{"NaN"}, "error: not a number"},
		{custom("float"), jira.Value{"1e300"}, "error: not a number"},
		{custom("datepicker"), jira.Value{"2026-02-30"}, "error: not a date"},
		{custom("datetime"), jira.Value{"2026-01-01T00:00:00.999+0100"}, "2025-12-31T23:00:00Z"},
		{custom("datetime"), jira.Value{"2026-01-01"}, "error: not a time"},
		{custom("labels"), jira.Value{"b", "a", "b"}, "a, b"},
		{custom("labels"), jira.Value{strings.Repeat("x", 256)}, "error: longer than 255"},
		{custom("select", colours...), jira.Value{"red"}, "red"},
		{custom("select", colours...), jira.Value{"RED"}, `error: "RED" may be 2 of its values, "Red" (1), "red" (2): give the exact name, or the id`},
		{custom("select", twins...), jira.Value{"blue"}, `error: "blue" may be 2 of its values, "Blue" (7), "Blue" (8): rename all but one of them in Jira`},
		{custom("select", twins...), jira.Value{"8"}, `error: "8" may be 2 of its values`},
		{custom("cascadingselect", twins...), jira.Value{"Blue"}, `error: "Blue" may be 2 of its values`},
		{custom("select", colours...), jira.Value{"1"}, "Red"},
		{custom("select", colours...), jira.Value{"2"}, "2"}, // a name comes before an id
		{custom("select", colours...), jira.Value{"blue"}, `error: "blue" is not among its values; it takes "Red", "red", "2", "A > B"`},
		{custom("select", []jira.Option{}...), jira.Value{"any"}, "error: no values to choose from here"},
		{custom("cascadingselect", colours...), jira.Value{"A > B"}, "A > B"},
		{custom("cascadingselect", colours...), jira.Value{"2 > b > c"}, "2 > B > C"},
		{custom("cascadingselect", colours...), jira.Value{"2 > x"}, `error: it takes "B > C"`},
		{custom("cascadingselect", colours...), jira.Value{"Red > x"}, "error: no values to choose from"},
		{custom("cascadingselect"), jira.Value{"X > Y > Z"}, "X > Y > Z"},
		{custom("userpicker"), jira.Value{"712020:0d3f-1"}, "712020:0d3f-1"},
		{custom("userpicker"), jira.Value{"a b"}, "error: not an account id"},
		{custom("userpicker"), jira.Value{"ada@example.com"}, "error: is an e-mail address; give the account id"},
		{jira.Field{ID: "assignee", UserNames: true}, jira.Value{"ada@example.com"}, "ada@example.com"},
		{jira.Field{ID: "assignee", UserNames: true}, jira.Value{"Ada Example"}, "error: not a user name; give the one with which the person logs in"},
		{custom("grouppicker"), jira.Value{"a"}, "error: syncd cannot write fields of this type"},
		{jira.Field{ID: "customfield_1", Custom: "com.pyxis.greenhopper.jira:gh-sprint"}, jira.Value{"2"}, "error: syncd reads the sprints of an issue and does not set them"},
		{jira.Field{ID: "labels", Type: "array", Items: "string"}, jira.Value{"a"}, "error: setting of its own"},
		{jira.Field{ID: "timetracking", Type: "timetracking"}, nil, "error: timetracking"},
		{jira.Field{ID: "fixVersions"}, jira.Value{"1.10", "1.9", "1.10"}, "1.10, 1.9"},
		{jira.Field{ID: "priority"}, nil, "(nothing)"},
	} {
		name := fmt.Sprint(c.field.ID, c.field.Custom, c.in)
		got, err := c.field.Canonical(c.in)
		if words, wrong := strings.CutPrefix(c.want, "error: "); wrong {
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v, %v; want an error with %q", name, got, err, words)
			}
			continue
		}
		if err != nil || got.String() != c.want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, c.want)
		}
		if again, err := c.field.Canonical(got); err != nil || again.String() != got.String() {
			t.Errorf("%s: canonical once more it is %q, %v", name, again, err)
		}
	}
}

// Long lists of values are shown in part.
func TestManyValuesAreShownInPart(t *testing.T) {
	var many []jira.Option
	for n := range 25 {
		many = append(many, jira.Option{ID: fmt.Sprint(n), Name: fmt.Sprintf("v%02d", n)})
	}
	_, err := custom("select", many...).Canonical(jira.Value{"x"})
	if err == nil || !strings.HasSuffix(err.Error(), `"v18", "v19" and 5 more`) {
		t.Error(err)
	}
}

// A file's name is one that nothing alters, and its own.
func TestFileName(t *testing.T) {
	for in, want := range map[string]string{"": "file", "...": "file", "a b/ c.txt": "a-b-c.txt", "../../etc/passwd": "etc-passwd", "Ü.log": "log",
		"trace-k7.txt": "trace-k7.txt", "x\x00\"y": "x-y", strings.Repeat("a", 200) + ".txt": strings.Repeat("a", 115) + ".txt"} {
		got := jira.FileName(in)
		if got != want || jira.FileName(got) != got {
			t.Errorf("%q becomes %q, then %q; want %q", in, got, jira.FileName(got), want)
		}
	}
}

// Near names: the nearest first, never a long list.
func TestResolveSaysWhatWasMeant(t *testing.T) {
	fs := jira.Fields{"a": {ID: "a", Name: "Team"}, "b": {ID: "b", Name: "Teams"}, "c": {ID: "c", Name: "Test Verdict"}, "d": {ID: "d", Name: "team"}}
	for in, want := range map[string]string{"Team": "a", "team": "d", "TEAMS": "b", "c": "c"} {
		if got, err := fs.Resolve(in); err != nil || got != want {
			t.Errorf("%s is %s, %v", in, got, err)
		}
	}
	for in, words := range map[string]string{"TEAM": "name \"TEAM\" is that of 2 fields; name one by its id: a, d", "verdict": `did you mean "Test Verdict"?`,
		"Taems": `did you mean "Teams"`, "": `there are "Team", "Teams", "Test Verdict", "team"`} {
		if _, err := fs.Resolve(in); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v; want %q", in, err, words)
		}
	}
}

// The field of sprints is known by its type, whatever it is called.
func TestSprintField(t *testing.T) {
	fs := jira.Fields{"customfield_2": {ID: "customfield_2", Name: "Iteration", Custom: "com.pyxis.greenhopper.jira:gh-sprint"},
		"customfield_3": {ID: "customfield_3", Name: "Sprint", Custom: "com.pyxis.greenhopper.jira:gh-sprint"}, "customfield_1": {ID: "customfield_1", Name: "Sprint", Custom: "x:y"}}
	if f, ok := jira.SprintField(fs); !ok || f.ID != "customfield_2" || f.Kind() != jira.Sprints {
		t.Errorf("found %+v, %t", f, ok)
	}
	if f, ok := jira.SprintField(jira.Fields{"summary": {ID: "summary"}}); ok {
		t.Errorf("found %+v", f)
	}
}
