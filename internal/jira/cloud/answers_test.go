package cloud_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"syncd/internal/jira"
	"syncd/internal/jira/jiratest"
	simjira "syncd/internal/sim/jira"
)

// answering is a gateway to a site that gives these answers to an endpoint, in order,
// and the last of them for ever.
func answering(t *testing.T, endpoint string, status int, bodies ...string) (jiratest.Gateway, *simjira.Server) {
	t.Helper()
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n, body := range bodies {
		f := simjira.Fault{Endpoint: endpoint, Effect: simjira.Status, Status: status, Body: body, Nth: 1, Count: 1}
		if n == len(bodies)-1 {
			f.Nth, f.Count = 0, 0
		}
		if err := sim.Script(f); err != nil {
			t.Fatal(err)
		}
	}
	base := &url.URL{Scheme: "https", Host: "acme.example"}
	return open(t, jiratest.Site{Base: base, Transport: sim.Transport(), User: jiratest.Demo, Token: "demo-token"}), sim
}

// pair is two drafts.
func pair() []jira.Draft {
	d := jira.Draft{Project: "SHOP", Type: "Bug", Summary: "x"}
	return []jira.Draft{d, d}
}

// An answer that does not account for each draft exactly once must not put an issue
// into the row of another.
func TestMuddledAnswersToCreatesAreUnknown(t *testing.T) {
	const made = `{"id":"1","key":"SHOP-1"}`
	const refused = `{"status":400,"elementErrors":{"errorMessages":["no"],"errors":{}},"failedElementNumber":%s}`
	element := func(n string) string { return fmt.Sprintf(refused, n) }
	bulk := func(issues, errors string) string {
		return fmt.Sprintf(`{"issues":[%s],"errors":[%s]}`, issues, errors)
	}
	for name, tc := range map[string]struct {
		status int
		body   string
	}{
		"no issue at all":       {201, bulk("", "")},
		"one issue too few":     {201, bulk(made, "")},
		"one issue too many":    {201, bulk(made+","+made+","+made, "")},
		"made and failed":       {201, bulk(made+","+made, element("1"))},
		"element out of range":  {201, bulk(made, element("2"))},
		"negative element":      {201, bulk(made, element("-1"))},
		"one element twice":     {201, bulk("", element("0")+","+element("0"))},
		"element not named":     {201, bulk(made, strings.Replace(element("0"), `"failedElementNumber"`, `"other"`, 1))},
		"issue without key":     {201, bulk(made+`,{"id":"2"}`, "")},
		"issue without id":      {201, bulk(`{"key":"SHOP-1"},`+made, "")},
		"empty object":          {201, `{}`},
		"null":                  {201, `null`},
		"refused all, made one": {400, bulk(made, element("0"))},
	} {
		g, _ := answering(t, "issue/bulk", tc.status, tc.body)
		if _, err := g.Create(t.Context(), pair()); jira.KindOf(err) != jira.Unknown {
			t.Errorf("%s: %v, want %s", name, err, jira.Unknown)
		}
	}
	for _, body := range []string{`{}`, `{"id":"1"}`, `{"key":"SHOP-1"}`, `null`, `[]`, ``, `{"id":1,"key":"SHOP-1"}`} {
		g, _ := answering(t, "issue", 201, body)
		if _, err := g.Create(t.Context(), pair()[:1]); jira.KindOf(err) != jira.Unknown {
			t.Errorf("%s: %v, want %s", body, err, jira.Unknown)
		}
	}
}

func TestElementsOfABulkHearTheirOwnKind(t *testing.T) {
	g, _ := answering(t, "issue/bulk", 400, `{"issues":[],"errors":[{"status":500,"elementErrors":{"errorMessages":["oops"]},"failedElementNumber":1}]}`)
	made, err := g.Create(t.Context(), pair())
	if err != nil || jira.KindOf(made[0].Err) != jira.Refused || jira.KindOf(made[1].Err) != jira.Unknown {
		t.Errorf("made %+v, error %v", made, err)
	}
	g, _ = answering(t, "issue/bulk", 400, `{"errorMessages":["Too many."],"errors":{}}`)
	if made, err = g.Create(t.Context(), pair()); jira.KindOf(err) != jira.Refused || len(made) > 0 || !strings.Contains(err.Error(), "Too many.") {
		t.Errorf("made %+v, error %v", made, err)
	}
}

