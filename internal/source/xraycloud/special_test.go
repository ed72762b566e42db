package xraycloud_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	"syncd/internal/sim/xray"
	sim "syncd/internal/sim/xraycloud"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/xraycloud"
)

// desk is a simulated Xray with a source that reads it.
type desk struct {
	*sourcetest.Desk
	server *sim.Server
	cfg    *xraycloud.Config
	asked  []string // bodies of requests
	token  string   // of the last of them
	// edit, where it is set, rewrites answers.
	edit func(body string) string
	// meddle, where it is set, may answer in Xray's place.
	meddle func(path, body string) *http.Response
}

// sit opens a desk, inside a bubble, on a Monday in November.
func sit(t *testing.T, opts sim.Options) *desk {
	t.Helper()
	sourcetest.Arrive()
	d := &desk{server: start(t, opts, sourcetest.Shape{Start: sourcetest.Monday}), cfg: section().(*xraycloud.Config)}
	d.Desk = sourcetest.NewDesk(t, d.cfg, sim.ClientSecret, d)
	return d
}

// RoundTrip lets a request pass, or answers in Xray's place.
func (d *desk) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	d.asked = append(d.asked, req.URL.Path+" "+string(body))
	d.token = req.Header.Get("Authorization")
	if d.meddle != nil {
		if res := d.meddle(req.URL.Path, string(body)); res != nil {
			res.Request = req
			return res, nil
		}
	}
	req = req.Clone(req.Context())
	req.Body = io.NopCloser(bytes.NewReader(body))
	res, err := d.server.Client().Transport.RoundTrip(req)
	if err != nil || d.edit == nil {
		return res, err
	}
	if body, err = io.ReadAll(res.Body); err != nil {
		return nil, err
	}
	res.Body, res.ContentLength = io.NopCloser(strings.NewReader(d.edit(string(body)))), -1
	return res, nil
}

// says is an answer in Xray's place.
func says(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}
}

// of are the results of a test in an execution.
func (d *desk) of(b model.Batch, execution, test string) []model.Result {
	return sourcetest.Of(b, execution, d.id(test))
}

// kase is the case of a test.
func (d *desk) kase(b model.Batch, test string) model.Case {
	return sourcetest.Case(b, d.id(test))
}

// id is the id of an issue.
func (d *desk) id(key string) string {
	i, _ := d.server.Jira().Issue(key)
	return i.ID
}

// TestModel holds what comes of the seed: folder, stories, environments, defects, statuses.
func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		b := d.Pull()
		k := d.kase(b, "SHOP-29")
		if k.Explicit != d.id("SHOP-29") || k.Component != "Checkout" || k.URL != "https://acme.example.com/browse/SHOP-29" || k.Automated || k.Priority != "Medium" ||
			!slices.Equal(k.Tags, []string{"checkout"}) || !slices.Equal(k.IDs, []string{model.ForeignID("xray", "SHOP-29"), model.ForeignID("xray", k.Explicit)}) ||
			len(k.Keys) != 2 || k.Keys[0] != (model.KeyRef{Key: "SHOP-7", From: model.FromRefs}) || k.Keys[1].Key != "SHOP-2" {
			t.Errorf("the case is %+v", k)
		}
		if k := d.kase(b, "SHOP-24"); !k.Automated || k.Class != "" || k.File != "" {
			t.Errorf("a case of Cucumber is %+v", k)
		}
		if len(b.Unmapped) != 2 || !slices.Equal(b.Unmapped, []string{"BLOCKED", "QUARANTINED"}) {
			t.Errorf("unmapped are %v", b.Unmapped)
		}
		x := d.of(b, "SHOP-40", "SHOP-23")
		if len(x) != 1 || x[0].Outcome != model.Failed || x[0].Environment != "chrome" || x[0].Failure.Message != "Two of three articles are gone after the reload." ||
			!slices.Equal(x[0].Defects, []string{model.IDRef(d.id("SHOP-19"))}) || *x[0].Duration != 5*time.Minute || !strings.HasSuffix(x[0].Ref, " of SHOP-23 in SHOP-40 at "+x[0].Finished.Format(time.RFC3339)) {
			t.Errorf("the failure is %+v", x)
		}
		if x := d.of(b, "SHOP-41", "SHOP-28"); len(x) != 1 || x[0].Outcome != model.Pending || x[0].Execution != "" || x[0].Ref != "" {
			t.Errorf("what is planned is %+v", x)
		}
		if x := d.of(b, "SHOP-41", "SHOP-29"); len(x) != 1 || x[0].Outcome != model.Skipped {
			t.Errorf("what was aborted is %+v", x)
		}
		r := b.Runs[slices.IndexFunc(b.Runs, func(r model.Run) bool { return r.Origin == "SHOP-41" })]
		if r.Name != "Regression 1.4 on Firefox" || r.Context != (model.Context{Version: "1.4", Environment: "firefox", URL: "https://acme.example.com/browse/SHOP-41"}) {
			t.Errorf("the run is %+v", r)
		}
	})
}

