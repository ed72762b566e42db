package allure_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/format/allure"
	"syncd/internal/format/formattest"
	"syncd/internal/model"
)

// parse reads a result.
func parse(t *testing.T, data []byte) (format.Entry, format.Report) {
	t.Helper()
	r, err := allure.New().Parse(bytes.NewReader(data), format.Options{Modified: formattest.Modified})
	if err != nil {
		t.Fatal(err)
	}
	return r.Entries[0], r
}

func TestOdd(t *testing.T) {
	data, err := os.ReadFile("testdata/" + odd)
	if err != nil {
		t.Fatal(err)
	}
	e, r := parse(t, data)
	c, f := e.Case, e.Result.Failure
	if c.Explicit != "1042" || c.Class != "com.acme.PayTest" || c.Name != "pays" || c.Title != "PayTest.pays" || strings.Join(c.Suite, "/") != "shop/pay" {
		t.Errorf("the case is %+v", c)
	}
	if !c.Muted || c.Owner != "team-pay" || c.Priority != "blocker" || c.URL != "https://cases.example/SHOP-6" || fmt.Sprint(c.Tags) != "[flaky @SHOP-4 fast]" {
		t.Errorf("the case is %+v", c)
	}
	if got := fmt.Sprint(c.Keys); got != "[{SHOP-3 property} {SHOP-1 link} {SHOP-2 link} {SHOP-4 tag} {SHOP-5 tag} {SHOP-6 refs}]" {
		t.Errorf("keys are %s", got)
	}
	if e.Result.Row != "[amount=3, card=visa]" || *e.Result.Duration != 1500*time.Millisecond || e.Result.Finished.Format(time.TimeOnly) != "08:57:22" {
		t.Errorf("the result is %+v", e.Result)
	}
	if !f.Error || f.Type != "IllegalStateException" || f.Message != "IllegalStateException: no card for ***, see SHOP-7 \uFFFD" {
		t.Errorf("the failure is %+v", f)
	}
	if text := fmt.Sprintf("%+v %+v", r, f); strings.Contains(text, "s3cret") || strings.Contains(text, "not-to-be-read") {
		t.Errorf("a secret came out: %s", text)
	}
}

// A link to a test tool names the case there where it can be nothing else. Links to
// stories of that type are many people's habit, and join no tests.
func TestCasesOfOtherTools(t *testing.T) {
	for in, want := range map[string]string{
		`{"type":"tms","name":"C12"}`: "[testrail:C12]",
		`{"type":"tms","name":"pay","url":"https://acme.testrail.io/index.php?/cases/view/12"}`: "[testrail:C12]",
		`{"type":"tms","url":"https://jira.example.com/SHOP-T7"}`:                               "[zephyr:SHOP-T7]",
		`{"type":"tms","name":"SHOP-1","url":"https://jira.example.com/browse/SHOP-1"}`:         "[]",
		`{"type":"tms","url":"https://tests.example.com/42"}`:                                   "[]",
		`{"type":"issue","name":"C12"}`:                                                         "[]",
	} {
		e, _ := parse(t, []byte(`{"name":"pays","status":"passed","links":[`+in+`]}`))
		if got := fmt.Sprint(e.Case.IDs); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// What is hidden, masked or excluded in real results must not come out anywhere.
func TestSecretsStayIn(t *testing.T) {
	files, _ := filepath.Glob("testdata/*/*-result.json")
	seen := false
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		seen = seen || bytes.Contains(data, []byte("not-to-be-read"))
		if e, r := parse(t, data); strings.Contains(fmt.Sprintf("%+v %+v", r, e.Result.Failure), "not-to-be-read") {
			t.Errorf("%s: the report holds a secret", name)
		}
	}
	if !seen {
		t.Error("no file holds a secret")
	}
}

// A case is who its id says, or its full name; rows are not cases.
func TestIdentity(t *testing.T) {
	for in, want := range map[string]string{
		`"fullName":"a.py#b","testCaseId":"7"`:                                         "7 a.py b [EUR]",
		`"fullName":"a.py#b","testCaseId":"7","labels":[{"name":"as_id","value":"1"}]`: "1 a.py b [EUR]",
		`"fullName":"a.js#cart total[EUR]"`:                                            " a.js cart total [EUR]",
		`"fullName":"x.A.b","labels":[{"name":"testClass","value":"x.A"}]`:             " x.A b [EUR]",
		`"fullName":"x.A.b"`:                         "  x.A.b [EUR]",
		`"labels":[{"name":"subSuite","value":"s"}]`: " s total [EUR]",
		`"fullName":"a#b","parameters":[{"name":"at","value":"12:01","excluded":true}]`:     " a b ",
		`"fullName":"a#b","parameters":[{"name":"y","value":"2"},{"name":"x","value":"1"}]`: " a b [x=1, y=2]",
	} {
		e, _ := parse(t, []byte(`{"name":"total[EUR]","status":"passed",`+in+`}`))
		if got := e.Case.Explicit + " " + e.Case.Class + " " + e.Case.Name + " " + e.Result.Row; got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestSniff(t *testing.T) {
	const id = "0eb009f5-259e-4a0f-afdb-0eb22687d6cd"
	for name, want := range map[string]bool{
		id + "-result.json": true, strings.ReplaceAll(id, "-", "") + "-result.json": true, id + "-container.json": false,
		id + "-attachment.json": false, "executor.json": false, "categories.json": false, "environment.properties": false, "jest-result.json": false,
	} {
		if got := allure.New().Sniff(name, []byte(`{"name": "a"`)); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if allure.New().Sniff(id+"-result.json", []byte("<html>")) {
		t.Error("a page is taken for a result")
	}
}

// An execution that says when it ended in none of the usual ways ended when its file
// was written.
func TestTimes(t *testing.T) {
	if e, r := parse(t, []byte(`{"name":"a","status":"passed"}`)); !r.Approximate || e.Result.Finished != formattest.Modified || e.Result.Duration != nil {
		t.Errorf("ended at %s after %v, approximate: %t", e.Result.Finished, e.Result.Duration, r.Approximate)
	}
	if e, _ := parse(t, []byte(`{"name":"a","status":"failed"}`)); e.Result.Outcome != model.Failed || e.Result.Failure == nil {
		t.Errorf("the result is %+v", e.Result)
	}
}
