package web_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"syncd/internal/web"
)

// addresses are one of each kind of the API.
func addresses(b *board) []string {
	return []string{"/api/v1/overview", "/api/v1/cycles", "/api/v1/cycles/c-0004", "/api/v1/defects", "/api/v1/failures",
		"/api/v1/cases/" + string(b.failing[0].Case), "/api/v1/stories/SHOP-1", "/api/v1/cases",
		"/api/v1/runs", "/api/v1/runs/run0", "/api/v1/sources", "/api/v1/sources/manual", "/api/v1/stories", "/api/v1/config", "/api/v1/days"}
}

func TestShapes(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	want := [][]string{
		{"as_of", "breakers", "failing", "pauses", "sources", "syncs", "verdicts", "version"},
		{"cycles"},
		{"collected", "dry", "faults", "finished", "id", "linking", "outcomes", "plan", "requests", "result", "started", "stories", "sync", "trigger"},
		{"all", "as_of", "defects", "found", "next", "priorities", "projects", "states", "weeks"},
		{"as_of", "failures", "states"},
		{"case", "defects", "history", "keys", "lines", "marks", "states", "stories"},
		{"cases", "defects", "in", "issue", "sync", "url", "verdict", "waiver"},
		{"all_rules", "as_of", "cases", "found", "idle_rules", "ignored", "listed", "no_story", "page", "pages", "places", "rules"},
		{"as_of", "next", "runs"},
		{"as_of", "context", "counts", "environments", "failures", "finished", "flaky", "id", "name", "next", "origin", "planned", "results", "source", "started", "states"},
		{"as_of", "sources"},
		{"as_of", "bad_files", "behind", "collected", "complete", "faults", "feeds", "kind", "name", "newest", "remarks", "runs", "state"},
		{"as_of", "next", "projects", "stories", "verdicts"},
		{"as_of", "files", "settings"},
		{"as_of", "days"},
	}
	for i, target := range addresses(b) {
		if got := slices.Sorted(maps.Keys(decoded(t, h, target))); !slices.Equal(got, want[i]) {
			t.Errorf("GET %s has %v, want %v", target, got, want[i])
		}
	}
	failures := decoded(t, h, "/api/v1/failures")
	sum := 0.0
	for _, n := range failures["states"].(map[string]any) {
		sum += n.(float64)
	}
	if n := len(failures["failures"].([]any)); n != 300 || sum != 300 {
		t.Errorf("%d failures, whose states sum to %v; want 300", n, sum)
	}
}

func TestNothingHeavyOrPersonalIsExposed(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	for _, target := range addresses(b) {
		got := get(t, h, target)
		for _, secret := range []string{`"work"`, "secret-of-the-draft", "secret-of-the-description", "account-of-a-person"} {
			if strings.Contains(got, secret) {
				t.Errorf("GET %s tells %s", target, secret)
			}
		}
	}
	if b.cycles[0].Plan.Changes[0].Work.Draft == nil || b.defects[0].Issue.Creator == "" {
		t.Error("what the board handed out was changed")
	}
}

func TestEmptyListsAreNotNull(t *testing.T) {
	h := web.New(options(empty()))
	for target, want := range map[string]string{"/api/v1/overview": `"syncs":[]`, "/api/v1/cycles": `"cycles":[]`,
		"/api/v1/defects": `"defects":[]`, "/api/v1/failures": `"failures":[]`} {
		if got := get(t, h, target); !strings.Contains(got, want) {
			t.Errorf("GET %s = %s, want %s in it", target, got, want)
		}
	}
}

// TestListOfCycles: the store lists cycles without their plans, and their lines must
// say all the same how much was planned and held.
func TestListOfCycles(t *testing.T) {
	b := rich()
	first := decoded(t, web.New(options(b)), "/api/v1/cycles")["cycles"].([]any)[0].(map[string]any)
	for name, want := range map[string]int{"planned": len(b.cycles[0].Plan.Changes), "holds": 2, "failing": len(b.failing)} {
		if got := first[name]; got != float64(want) {
			t.Errorf("%s = %v, want %d", name, got, want)
		}
	}
}

func TestPaging(t *testing.T) {
	h := web.New(options(rich()))
	var ids []string
	for next := ""; ; {
		page := decoded(t, h, "/api/v1/cycles?sync=shop&limit=2&before="+next)
		for _, c := range page["cycles"].([]any) {
			ids = append(ids, c.(map[string]any)["id"].(string))
		}
		if next, _ = page["next"].(string); next == "" {
			break
		}
	}
	if !slices.Equal(ids, []string{"c-0004", "c-0003", "c-0001"}) {
		t.Errorf("paging through the cycles of shop gave %v", ids)
	}
	if got := get(t, h, "/cycles?limit=2&sync=shop"); !strings.Contains(got, `href="cycles?before=c-0003&amp;sync=shop"`) {
		t.Error("the page of cycles has no link to older ones")
	}
}

func TestETag(t *testing.T) {
	b := rich()
	h := web.New(options(b))
	for _, target := range append(addresses(b), "/static/style.css") {
		tag := ask(h, http.MethodGet, target, "").Header().Get("ETag")
		if len(tag) < 4 {
			t.Fatalf("GET %s has no ETag", target)
		}
		for _, asked := range []string{tag, `"other", W/` + tag, "*"} {
			w := ask(h, http.MethodGet, target, "", "If-None-Match", asked)
			if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
				t.Errorf("GET %s with If-None-Match %s = %d with %d bytes", target, asked, w.Code, w.Body.Len())
			}
		}
		if w := ask(h, http.MethodGet, target, "", "If-None-Match", `"other"`); w.Code != http.StatusOK {
			t.Errorf("GET %s with another tag = %d", target, w.Code)
		}
	}
}

func TestErrorsAreJSON(t *testing.T) {
	h := web.New(options(rich()))
	for target, status := range map[string]int{"/api/v1/nothing": 404, "/api/v1/cycles/none": 404, "/api/v1/cases/none": 404,
		"/api/v1/stories/NONE-1": 404, "/api/v1/cycles?limit=0": 400, "/api/v1/cycles?limit=201": 400} {
		w := ask(h, http.MethodGet, target, "")
		if w.Code != status || !strings.HasPrefix(w.Body.String(), `{"error":"`) || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("GET %s = %d: %s", target, w.Code, w.Body)
		}
	}
}
