package web_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
	"syncd/internal/web"
)

// lists is what the board knows of runs, stories and settings.
type lists struct {
	runs     []record.RunRow // newest first
	results  map[model.RunID][]record.RunResult
	items    []record.StoryItem
	settings []record.Setting
	days     []record.Trend
}

// Runs lists as the store does.
func (b *board) Runs(_ context.Context, f record.RunFilter) (page record.RunPage, err error) {
	past := f.Before == ""
	for _, r := range b.runs {
		lets := (f.Source == "" || r.Source == f.Source) && (f.Branch == "" || r.Context.Branch == f.Branch) && strings.Contains(strings.ToLower(r.Name), strings.ToLower(f.Search)) &&
			(f.Environment == "" || slices.ContainsFunc(r.Environments, func(e record.EnvironmentCount) bool { return e.Name == f.Environment }))
		if lets && past {
			if len(page.Runs) == f.Limit {
				page.Next = page.Runs[f.Limit-1].Place()
				break
			}
			page.Runs = append(page.Runs, r)
		}
		past = past || r.Place() == f.Before
	}
	return page, b.err
}

func (b *board) Run(_ context.Context, id model.RunID) (record.RunView, error) {
	i := slices.IndexFunc(b.runs, func(r record.RunRow) bool { return r.ID == id })
	if i < 0 {
		return record.RunView{}, errors.Join(b.err, record.ErrNotFound)
	}
	v := record.RunView{RunRow: b.runs[i], States: map[plan.StateWord]int{}}
	for _, r := range b.results[id] {
		if r.Outcome != model.Failed {
			continue
		}
		f := record.RunFailure{Case: r.Case, Title: r.Title, State: record.Over}
		if at := slices.IndexFunc(b.failing, func(s record.StateIn) bool { return s.Case == r.Case }); at >= 0 {
			s := b.failing[at]
			f.State, f.Issue, f.Sync, f.Stories = s.State, s.Issue, s.Sync, s.Stories
		}
		v.States[f.State]++
		v.Failures = append(v.Failures, f)
	}
	record.SortFailures(v.Failures)
	v.Failures = v.Failures[:min(len(v.Failures), record.FailuresMost)]
	return v, b.err
}

func (b *board) Results(_ context.Context, id model.RunID, f record.ResultFilter) (page record.ResultPage, err error) {
	past := f.After == ""
	for _, r := range b.results[id] {
		if past && (f.Outcome == "" || r.Outcome == f.Outcome) {
			if len(page.Results) == f.Limit {
				page.Next = page.Results[f.Limit-1].Place()
				break
			}
			page.Results = append(page.Results, r)
		}
		past = past || r.Place() == f.After
	}
	return page, b.err
}

func (b *board) Stories(_ context.Context, f record.StoryFilter) (page record.StoryPage, err error) {
	page.Verdicts, page.Projects = map[verdict.Word]int{}, []string{"PAY", "SHOP"}
	past := f.After == ""
	for _, r := range b.items {
		project, _ := record.KeyParts(r.Key)
		if f.Project != "" && project != f.Project || !strings.Contains(strings.ToLower(r.Key+" "+r.Title), strings.ToLower(f.Search)) {
			continue
		}
		page.Verdicts[r.Verdict]++
		if past && (f.Verdict == "" || r.Verdict == f.Verdict) {
			if len(page.Stories) == f.Limit {
				page.Next = page.Stories[f.Limit-1].Place()
			} else if page.Next == "" {
				page.Stories = append(page.Stories, r)
			}
		}
		past = past || r.Place() == f.After
	}
	return page, b.err
}

func (b *board) Source(_ context.Context, name string) (record.SourceView, error) {
	for _, s := range b.overview.Sources {
		if s.Name == name {
			v := record.SourceView{SourceState: s}
			for _, r := range b.runs {
				if r.Source == name && len(v.Runs) < record.SourceRuns {
					v.Runs = append(v.Runs, r)
				}
			}
			return v, b.err
		}
	}
	return record.SourceView{}, errors.Join(b.err, record.ErrNotFound)
}

func (b *board) Config(context.Context) (record.ConfigView, error) {
	return record.ConfigView{AsOf: now.Add(-time.Hour), Files: []string{"/etc/syncd/syncd.yaml"}, Settings: b.settings}, b.err
}

func (b *board) Days(context.Context, time.Time) ([]record.Trend, error) { return b.days, b.err }

