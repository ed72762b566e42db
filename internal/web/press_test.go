package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"syncd/internal/record"
	"syncd/internal/web"
)

// formType is what browsers send forms as.
const formType = "application/x-www-form-urlencoded"

// pressed sends a form of a page; values come in pairs.
func pressed(h http.Handler, who string, values ...string) (int, string, string) {
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	w := ask(h, http.MethodPost, "/act", form.Encode(), append(as(who), "Content-Type", formType, "Sec-Fetch-Site", "same-origin", "Origin", "http://example.com")...)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// buttons lists what the forms of a page would send.
func buttons(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	elements(t, page, func(n *html.Node) {
		if method, _ := attr(n, "method"); n.Data != "form" || method != "post" {
			return
		}
		var do, sync string
		for in := range n.Descendants() {
			name, _ := attr(in, "name")
			value, _ := attr(in, "value")
			switch {
			case in.Data == "button" && name == "do":
				do = value
			case name == "sync":
				sync = value
			}
		}
		action, _ := attr(n, "action")
		out = append(out, strings.TrimSpace(action+" "+do+" "+sync))
	})
	slices.Sort(out)
	return out
}

func TestButtonsAreForThoseWhoMayAct(t *testing.T) {
	b := rich()
	b.overview.Pauses = []record.Pause{{Sync: "pay", Reason: "freeze", Who: "ana", At: now}}
	o := guardedOptions(&acts{})
	o.Board = b
	h := web.New(o)
	alice := ask(h, http.MethodGet, "/", "", as("alice")...).Body.String()
	want := []string{"./act pause", "./act pause legacy", "./act pause shop", "./act resume pay", "./act resume pay", "./act trigger legacy", "./act trigger pay", "./act trigger shop"}
	if got := buttons(t, alice); !slices.Equal(got, want) {
		t.Errorf("alice's buttons: %q, want %q", got, want)
	}
	accessible(t, "/ as alice", alice)
	elements(t, alice, func(n *html.Node) {
		if n.Data != "input" {
			return
		}
		if kind, _ := attr(n, "type"); kind != "hidden" && n.Parent.Data != "label" {
			t.Error("a field has no label")
		}
	})
	if !strings.Contains(alice, "Logged in as <bdi>alice</bdi></p>") {
		t.Error("the page does not say who is logged in")
	}
	bob := ask(h, http.MethodGet, "/", "", as("bob")...).Body.String()
	if got := buttons(t, bob); len(got) > 0 || strings.Contains(bob, "<button") || !strings.Contains(bob, "<bdi>bob</bdi>, who may read") {
		t.Errorf("bob's buttons: %q", got)
	}
	if got := ask(h, http.MethodGet, "/failures", "", as("alice")...).Body.String(); !slices.Equal(buttons(t, got), []string{"./act resume pay"}) {
		t.Errorf("the brake of another page has %q", buttons(t, got))
	}
	// On the control socket everybody may act, and nobody is known by name.
	socket := options(b)
	socket.Acts, socket.MayAct = &acts{}, true
	if got := get(t, web.New(socket), "/"); len(buttons(t, got)) != len(want) || !strings.Contains(got, `name="who" required`) {
		t.Errorf("buttons over the socket: %q", buttons(t, got))
	}
}

func TestPressing(t *testing.T) {
	a := &acts{}
	h := web.New(guardedOptions(a))
	for _, tc := range []struct {
		form       []string
		did, where string
		says       string
	}{
		{[]string{"do", "trigger", "sync", "shop"}, "trigger shop", "./?did=trigger&sync=shop", "A cycle of shop is asked for"},
		{[]string{"do", "pause", "sync", "shop", "reason", "release & freeze"}, "pause shop", "./?did=pause&sync=shop", "Writing is paused for shop."},
		{[]string{"do", "pause", "reason", "freeze", "for", "2h"}, "pause ", "./?did=pause&sync=", "Writing is paused for every sync."},
		{[]string{"do", "resume", "sync", "shop"}, "resume shop", "./?did=resume&sync=shop", "The pause of shop is over."},
	} {
		a.done = nil
		code, where, body := pressed(h, "alice", tc.form...)
		if code != http.StatusSeeOther || where != tc.where || !slices.Equal(a.done, []string{tc.did}) {
			t.Errorf("%q = %d to %q, did %v: %s", tc.form, code, where, a.done, body)
		}
		if page := ask(h, http.MethodGet, strings.TrimPrefix(where, "."), "", as("alice")...).Body.String(); !strings.Contains(page, tc.says) {
			t.Errorf("after %q the overview does not say %q", tc.form, tc.says)
		}
	}
	if want := (record.Pause{Reason: "freeze", Who: "alice", At: now, Until: now.Add(2 * time.Hour)}); a.pause != want {
		t.Errorf("the pause is %+v, want %+v", a.pause, want)
	}
	// An address that somebody made up says nothing.
	for _, query := range []string{"?did=trigger&sync=Send+us+your+password", "?did=delete&sync=shop"} {
		if page := ask(h, http.MethodGet, "/"+query, "", as("alice")...).Body.String(); strings.Contains(page, `role="status">`) && strings.Contains(page, "password") {
			t.Errorf("%s is believed", query)
		}
	}
}

func TestPressingInVain(t *testing.T) {
	a := &acts{}
	h := web.New(guardedOptions(a))
	for _, tc := range []struct {
		who  string
		form []string
		code int
		says string
	}{
		{"bob", []string{"do", "pause", "sync", "shop", "reason", "freeze"}, http.StatusForbidden, "bob may read and not act"},
		{"alice", []string{"do", "pause", "sync", "shop", "reason", " "}, http.StatusBadRequest, "a pause needs a reason"},
		{"alice", []string{"do", "pause", "sync", "shop", "reason", "freeze", "for", "soon"}, http.StatusBadRequest, "for how long"},
		{"alice", []string{"do", "pause", "sync", "shop", "reason", "freeze", "for", "-2h"}, http.StatusBadRequest, "until lies in the past"},
		{"alice", []string{"do", "delete", "sync", "shop"}, http.StatusBadRequest, "there is no such button"},
		{"alice", []string{"sync", strings.Repeat("x", 70<<10)}, http.StatusBadRequest, "read form"},
		{"alice", nil, http.StatusBadRequest, "there is no such button"},
	} {
		code, where, body := pressed(h, tc.who, tc.form...)
		if code != tc.code || where != "" || !strings.Contains(body, tc.says) || !strings.Contains(body, "<html") {
			t.Errorf("%.60q by %s = %d to %q: %s", tc.form, tc.who, code, where, body)
		}
	}
	if len(a.done) > 0 {
		t.Errorf("what was refused did %v", a.done)
	}
	for err, code := range map[error]int{fmt.Errorf("no sync: %w", record.ErrNotFound): http.StatusNotFound, errors.New("syncd is still starting: try again in a moment"): http.StatusInternalServerError} {
		a.err = err
		if got, _, body := pressed(h, "alice", "do", "trigger", "sync", "shop"); got != code || code == http.StatusInternalServerError && !strings.Contains(body, "still starting") {
			t.Errorf("%v = %d: %s", err, got, body)
		}
	}
	if w := ask(h, http.MethodGet, "/act", "", as("alice")...); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET /act = %d", w.Code)
	}
}
