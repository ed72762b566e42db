package ctrf_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/format/ctrf"
	"syncd/internal/format/formattest"
	"syncd/internal/model"
)

// parse reads a report.
func parse(t *testing.T, data []byte) format.Report {
	t.Helper()
	r, err := ctrf.New().Parse(bytes.NewReader(data), format.Options{Modified: formattest.Modified})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// odd reads the fixture that holds one of everything.
func odd(t *testing.T) format.Report {
	t.Helper()
	data, err := os.ReadFile("testdata/hostile/odd.json")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, data)
}

func TestRun(t *testing.T) {
	r := odd(t)
	want := model.Context{Branch: "release/1.4", Build: "42", Version: "1.4.0", Environment: "staging", Commit: "0a1b2c3"}
	if r.Context != want || r.RunID != "shards of 812" || r.Dialect != "" || r.Approximate {
		t.Errorf("the run %q of dialect %q ran on %+v, approximate: %t", r.RunID, r.Dialect, r.Context, r.Approximate)
	}
	// The start was given in seconds.
	if r.Started.Format(time.TimeOnly) != "08:57:20" || r.Finished.Format(time.TimeOnly) != "08:57:30" {
		t.Errorf("the run went from %s to %s", r.Started, r.Finished)
	}
	if strings.Contains(fmt.Sprintf("%+v", r), "not-to-be-read") {
		t.Error("the report holds a member that nobody asked for")
	}
}

// Neither a message nor prose nor an unknown label names a story.
func TestKeys(t *testing.T) {
	c := odd(t).Entries[0].Case
	if got := fmt.Sprint(c.Keys); got != "[{SHOP-1 property} {SHOP-3 property} {SHOP-2 property}]" {
		t.Errorf("keys are %s", got)
	}
	if c.Owner != "team-cart" || c.Priority != "critical" || len(c.Tags) != 3 || c.Title != "prices › total" {
		t.Errorf("the case is %+v", c)
	}
}