// list gives the board runs with results, stories and settings, hostile ones among them.
func (b *board) list() {
	b.results = map[model.RunID][]record.RunResult{}
	for i := range 120 {
		at := now.Add(-time.Duration(i) * 6 * time.Hour)
		r := record.RunRow{Run: model.Run{ID: model.RunID(fmt.Sprintf("run%d", i)), Source: []string{"web-e2e", "manual"}[i/30%2], Name: fmt.Sprintf("nightly %d", 812-i), Finished: at, Started: at.Add(-time.Hour),
			Origin: "results/web/junit.xml", Context: model.Context{Branch: "main", Build: fmt.Sprint(812 - i), Version: "1.4", Commit: "0123456789abcdef", URL: "https://ci.example.com/run/" + fmt.Sprint(812-i)}}}
		switch i {
		case 1:
			r.Context.Branch, r.Foreign = "feature/"+script, "branch feature/"+script+" does not count"
		case 3:
			r.Context.URL, r.Name = evil, script
		case 4:
			r.Name, r.Context.Build = override, ""
		}
		b.fill(&r, i)
		b.runs = append(b.runs, r)
	}
	for i := range 130 {
		r := record.StoryItem{Sync: "shop", Key: fmt.Sprintf("SHOP-%d", i+1), Title: "Pay by card", Status: "In Review", Verdict: verdict.Words()[i%8], Passed: 9, Total: 10,
			Reason: "Total includes the discount fails on chrome", AsOf: now.Add(-time.Hour), Evidence: verdict.Complete, Releases: []string{"1.4"}, Link: "https://acme.atlassian.net/browse/x"}
		r.Ref = r.Key
		switch i {
		case 0:
			r.Title, r.Link, r.Evidence = script, evil, verdict.Dark
		case 1:
			r.Title, r.Reason, r.Releases = override+`=HYPERLINK("x")`, script, []string{script}
		case 2:
			r.Title, r.AsOf = "=SUM(A1)", time.Time{}
		}
		if i > 2 { // the board knows pages of three
			r.Ref = "SHOP-3"
		}
		b.items = append(b.items, r)
	}
	b.settings = []record.Setting{{Path: "timezone", Value: "UTC"}, {Path: "jira.url", Value: "https://acme.atlassian.net", Origin: "syncd.yaml:2:8"},
		{Path: "jira.auth.token", Value: "file /run/credentials/token", Origin: "syncd.yaml:5:9"}, {Path: "syncs[0].name", Value: script, Origin: "environment variable SYNCD_X"}}
	for i := range 30 {
		b.days = append(b.days, record.Trend{Day: now.Truncate(24*time.Hour).AddDate(0, 0, i-29), Stories: map[verdict.Word]int{verdict.Failing: 4 + i%3, verdict.FullyTested: 20 + i, verdict.Uncovered: 9},
			Failing: map[plan.StateWord]int{plan.StateDefect: 5, plan.StateHeld: i % 4}})
	}
}

// fill gives a run results: the first one many, others a few.
func (b *board) fill(r *record.RunRow, i int) {
	cases := b.failing[:min(len(b.failing), 4)]
	if i == 0 {
		cases = b.failing
	}
	for n, s := range cases {
		one := record.RunResult{Result: model.Result{Case: s.Case, Run: r.ID, Environment: []string{"chrome", "firefox"}[n%2], Outcome: model.Outcomes()[n%6], Finished: r.Finished.Add(time.Duration(n) * time.Second), Attempts: 1}, Title: s.Title, Name: "total"}
		if i == 0 {
			one.Outcome = model.Passed
		}
		if i == 0 && n < 180 {
			one.Outcome = model.Failed
		}
		if one.Outcome == model.Failed {
			one.Attempts = 2
			one.Failure = &model.Failure{Type: "AssertionError", Message: "expected 19.90 " + script + override, Detail: "the-whole-trace", Output: "the-whole-output"}
		}
		one.Flaky = n == 2
		r.Add(one.Environment, one.Outcome, 1, map[bool]int{true: 1}[one.Flaky])
		b.results[r.ID] = append(b.results[r.ID], one)
	}
}

// rowsOf counts the rows of the tables of a page.
func rowsOf(page string) int { return strings.Count(page, `<th scope="row"`) }

