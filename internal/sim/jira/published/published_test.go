package published_test

import (
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"

	"syncd/internal/sim/jira/published"
)

func oracle(t *testing.T) *published.Oracle {
	t.Helper()
	o, err := published.Open()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("there is nothing to judge by: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// exchange is one in JSON both ways.
func exchange(method, path, body string, status int, answer string) published.Exchange {
	path, query, _ := strings.Cut(path, "?")
	e := published.Exchange{Method: method, Path: path, Query: query, Header: http.Header{}, Body: []byte(body),
		Status: status, AnswerHeader: http.Header{"Content-Type": {"application/json;charset=UTF-8"}}, Answer: []byte(answer)}
	if body != "" {
		e.Header.Set("Content-Type", "application/json")
	}
	return e
}

// TestOracleSeesFaults: an oracle that says yes to everything would make every contract test green.
func TestOracleSeesFaults(t *testing.T) {
	o := oracle(t)
	issue := func(fields string) string { return `{"id":"1","key":"A-1","fields":{` + fields + `}}` }
	person := `{"self":"s","accountId":"a","accountType":"app","displayName":"d","active":true,"avatarUrls":{}}`
	for _, c := range []struct {
		name            string
		e               published.Exchange
		request, answer string
	}{
		{"fits", exchange("POST", "/rest/api/3/search/jql", `{"jql":"a = b","maxResults":5}`, 200, `{"issues":[],"isLast":true}`), "", ""},
		{"behind the gateway", exchange("GET", "/ex/jira/1-2/rest/api/3/issue/A-1", "", 200, issue("")), "", ""},
		{"closed body", exchange("POST", "/rest/api/3/search/jql", `{"jql":"a = b","startAt":5}`, 200, `{}`), `request: /startAt`, ""},
		{"open body", exchange("POST", "/rest/api/3/issue", `{"feilds":{}}`, 201, `{"id":"1","key":"A-1","self":"s"}`), `request: /feilds is not declared`, ""},
		{"deep in a body", exchange("POST", "/rest/api/3/issue/A-1/remotelink", `{"object":{"url":"u","titel":"T"}}`, 201, `{"id":1,"self":"s"}`), `request: /object/title`, ""},
		{"parameter", exchange("GET", "/rest/api/3/issue/A-1?field=summary", "", 200, issue("")), `request: parameter "field" is not declared`, ""},
		{"parameter's type", exchange("GET", "/rest/api/3/project/search?maxResults=many", "", 200, `{"values":[]}`), `request: parameter maxResults`, ""},
		{"body where there is none", exchange("GET", "/rest/api/3/myself", `{}`, 200, person), `request: request body not allowed`, ""},
		{"path", exchange("GET", "/rest/api/3/isue/A-1", "", 404, `{}`), `request: is not published`, ""},
		{"path that is answered", exchange("GET", "/rest/api/3/isue/A-1", "", 200, `{}`), "", `answer 200: to what is not published`},
		{"agile", exchange("GET", "/rest/agile/1.0/board?maxResult=1", "", 200, `{"values":[{"id":"1"}]}`), `request: parameter "maxResult"`, `answer 200: /values/*/id`},
		{"status", exchange("GET", "/rest/api/3/issue/A-1", "", 418, ``), "", `answer 418: status is not supported`},
		{"type", exchange("GET", "/rest/api/3/issue/A-1", "", 200, `{"id":1}`), "", `answer 200: /id`},
		{"unknown member", exchange("GET", "/rest/api/3/issue/A-1", "", 200, `{"id":"1","keys":"A-1"}`), "", `answer 200: / property "keys" is unsupported`},
		{"no body", exchange("GET", "/rest/api/3/issue/A-1", "", 200, ``), "", `answer 200: no body though one is declared`},
		{"body of an error", exchange("GET", "/rest/api/3/issue/A-1", "", 404, `{"errorMessages":["x"],"errors":{}}`), "", `answer 404: a body though none is declared, an ErrorCollection`},
		{"time", exchange("GET", "/rest/api/3/issue/A-1/comment/1", "", 200, `{"created":"22/Nov/26"}`), "", `answer 200: /created`},
		{"field's member", exchange("GET", "/rest/api/3/issue/A-1", "", 200, issue(`"priority":{"self":"s","name":"High","iconUrl":"i"}`)), "", `answer 200: fields/priority: lacks id`},
		{"field's type", exchange("GET", "/rest/api/3/issue/A-1", "", 200, issue(`"status":{"self":"s","id":3,"name":"n","iconUrl":"i","statusCategory":{}}`)), "", `answer 200: fields/status/id`},
		{"field's list", exchange("GET", "/rest/api/3/issue/A-1", "", 200, issue(`"fixVersions":{}`)), "", `answer 200: fields/fixVersions: no list`},
		{"text as a string", exchange("GET", "/rest/api/3/issue/A-1", "", 200, issue(`"description":"x"`)), "", `answer 200: fields/description: no rich text`},
		{"comment by nobody", exchange("POST", "/rest/api/3/search/jql", `{"jql":"a = b"}`, 200,
			`{"issues":[`+issue(`"comment":{"startAt":0,"maxResults":1,"total":1,"comments":[{"id":"1","created":"2026-11-22T09:00:00.000+0000","body":{"type":"doc","version":1,"content":[]}}]}`)+`]}`),
			"", `answer 200: fields/comment/comments/*: lacks author`},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := published.NewLedger(o, nil)
			l.Enter(c.e, published.Both)
			_, faults := l.Report()
			for _, want := range []string{c.request, c.answer} {
				if want != "" && !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, " "+want) }) {
					t.Errorf("nothing begins with %q in %q", want, faults)
				}
			}
			if c.request == "" && c.answer == "" && len(faults) > 0 {
				t.Errorf("faults: %q", faults)
			}
		})
	}
}

func TestLedgerHoldsDeviationsToTheirWord(t *testing.T) {
	o := oracle(t)
	l := published.NewLedger(o, []published.Deviation{
		{Operation: "GET /rest/api/3/issue/{issueIdOrKey}", What: "answer 418: .*", Reason: "teapot", Source: "RFC 2324"},
		{Operation: "GET /rest/api/3/issue/{issueIdOrKey}", What: "answer 419: .*", Reason: "never met", Source: "nowhere"},
		{Operation: "*", What: `answer 420: status`, Reason: "not the whole of the fault", Source: "nowhere"},
		{Operation: "*", What: `answer 421: .*`, Reason: "without a source"},
	})
	for status := 418; status <= 422; status++ {
		if status != 419 {
			l.Enter(exchange("GET", "/rest/api/3/issue/A-1", "", status, ""), published.Both)
		}
	}
	l.Enter(exchange("GET", "/rest/api/2/nothing/said", "", 200, "{}"), published.Both)
	line, faults := l.Report()
	want := []string{
		"GET /rest/api/3/issue/{issueIdOrKey} answer 420: status is not supported (1 times)",
		"GET /rest/api/3/issue/{issueIdOrKey} answer 422: status is not supported (1 times)",
		"the deviation GET /rest/api/3/issue/{issueIdOrKey} answer 419: .* is no more: take it off the list",
		"the deviation * answer 420: status is no more: take it off the list",
		"the deviation * answer 421: .* has no reason or no source"}
	if !slices.Equal(faults, want) {
		t.Errorf("faults:\n%s", strings.Join(faults, "\n"))
	}
	if want := "1 operations, 4 requests and 4 answers checked; 4 kinds of deviation explained, met 2 times; 2 unexplained"; line != want {
		t.Errorf("line: %s", line)
	}
}