// TestDefinition knows by which name files report a test that machines run.
func TestDefinition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.edit = func(body string) string {
			return strings.Replace(body, `"unstructured":null`, `"unstructured":"com.acme.CartTest.total"`, 1)
		}
		if k := d.kase(d.Pull(), "SHOP-21"); !slices.Contains(k.IDs, model.ForeignID("automation", "com.acme.CartTest.total")) || !k.Automated {
			t.Errorf("the case is %+v", k)
		}
	})
}

// TestHidden leaves out a result of which Xray does not show the test, and says so.
func TestHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.edit = func(body string) string {
			return strings.Replace(body, `"test":{"issueId":"`+d.id("SHOP-31")+`"`, `"test":null,"was":{"issueId":"1"`, 1)
		}
		if b := d.Pull(); len(b.Results) != 17 || len(b.Faults) != 1 || b.Faults[0].Origin != "SHOP-42" || b.Faults[0].Lost || len(b.Withdrawn) > 0 {
			t.Errorf("there are %d results, and the faults are %v", len(b.Results), b.Faults)
		}
	})
}

// TestAnswers has Xray answer with status 200 and errors: no part of it is believed, and the
// error says what it means.
func TestAnswers(t *testing.T) {
	for body, want := range map[string]source.Kind{
		`{"errors":[{"message":"Internal server error","path":["page"]}],"data":{"page":null}}`:                              source.Unavailable,
		`{"errors":[{"message":"Too many requests in this time frame."}]}`:                                                   source.RateLimited,
		`{"errors":[{"message":"User does not have permission to browse the project"}],"data":{"page":null}}`:                source.Auth,
		`{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}`:                                               source.Auth,
		`{"errors":[{"message":"the jql query returned 200 issues, and the maximum is 100: please refine the jql search"}]}`: source.Refused,
		`{"errors":[{"message":"Request exceeds the maximum number of resolvers: 26 of 25."}]}`:                              source.Refused,
		`{"errors":[{"message":"Project not found"}],"data":{"settings":null}}`:                                              source.NotFound,
		`{"errors":[{"message":"Nobody knows"}],"data":{"page":{"total":0,"results":[]},"settings":{"projectId":"1"}}}`:      source.Refused,
		`{"errors":[{"message":null,"extensions":null}]}`:                                                                    source.Refused,
		`{"errors":{"message":"odd"},"data":{"page":{"total":0,"results":[]}}}`:                                              source.Refused,
		`{"errors":"odd"}`: source.Refused,
		`{"data":{"page":{"total":5,"results":null},"settings":null,"statuses":[]}}`:  source.Unavailable,
		`{"data":{"page":{"total":5,"results":[]},"settings":{"projectId":"10000"}}}`: source.Unavailable,
	} {
		for _, name := range []string{"getProjectSettings", "getTests(", "getTestExecutions(", "getTestRuns("} {
			synctest.Test(t, func(t *testing.T) {
				d := sit(t, sim.Options{})
				d.meddle = func(path, text string) *http.Response {
					if strings.HasSuffix(path, "/graphql") && strings.Contains(text, name) {
						return says(200, body)
					}
					return nil
				}
				b, err := d.Fetch()
				switch {
				case err == nil && b.Complete:
					t.Errorf("%s answers %s, and %d results pass for everything", name, body, len(b.Results))
				case err == nil && (len(b.Faults) == 0 || !b.Faults[0].Lost):
					t.Errorf("%s answers %s, and the faults are %v", name, body, b.Faults)
				case err != nil && source.KindOf(err) != want:
					t.Errorf("%s answers %s, and the error is of kind %q, want %q: %v", name, body, source.KindOf(err), want, err)
				}
				d.meddle = nil
				if again := d.Pull(); len(b.Results)+len(again.Results) < 18 {
					t.Errorf("after %s at %s there are %d results", body, name, len(again.Results))
				}
			})
		}
	}
}