func TestRuns(t *testing.T) {
	h := web.New(options(rich()))
	seen := map[string]bool{}
	for next, n := "", 0; ; n++ {
		page := decoded(t, h, "/api/v1/runs?limit=50&before="+next)
		for _, r := range page["runs"].([]any) {
			seen[r.(map[string]any)["id"].(string)] = true
		}
		if next, _ = page["next"].(string); next == "" || n > 5 {
			break
		}
	}
	if len(seen) != 120 {
		t.Errorf("the pages hold %d runs, want 120", len(seen))
	}
	page := get(t, h, "/runs")
	if n := rowsOf(page); n != 50 {
		t.Errorf("one page has %d runs", n)
	}
	for _, want := range []string{"does not count", `rel="next">Older runs`, "1 flaky", `href="https://ci.example.com/run/812"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the list of runs lacks %q", want)
		}
	}
	if one := get(t, h, "/runs?q=nightly+700&source=manual"); rowsOf(one) != 1 || !strings.Contains(one, `<option value="manual" selected>`) {
		t.Error("a search for one run does not find just it, or forgets its filter")
	}
	if none := get(t, h, "/runs?environment=safari"); !strings.Contains(none, "No run matches") {
		t.Error("a list without a hit does not say so")
	}
	for _, bad := range []string{"before=x", "limit=0", "limit=501"} {
		if w := ask(h, http.MethodGet, "/api/v1/runs?"+bad, ""); w.Code != http.StatusBadRequest {
			t.Errorf("?%s = %d", bad, w.Code)
		}
	}
}

func TestRun(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	page := get(t, h, "/runs/run0")
	for _, want := range []string{"<strong>300</strong> planned", "100 of 180 cases, those first that nobody has", "as CSV", "AssertionError: expected 19.90", `href="https://ci.example.com/run/812"`, ">Next page<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a run lacks %q", want)
		}
	}
	if n := rowsOf(page); n > 100+50+12 {
		t.Errorf("the page of a run has %d rows", n)
	}
	if strings.Contains(page, "the-whole-") || strings.Contains(get(t, h, "/api/v1/runs/run0"), "the-whole-") {
		t.Error("a list carries whole traces")
	}
	r := b.runs[0]
	if sum := r.Counts[model.Passed] + r.Counts[model.Failed] + r.Counts[model.Blocked] + r.Left(); sum != r.Planned {
		t.Errorf("passed, failed, blocked and left are %d of %d", sum, r.Planned)
	}
	seen := 0
	for next, n := "", 0; ; n++ {
		page := decoded(t, h, "/api/v1/runs/run0?outcome=failed&after="+next)
		seen += len(page["results"].([]any))
		if next, _ = page["next"].(string); next == "" || n > 9 {
			break
		}
	}
	if seen != 180 {
		t.Errorf("the pages hold %d failed results, want 180", seen)
	}
	rows, err := csv.NewReader(strings.NewReader(get(t, h, "/api/v1/runs/run0/results.csv"))).ReadAll()
	if err != nil || len(rows) != 301 || strings.Contains(fmt.Sprint(rows), "\u202e") {
		t.Errorf("%d rows of CSV, %v", len(rows), err)
	}
	if got := get(t, h, "/runs/run1"); !strings.Contains(got, "This run does not count") {
		t.Error("a run that does not count is not marked")
	}
	for target, status := range map[string]int{"/runs/none": 404, "/api/v1/runs/none": 404, "/api/v1/runs/none/results.csv": 404, "/api/v1/runs/run0?outcome=green": 400, "/runs/run0?after=x": 400} {
		if w := ask(h, http.MethodGet, target, ""); w.Code != status {
			t.Errorf("GET %s = %d, want %d", target, w.Code, status)
		}
	}
	b.results["run2"] = nil
	if got := get(t, h, "/runs/run2"); !strings.Contains(got, "are no longer kept; the sums above stay") {
		t.Error("a run whose results have gone does not say so")
	}
}

func TestStoriesAreListed(t *testing.T) {
	h := web.New(options(rich()))
	page := get(t, h, "/stories")
	if rowsOf(page) != 50 || !strings.Contains(page, "evidence dark") || !strings.Contains(page, ">Next page<") {
		t.Errorf("the list of stories has %d rows, or lacks what it should say", rowsOf(page))
	}
	if one := get(t, h, "/stories?verdict=failing&project=SHOP"); strings.Count(one, `<td data-label="Verdict"><span class="badge bad">`) != 17 || !strings.Contains(one, `name="verdict" value="failing"`) {
		t.Error("the failing stories are not those that are listed")
	}
	rows, err := csv.NewReader(strings.NewReader(get(t, h, "/api/v1/stories.csv?verdict=not_run"))).ReadAll()
	if err != nil || len(rows) != 17 {
		t.Errorf("%d rows of CSV, %v", len(rows), err)
	}
	if text := get(t, h, "/api/v1/stories.csv"); !strings.Contains(text, ",'=SUM(A1),") {
		t.Error("a title becomes a formula")
	}
	var all struct{ Stories []record.StoryItem }
	if err := json.Unmarshal([]byte(get(t, h, "/api/v1/stories?limit=500")), &all); err != nil || len(all.Stories) != 130 {
		t.Errorf("%d stories, %v", len(all.Stories), err)
	}
	for _, bad := range []string{"verdict=green", "after=x", "limit=x"} {
		for _, path := range []string{"/stories?", "/api/v1/stories?", "/api/v1/stories.csv?"} {
			if w := ask(h, http.MethodGet, path+bad, ""); w.Code != http.StatusBadRequest {
				t.Errorf("%s%s = %d", path, bad, w.Code)
			}
		}
	}
}

func TestDefectsAreFiltered(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	if page := get(t, h, "/defects"); strings.Count(page, `<td data-label="Whose">`) != 50 || !strings.Contains(page, ">Next page<") || !strings.Contains(page, "Our defects by week") {
		t.Error("the first page of defects has not 50 of them, no next page, or no drawing")
	}
	seen := map[string]bool{}
	for next, n := "", 0; ; n++ {
		page := decoded(t, h, "/api/v1/defects?limit=20&after="+next)
		for _, d := range page["defects"].([]any) {
			seen[d.(map[string]any)["entry"].(map[string]any)["key"].(string)] = true
		}
		if next, _ = page["next"].(string); next == "" || n > 20 {
			break
		}
	}
	if len(seen) != len(b.defects) {
		t.Errorf("the pages hold %d defects, want %d", len(seen), len(b.defects))
	}
	for query, want := range map[string]int{"state=done": 0, "state=no+longer+ours": 0, "q=shop-114": 1, "priority=none": 0, "project=PAY": 0, "": len(b.defects)} {
		rows, err := csv.NewReader(strings.NewReader(get(t, h, "/api/v1/defects.csv?"+query))).ReadAll()
		found := decoded(t, h, "/api/v1/defects?"+query)["found"].(float64)
		if err != nil || len(rows) != int(found)+1 {
			t.Errorf("?%s: %d rows of CSV and %v found, %v", query, len(rows), found, err)
		}
		if want > 0 && int(found) != want {
			t.Errorf("?%s finds %v, want %d", query, found, want)
		}
	}
	if w := ask(h, http.MethodGet, "/defects?state=broken", ""); w.Code != http.StatusBadRequest {
		t.Errorf("a state that there is none of = %d", w.Code)
	}
}

func TestSources(t *testing.T) {
	h := web.New(options(rich()))
	for target, wants := range map[string][]string{
		"/sources":        {"web-e2e", "in parts", "not read yet", "1 part, 1 remark", "41 of 130 runs read so far", "2 statuses mapped to nothing: Needs review"},
		"/sources/cycles": {"still being read", "41 of 130 runs so far", "Needs review"},
		"/sources/manual": {"could not be read whole", "no such status", "results missing", `href="../runs?source=manual"`, `<span class="badge warn">partial</span>`},
		"/sources/fresh":  {"It has not been read yet", "No sync uses it"},
	} {
		page := get(t, h, target)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", target, want)
			}
		}
	}
	if one := decoded(t, h, "/api/v1/sources/manual"); one["state"] != "dark" && one["state"] != "in parts" || one["remarks"] != 1.0 {
		t.Errorf("a source is told as %v", one)
	}
	// Of a tool that refuses all it is said at once why; nothing is ever pushed to it.
	b := rich()
	b.overview.Sources = []record.SourceState{{Name: "tests", Kind: "qase", Collected: now, Faults: []model.Fault{{Text: "list the runs: Unauthenticated. (HTTP 401)", Lost: true}}}}
	h = web.New(options(b))
	for target, wants := range map[string][]string{
		"/sources":       {`<bdi>list the runs: Unauthenticated. (HTTP 401)</bdi>`, `<td data-label="Last push"><span class="dim">–</span></td>`},
		"/sources/tests": {`<dt>Could not be read</dt><dd><a href="#remarks">see below</a></dd>`},
	} {
		page := get(t, h, target)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", target, want)
			}
		}
		if strings.Contains(page, "<dt>Last push") || strings.Contains(page, "1 remark") {
			t.Errorf("%s tells of pushes, or of the same twice", target)
		}
	}
}

func TestConfig(t *testing.T) {
	h := web.New(options(rich()))
	page := get(t, h, "/config")
	for _, want := range []string{"syncd.yaml:2:8", "environment variable SYNCD_X", "file /run/credentials/token", "all values <strong>4</strong>", "set by somebody <strong>3</strong>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the configuration lacks %q", want)
		}
	}
	if set := get(t, h, "/config?show=set"); strings.Contains(set, "<code>timezone</code>") || !strings.Contains(set, "jira.url") {
		t.Error("without defaults there are still defaults, or nothing")
	}
}
