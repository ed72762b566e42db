package web_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
	"syncd/internal/web"
)

// release is the page of a release with many stories.
const release = "/releases/SHOP/1.4"

func TestReleaseSaysStateAndWhyFirst(t *testing.T) {
	page := get(t, web.New(options(rich())), release)
	order := []string{"SHOP 1.4", "<strong>Not ready</strong>", "SHOP-1 fails; 2 risks besides; 1 risk accepted", "As of <time", "Judged 2 times",
		"latest results of any version", "is dark: it cannot be read whole", `id="risks"`, "failing story", "120 remain, 1 is accepted",
		`id="verdicts"`, `id="priorities"`, `id="tests"`, `id="failing"`, `id="stories"`, `id="trend"`}
	for _, want := range order {
		_, rest, found := strings.Cut(page, want)
		if !found {
			t.Fatalf("%q is missing, or stands too early", want)
		}
		page = rest
	}
}

// What people accept is shown with who, when and until when.
func TestAcceptedRisksAreShown(t *testing.T) {
	page := get(t, web.New(options(rich())), release)
	for _, want := range []string{"by Ada ", " on 2026-05-01, until the end of 2026-12-31", "by the label qa-waived, until somebody takes the label off", "1 is accepted"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// However large a release, its page reads one page of its stories.
func TestReleaseReadsOnePageOfStories(t *testing.T) {
	b := rich()
	big := b.scope(readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "99", Name: "9.9"}, 2000)
	b.views = []record.ScopeView{big}
	h := web.New(options(b))
	for target, most := range map[string]int{"/releases/SHOP/9.9": 100, "/releases/SHOP/9.9?after=1950": 50, "/releases/SHOP/9.9?q=card+19&limit=20": 20,
		"/api/v1/releases/SHOP/9.9/stories?limit=500": 500, "/api/v1/releases/SHOP/9.9": 0, "/releases": 0, "/": 0} {
		b.rows = 0
		page := get(t, h, target)
		if b.rows > most {
			t.Errorf("GET %s reads %d stories, want at most %d", target, b.rows, most)
		}
		if len(page) > 400_000 {
			t.Errorf("GET %s has %d bytes", target, len(page))
		}
	}
	for _, target := range []string{"/releases/SHOP/9.9?limit=501", "/releases/SHOP/9.9?after=x", "/releases/SHOP/9.9?verdict=green", "/releases?skip=-1"} {
		if w := ask(h, http.MethodGet, target, ""); w.Code != http.StatusBadRequest {
			t.Errorf("GET %s = %d, want 400", target, w.Code)
		}
	}
}

func TestStoriesArePagedAndFiltered(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	seen := 0
	for next := "0"; next != ""; {
		page := decoded(t, h, "/api/v1"+release+"/stories?limit=50&after="+next)
		seen += len(page["stories"].([]any))
		n, more := page["next"].(float64)
		next = ""
		if more {
			next = fmt.Sprint(int(n))
		}
	}
	if seen != 130 {
		t.Errorf("paging went through %d stories, want 130", seen)
	}
	failing := b.views[0].Stories[verdict.Failing]
	if got := len(decoded(t, h, "/api/v1"+release+"/stories?verdict=failing")["stories"].([]any)); got != failing {
		t.Errorf("%d failing stories, want %d", got, failing)
	}
	page := get(t, h, release+"?verdict=failing")
	current := 0
	elements(t, page, func(n *html.Node) {
		if now, ok := attr(n, "aria-current"); ok && now == "true" {
			current++
		}
	})
	if current != 3 { // the tab, the legend's row, and the sync
		t.Errorf("%d links are marked as current, want 3", current)
	}
	if !strings.Contains(get(t, h, release+"?q=nothing-like-it"), "No story matches") {
		t.Error("a search without a hit does not say so")
	}
	if rows := strings.Count(get(t, h, release), `<td data-label="Who has its failures">`); rows != 100 {
		t.Errorf("the page lists %d stories, want 100", rows)
	}
}

func TestFrozenAndLive(t *testing.T) {
	h := web.New(options(rich()))
	if page := get(t, h, "/sprints/7"); !strings.Contains(page, `href="../sprints/7/frozen?sync=shop"`) || !strings.Contains(page, "It is over") {
		t.Error("the live page does not lead to the frozen record")
	}
	if page := get(t, h, "/sprints/7/frozen"); !strings.Contains(page, `<a href="../../sprints/7">How it stands now</a>`) || !strings.Contains(page, "Frozen record.") {
		t.Error("the frozen record does not lead to the live page")
	}
	// What is tracked no longer is shown as it was frozen, also at its live address.
	if page := get(t, h, "/releases/SHOP/1%2F2%20a%25b"); !strings.Contains(page, "It is no longer tracked") || strings.Contains(page, "trace.csv") {
		t.Error("what is no longer tracked is not shown as it was frozen")
	}
	for target, want := range map[string]string{"/releases/SHOP/1.9": "release 1.9 of SHOP is not judged; these are: SHOP 1.4,", "/sprints/99": "sprint 99 is not judged",
		"/releases/SHOP/1.4/frozen": "", "/api/v1/filters/none": "filter none is not judged"} {
		w := ask(h, http.MethodGet, target, "")
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s = %d: %s", target, w.Code, w.Body)
		}
	}
}

