package model_test

import (
	"fmt"
	"strings"
	"testing"

	"syncd/internal/model"
)

// joinedBy tells which cases are one, as `a b; c d`.
func joinedBy(cases []model.Case) string {
	by := map[model.CaseID]model.Case{}
	for _, c := range cases {
		by[c.ID] = c
	}
	groups, _ := model.Groups(by, nil, model.View{Tools: []string{"testrail", "xray"}})
	var out []string
	for _, g := range groups {
		out = append(out, strings.Trim(fmt.Sprint(g.Members), "[]"))
	}
	return strings.Join(out, "; ")
}

func TestGroupsByAutomationID(t *testing.T) {
	known := func(id, source, automation string, more ...string) model.Case {
		return model.Case{ID: model.CaseID(id), Source: source, Title: "Total of " + id, IDs: append(more, model.ForeignID("automation", automation))}
	}
	total := reported("f web com.acme.CartTest › total")
	bare := reported("f web  › Guest can pay")
	for name, c := range map[string]struct {
		cases []model.Case
		want  string
	}{
		"class and name":                      {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.total", "testrail:C1")}, "f t"},
		"in any case of letters, with spaces": {[]model.Case{total, known("t", "testrail", " COM.acme.CartTest.total  ")}, "f t"},
		"a name without a class":              {[]model.Case{bare, known("t", "testrail", "Guest can pay")}, "f t"},
		"another name":                        {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.sum")}, ""},
		"no automation id":                    {[]model.Case{total, reported("t testrail com.acme.CartTest › total")}, ""},
		"a row of it":                         {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.total[EUR-3]")}, "f t"},
		"a row, and a case of that whole name": {[]model.Case{total, reported("g web com.acme.CartTest › total[EUR-3]"),
			known("t", "testrail", "com.acme.CartTest.total[EUR-3]")}, "g t"},
		"several rows are several cases of the tool": {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.total[EUR-3]"),
			known("u", "testrail", "com.acme.CartTest.total[EUR-4]")}, ""},
		"two cases of the tool have the id": {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.total"),
			known("u", "testrail", "com.acme.CartTest.total")}, ""},
		"two cases of one source have the name": {[]model.Case{total, reported("g web com.acme › CartTest.total"),
			known("t", "testrail", "com.acme.CartTest.total")}, ""},
		"a case of each of two sources of files": {[]model.Case{total, reported("g api com.acme.CartTest › total"),
			known("t", "testrail", "com.acme.CartTest.total")}, "f g t"},
		"two tools":                           {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.total"), known("x", "xray", "com.acme.CartTest.total")}, "f t x"},
		"the file says that it is another":    {[]model.Case{reported("f web com.acme.CartTest › total", "testrail:C2"), known("t", "testrail", "com.acme.CartTest.total", "testrail:C1")}, ""},
		"the file says the same":              {[]model.Case{reported("f web com.acme.CartTest › total", "testrail:C1"), known("t", "testrail", "com.acme.CartTest.total", "testrail:C1")}, "f t"},
		"several automation ids mean nothing": {[]model.Case{total, known("t", "testrail", "com.acme.CartTest.total", "automation:OTHER")}, ""},
	} {
		if got := joinedBy(c.cases); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A test that TestRail keeps and that CI reports with the id of that case is one case, in
// the words of TestRail; so are one of Xray and the test case of a file that names its
// issue in test_key.
func TestGroupsToolsAndFiles(t *testing.T) {
	for _, c := range []struct{ kind, id, property string }{{"testrail", "C123", "C123"}, {"xray", "SHOP-12", "SHOP-12"}} {
		tool := model.Case{ID: "t", Source: c.kind, Title: "Guest pays by card", Name: "Guest pays by card", Explicit: c.id,
			IDs: []string{model.ForeignID(c.kind, c.id)}, URL: "https://tests.example.com/" + c.id, Keys: []model.KeyRef{{Key: "id:10100", From: model.FromRefs}}}
		file := reported("f web com.acme.PayTest › guestPays", model.TestIDs(c.property)...)
		file.Keys, file.File = []model.KeyRef{{Key: "SHOP-1", From: model.FromTag}}, "PayTest.java"
		groups, _ := model.Groups(map[model.CaseID]model.Case{"t": tool, "f": file}, nil, model.View{Tools: []string{c.kind}})
		if len(groups) != 1 {
			t.Fatalf("%s: %+v", c.kind, groups)
		}
		got := groups[0].Case
		if got.Title != tool.Title || got.URL != tool.URL || got.Explicit != c.id || got.File != file.File || !got.Automated ||
			fmt.Sprint(got.Keys) != "[{id:10100 refs} {SHOP-1 tag}]" {
			t.Errorf("%s: %+v", c.kind, got)
		}
	}
}
