package jira_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
)

// spec is one of Atlassian's OpenAPI documents, as far as answers are checked against it.
type spec struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

// loadSpec reads a document from the shared specs; they are not part of the project, so the test may have to skip.
func loadSpec(t *testing.T, name string) *spec {
	t.Helper()
	dir := os.Getenv("SYNCD_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "specs")
	}
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("no OpenAPI document here (set SYNCD_SPECS): %v", err)
	}
	var s spec
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// check tells where a value does not fit a schema. It knows what Atlassian's documents use for answers.
func (s *spec) check(at string, schema map[string]any, v any) []string {
	if ref, ok := schema["$ref"].(string); ok {
		return s.check(at, s.Components.Schemas[ref[strings.LastIndex(ref, "/")+1:]], v)
	}
	var faults []string
	for _, part := range list(schema["allOf"]) {
		faults = append(faults, s.check(at, part.(map[string]any), v)...)
	}
	if choices := slices.Concat(list(schema["oneOf"]), list(schema["anyOf"])); choices != nil {
		if !slices.ContainsFunc(choices, func(c any) bool { return len(s.check(at, c.(map[string]any), v)) == 0 }) {
			faults = append(faults, at+": fits none of the alternatives")
		}
		return faults // beside alternatives the documents close a schema that has no members of its own
	}
	if v == nil { // Jira sends null for members that the documents do not call nullable
		return faults
	}
	if enum := list(schema["enum"]); enum != nil && !slices.Contains(enum, v) {
		faults = append(faults, fmt.Sprintf("%s: %v is not in %v", at, v, enum))
	}
	switch schema["type"] {
	case "object":
		return append(faults, s.object(at, schema, v)...)
	case "array":
		items, ok := v.([]any)
		if !ok {
			return append(faults, fmt.Sprintf("%s: %T is no array", at, v))
		}
		element, _ := schema["items"].(map[string]any)
		for n, e := range items {
			faults = append(faults, s.check(fmt.Sprintf("%s[%d]", at, n), element, e)...)
		}
		return faults
	}
	return append(faults, scalar(at, schema, v)...)
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func (s *spec) object(at string, schema map[string]any, v any) []string {
	members, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s: %T is no object", at, v)}
	}
	var faults []string
	for _, name := range list(schema["required"]) {
		if _, ok := members[name.(string)]; !ok {
			faults = append(faults, at+": lacks "+name.(string))
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		inner, known := properties[name].(map[string]any)
		extra, open := schema["additionalProperties"].(map[string]any)
		switch {
		case known:
			faults = append(faults, s.check(at+"."+name, inner, members[name])...)
		case open:
			faults = append(faults, s.check(at+"."+name, extra, members[name])...)
		case schema["additionalProperties"] == false:
			faults = append(faults, at+": unknown member "+name)
		}
	}
	return faults
}

var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`)

func scalar(at string, schema map[string]any, v any) []string {
	ok := true
	switch schema["type"] {
	case "string":
		var s string
		s, ok = v.(string)
		ok = ok && (schema["format"] != "date-time" || dateTime.MatchString(s))
	case "integer":
		var f float64
		f, ok = v.(float64)
		ok = ok && f == float64(int64(f))
	case "number":
		_, ok = v.(float64)
	case "boolean":
		_, ok = v.(bool)
	}
	if !ok {
		return []string{fmt.Sprintf("%s: %v (%T) is no %v %v", at, v, v, schema["type"], schema["format"])}
	}
	return nil
}

// richRig is a site in which every part of an issue exists.
func richRig(t *testing.T) *rig {
	r := newRig(t, simjira.Options{Now: tick()})
	ada := r.sim.As("ada@example.com")
	for _, err := range []error{ada.Comment("SHOP-1", "x"), ada.Link("Blocks", "SHOP-1", "SHOP-2"), ada.AddLabel("SHOP-1", "new"),
		ada.Transition("SHOP-1", "Done", ""), ada.Restrict("SHOP-1", "Staff and bots"),
		ada.Edit("SHOP-1", simjira.Fields{"Browsers": []map[string]string{{"value": "Firefox"}}, "duedate": "2026-12-01", "components": []map[string]string{{"name": "Cart"}}})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ada.Create("SHOP", "Sub-task", "child", simjira.Fields{"parent": map[string]string{"key": "SHOP-1"}}); err != nil {
		t.Fatal(err)
	}
	r.post("issue/SHOP-1/remotelink", `{"globalId":"a","relationship":"r","application":{"name":"n"},"object":{"url":"https://x.example","title":"T","icon":{"title":"i"},"status":{"resolved":true}}}`).want(201)
	r.put("issue/SHOP-1/properties/syncd", `{"a":1}`).want(201)
	return r
}

func TestAnswersFitThePublishedPlatformAPI(t *testing.T) {
	s := loadSpec(t, "jira-cloud-platform-v3.json")
	r := richRig(t)
	issue := `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x"}}`
	for _, c := range []struct {
		method, template, path, body string
		status                       int
	}{
		{"GET", "myself", "", "", 200},
		{"GET", "serverInfo", "", "", 200},
		{"GET", "mypermissions", "mypermissions?permissions=EDIT_ISSUES,ADMINISTER", "", 200},
		{"GET", "mypermissions", "", "", 400},
		{"GET", "field", "", "", 200},
		{"GET", "project/search", "project/search?maxResults=1&expand=lead,issueTypes", "", 200},
		{"GET", "project/{projectIdOrKey}", "project/SHOP", "", 200},
		{"GET", "project/{projectIdOrKey}/statuses", "project/SHOP/statuses", "", 200},
		{"GET", "project/{projectIdOrKey}/versions", "project/SHOP/versions", "", 200},
		{"GET", "project/{projectIdOrKey}/version", "project/SHOP/version", "", 200},
		{"GET", "status", "", "", 200},
		{"GET", "statuscategory", "", "", 200},
		{"GET", "issuetype", "", "", 200},
		{"GET", "issuetype/project", "issuetype/project?projectId=10000", "", 200},
		{"GET", "resolution", "", "", 200},
		{"GET", "priority", "", "", 200},
		{"GET", "issueLinkType", "", "", 200},
		{"GET", "label", "label?maxResults=1", "", 200},
		{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes", "issue/createmeta/SHOP/issuetypes", "", 200},
		{"GET", "issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", "issue/createmeta/SHOP/issuetypes/10004", "", 200},
		{"POST", "issue", "", issue, 201},
		{"POST", "issue", "", `{"fields":{}}`, 400},
		{"POST", "issue/bulk", "", `{"issueUpdates":[` + issue + `,{"fields":{}}]}`, 201},
		{"POST", "issue/bulk", "", `{"issueUpdates":[{"fields":{}}]}`, 400},
		{"GET", "issue/{issueIdOrKey}", "issue/SHOP-1?expand=names,schema,renderedFields,changelog,transitions,editmeta&properties=*all", "", 200},
		{"PUT", "issue/{issueIdOrKey}", "issue/SHOP-1?returnIssue=true", `{"fields":{"summary":"y"}}`, 200},
		{"GET", "issue/{issueIdOrKey}/editmeta", "issue/SHOP-1/editmeta", "", 200},
		{"GET", "issue/{issueIdOrKey}/changelog", "issue/SHOP-1/changelog?maxResults=1", "", 200},
		{"GET", "issue/{issueIdOrKey}/comment", "issue/SHOP-1/comment", "", 200},
		{"POST", "issue/{issueIdOrKey}/comment", "issue/SHOP-1/comment", `{"body":` + hello + `}`, 201},
		{"GET", "issue/{issueIdOrKey}/remotelink", "issue/SHOP-1/remotelink", "", 200},
		{"GET", "issue/{issueIdOrKey}/remotelink", "issue/SHOP-1/remotelink?globalId=a", "", 200},
		{"POST", "issue/{issueIdOrKey}/remotelink", "issue/SHOP-2/remotelink", `{"object":{"url":"https://x.example","title":"T"}}`, 201},
		{"GET", "issue/{issueIdOrKey}/properties", "issue/SHOP-1/properties", "", 200},
		{"GET", "issue/{issueIdOrKey}/properties/{propertyKey}", "issue/SHOP-1/properties/syncd", "", 200},
		{"GET", "issueLink/{linkId}", "issueLink/10000", "", 200},
		{"POST", "issue/bulkfetch", "", `{"issueIdsOrKeys":["SHOP-1","SHOP-2","SHOP-99"],"properties":["syncd"]}`, 200},
		{"POST", "search/jql", "", `{"jql":"project = SHOP","fields":["*all"],"maxResults":2,"expand":"names,schema"}`, 200},
		{"GET", "search/jql", "search/jql?jql=project=SHOP", "", 200},
		{"POST", "search/approximate-count", "", `{"jql":"project = SHOP"}`, 200},
		{"POST", "jql/parse", "jql/parse?validation=strict", `{"queries":["project = SHOP and labels in (a) order by key","b"]}`, 200},
		{"POST", "jql/match", "", `{"jqls":["project = SHOP"],"issueIds":[10000,1]}`, 200},
		{"GET", "attachment/meta", "", "", 200},
		{"GET", "issue/limit/report", "", "", 200},
		// Last, because SHOP-2 has no way back from it in this list.
		{"GET", "issue/{issueIdOrKey}/transitions", "issue/SHOP-2/transitions?expand=transitions.fields", "", 200},
	} {
		path := c.path
		if path == "" {
			path = c.template
		}
		p := r.do(c.method, path, c.body).want(c.status)
		s.fits(t, "/rest/api/3/"+c.template, c.method, p)
	}
}

func TestAnswersFitThePublishedSoftwareAPI(t *testing.T) {
	s := loadSpec(t, "jira-software-cloud.json")
	r := newRig(t, simjira.Options{Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }})
	for template, path := range map[string]string{"board": "board", "board/{boardId}": "board/1", "board/{boardId}/configuration": "board/1/configuration"} {
		s.fits(t, "/rest/agile/1.0/"+template, "GET", r.get("/rest/agile/1.0/"+path).want(200))
	}
}

// fits checks an answer against the schema of its endpoint.
func (s *spec) fits(t *testing.T, path, method string, p reply) {
	t.Helper()
	var operation struct {
		Responses map[string]struct {
			Content map[string]struct {
				Schema map[string]any `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	}
	if err := json.Unmarshal(s.Paths[path][strings.ToLower(method)], &operation); err != nil {
		t.Errorf("%s %s is not in the published API: %v", method, path, err)
		return
	}
	schema := operation.Responses[fmt.Sprint(p.status)].Content["application/json"].Schema
	if schema == nil {
		return
	}
	var v any
	if err := json.Unmarshal([]byte(p.body), &v); err != nil {
		t.Errorf("%s %s: %v", method, path, err)
		return
	}
	for _, f := range s.check("", schema, v) {
		t.Errorf("%s %s %d%s", method, path, p.status, f)
	}
}
