package app

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/store/pgtest"
	"syncd/internal/verdict"
)

// channel is where people listen: it keeps what it takes.
type channel struct {
	mu    sync.Mutex
	heard []string // the first line of each message
	ids   []string
	down  bool
}

// RoundTrip takes a message.
func (c *channel) RoundTrip(req *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: req}
	var m struct{ ID, Text string }
	body, err := io.ReadAll(req.Body)
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if c.down || err != nil {
		res.StatusCode = http.StatusServiceUnavailable
		return res, nil
	}
	first, _, _ := strings.Cut(m.Text, "\n")
	c.heard, c.ids = append(c.heard, first), append(c.ids, m.ID)
	return res, nil
}

// spoken is a house with a notifier; nothing else of it is used.
func spoken(t *testing.T, url string, c *channel) *House {
	t.Helper()
	dir := t.TempDir()
	cfg, report := config.Parse(filepath.Join(dir, "syncd.yaml"), []byte(`
jira: { url: "https://jira.example.com", owner: demo, auth: { user: demo@example.com, token: { env: TOKEN } } }
store: { url: "`+url+`" }
notifiers: [{ name: qa, kind: webhook, url: { env: HOOK }, digest: { schedule: "0 8 * * 1-5", filters: false } }]
sources: [{ name: web, kind: files, path: . }]
syncs: [{ name: shop, sources: [web], project: SHOP, notify: [qa] }, { name: other, sources: [web], project: PAY }]
`), config.Options{Catalog: catalog.Sources(), Notifiers: catalog.Notifiers(), CheckWhen: CheckWhen, CheckSummary: CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	h, err := Open(t.Context(), Options{Config: cfg, Environ: []string{"TOKEN=x", "HOOK=https://hooks.example.com/nightjar"}, Transport: c, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// stands is how a scope of a sync stands.
func stands(sync string, kind readiness.Kind, name string, state readiness.State) readiness.Readiness {
	return readiness.Readiness{Scope: readiness.Scope{Kind: kind, Project: "SHOP", ID: name, Name: name}, Sync: sync, State: state, Why: state.Words() + ": because",
		Stories: map[verdict.Word]int{}, Tests: map[verdict.Progress]int{}, Failing: map[plan.StateWord]int{}}
}

// TestDigests: on its schedule each tracked release and sprint is told, once, also after
// days in which nobody was there.
func TestDigests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{}
		h := spoken(t, "sqlite:syncd.db", c)
		put := func(state readiness.State) {
			t.Helper()
			if err := h.store.PutScopes(t.Context(), "shop", []readiness.Readiness{stands("shop", readiness.Release, "1.4", state),
				stands("shop", readiness.Sprint, "Sprint 12", readiness.Ready), stands("shop", readiness.Filter, "checkout", readiness.Ready)}); err != nil {
				t.Fatal(err)
			}
		}
		// until lets the time pass as a daemon does.
		until := func(at time.Time) []string {
			t.Helper()
			c.heard = nil
			for time.Now().Before(at) {
				h.deliver(t.Context())
				time.Sleep(min(10*time.Minute, time.Until(at)))
			}
			return c.heard
		}
		put(readiness.NotReady)
		if err := h.store.PutScopes(t.Context(), "other", []readiness.Readiness{stands("other", readiness.Release, "2.0", readiness.Ready)}); err != nil {
			t.Fatal(err)
		}
		monday := time.Date(2000, 1, 3, 0, 0, 0, 0, time.UTC) // bubbles begin on a Saturday
		if got := until(monday.Add(8 * time.Hour)); len(got) != 0 {
			t.Errorf("before the first morning: %q", got)
		}
		want := []string{"Release 1.4 of SHOP is not ready", "Sprint 12 is ready"}
		if got := until(monday.Add(23 * time.Hour)); !slices.Equal(got, want) {
			t.Errorf("on Monday: %q", got)
		}
		want = []string{"Release 1.4 of SHOP is not ready: nothing changed since 2000-01-03 08:00 UTC", "Sprint 12 is ready: nothing changed since 2000-01-03 08:00 UTC"}
		if got := until(monday.Add(47 * time.Hour)); !slices.Equal(got, want) {
			t.Errorf("on Tuesday: %q", got)
		}
		put(readiness.Ready)
		time.Sleep(3 * 24 * time.Hour) // nobody is there until Friday night
		want = []string{"Release 1.4 of SHOP is ready", "Sprint 12 is ready: nothing changed since 2000-01-04 08:00 UTC"}
		if got := until(monday.Add(7 * 24 * time.Hour)); !slices.Equal(got, want) {
			t.Errorf("after three days: %q", got)
		}
		if err := h.store.PutScopes(t.Context(), "shop", nil); err != nil {
			t.Fatal(err)
		}
		if got := until(monday.Add(8 * 24 * time.Hour)); len(got) != 0 {
			t.Errorf("nothing is tracked, and yet: %q", got)
		}
		for i, id := range c.ids {
			if slices.Contains(c.ids[:i], id) {
				t.Errorf("%s came twice", id)
			}
		}
	})
}

// TestOnlyOneTells: of several instances one tells, however many look at once.
func TestOnlyOneTells(t *testing.T) {
	url, c := pgtest.Database(t), &channel{}
	houses := []*House{spoken(t, url, c), spoken(t, url, c)}
	events := []record.Event{{ID: "a", Kind: record.EventTest, Title: "a"}, {ID: "b", Kind: record.EventTest, Title: "b"}, {ID: "c", Kind: record.EventTest, Title: "c"}}
	if err := houses[0].store.Tell(t.Context(), "sync/shop", []byte(`{}`), record.Letters(events, []string{"qa"}, time.Now())); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		for _, h := range houses {
			wait.Go(func() { h.deliver(t.Context()) })
		}
	}
	wait.Wait()
	houses[1].deliver(t.Context())
	if !slices.Equal(c.heard, []string{"a", "b", "c"}) {
		t.Errorf("heard %q", c.heard)
	}
}

// TestACopyTellsNothing: a store that is not at home here belongs to somebody who tells.
func TestACopyTellsNothing(t *testing.T) {
	c := &channel{}
	h := spoken(t, "sqlite:syncd.db", c)
	home := h.here(h.world.Load())
	home.Path = "/elsewhere/syncd.db"
	if err := h.store.SetHome(t.Context(), home); err != nil {
		t.Fatal(err)
	}
	if err := h.store.Tell(t.Context(), "sync/shop", []byte(`{}`), record.Letters([]record.Event{{ID: "a", Title: "a"}}, []string{"qa"}, time.Now())); err != nil {
		t.Fatal(err)
	}
	h.deliver(t.Context())
	if len(c.heard) != 0 {
		t.Errorf("heard %q", c.heard)
	}
}

// TestTheOverviewTellsWhoCannotBeTold: a notifier that does not answer is a fault there.
func TestTheOverviewTellsWhoCannotBeTold(t *testing.T) {
	c := &channel{down: true}
	h := spoken(t, "sqlite:syncd.db", c)
	if err := h.store.Tell(t.Context(), "sync/shop", []byte(`{}`), record.Letters([]record.Event{{ID: "a", Title: "a"}}, []string{"qa"}, time.Now())); err != nil {
		t.Fatal(err)
	}
	h.deliver(t.Context())
	o, err := board{h, func(string) (bool, time.Time) { return false, time.Time{} }}.Overview(t.Context())
	if err != nil || len(o.Notifiers) != 1 || o.Notifiers[0].Waiting != 1 || o.Notifiers[0].Error != "it answered 503 Service Unavailable" {
		t.Errorf("%+v, %v", o.Notifiers, err)
	}
}
