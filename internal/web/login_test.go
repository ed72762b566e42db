package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"syncd/internal/web"
	"syncd/internal/web/gate"
)

// book knows users by their passwords; err keeps everybody out.
type book struct {
	users map[string]string
	err   error
}

func (b book) Enter(h http.Header, r *http.Request) (string, error) {
	h.Set("Strict-Transport-Security", "max-age=60")
	name, password, ok := r.BasicAuth()
	switch {
	case b.err != nil:
		return "", b.err
	case len(b.users) == 0:
		return "", nil
	case !ok || b.users[name] != password:
		return "", gate.ErrPassword
	}
	return name, nil
}

// guardedOptions are those of a daemon where alice may act and bob may read.
func guardedOptions(a *acts) web.Options {
	o := options(rich())
	o.Acts = a
	o.Login = book{users: map[string]string{"alice": "wonder", "bob": "builder"}}
	o.Admin = func(user string) bool { return user == "alice" }
	return o
}

// login is the header of a user with a password.
func login(name, password string) string {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.SetBasicAuth(name, password)
	return r.Header.Get("Authorization")
}

// as are the headers of a user.
func as(name string) []string {
	return []string{"Authorization", login(name, map[string]string{"alice": "wonder", "bob": "builder"}[name])}
}

// shown are addresses that only show, of every kind.
var shown = []string{"/", "/failures", "/cases", "/defects", "/cycles", "/cycles/c-0004", "/stories/SHOP-1", "/nowhere",
	"/api/v1/overview", "/api/v1/failures.csv", "/api/v1/nowhere", "/static/style.css", "/metrics", "/-/nowhere"}

func TestReadingNeedsThePassword(t *testing.T) {
	h := web.New(guardedOptions(&acts{}))
	for _, target := range shown {
		for who, header := range map[string]string{"nobody": "", "a wrong password": login("alice", "builder"), "a stranger": login("carol", "wonder"), "a token": "Bearer wonder"} {
			w := ask(h, http.MethodGet, target, "", "Authorization", header)
			if w.Code != http.StatusUnauthorized || !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), `Basic realm="syncd"`) || !strings.Contains(w.Body.String(), "basic_auth_users") {
				t.Errorf("GET %s with %s = %d: %s", target, who, w.Code, w.Body)
			}
			if strings.Contains(w.Body.String(), "SHOP") || strings.Contains(w.Body.String(), "1.0.0") || w.Header().Get("Content-Security-Policy") == "" {
				t.Errorf("GET %s with %s tells too much: %s", target, who, w.Body)
			}
			if isJSON := json.Valid(w.Body.Bytes()); isJSON != strings.HasPrefix(target, "/api/") {
				t.Errorf("GET %s with %s: JSON %v", target, who, isJSON)
			}
		}
		for _, name := range []string{"alice", "bob"} {
			if w := ask(h, http.MethodGet, target, "", as(name)...); w.Code == http.StatusUnauthorized || w.Header().Get("Strict-Transport-Security") == "" {
				t.Errorf("GET %s as %s = %d", target, name, w.Code)
			}
		}
	}
}

// What needs no login: health, and what has keys of its own.
func TestOpenWithoutLogin(t *testing.T) {
	o := guardedOptions(&acts{})
	_, in := pushing(t)
	o.Inbox = in
	h := web.New(o)
	for _, target := range []string{"/-/healthy", "/-/ready"} {
		if w := ask(h, http.MethodGet, target, ""); w.Code != http.StatusOK {
			t.Errorf("GET %s = %d: %s", target, w.Code, w.Body)
		}
	}
	if w := ask(h, http.MethodPost, box, report, "Authorization", "Bearer s3cret"); w.Code != http.StatusAccepted {
		t.Errorf("a push with its token = %d: %s", w.Code, w.Body)
	}
	for who, header := range map[string]string{"nobody": "", "an admin": as("alice")[1]} {
		if w := ask(h, http.MethodPost, box, report, "Authorization", header); w.Code != http.StatusUnauthorized || !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("a push by %s = %d: a password is no token", who, w.Code)
		}
	}
	if w := ask(h, http.MethodPost, "/api/v1/webhooks/jira", "{}"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "webhook.secret") {
		t.Errorf("a webhook = %d: %s", w.Code, w.Body)
	}
}