func TestScopeShapes(t *testing.T) {
	h := web.New(options(rich()))
	for target, want := range map[string][]string{
		"/api/v1/releases": {"filters", "frozen", "next", "releases", "sprints"},
		"/api/v1" + release: {"as_of", "defects", "doubts", "due", "evidence", "failing", "has_frozen", "has_live", "id", "issues_at", "judged", "kind",
			"name", "newest", "project", "rests", "risks", "score", "start", "state", "stories", "sync", "tests", "total", "trend", "url", "why"},
		"/api/v1" + release + "/stories": {"as_of", "next", "stories", "sync"},
	} {
		if got := slices.Sorted(maps.Keys(decoded(t, h, target))); !slices.Equal(got, want) {
			t.Errorf("GET %s has %v, want %v", target, got, want)
		}
		tag := ask(h, http.MethodGet, target, "").Header().Get("ETag")
		if w := ask(h, http.MethodGet, target, "", "If-None-Match", tag); tag == "" || w.Code != http.StatusNotModified {
			t.Errorf("GET %s again = %d", target, w.Code)
		}
	}
	if got := get(t, h, "/api/v1/filters/must%20ship"); strings.Contains(got, `"risks":null`) || strings.Contains(got, `"trend":null`) {
		t.Error("an empty list is null")
	}
}

func TestSheets(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	rows := func(target string) [][]string {
		t.Helper()
		all, err := csv.NewReader(strings.NewReader(get(t, h, target))).ReadAll()
		if err != nil {
			t.Fatalf("GET %s: %v", target, err)
		}
		return all
	}
	if got := rows("/api/v1" + release + "/stories.csv"); len(got) != 131 || got[0][0] != "story" || got[1][0] != "SHOP-1" || got[1][10] != "qa-waived-2026-12-31" {
		t.Errorf("stories.csv has %d rows: %v", len(got), got[:2])
	}
	if got := rows("/api/v1" + release + "/stories.csv?verdict=failing"); len(got) != 1+b.views[0].Stories[verdict.Failing] {
		t.Errorf("stories.csv of one verdict has %d rows", len(got))
	}
	got := rows("/api/v1" + release + "/trace.csv")
	if len(got) != 131 || got[0][0] != "requirement" || got[1][6] != "'=SUM(A1)" || got[1][19] != "SHOP-13" {
		t.Errorf("trace.csv has %d rows: %v", len(got), got[:2])
	}
	if got := rows("/api/v1/filters/must%20ship/trace.csv"); len(got) != 1 {
		t.Errorf("of no story: %v", got)
	}
	if w := ask(h, http.MethodGet, "/api/v1/releases/SHOP/1%2F2%20a%25b/trace.csv", ""); w.Code != http.StatusNotFound {
		t.Errorf("a trace of what is frozen = %d", w.Code)
	}
	// What breaks off must not look like a whole sheet.
	b.err = nil
	broken := web.New(options(brokenTrace{b}))
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // as net/http compares it
			t.Error("a sheet that broke off ended like a whole one")
		}
	}()
	ask(broken, http.MethodGet, "/api/v1"+release+"/trace.csv", "")
}

// brokenTrace is a board whose store breaks in the middle of a trace.
type brokenTrace struct{ *board }

func (b brokenTrace) Trace(_ context.Context, v record.ScopeView, each func(record.Trace) error) error {
	return errors.Join(each(record.Trace{Story: v.Readiness.Members[0]}), errors.New("disk I/O error"))
}

func TestChartsHaveWords(t *testing.T) {
	page := get(t, web.New(options(rich())), release)
	for _, want := range []string{"<title>Tested stories</title><desc>fully tested: 0 on 2026-04-23, 11 on 2026-05-04; all stories: 12 on 2026-04-23, 12 on 2026-05-04</desc>",
		"<summary>As a table</summary>", `<td class="num" data-label="of these, blocking">2</td>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if n := strings.Count(page, "<polyline"); n != 8 { // two charts of two lines, each broken where a day is missing
		t.Errorf("%d lines are drawn, want 8", n)
	}
}
