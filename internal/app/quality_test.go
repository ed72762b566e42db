package app

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"syncd/internal/metrics"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/store"
	"syncd/internal/store/pgtest"
)

// scraped is what a daemon's series say, but for those of families that begin anew with
// each process.
func scraped(t *testing.T, d *Daemon) string {
	t.Helper()
	w := httptest.NewRecorder()
	d.gather.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("GET /metrics: %d %s", w.Code, w.Body)
	}
	own := map[string]bool{}
	for _, s := range metrics.Operations() {
		own[s.Name] = true
	}
	var b strings.Builder
	for line := range strings.Lines(w.Body.String()) {
		name := line[:strings.IndexAny(line, "{ ")]
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if base := strings.TrimSuffix(name, suffix); own[base] {
				name = base
			}
		}
		if strings.HasPrefix(name, "syncd_") && !own[name] {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestRestartShowsWhatWasJudged: a daemon that starts shows what the one before it judged,
// before any cycle and without reading its store at a scrape.
func TestRestartShowsWhatWasJudged(t *testing.T) {
	h := newHooked(t, simjira.Options{}, simjira.Webhooks{}, func(text string) string { return text })
	opt := h.d.opt
	if _, err := h.d.Cycle(t.Context(), Ask{Sync: "shop", Trigger: "command"}); err != nil {
		t.Fatal(err)
	}
	h.end()
	before := scraped(t, h.d) // its store is closed: a scrape reads none
	for _, part := range []string{
		`syncd_stories{project="SHOP",verdict="failing"} 3`, `syncd_release_info{project="SHOP",release="1.4",state="unreleased"} 1`,
		`syncd_release_story_verdict{project="SHOP",`, `syncd_sprint_stories{`, `syncd_defects_opened_total{project="SHOP"} 3`,
		`syncd_defects{priority="Medium",project="SHOP",state="open"} 3`,
	} {
		if !strings.Contains(before, part) {
			t.Errorf("the first daemon does not say %s:\n%s", part, before)
		}
	}
	again, err := OpenDaemon(t.Context(), opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	again.heartbeat(t.Context())
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	after := scraped(t, again)
	for line := range strings.Lines(before) {
		if !strings.Contains(after, line) {
			t.Errorf("a restart took away %s", line)
		}
	}
	for line := range strings.Lines(after) {
		if !strings.Contains(before, line) {
			t.Errorf("a restart brought %s", line)
		}
	}
}

// TestOneInstanceExportsQuality: of two instances one exports the series about quality,
// those of what the other has judged included; when it goes, the other does.
func TestOneInstanceExportsQuality(t *testing.T) {
	s := newInstances(t, pgtest.Database(t))
	type instance struct {
		*Daemon
		stop func()
	}
	start := func() instance {
		opt := s.options(nothing)
		opt.Config.Store.Lease = 400 * time.Millisecond
		d, err := OpenDaemon(t.Context(), opt, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var work sync.WaitGroup
		work.Go(func() { d.watchQuality(ctx) })
		stop := sync.OnceFunc(func() {
			cancel()
			work.Wait()
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(stop)
		return instance{d, stop}
	}
	wait := func(what string, is func() bool) {
		t.Helper()
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for end := time.Now().Add(20 * time.Second); !is(); <-ticker.C {
			if time.Now().After(end) {
				t.Fatalf("it did not come about that %s", what)
			}
		}
	}
	a := start()
	wait("the first exports", func() bool { return scraped(t, a.Daemon) != "" })
	b := start()
	if _, err := b.Cycle(t.Context(), Ask{Sync: "shop", Trigger: "command"}); err != nil {
		t.Fatal(err)
	}
	judged := func(d *Daemon) bool {
		return strings.Contains(scraped(t, d), `syncd_stories{project="SHOP",verdict="failing"} 3`)
	}
	wait("the first exports what the second has judged", func() bool { return judged(a.Daemon) })
	if text := scraped(t, b.Daemon); text != "" {
		t.Errorf("both export:\n%s", text)
	}
	a.stop()
	wait("the second exports when the first has gone", func() bool { return judged(b.Daemon) })
	if _, err := b.leases.take(t.Context(), t.Context(), want{name: qualityLease}); !errors.Is(err, store.ErrHeld) {
		t.Errorf("the lease is free: %v", err)
	}
}
