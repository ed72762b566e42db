package demo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/dashboards"
	"syncd/internal/demo"
)

// empty are queries that cannot have data in a demo, each with the reason.
var empty = map[string]string{
	"syncd operations / 28 Use of our own budgets / A": "the demo's results are files, and no source asks a server",
}

// TestEveryQueryHasData: every query of every board, annotation, variable and rule is run
// against a real Prometheus that scrapes a demo, and each has data.
func TestEveryQueryHasData(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		t.Skip("prometheus is not installed (Debian: apt-get install prometheus): no query of a board is run")
	}
	listen := free(t)
	serve(t, listen)
	p := scrape(t, listen)
	open := queries()
	p.until(2*time.Minute, func() bool {
		for name, q := range open {
			if q.data(p) {
				delete(open, name)
			}
		}
		return len(open) <= len(empty)
	})
	for name, q := range open {
		if _, known := empty[name]; !known {
			t.Errorf("%s has no data: %s", name, q.expr)
		}
	}
	for name, reason := range empty {
		if _, is := open[name]; !is {
			t.Errorf("%s has data although it should not (%s): take it off the list", name, reason)
		}
	}
}

// query is one question to Prometheus.
type query struct {
	expr    string
	graphed bool   // over a time range
	labels  string // label whose values are asked for, of a variable
}

// queries lists them all by where they stand.
func queries() map[string]query {
	out := map[string]query{}
	values := regexp.MustCompile(`^label_values\((.*), (\w+)\)$`)
	for _, b := range dashboards.Boards(dashboards.Defaults()) {
		for _, v := range b.Templating.List {
			if m := values.FindStringSubmatch(v.Definition); m != nil {
				out[b.Title+" / variable "+v.Name] = query{expr: m[1], labels: m[2]}
			}
		}
		for _, a := range b.Annotations.List {
			out[b.Title+" / annotation "+a.Name] = query{expr: a.Expr}
		}
		for _, panel := range b.Panels {
			for _, target := range panel.Targets {
				out[fmt.Sprintf("%s / %d %s / %s", b.Title, panel.ID, panel.Title, target.RefID)] = query{expr: target.Expr, graphed: target.Range}
			}
		}
	}
	for _, r := range dashboards.Recordings() {
		out["recording "+r.Record] = query{expr: r.Record}
	}
	for _, r := range dashboards.Alerts() {
		out["alert "+r.Alert] = query{expr: r.Expr}
	}
	return out
}

// chosen is what a reader chooses.
var chosen = strings.NewReplacer("$__rate_interval", "10s", "$__range", "1m", "$job", "syncd", "$instance", ".*", "$project", ".*",
	"$release", "1.4", "$board", ".*", "$sprint", "SHOP Sprint 2", "$sync", ".*", "$source", ".*", "$target", ".*")

// data reports whether the query returns a number.
func (q query) data(p *prometheus) bool {
	expr := chosen.Replace(q.expr)
	now := time.Now()
	switch {
	case q.labels != "":
		var found []string
		p.ask("/api/v1/label/"+q.labels+"/values", url.Values{"match[]": {expr}}, &found)
		return len(found) > 0
	case q.graphed:
		var found struct {
			Result []struct{ Values [][2]any }
		}
		p.ask("/api/v1/query_range", url.Values{"query": {expr}, "start": {stamp(now.Add(-30 * time.Second))}, "end": {stamp(now)}, "step": {"2"}}, &found)
		for _, r := range found.Result {
			for _, v := range r.Values {
				if number(v[1]) {
					return true
				}
			}
		}
		return false
	}
	var found struct{ Result []struct{ Value [2]any } }
	p.ask("/api/v1/query", url.Values{"query": {expr}}, &found)
	for _, r := range found.Result {
		if number(r.Value[1]) {
			return true
		}
	}
	return false
}

// number reports whether a sample is one: 0/0 is none.
func number(v any) bool {
	text, _ := v.(string)
	f, err := strconv.ParseFloat(text, 64)
	return err == nil && !math.IsNaN(f)
}

func stamp(t time.Time) string { return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64) }

// serve serves a demo whose story goes quickly.
func serve(t *testing.T, listen string) {
	t.Helper()
	d, err := demo.New(t.Context(), demo.Options{Dir: t.TempDir(), Listen: listen, Version: "test", Out: io.Discard, Log: zap.NewNop(),
		Every: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the demo ended with: %v", err)
		}
		_ = d.Close()
	})
}

// prometheus is a running Prometheus.
type prometheus struct {
	*testing.T
	url string
}

// scrape starts a Prometheus that scrapes an address and knows the rules.
func scrape(t *testing.T, target string) *prometheus {
	t.Helper()
	dir, listen := t.TempDir(), free(t)
	files, err := dashboards.Files(dashboards.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, dashboards.File{Path: "prometheus.yml", Data: []byte(dashboards.Scrape(target, "1s"))})
	if err := dashboards.Write(dir, files); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+listen)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it may end by the signal
		log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("prometheus said:\n%s", text)
		}
	})
	p := &prometheus{t, "http://" + listen}
	p.until(time.Minute, func() bool {
		r, err := http.Get(p.url + "/-/ready")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
	return p
}

// until waits for something to come about, or for the time to end.
func (p *prometheus) until(span time.Duration, is func() bool) {
	p.Helper()
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(span); !is() && time.Now().Before(end); <-ticker.C {
	}
}

// ask asks the API; what is no sound question fails the test.
func (p *prometheus) ask(path string, q url.Values, into any) {
	p.Helper()
	r, err := http.Get(p.url + path + "?" + q.Encode())
	if err != nil {
		p.Fatal(err)
	}
	defer r.Body.Close()
	answer := struct {
		Status, Error string
		Data          json.RawMessage
	}{}
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		p.Fatal(err)
	}
	if answer.Status != "success" {
		p.Fatalf("%s: %s", q, answer.Error)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		p.Fatal(err)
	}
}

// TestLinksLeadSomewhere: every page that a board links to is there.
func TestLinksLeadSomewhere(t *testing.T) {
	listen := free(t)
	serve(t, listen)
	files, err := dashboards.Files(dashboards.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]bool{}
	rows := map[string]string{"/stories": "/SHOP-2", "/releases": "/SHOP/1.4", "/filters": "/checkout"} // what a row may have in its cells
	for _, f := range files {
		for _, m := range regexp.MustCompile(`\$\{board_url\}(/[a-z]*)(/\$)?`).FindAllStringSubmatch(string(f.Data), -1) {
			page := m[1]
			if m[2] != "" {
				page += rows[page]
			}
			pages[page] = false
		}
	}
	if len(pages) < 4 {
		t.Errorf("boards link to %v only", pages)
	}
	p := &prometheus{T: t, url: "http://" + listen}
	p.until(time.Minute, func() bool {
		open := false
		for page, found := range pages {
			if r, err := http.Get(p.url + page); !found && err == nil {
				r.Body.Close()
				pages[page] = r.StatusCode == http.StatusOK
			}
			open = open || !pages[page]
		}
		return !open
	})
	for page, found := range pages {
		if !found {
			t.Errorf("boards link to %s, which is not there", page)
		}
	}
}
