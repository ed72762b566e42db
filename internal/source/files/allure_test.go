package files_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