// Labels may say what another tool calls the case.
func TestForeignIDs(t *testing.T) {
	r, err := ctrf.New().Parse(strings.NewReader(`{"reportFormat":"CTRF","specVersion":"0.0.0","results":{"tool":{"name":"x"},"summary":{},
		"tests":[{"name":"a","status":"passed","duration":1,"labels":{"test_id":["C1","C1"],"test_key":"SHOP-T7"}}]}}`), format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(r.Entries[0].Case.IDs); got != "[testrail:C1 zephyr:SHOP-T7]" {
		t.Errorf("ids are %s", got)
	}
}

func TestResults(t *testing.T) {
	type told struct {
		Name, Row string
		Outcome   model.Outcome
		Attempts  int
		Type      string
		Error     bool
		At        string
	}
	want := []told{
		{"total", "", model.Passed, 1, "", false, "08:57:21"},
		{"shown", "[EUR]", model.Failed, 1, "TypeError", true, "08:57:22"},
		{"shown", "[amount=3, currency=GBP]", model.Failed, 1, "", false, "08:57:30"},
		// The second test with this id failed: the worst is told.
		{"pays", "", model.Failed, 1, "", false, "08:57:30"},
		{"refunds", "", model.Pending, 1, "", false, "08:57:30"},
		{"ships", "", model.Unknown, 1, "", false, "08:57:30"},
	}
	r := odd(t)
	for i, e := range r.Entries {
		got := told{Name: e.Case.Name, Row: e.Result.Row, Outcome: e.Result.Outcome, Attempts: e.Result.Attempts, At: e.Result.Finished.Format(time.TimeOnly)}
		if e.Case.Explicit == "PAY-1" {
			got.Name = "pays"
		}
		if f := e.Result.Failure; f != nil {
			got.Type, got.Error = f.Type, f.Error
		}
		if got != want[i] {
			t.Errorf("%+v, want %+v", got, want[i])
		}
	}
	if len(r.Entries) != len(want) {
		t.Fatalf("%d entries", len(r.Entries))
	}
	f := r.Entries[1].Result.Failure
	if f.Message != "TypeError: no price red \uFFFD 😀 \uFFFD" || f.Output != "first\nsecond\nthird" {
		t.Errorf("message %q, output %q", f.Message, f.Output)
	}
	if got := r.Entries[5].Result.Reason; got != "status: exploded" {
		t.Errorf("reason %q", got)
	}
}

func TestAttempts(t *testing.T) {
	for members, want := range map[string]string{
		`"status":"passed","retryAttempts":[{"status":"failed","message":"first"},{"status":"failed"}]`: "passed 3 true first",
		`"status":"passed","retries":1,"retryAttempts":[{"status":"failed"},{"status":"passed"}]`:       "passed 2 true ",
		`"status":"passed","retries":"2"`:                   "passed 3 true ",
		`"status":"passed","flaky":true`:                    "passed 2 true ",
		`"status":"passed","retries":1,"flaky":false`:       "passed 2 false none",
		`"status":"failed","retries":2,"flaky":true`:        "failed 3 false ",
		`"status":"skipped","retryAttempts":[{"status":0}]`: "skipped 2 false none",
	} {
		r := parse(t, report(`{"name":"a",`+members+`}`)).Entries[0].Result
		message := "none"
		if r.Failure != nil {
			message = r.Failure.Message
		}
		if got := fmt.Sprintf("%s %d %t %s", r.Outcome, r.Attempts, r.Flaky, message); got != want {
			t.Errorf("%s: %s, want %s", members, got, want)
		}
	}
}

// One test has one identity, whatever machine its file lay on and however the writer
// puts its suite; two tests have two.
func TestIdentity(t *testing.T) {
	id := func(members string) model.CaseID {
		return model.Identify("", parse(t, report(`{"status":"passed","name":"total",`+members+`}`)).Entries[0].Case)
	}
	for _, pair := range [][2]string{
		{`"suite":"a.js > cart","filePath":"/builds/1/a.js"`, `"suite":["a.js","cart"],"filePath":"C:\\agent\\2\\a.js"`},
		{`"suite":"cart","filePath":"/builds/1/a.js"`, `"suite":"cart > total","filePath":"/builds/2/a.js"`},
		{`"filePath":"/builds/1/a.js"`, `"filePath":"/builds/2/a.js"`},
		{`"suite":"cart","filePath":"x\\a.js"`, `"suite":["cart"],"filePath":"./x/a.js"`},
		{`"testId":"7","suite":"cart"`, `"testId":"7","filePath":"a.js"`},
		{`"parameters":{"a":1}`, `"parameters":{"a":2}`},
	} {
		if id(pair[0]) != id(pair[1]) {
			t.Errorf("%s and %s are two cases", pair[0], pair[1])
		}
	}
	if id(`"suite":"cart","filePath":"x/a.js"`) == id(`"suite":"cart","filePath":"y/a.js"`) || id(`"suite":"a"`) == id(`"suite":"b"`) {
		t.Error("two cases are one")
	}
}

func TestBrowsers(t *testing.T) {
	data, err := os.ReadFile("testdata/playwright/ctrf.json")
	if err != nil {
		t.Fatal(err)
	}
	r := parse(t, data)
	ids, browsers := map[model.CaseID]bool{}, map[string]int{}
	for _, e := range r.Entries {
		ids[model.Identify("", e.Case)] = true
		browsers[e.Result.Environment]++
	}
	if len(ids) != 7 || browsers["chromium"] != 7 || browsers["firefox"] != 7 {
		t.Errorf("%d cases in %v", len(ids), browsers)
	}
	if got := fmt.Sprint(r.Entries[0].Case.Keys, r.Entries[1].Case.Keys); got != "[{SHOP-1 property}] [{SHOP-1 property} {SHOP-2 property}]" {
		t.Errorf("annotations name %s", got)
	}
}

func TestSniff(t *testing.T) {
	const early = "{\n \"results\": {\"tool\": {\"name\": \"a\"}, \"summary\": {"
	for head, want := range map[string]bool{
		`{"reportFormat": "CTRF"`: true, "\xef\xbb\xbf {\"a\":1,\"reportFormat\":\"CTRF\"": true, "\xff\xfe{\x00": false,
		early: true, `{"results":{"tests":[`: false, `["reportFormat":"CTRF"]`: false, `<a>"reportFormat":"CTRF"</a>`: false, "": false,
	} {
		if got := ctrf.New().Sniff("report.json", []byte(head)); got != want {
			t.Errorf("%q: %t", head, got)
		}
	}
	if ctrf.New().Sniff("report.txt", []byte(early)) {
		t.Error("a file of another kind is taken for a report of before the format had a name")
	}
}