func TestReadingIsNotActing(t *testing.T) {
	core, log := observer.New(zap.InfoLevel)
	a := &acts{}
	o := guardedOptions(a)
	o.Log = zap.New(core)
	h := web.New(o)
	for _, act := range asks {
		for who, want := range map[string]int{"bob": http.StatusForbidden, "": http.StatusUnauthorized} {
			var headers []string
			if who != "" {
				headers = as(who)
			}
			w := ask(h, http.MethodPost, act.target, act.body, headers...)
			if w.Code != want || len(a.done) > 0 {
				t.Errorf("POST %s as %q = %d, did %v: %s", act.target, who, w.Code, a.done, w.Body)
			}
			if who == "bob" && !strings.Contains(w.Body.String(), "bob may read and not act: web.admins names those who may") {
				t.Errorf("POST %s as bob does not say what is missing: %s", act.target, w.Body)
			}
		}
	}
	for _, act := range asks {
		a.done = nil
		w := ask(h, http.MethodPost, act.target, act.body, as("alice")...)
		if w.Code/100 != 2 || !slices.Equal(a.done, []string{act.want}) {
			t.Errorf("POST %s as alice = %d, did %v: %s", act.target, w.Code, a.done, w.Body)
		}
	}
	if a.pause.Who != "ana, logged in as alice" {
		t.Errorf("the pause is by %q", a.pause.Who)
	}
	if ask(h, http.MethodPost, "/api/v1/pause", `{"reason":"migration"}`, as("alice")...); a.pause.Who != "alice" {
		t.Errorf("the pause of who did not say who he is is by %q", a.pause.Who)
	}
	if n := log.FilterMessage("act").FilterField(zap.String("who", "alice")).Len(); n != len(asks)+1 {
		t.Errorf("the log tells of %d acts by alice, want %d", n, len(asks)+1)
	}
	if log.FilterMessage("act refused").FilterField(zap.String("who", "bob")).Len() != len(asks) {
		t.Error("the log does not tell what bob was refused")
	}
}

// TLS without users lets people read, and nobody act.
func TestWithoutUsersNobodyActs(t *testing.T) {
	o := guardedOptions(&acts{})
	o.Login = book{}
	o.Admin = func(string) bool { return true }
	h := web.New(o)
	if w := ask(h, http.MethodGet, "/", ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<button") {
		t.Errorf("GET / = %d", w.Code)
	}
	if w := ask(h, http.MethodPost, "/-/reload", "", as("alice")...); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "web.admins") {
		t.Errorf("POST /-/reload = %d: %s", w.Code, w.Body)
	}
}

func TestWhyNobodyGetsIn(t *testing.T) {
	for err, want := range map[error]struct {
		status int
		text   string
	}{
		gate.ErrOften: {http.StatusTooManyRequests, "rate_limit"},
		gate.ErrFile:  {http.StatusServiceUnavailable, "the file that web.config_file names cannot be used now"},
	} {
		o := guardedOptions(&acts{})
		o.Login = book{err: fmt.Errorf("enter: %w", err)}
		for _, target := range []string{"/", "/api/v1/overview", "/metrics"} {
			w := ask(web.New(o), http.MethodGet, target, "", as("alice")...)
			if w.Code != want.status || !strings.Contains(w.Body.String(), want.text) || w.Header().Get("WWW-Authenticate") != "" {
				t.Errorf("%v: GET %s = %d: %s", err, target, w.Code, w.Body)
			}
		}
	}
}

// Browsers send passwords along with what other sites make them ask for.
func TestOtherSitesCannotAct(t *testing.T) {
	a := &acts{}
	o := guardedOptions(a)
	o.External = "https://Quality.example.com:443/syncd"
	h := web.New(o)
	for _, tc := range []struct {
		name, site, origin string
		ok                 bool
	}{
		{"a script", "", "", true},
		{"our page", "same-origin", "https://quality.example.com", true},
		{"our page, behind a proxy that keeps the host to itself, in an old browser", "", "https://quality.example.com", true},
		{"our page, without a proxy, in an old browser", "", "http://example.com", true},
		{"another site", "cross-site", "https://evil.example.com", false},
		{"a neighbour", "same-site", "https://wiki.example.com", false},
		{"another site in an old browser", "", "https://evil.example.com", false},
		{"our host without TLS", "", "http://quality.example.com", false},
		{"a page in a frame without an origin", "cross-site", "null", false},
		{"the same in an old browser", "", "null", false},
	} {
		for _, target := range []string{"/api/v1/syncs/shop/trigger", "/act"} {
			a.done = nil
			headers := append(as("alice"), "Content-Type", "application/x-www-form-urlencoded")
			if tc.site != "" {
				headers = append(headers, "Sec-Fetch-Site", tc.site)
			}
			if tc.origin != "" {
				headers = append(headers, "Origin", tc.origin)
			}
			w := ask(h, http.MethodPost, target, "do=trigger&sync=shop", headers...)
			if did := len(a.done) == 1; did != tc.ok || !tc.ok && (w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another site")) {
				t.Errorf("POST %s by %s = %d, did %v: %s", target, tc.name, w.Code, a.done, w.Body)
			}
		}
	}
}