// TestPartial has an answer be whole but for an error beside it.
func TestPartial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		first := d.Pull()
		time.Sleep(time.Hour)
		d.meddle = func(path, text string) *http.Response {
			if !strings.Contains(text, "getTestExecutions(") {
				return nil
			}
			return says(200, `{"errors":[{"message":"Cannot read one of the issues"}],"data":{"page":{"total":1,"results":[{"issueId":"`+d.id("SHOP-40")+`"}]}}}`)
		}
		if b, err := d.Fetch(); source.KindOf(err) != source.Refused || len(b.Withdrawn) > 0 {
			t.Errorf("withdrawn %v, error %v", b.Withdrawn, err)
		}
		d.meddle = nil
		if b := d.Pull(); len(b.Withdrawn) > 0 || len(first.Runs) != 4 {
			t.Errorf("afterwards %v are withdrawn", b.Withdrawn)
		}
	})
}

// TestOneExecution has Xray refuse to show what one execution holds: the others are read,
// and it is named until it can be read.
func TestOneExecution(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		bad := d.id("SHOP-41")
		d.meddle = func(path, text string) *http.Response {
			if strings.Contains(text, "getTestRuns(") && strings.Contains(text, `"`+bad+`"`) {
				return says(200, `{"errors":[{"message":"Cannot read the test of a run"}],"data":{"page":null}}`)
			}
			return nil
		}
		for range 2 {
			b, err := d.Fetch()
			if err != nil || b.Complete || len(b.Faults) != 1 || b.Faults[0].Origin != "SHOP-41" || !b.Faults[0].Lost || !strings.Contains(b.Faults[0].Text, "Cannot read the test of a run") {
				t.Errorf("complete: %t, faults %v, error %v", b.Complete, b.Faults, err)
			}
			time.Sleep(10 * time.Minute)
		}
		d.meddle = nil
		if b := d.Pull(); len(d.of(b, "SHOP-41", "SHOP-22")) != 1 {
			t.Errorf("afterwards there are %d results", len(b.Results))
		}
	})
}

// TestLogin renews the token once when it has ended, and tells of a wrong key without it.
func TestLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		logins := func() int {
			n := 0
			for _, a := range d.asked {
				if strings.HasPrefix(a, "/api/v2/authenticate") {
					n++
				}
			}
			return n
		}
		d.Pull()
		time.Sleep(23 * time.Hour)
		d.Pull()
		if logins() != 1 {
			t.Errorf("there were %d logins in a day", logins())
		}
		time.Sleep(2 * time.Hour)
		d.Pull()
		d.server.RevokeTokens()
		d.Pull()
		if logins() != 3 {
			t.Errorf("after two ends of the token there were %d logins", logins())
		}
		d.meddle = func(path, _ string) *http.Response {
			if strings.HasSuffix(path, "/graphql") {
				return says(401, `{"error":"Bearer sim.xray.000003 is not good, nor is sim.xray.000004"}`)
			}
			return nil
		}
		_, err := d.Fetch()
		if source.KindOf(err) != source.Auth || logins() != 4 || strings.Contains(err.Error(), "sim.xray.00000") {
			t.Errorf("refused for good after %d logins: %v", logins(), err)
		}
		d.meddle = func(path, body string) *http.Response { return says(401, `{"error":`+body+`}`) }
		if _, err = d.Fetch(); source.KindOf(err) != source.Auth || strings.Contains(err.Error(), sim.ClientSecret) || !strings.Contains(err.Error(), "client_secret") {
			t.Errorf("with a wrong key: %v", err)
		}
	})
}

