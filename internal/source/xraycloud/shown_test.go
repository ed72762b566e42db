package xraycloud_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	"syncd/internal/sim/xray"
	sim "syncd/internal/sim/xraycloud"
	"syncd/internal/source"
)

// refuse has a part of an object in an answer be null, with an error beside it, as GraphQL
// answers what it may not show. pattern finds the part; at is where in the object the error is.
func (d *desk) refuse(name, pattern, null, message string, at ...string) {
	find, begins := regexp.MustCompile(pattern), regexp.MustCompile(`\{"issueId":"\d+","(projectId|lastModified)"`)
	if name == "getTestRuns(" {
		begins = regexp.MustCompile(`\{"id":"5acc`)
	}
	d.edit = func(body string) string {
		match := find.FindStringIndex(body)
		if !strings.Contains(d.asked[len(d.asked)-1], name) || match == nil {
			return body
		}
		path, err := json.Marshal(append([]any{"page", "results", len(begins.FindAllString(body[:match[1]], -1)) - 1}, list(at)...))
		must(d.T, err)
		return `{"errors":[{"message":"` + message + `","path":` + string(path) + `}],` + strings.TrimPrefix(body[:match[0]]+find.ReplaceAllString(body[match[0]:match[1]], null)+body[match[1]:], "{")
	}
}

// list is a list of anything.
func list(texts []string) []any {
	var out []any
	for _, t := range texts {
		out = append(out, t)
	}
	return out
}

// origins are what faults are about; new ones have a + before them.
func origins(list []model.Fault) []string {
	var out []string
	for _, f := range list {
		mark := "+"
		if f.Standing {
			mark = ""
		}
		if f.Lost {
			mark += "lost "
		}
		out = append(out, mark+f.Origin)
	}
	return out
}

// TestFoldersRefused: who may not view the Test Repository reads tests without their folders,
// and is told so. Folders that were shown once must not vanish.
func TestFoldersRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		refuse := func() {
			d.refuse("folder{path}", `"folder":\{[^}]*\}`, `"folder":null`, "User doesn't have permissions to view test repository", "folder")
		}
		refuse()
		s, err := d.Source().(source.Surveyor).Survey(t.Context())
		if err != nil || len(s.Findings) != 1 || !strings.Contains(s.Findings[0].Text, "folders") {
			t.Errorf("the survey says %+v, %v", s.Findings, err)
		}
		b := d.Pull()
		if k := d.kase(b, "SHOP-21"); len(b.Cases) != 12 || len(b.Results) != 18 || k.Component != "" || len(k.Keys) == 0 || !slices.Equal(origins(b.Faults), []string{"+folders"}) {
			t.Errorf("of %d cases one is %+v; the faults are %v", len(b.Cases), k, b.Faults)
		}
		time.Sleep(5 * time.Minute)
		if got := origins(d.Pull().Faults); !slices.Equal(got, []string{"folders"}) {
			t.Errorf("then the faults are %q", got)
		}
		d.edit = nil
		time.Sleep(25 * time.Hour)
		if b = d.Pull(); d.kase(b, "SHOP-21").Component == "" || b.Faults != nil {
			t.Errorf("shown, a case is %+v; the faults are %v", d.kase(b, "SHOP-21"), b.Faults)
		}
		refuse()
		time.Sleep(25 * time.Hour)
		if b, err := d.Fetch(); err == nil || !strings.Contains(err.Error(), "view test repository") || strings.Count(err.Error(), "repository") > 1 {
			t.Errorf("refused later, the faults are %v, the error %v", b.Faults, err)
		}
	})
}

// TestTestsRefused: a test of which Xray refuses a part keeps nobody from the others. It
// stays as it was told, and is neither given up nor told without its stories.
func TestTestsRefused(t *testing.T) {
	const denied, null = "Issue does not exist or you do not have permission to see it.", "Cannot return null for non-nullable field CoverableIssue.jira."
	for name, part := range map[string]struct {
		pattern, null, message string
		at                     []string
		says                   string
	}{
		"its stories": {`("issueId":"%s".*?)"coverableIssues":\{"total":\d+,"results":\[.*?\]\}`, `$1"coverableIssues":null`, denied, []string{"coverableIssues"}, "SHOP-21"},
		"a story":     {`("issueId":"%s".*?"coverableIssues":\{"total":\d+,"results":\[)\{.*?\}\}`, `${1}null`, null, []string{"coverableIssues", "results", "0", "jira"}, "SHOP-21"},
		"all of it":   {`\{"issueId":"%s".*?"coverableIssues":\{"total":\d+,"results":\[.*?\]\}\}`, `null`, denied, []string{"jira"}, "some that it does not name"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{})
			before := d.kase(d.Pull(), "SHOP-21")
			d.refuse("coverableIssues", fmt.Sprintf(part.pattern, d.id("SHOP-21")), part.null, part.message, part.at...)
			s, err := d.Source().(source.Surveyor).Survey(t.Context())
			if err != nil || len(s.Findings) != 1 || !strings.Contains(s.Findings[0].Text, part.says) {
				t.Errorf("%s: the survey says %+v, %v", name, s.Findings, err)
			}
			time.Sleep(25 * time.Hour)
			b := d.Pull()
			k := d.kase(b, "SHOP-21") // as its results tell of it
			if !slices.Equal(origins(b.Faults), []string{"+tests"}) || !strings.Contains(b.Faults[0].Text, part.says) || !k.Sketch || k.ID != before.ID || len(b.Gone) > 0 || len(b.Results) != 18 || len(b.Cases) != 12 {
				t.Errorf("%s: the faults are %v, the test is %+v, gone are %v, %d results of %d cases", name, b.Faults, k, b.Gone, len(b.Results), len(b.Cases))
			}
			time.Sleep(5 * time.Minute)
			if got := origins(d.Pull().Faults); !slices.Equal(got, []string{"tests"}) {
				t.Errorf("%s: then the faults are %q", name, got)
			}
			d.edit = nil
			time.Sleep(25 * time.Hour)
			if b = d.Pull(); b.Faults != nil || d.kase(b, "SHOP-21").Sketch || len(d.kase(b, "SHOP-21").Keys) != len(before.Keys) {
				t.Errorf("%s: shown, the faults are %v, the test is %+v", name, b.Faults, d.kase(b, "SHOP-21"))
			}
		})
	}
}

