package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"syncd/internal/record"
	"syncd/internal/web"
)

func TestHeaders(t *testing.T) {
	h := web.New(options(rich()))
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options":  "nosniff",
		"Referrer-Policy":         "same-origin",
	}
	for _, target := range []string{"/", "/nothing", "/api/v1/overview", "/api/v1/nothing", "/static/style.css", "/metrics", "/-/healthy"} {
		w := ask(h, http.MethodGet, target, "")
		for key, value := range want {
			if got := w.Header().Get(key); got != value {
				t.Errorf("GET %s: %s = %q", target, key, got)
			}
		}
	}
}

func TestOnlyReadingMethods(t *testing.T) {
	h := web.New(options(rich()))
	for _, target := range []string{"/", "/failures", "/api/v1/cycles", "/metrics", "/-/ready", "/static/icon.svg"} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
			w := ask(h, method, target, "")
			if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s = %d, Allow %q", method, target, w.Code, w.Header().Get("Allow"))
			}
		}
		if w := ask(h, http.MethodHead, target, ""); w.Code != http.StatusOK {
			t.Errorf("HEAD %s = %d", target, w.Code)
		}
	}
	if w := ask(h, http.MethodGet, "/-/reload", ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" {
		t.Errorf("GET /-/reload = %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// acts remembers what it was asked.
type acts struct {
	done  []string
	pause record.Pause
	err   error
}

func (a *acts) Reload(context.Context) error { a.done = append(a.done, "reload"); return a.err }
func (a *acts) Trigger(_ context.Context, sync string) error {
	a.done = append(a.done, "trigger "+sync)
	return a.err
}
func (a *acts) Pause(_ context.Context, p record.Pause) error {
	a.done, a.pause = append(a.done, "pause "+p.Sync), p
	return a.err
}
func (a *acts) Resume(_ context.Context, sync string) error {
	a.done = append(a.done, "resume "+sync)
	return a.err
}

// asks are all acts with sound bodies.
var asks = []struct{ target, body, want string }{
	{"/-/reload", "", "reload"},
	{"/api/v1/syncs/shop/trigger", "", "trigger shop"},
	{"/api/v1/pause", `{"sync":"shop","reason":"migration","who":"ana"}`, "pause shop"},
	{"/api/v1/resume", `{"sync":"shop"}`, "resume shop"},
	{"/api/v1/resume", ``, "resume "},
}

func TestActingNeedsTheControlSocket(t *testing.T) {
	a := &acts{}
	o := options(rich())
	o.Acts = a
	for _, act := range asks {
		w := ask(web.New(o), http.MethodPost, act.target, act.body)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "control socket") {
			t.Errorf("POST %s in public = %d: %s", act.target, w.Code, w.Body)
		}
	}
	if len(a.done) > 0 {
		t.Errorf("the public listener did %v", a.done)
	}
}

func TestActing(t *testing.T) {
	for _, act := range asks {
		a := &acts{}
		o := options(rich())
		o.Acts, o.MayAct = a, true
		w := ask(web.New(o), http.MethodPost, act.target, act.body)
		if w.Code/100 != 2 || len(a.done) != 1 || a.done[0] != act.want {
			t.Errorf("POST %s = %d, did %v: %s", act.target, w.Code, a.done, w.Body)
		}
		if act.want == "pause shop" && (a.pause.Who != "ana" || !a.pause.At.Equal(now)) {
			t.Errorf("pause = %+v", a.pause)
		}
		a.err = errors.New("config.yaml:3: unknown key")
		if w := ask(web.New(o), http.MethodPost, act.target, act.body); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "unknown key") {
			t.Errorf("POST %s that fails = %d: %s", act.target, w.Code, w.Body)
		}
		a.err = fmt.Errorf("sync shop: %w", record.ErrNotFound)
		if w := ask(web.New(o), http.MethodPost, act.target, act.body); w.Code != http.StatusNotFound {
			t.Errorf("POST %s of something unknown = %d", act.target, w.Code)
		}
	}
}

func TestActsAreStrict(t *testing.T) {
	a := &acts{}
	o := options(rich())
	o.Acts, o.MayAct = a, true
	h := web.New(o)
	for _, body := range []string{`{"sink":"shop"}`, `{"sync":"shop"}`, `not json`, `{"reason":"x","who":"y"} {}`,
		`{"reason":"x","who":"y","until":"` + now.Add(-time.Hour).Format(time.RFC3339) + `"}`, `{"reason":"` + strings.Repeat("x", 70<<10) + `","who":"y"}`} {
		if w := ask(h, http.MethodPost, "/api/v1/pause", body); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"error"`) {
			t.Errorf("pause with %.40s = %d: %s", body, w.Code, w.Body)
		}
	}
	w := ask(h, http.MethodPost, "/api/v1/pause", `{"reason":"x","who":"y"}`, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.com")
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another site") {
		t.Errorf("pause from another site = %d: %s", w.Code, w.Body)
	}
	if len(a.done) > 0 {
		t.Errorf("refused requests did %v", a.done)
	}
}