// TestBudget is how many requests it takes to read everything, nothing, and one result; and
// no request asks for more than Xray grants.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{Resolvers: 5})
		count := func() int { n := len(d.asked); d.asked = nil; return n }
		d.Pull()
		if n := count(); n != 5 {
			t.Errorf("everything took %d requests", n)
		}
		time.Sleep(10 * time.Minute)
		if b := d.Pull(); len(b.Results)+len(b.Runs)+len(b.Cases) > 0 {
			t.Errorf("nothing is new, and there are %d results", len(b.Results))
		}
		if n := count(); n != 4 {
			t.Errorf("nothing took %d requests", n)
		}
		_, err := d.server.Execute(xray.Result{Execution: "SHOP-43", Test: "SHOP-26", Status: "FAIL"})
		must(t, err)
		b := d.Pull()
		if x := d.of(b, "SHOP-43", "SHOP-26"); len(b.Results) != 1 || len(x) != 1 || x[0].Outcome != model.Failed || count() != 4 {
			t.Errorf("one result is %+v", b.Results)
		}
		_, err = d.Source().(source.Surveyor).Survey(t.Context())
		if n := count(); err != nil || n != 4 {
			t.Errorf("the survey took %d requests, error %v", n, err)
		}
	})
}

// TestChanges renames an execution, takes a test out of it, resets a run, and gives it
// another environment.
func TestChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		was := d.of(d.Pull(), "SHOP-41", "SHOP-22")[0]
		time.Sleep(10 * time.Minute)
		must(t, d.server.ResetRun("SHOP-41", "SHOP-22"))
		at := time.Now().UTC()
		time.Sleep(time.Minute)
		x := d.of(d.Pull(), "SHOP-41", "SHOP-22")
		if len(x) != 1 || x[0].Outcome != model.Pending || x[0].Execution == "" || x[0].Execution == was.Execution || !x[0].Finished.Equal(at) {
			t.Errorf("set back it is %+v", x)
		}
		again := d.of(d.Pull(), "SHOP-41", "SHOP-22")
		if len(again) != 1 || again[0].Execution != x[0].Execution {
			t.Errorf("told again it is %+v", again)
		}
		must(t, d.server.SetEnvironments("SHOP-41", "firefox", "arm"))
		if b := d.Pull(); len(b.Withdrawn) > 0 || len(b.Results) != 6 || d.of(b, "SHOP-41", "SHOP-21")[0].Environment != "arm + firefox" || d.of(b, "SHOP-41", "SHOP-22")[0].Execution != x[0].Execution {
			t.Errorf("in another environment it is %+v", b.Results)
		}
		must(t, d.server.RemoveRun("SHOP-41", "SHOP-23"))
		if b := d.Pull(); len(b.Withdrawn) != 1 || len(b.Results) != 5 {
			t.Errorf("without a test %v are withdrawn, and there are %d results", b.Withdrawn, len(b.Results))
		}
		time.Sleep(10 * time.Minute)
		d.cfg.Maps = map[string]string{"blocked": "blocked"}
		d.Restart()
		if b := d.Pull(); d.of(b, "SHOP-42", "SHOP-28")[0].Outcome != model.Blocked || len(b.Withdrawn) > 0 {
			t.Errorf("with another mapping there is %+v", b.Results)
		}
	})
}