// TestRunOfHiddenTest: a test that may not be seen is null in its runs, with an error beside
// it: its results are left out, the others are read.
func TestRunOfHiddenTest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.refuse("getTestRuns(", `"test":\{"issueId":"`+d.id("SHOP-31")+`".*?\}\}`, `"test":null`, "Cannot return null for non-nullable field Test.jira.", "test", "jira")
		if b := d.Pull(); len(b.Results) != 17 || !slices.Equal(origins(b.Faults), []string{"+SHOP-42"}) || len(b.Withdrawn) > 0 {
			t.Errorf("there are %d results, and the faults are %v", len(b.Results), b.Faults)
		}
	})
}

// TestExecutionRefused: an execution whose issue may not be seen any more stays, and one that
// never was is left out, so that absence means nothing; both are named.
func TestExecutionRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		refuse := func() {
			d.refuse("getTestExecutions(", `("issueId":"`+d.id("SHOP-41")+`","lastModified":[^,]*,"testEnvironments":\[[^\]]*\]),"jira":\{.*?\},"testRuns"`, `$1,"jira":null,"testRuns"`,
				"You do not have permission to see this issue", "jira")
		}
		d.Pull()
		refuse()
		time.Sleep(25 * time.Hour)
		if b := d.Pull(); len(b.Withdrawn) > 0 || len(b.Results) != 18 || !slices.Equal(origins(b.Faults), []string{"+executions"}) || !strings.Contains(b.Faults[0].Text, "SHOP-41") {
			t.Errorf("%d results, withdrawn %v, faults %v", len(b.Results), b.Withdrawn, b.Faults)
		}
		d.Cursor = nil
		for _, want := range []string{"+lost missing executions", "lost missing executions"} {
			b, err := d.Fetch()
			if b.Complete || b.More || !slices.Equal(origins(b.Faults), []string{want}) || !strings.Contains(b.Faults[0].Text, d.id("SHOP-41")) || err != nil {
				t.Errorf("anew there are %d runs, faults %v, error %v", len(b.Runs), b.Faults, err)
			}
			time.Sleep(5 * time.Minute)
		}
		d.edit = nil
		time.Sleep(2 * time.Hour)
		if b := d.Pull(); len(b.Runs) != 1 || b.Faults != nil {
			t.Errorf("shown, there are %d runs, faults %v", len(b.Runs), b.Faults)
		}
	})
}

// TestPassingErrors: an error about a part that may pass is none about what may be seen.
func TestPassingErrors(t *testing.T) {
	for _, message := range []string{"Internal server error", "Too many requests", "Nobody knows"} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{})
			d.refuse("folder{path}", `"folder":\{[^}]*\}`, `"folder":null`, message, "folder")
			if b, err := d.Fetch(); err == nil && b.Complete {
				t.Errorf("%s passes: %v", message, b.Faults)
			}
		})
	}
}

// TestUndated: an execution that is Done and of which Xray does not say when it was changed is
// read by when it was made.
func TestUndated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		key, err := d.server.AddExecution(xray.NewExecution{Summary: "Done at once", Tests: []string{"SHOP-22"}})
		must(t, err)
		_, err = d.server.Execute(xray.Result{Execution: key, Test: "SHOP-22", Status: "FAIL"})
		must(t, err)
		must(t, d.server.Jira().As("ada@example.com").Transition(key, "Done", "Done"))
		undated := regexp.MustCompile(`("issueId":"` + d.id(key) + `",)"lastModified":"[^"]*"`)
		d.edit = func(body string) string { return undated.ReplaceAllString(body, `$1"lastModified":null`) }
		if got := d.of(d.Pull(), key, "SHOP-22"); len(got) != 1 || got[0].Outcome != model.Failed {
			t.Errorf("read is %+v", got)
		}
	})
}
