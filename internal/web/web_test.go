package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/web"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// options are those of a daemon that shows a board.
func options(b web.Board) web.Options {
	return web.Options{Board: b, Version: "1.0.0", Now: func() time.Time { return now },
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "syncd_build_info 1") })}
}

// ask sends one request; headers come in pairs.
func ask(h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// get fetches a page that must be there.
func get(t *testing.T, h http.Handler, target string) string {
	t.Helper()
	w := ask(h, http.MethodGet, target, "")
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", target, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestGoldenPages(t *testing.T) {
	o := options(small())
	o.External = "https://quality.example.com/"
	h := web.New(o)
	for name, target := range map[string]string{"overview": "/", "cases": "/cases", "story": "/stories/SHOP-1", "release": "/releases/SHOP/1.4?sync=pay", "releases": "/releases",
		"run": "/runs/run2", "sources": "/sources", "config": "/config"} {
		path := filepath.Join("testdata", name+".golden.html")
		got := get(t, h, target)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("page %s differs from %s; look at it and run with -update", target, path)
		}
	}
}

func TestEmptyPagesSayWhatToDo(t *testing.T) {
	h := web.New(options(empty()))
	for target, want := range map[string]string{"/": "Add one under <code>syncs:</code>", "/cycles": "syncd plan", "/defects": "There are no defects yet",
		"/failures": "Nothing has been judged yet", "/cases": "No case is known yet", "/runs": "No run is known yet", "/sources": "Add one under <code>sources:</code>", "/stories": "Nothing has been judged yet", "/cycles?before=c-0001": "There are no older cycles"} {
		if got := get(t, h, target); !strings.Contains(got, want) {
			t.Errorf("empty page %s does not say %q", target, want)
		}
	}
	b := empty()
	b.overview.Syncs = []record.SyncStatus{{Name: "shop", Last: &record.Cycle{ID: "c", Sync: "shop", Finished: now}}}
	if got := get(t, web.New(options(b)), "/failures"); !strings.Contains(got, "Nothing fails") {
		t.Error("the list of failures does not say that nothing fails")
	}
	if got := get(t, web.New(options(b)), "/"); !strings.Contains(got, "All is well") {
		t.Error("the overview does not say that all is well")
	}
}

func TestEveryPageSaysAsOf(t *testing.T) {
	h := web.New(options(rich()))
	for _, target := range pages(t, h) {
		if got := get(t, h, target); !strings.Contains(got, "As of <time") {
			t.Errorf("%s does not say as of when", target)
		}
	}
}

func TestFailuresAreFiltered(t *testing.T) {
	h := web.New(options(rich()))
	held := get(t, h, "/failures?state=held")
	if n := strings.Count(held, "held (policy)"); n != heldIn(300) {
		t.Errorf("state=held lists %d held cases, want %d", n, heldIn(300))
	}
	if strings.Contains(held, "defect SHOP-114") {
		t.Error("state=held lists a case with a defect")
	}
	if found := get(t, h, "/failures?q=shop-114"); strings.Count(found, "<tr>") != 2 {
		t.Error("a search for one issue does not find its one case")
	}
	if none := get(t, h, "/failures?q=%3Cscript%3E%22"); strings.Contains(none, `value="<`) {
		t.Error("what was searched for comes back as markup")
	}
	if none := get(t, h, "/failures?q=nothing-like-it"); !strings.Contains(none, "No failing case matches") {
		t.Error("a search without a hit does not say so")
	}
}

// heldIn is how many of so many failing cases are held, as rich deals the states out.
func heldIn(cases int) int {
	words := plan.StateWords()
	at := slices.Index(words, plan.StateHeld)
	return (cases - at + len(words) - 1) / len(words)
}

func TestDryAndPausedAreMarked(t *testing.T) {
	h := web.New(options(rich()))
	if got := get(t, h, "/cycles/c-0003"); !strings.Contains(got, "This was a dry cycle") || !strings.Contains(got, "would be made") {
		t.Error("a dry cycle is not marked")
	}
	if got := get(t, h, "/defects"); !strings.Contains(got, "Writing is paused") {
		t.Error("a page does not show the brake")
	}
	if got := get(t, h, "/cycles/c-0002"); !strings.Contains(got, "ended the cycle") || !strings.Contains(got, "jira answered 401") {
		t.Error("a failed cycle does not show what ended it")
	}
}

func TestErrorsAreClear(t *testing.T) {
	h := web.New(options(rich()))
	for _, target := range []string{"/nothing", "/cycles/none", "/cases/none", "/stories/NONE-1", "/runs/none", "/sources/none"} {
		w := ask(h, http.MethodGet, target, "")
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "404 Not Found") {
			t.Errorf("GET %s = %d without a page that says so", target, w.Code)
		}
	}
	if w := ask(h, http.MethodGet, "/cycles?limit=many", ""); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "from 1 to 200") {
		t.Errorf("a bad limit = %d", w.Code)
	}
	b := rich()
	b.err = errors.New("open /var/lib/syncd/syncd.db: disk I/O error")
	for _, target := range []string{"/", "/failures", "/api/v1/overview"} {
		w := ask(web.New(options(b)), http.MethodGet, target, "")
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "/var/lib") {
			t.Errorf("GET %s with a broken store = %d: %s", target, w.Code, w.Body)
		}
	}
}

// well is a health that can be made ill.
type well struct{ err error }

func (w well) Healthy(context.Context) error { return w.err }
func (w well) Ready(context.Context) error   { return w.err }

func TestHealth(t *testing.T) {
	for _, target := range []string{"/-/healthy", "/-/ready"} {
		o := options(rich())
		o.Health = well{}
		if w := ask(web.New(o), http.MethodGet, target, ""); w.Code != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", target, w.Code)
		}
		o.Health = well{errors.New("the store is locked by process 7")}
		w := ask(web.New(o), http.MethodGet, target, "")
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "locked by process 7") ||
			!strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("GET %s of an ill daemon = %d: %s", target, w.Code, w.Body)
		}
	}
	if got := get(t, web.New(options(rich())), "/metrics"); !strings.Contains(got, "syncd_build_info") {
		t.Error("/metrics does not serve the handler that was given")
	}
}

func TestBehindAProxyWithAPath(t *testing.T) {
	o := options(rich())
	o.External = "https://example.com/quality"
	h := web.New(o)
	for _, target := range []string{"/quality/cycles/c-0004", "/cycles/c-0004"} {
		got := get(t, h, target)
		if !strings.Contains(got, `href="../static/style.css`) || !strings.Contains(got, "https://example.com/quality/cycles/c-0004") {
			t.Errorf("%s has links that do not work behind a proxy", target)
		}
	}
	if w := ask(h, http.MethodGet, "/quality", ""); w.Code != http.StatusPermanentRedirect {
		t.Errorf("GET /quality = %d, want a redirect to /quality/", w.Code)
	}
}

// decoded is a JSON answer.
func decoded(t *testing.T, h http.Handler, target string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(get(t, h, target)), &out); err != nil {
		t.Fatalf("GET %s: %v", target, err)
	}
	return out
}