// TestManyStories reads a test that covers more than are told beside it.
func TestManyStories(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		var stories []string
		for n := range 25 {
			key, err := d.server.Jira().As("ada@example.com").Create("SHOP", "Story", fmt.Sprintf("Story %d", n), nil)
			must(t, err)
			stories = append(stories, key)
		}
		_, err := d.server.AddTest(xray.NewTest{Summary: "Covers much", Stories: stories})
		must(t, err)
		b := d.Pull()
		k := b.Cases[slices.IndexFunc(b.Cases, func(k model.Case) bool { return k.Title == "Covers much" })]
		if len(k.Keys) != 25 {
			t.Errorf("it covers %v", k.Keys)
		}
	})
}

// TestWrites has Xray warn, refuse and fail while it is written into.
func TestWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		b := d.Pull()
		failed := d.of(b, "SHOP-40", "SHOP-25")[0]
		w := d.Writer()
		link := source.Backlink{Ref: failed.Ref, Issue: source.Issue{ID: "99999", Key: "SHOP-999"}}
		if trace, err := w.Backlink(t.Context(), link); trace != "" || source.KindOf(err) != source.Refused || !strings.Contains(err.Error(), "99999 not found") {
			t.Errorf("an issue that is none: %q, %v", trace, err)
		}
		link.Issue = source.Issue{ID: d.id("SHOP-19"), Key: "SHOP-19"}
		for body, want := range map[string]source.Kind{
			`{"errors":[{"message":"Internal server error"}],"data":{"done":null}}`:                                    source.Unknown,
			`{"errors":[{"message":"user does not have permission to edit the test execution"}],"data":{"done":null}}`: source.Auth,
			`{"errors":[{"message":"Nobody knows"}],"data":{"done":null}}`:                                             source.Refused,
			`{"data":{"done":null}}`: source.Unknown,
			`{"data":null}`:          source.Unknown,
			`<html>`:                 source.Unknown,
		} {
			d.meddle = func(_, text string) *http.Response {
				if strings.Contains(text, "mutation") {
					return says(200, body)
				}
				return nil
			}
			for _, do := range []func() (source.Trace, error){func() (source.Trace, error) { return w.Backlink(t.Context(), link) }, func() (source.Trace, error) { return w.Retest(t.Context(), link) }} {
				if trace, err := do(); trace != "" || source.KindOf(err) != want {
					t.Errorf("answered %s: %q, %v", body, trace, err)
				}
			}
		}
		d.meddle = nil
		if trace, err := w.Retest(t.Context(), source.Backlink{Ref: d.of(b, "SHOP-40", "SHOP-21")[0].Ref}); trace != source.Moot || err != nil {
			t.Errorf("a retest of a pass: %q, %v", trace, err)
		}
		if len(d.server.Audit()) != 0 {
			t.Errorf("written was %v", d.server.Audit())
		}
		// It was executed again meanwhile: the run is left alone, and so is one that is gone.
		time.Sleep(time.Minute)
		_, err := d.server.Execute(xray.Result{Execution: "SHOP-40", Test: "SHOP-25", Status: "PASS"})
		must(t, err)
		for range 2 {
			if trace, err := w.Backlink(t.Context(), link); trace != source.Moot || err != nil {
				t.Errorf("overtaken: %q, %v", trace, err)
			}
			if trace, err := w.Retest(t.Context(), link); trace != source.Moot || err != nil {
				t.Errorf("a retest of what was overtaken: %q, %v", trace, err)
			}
			_ = d.server.RemoveRun("SHOP-40", "SHOP-25")
		}
		if len(d.server.Audit()) != 0 {
			t.Errorf("written was %v", d.server.Audit())
		}
	})
}

// TestNamed looks at a result again.
func TestNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		r := d.of(d.Pull(), "SHOP-40", "SHOP-25")[0]
		asker := d.Source().(source.Asker)
		if names, err := asker.Named(t.Context(), r.Ref); err != nil || len(names) != 0 {
			t.Errorf("it names %v, error %v", names, err)
		}
		must(t, d.server.AddDefect("SHOP-40", "SHOP-25", "SHOP-19"))
		if names, err := asker.Named(t.Context(), r.Ref); err != nil || !slices.Equal(names, []string{model.IDRef(d.id("SHOP-19"))}) {
			t.Errorf("it names %v, error %v", names, err)
		}
		must(t, d.server.RemoveRun("SHOP-40", "SHOP-25"))
		if _, err := asker.Named(t.Context(), r.Ref); source.KindOf(err) != source.NotFound {
			t.Errorf("of what is gone it says %v", err)
		}
		var refused *source.Error
		if _, err := asker.Named(t.Context(), "SHOP-40"); !errors.As(err, &refused) || refused.Kind != source.Refused {
			t.Errorf("of what is none it says %v", err)
		}
	})
}

