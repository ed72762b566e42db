package files_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/format/allure"
	"syncd/internal/model"
	"syncd/internal/source/files"
)

// allureRun reads Allure results, a folder a run.
func allureRun(c *files.Config) {
	path := c.Path
	*c = *files.Spec([]format.Parser{allure.New()}).Config().(*files.Config)
	c.Path, c.Run = path, files.RunFolder
}

// Allure writes a file for every execution. Those of one test in a folder are its
// attempts: the newest decides, whichever file is the newest, and a failure before a
// pass is flaky. Rows stay apart.
func TestAllure(t *testing.T) {
	names, err := filepath.Glob("../../format/allure/testdata/pytest/*-result.json")
	if err != nil || len(names) != 15 {
		t.Fatalf("%d fixtures: %v", len(names), err)
	}
	for _, backwards := range []bool{false, true} {
		d := newDrop(t, allureRun)
		if backwards {
			slices.Reverse(names)
		}
		for i, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d.putAged("allure-results/"+filepath.Base(name), string(data), time.Hour-time.Duration(i)*time.Second)
		}
		d.put("allure-results/0eb009f5-259e-4a0f-afdb-0eb22687d6cd-container.json", `{"uuid":"0eb009f5"}`)
		d.age("allure-results/0eb009f5-259e-4a0f-afdb-0eb22687d6cd-container.json", time.Hour)
		b := d.fetch()
		d.faults(b)
		d.only(b)
		if got := attempts(b); !slices.Equal(got, allureWant) {
			t.Errorf("backwards %t: %q", backwards, got)
		}
	}
}

// What pytest printed: 4 passed, one of them after a failure, 4 that failed twice, one
// skipped and one that failed as expected.
var allureWant = []string{
	"failed test_shop.test_discount: 2 attempts", "failed test_shop.test_order_is_stored: 2 attempts",
	"failed test_shop.test_price_is_shown[amount=7, currency='GBP']: 2 attempts", "failed test_shop.test_receipt: 2 attempts",
	"passed The cart adds up: 1 attempts", "passed test_shop.test_dynamic_parameters[country='DE']: 1 attempts",
	"passed test_shop.test_passes_at_the_second_attempt: 2 attempts, flaky", "passed test_shop.test_price_is_shown[amount=3, currency='EUR']: 1 attempts",
	"skipped test_shop.test_refund: 1 attempts", "skipped test_shop.test_rounding: 1 attempts",
}

// attempts writes each result with its attempts, sorted.
func attempts(b model.Batch) []string {
	titles := map[model.CaseID]string{}
	for _, c := range b.Cases {
		titles[c.ID] = c.Title
	}
	var out []string
	for _, r := range b.Results {
		text := fmt.Sprintf("%s %s%s: %d attempts", r.Outcome, titles[r.Case], r.Row, r.Attempts)
		if r.Flaky {
			text += ", flaky"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// executor.json declares the run and says where its page is; environment.properties
// says what it ran on. Both shards of one build are one run, also when they come apart,
// and a test that is retried in the later of them was flaky.
func TestAllureExecutor(t *testing.T) {
	result := func(n int, name, status string, start int) (string, string) {
		return fmt.Sprintf("%08d-6c3e-4970-976b-c4c7d848d4c9-result.json", n),
			fmt.Sprintf(`{"uuid":"u","name":%q,"fullName":"cart#%s","status":%q,"statusDetails":{"message":"m%d"},"start":17953386%05d,"stop":17953386%05d}`,
				name, name, status, n, start, start+9)
	}
	d := newDrop(t, allureRun)
	put := func(folder string, n int, name, status string, start int) {
		file, text := result(n, name, status, start)
		d.putAged(folder+"/"+file, text, time.Hour)
	}
	executor := `{"name":"Jenkins","type":"jenkins","url":"https://ci.example.com/","buildOrder":13,"buildName":"shop#13","buildUrl":"https://ci.example.com/shop/13","reportUrl":"https://ci.example.com/shop/13/allure"}`
	for _, shard := range []string{"a", "b"} {
		d.putAged(shard+"/executor.json", executor, time.Hour)
	}
	d.putAged("a/environment.properties", "# of the build\nBranch = release/1.4\nGit-Commit: 0a1b2c3\nenvironment=staging\\ eu\nPASSWORD=hunter2\nBrowser=Chrome\n", time.Hour)
	put("a", 1, "adds", "failed", 100)
	put("a", 2, "sums", "passed", 200)
	first := d.fetch()
	d.faults(first)
	if len(first.Runs) != 1 {
		t.Fatalf("runs: %+v", first.Runs)
	}
	run := first.Runs[0]
	want := model.Context{Branch: "release/1.4", Commit: "0a1b2c3", Environment: "staging eu", Build: "shop#13", URL: "https://ci.example.com/shop/13"}
	if run.Context != want || run.Name != "shop#13" || run.Origin != "https://ci.example.com/shop/13" {
		t.Errorf("the run is %+v", run)
	}
	put("b", 3, "adds", "passed", 300)
	d.age("b/executor.json", time.Minute*59)
	late := d.later()
	if len(late.Runs) != 1 || late.Runs[0].ID != run.ID || len(late.Withdrawn) != 0 {
		t.Fatalf("the second shard is %+v", late.Runs)
	}
	if a, b := first.Results[0], late.Results[0]; a.Attempt == b.Attempt || a.Attempt == "" || !slices.ContainsFunc(first.Results, func(r model.Result) bool {
		both := r.With(b)
		return r.Case == b.Case && both.Flaky && both.Outcome == model.Passed && both.Attempts == 2 && both.Failure.Message == "m1"
	}) {
		t.Errorf("the retry is no other attempt: %+v, %+v", first.Results, late.Results)
	}
	// Another build in the same folder is another run.
	for _, bad := range []struct{ text, says string }{
		{`{"buildName":"shop#14","buildOrder":"14","name":"Jenkins"}`, ""},
		{`{"name":"Jenkins","type":"jenkins"}`, ""},
		{`{"buildName":`, "c/executor.json: read: unexpected EOF; the results beside it are read without what it says"},
		{`[]`, "cannot unmarshal array"},
	} {
		d := newDrop(t, allureRun)
		d.putAged("c/executor.json", bad.text, time.Hour)
		file, text := result(4, "adds", "passed", 400)
		d.putAged("c/"+file, text, time.Hour)
		b := d.fetch()
		if len(b.Runs) != 1 || b.Runs[0].ID == run.ID || !b.Complete {
			t.Errorf("%s: %+v", bad.text, b.Runs)
		}
		got := ""
		for _, f := range b.Faults {
			got += f.Origin + ": " + f.Text
		}
		if (got == "") != (bad.says == "") || !strings.Contains(got, bad.says) {
			t.Errorf("%s: faults are %q", bad.text, got)
		}
	}
}