// page is a page of a search.
func page(token string, ids ...string) string {
	var issues []string
	for _, id := range ids {
		issues = append(issues, fmt.Sprintf(`{"id":%q,"key":"SHOP-%s","fields":{"summary":"s"}}`, id, id))
	}
	return fmt.Sprintf(`{"issues":[%s],"isLast":%t,"nextPageToken":%q,"warnings":[{"type":"CLAUSE_LIMIT_EXCEEDED","message":"x","details":{}}]}`,
		strings.Join(issues, ","), token == "", token)
}

func TestSearchPages(t *testing.T) {
	for name, tc := range map[string]struct {
		pages    []string
		issues   int
		requests int
		fails    bool
	}{
		"two pages that overlap":  {[]string{page("a", "1", "2"), page("", "2", "3")}, 3, 2, false},
		"a token twice":           {[]string{page("a", "1"), page("a", "2")}, 0, 2, true},
		"a circle of tokens":      {[]string{page("a", "1"), page("b", "2"), page("a", "3")}, 0, 3, true},
		"an empty page":           {[]string{page("a", "1"), page("b")}, 1, 2, false},
		"no token, not the last":  {[]string{`{"issues":[{"id":"1"}],"isLast":false}`}, 1, 1, false},
		"neither token nor last":  {[]string{`{"issues":[{"id":"1"}]}`}, 1, 1, false},
		"last, and still a token": {[]string{`{"issues":[{"id":"1"}],"isLast":true,"nextPageToken":"a"}`}, 1, 1, false},
		"a null list":             {[]string{`{"issues":null}`}, 0, 1, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			g, sim := answering(t, "search/jql", 200, tc.pages...)
			issues, err := g.Search(t.Context(), jira.Query{}.InProjects("SHOP"), 0)
			if len(issues) != tc.issues || (err != nil) != tc.fails || sim.RequestCount() != tc.requests {
				t.Errorf("%s: %d issues by %d requests, error %v", name, len(issues), sim.RequestCount(), err)
			}
			if tc.fails && jira.KindOf(err) != jira.Unavailable {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// What other sites send: times in several forms, fields that are null, an editor's
// own nodes in a description.
func TestOddIssues(t *testing.T) {
	g, _ := answering(t, "issue/bulkfetch", 200, `{"issues":[{"id":"1","key":"SHOP-1","fields":{"summary":"s","description":
		{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"hardBreak"},{"type":"text","text":"b c"}]},
		{"type":"panel","attrs":{"panelType":"info"},"content":[{"type":"paragraph","content":[{"type":"mention","attrs":{"id":"x","text":"@x"}},{"type":"text","text":"d"}]}]}]},
		"resolution":null,"priority":null,"labels":null,"fixVersions":null,"issuelinks":null,"creator":null,"resolutiondate":null,
		"created":"2026-03-01T10:00:00.123+0530","updated":"2026-03-01T04:30:00Z"}},
		{"id":"2","key":"SHOP-2","fields":{"description":null,"security":null,"assignee":null,"created":"2026-03-01T10:00:00+0000",
		"resolutiondate":"2026-03-02T10:00:00.000+0000","statuscategorychangedate":null}}],"issueErrors":[{"id":"9","errorMessage":"x"}]}`)
	issues, err := g.Read(t.Context(), []string{"1", "2", "9"})
	if err != nil || len(issues) != 2 {
		t.Fatalf("%d issues, error %v", len(issues), err)
	}
	one := issues[0]
	if one.Description != "abcd" || one.Created.Format("15:04:05.000 MST") != "04:30:00.123 UTC" || one.Updated.Hour() != 4 || !one.Resolved.IsZero() {
		t.Errorf("issue is %+v", one)
	}
	if two := issues[1]; two.CategorySince.Day() != 2 || !two.CategorySince.Equal(two.Resolved) {
		t.Errorf("where Jira does not say since when, it is %s", two.CategorySince)
	}
	g, _ = answering(t, "issue/bulkfetch", 200, `{"issues":[{"id":"1","fields":{"created":"yesterday"}}]}`)
	if _, err := g.Read(t.Context(), []string{"1"}); jira.KindOf(err) != jira.Unavailable || !strings.Contains(err.Error(), "yesterday") {
		t.Errorf("error %v", err)
	}
}

func TestMetaPagesToTheEnd(t *testing.T) {
	g, _ := answering(t, "issuetypes", 200, `{"total":2,"issueTypes":[{"id":"1","name":"Story"}]}`, `{"total":2,"issueTypes":[{"id":"10004","name":"Bug"}]}`)
	m, err := g.Meta(t.Context(), "SHOP", "bug")
	if err != nil || m.TypeID != "10004" {
		t.Errorf("meta %+v, error %v", m, err)
	}
	g, _ = answering(t, "issuetypes", 200, `{"total":0,"issueTypes":[]}`)
	if _, err = g.Meta(t.Context(), "SHOP", "Bug"); jira.KindOf(err) != jira.Refused || !strings.Contains(err.Error(), "may not create") {
		t.Errorf("error %v", err)
	}
}

// What a plug-in says of its own fields must not cost us the screen.
func TestOddFieldsOnAScreen(t *testing.T) {
	const kind = `"custom":"com.atlassian.jira.plugin.system.customfieldtypes:select"`
	g, _ := answering(t, "{issueTypeId}", 200, `{"total":5,"fields":[{"fieldId":"customfield_1","name":"A","schema":{"type":"any","custom":"x.y:z"},"allowedValues":{"a":1}},
		{"fieldId":"customfield_2","name":"B","schema":{"type":"option",`+kind+`},"allowedValues":[{"id":"1","value":"old","disabled":true},{"id":"2","value":"new"}]},
		{"fieldId":"customfield_3","name":"C","schema":{"type":"option",`+kind+`},"allowedValues":["red",7]},
		{"fieldId":"versions","name":"D","schema":{"type":"array","items":"version"},"allowedValues":[{"id":"1","name":"1.0","archived":true}]},
		{"fieldId":"customfield_5","name":"E"}]}`)
	m, err := g.Meta(t.Context(), "SHOP", "Bug")
	if err != nil || len(m.Fields) != 5 {
		t.Fatalf("%d fields, error %v", len(m.Fields), err)
	}
	for id, want := range map[string]string{"customfield_1": "[]", "customfield_2": "[{2 new []}]", "customfield_3": "[]", "versions": "[]", "customfield_5": "[]"} {
		if got := fmt.Sprint(m.Fields[id].Allowed); got != want {
			t.Errorf("%s allows %s, want %s", id, got, want)
		}
	}
	if m.Fields["customfield_3"].Allowed != nil || m.Fields["versions"].Allowed == nil {
		t.Error("values that are not known are not the same as no values")
	}
}

// Who is taken for Cloud and is not, says so all the same.
func TestServerOfAnotherEdition(t *testing.T) {
	base := &url.URL{Scheme: "https", Host: "acme.example", Path: "/jira"}
	sim, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: base.Path})
	if err != nil {
		t.Fatal(err)
	}
	g := open(t, jiratest.Site{Base: base, Transport: sim.Transport(), User: "demo", Token: "demo-token"})
	if s, err := g.Server(t.Context()); err != nil || s.Edition != jira.DataCenterEdition {
		t.Errorf("the server is %+v, %v", s, err)
	}
	if err := sim.Script(simjira.Fault{Effect: simjira.Status, Status: 404}); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Server(t.Context()); jira.KindOf(err) != jira.NotFound {
		t.Errorf("where there is none: %v", err)
	}
}