// TestSurvey says what the key sees, and that a project is not among it.
func TestSurvey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		s, err := d.Source().(source.Surveyor).Survey(t.Context())
		if err != nil || s.First.Cases != 12 || s.First.Runs != 4 || s.First.Results != 18 || len(s.References) != 1 || len(s.Findings) != 0 {
			t.Errorf("it says %+v, error %v", s, err)
		}
		d.cfg.Project = "NOPE"
		d.Restart()
		s, err = d.Source().(source.Surveyor).Survey(t.Context())
		if err != nil || len(s.Findings) != 1 || !s.Findings[0].Broken || !strings.Contains(s.Findings[0].Text, "NOPE") || len(s.Statuses) != 7 {
			t.Errorf("without the project it says %+v, error %v", s, err)
		}
		var text json.RawMessage
		if text, err = json.Marshal(s); err != nil || strings.Contains(string(text), sim.ClientSecret) {
			t.Errorf("it says %s, error %v", text, err)
		}
	})
}

// TestTestsGoOn: a list of tests that breaks off is gone on with where it ended.
func TestTestsGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		whole := len(sit(t, sim.Options{}).Pull().Cases)
		d := sit(t, sim.Options{})
		server := d.server.Client().Transport
		broken, first := true, 0
		d.meddle = func(path, body string) *http.Response {
			var q struct {
				Query     string         `json:"query"`
				Variables map[string]any `json:"variables"`
			}
			if json.Unmarshal([]byte(body), &q) != nil || !strings.Contains(q.Query, "page:getTests(") {
				return nil
			}
			start := q.Variables["start"].(float64)
			if start == 0 {
				first++
			}
			if broken && start > 3 {
				return says(http.StatusInternalServerError, "broken")
			}
			q.Variables["limit"] = 3 // pages of three
			data, err := json.Marshal(q)
			must(t, err)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://xray.cloud.getxray.app"+path, bytes.NewReader(data))
			must(t, err)
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", d.token)
			res, err := server.RoundTrip(req)
			must(t, err)
			return res
		}
		b, err := d.Fetch()
		if err != nil || b.Complete || b.More || !b.Cut || len(b.Cases) == 0 || len(b.Cases) >= whole || len(b.Results) > 0 {
			t.Fatalf("%d cases of %d, complete: %t, more: %t, %v", len(b.Cases), whole, b.Complete, b.More, err)
		}
		broken = false
		seen := map[model.CaseID]bool{}
		for _, k := range b.Cases {
			seen[k.ID] = true
		}
		b = d.Pull()
		for _, k := range b.Cases {
			seen[k.ID] = seen[k.ID] || !k.Sketch
		}
		if len(seen) != whole || first != 1 || len(b.Results) == 0 {
			t.Errorf("%d cases of %d, the first page was read %d times, %d results", len(seen), whole, first, len(b.Results))
		}
	})
}

// TestTooSlow: where a page of tests is too much for Xray, smaller ones are asked for.
func TestTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		whole := len(sit(t, sim.Options{}).Pull().Cases)
		d := sit(t, sim.Options{})
		d.meddle = func(path, body string) *http.Response {
			if strings.Contains(body, "page:getTests(") && (strings.Contains(body, `"limit":100`) || strings.Contains(body, `"limit":50`)) {
				return says(http.StatusGatewayTimeout, "<html><title>504 Gateway Time-out</title></html>")
			}
			return nil
		}
		if n := len(d.Pull().Cases); n != whole {
			t.Errorf("%d cases of %d", n, whole)
		}
	})
}
