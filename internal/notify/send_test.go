package notify_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"syncd/internal/notify"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/secret"
)

// The path of the receiver's address and the key of signatures: nobody may see either.
const (
	path = "/services/T0000/B0000/nightingaleXYZ"
	key  = "nightjar-7c31aa90"
)

// receiver is a server that keeps what it is sent and answers as it is told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	heads  []http.Header
	answer http.HandlerFunc
}

// newReceiver answers 200 until told otherwise.
func newReceiver(t *testing.T) *receiver {
	r := &receiver{answer: func(http.ResponseWriter, *http.Request) {}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.bodies, r.heads = append(r.bodies, string(body)), append(r.heads, req.Header.Clone())
		answer := r.answer
		r.mu.Unlock()
		answer(w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

// notifier is one of a kind that sends to the receiver.
func (r *receiver) notifier(spec notify.Spec) notify.Notifier {
	return spec.New(notify.Options{Name: "qa", Agent: "syncd/test", Timeout: 2 * time.Second,
		URL:    func() (secret.Secret, error) { return secret.New(r.URL + path), nil },
		Secret: func() (secret.Secret, error) { return secret.New(key), nil }})
}

// event is a release that is not ready, named by somebody who means no good.
func event() record.Event {
	return record.Event{ID: "readiness/shop/release/14/c2/not_ready", Kind: record.EventReadiness, At: time.Date(2026, 7, 10, 12, 0, 0, 5e8, time.UTC), Sync: "shop",
		Scope: &record.EventScope{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4 <!channel>"}, State: "not_ready", Before: "ready",
		Title: "Release 1.4 <!channel> & *all* of SHOP is not ready", Why: "Not ready: <@U123> <https://evil.example|click> @here https://evil.example fails",
		Lines: []string{"• flaky: SHOP-4"}, URL: "https://quality.acme.example/releases/shop/14"}
}

func TestWebhook(t *testing.T) {
	r := newReceiver(t)
	if err := r.notifier(notify.Webhook()).Send(t.Context(), event()); err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(r.bodies[0]))
	for name, want := range map[string]string{"Content-Type": "application/json", "User-Agent": "syncd/test", "X-Syncd-Delivery": event().ID,
		"X-Syncd-Signature": "sha256=" + hex.EncodeToString(mac.Sum(nil))} {
		if got := r.heads[0].Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(r.bodies[0]), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{"version": 1.0, "id": event().ID, "kind": "readiness", "at": "2026-07-10T12:00:00Z", "sync": "shop", "state": "not_ready",
		"before": "ready", "why": event().Why, "url": event().URL, "text": event().Text()} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if scope, _ := got["scope"].(map[string]any); scope["name"] != "1.4 <!channel>" || scope["id"] != "14" || scope["project"] != "SHOP" {
		t.Errorf("scope %v", got["scope"])
	}
}

func TestUnsigned(t *testing.T) {
	r := newReceiver(t)
	n := notify.Webhook().New(notify.Options{Name: "qa", URL: func() (secret.Secret, error) { return secret.New(r.URL), nil },
		Secret: func() (secret.Secret, error) { return secret.Secret{}, nil }})
	if err := n.Send(t.Context(), record.Event{ID: "x", Kind: record.EventTest, Title: "hello"}); err != nil {
		t.Fatal(err)
	}
	if _, signed := r.heads[0]["X-Syncd-Signature"]; signed || !strings.Contains(r.bodies[0], `"scope":null`) {
		t.Errorf("%v %s", r.heads[0], r.bodies[0])
	}
}

// Text of others mentions nobody in Slack and links nowhere, however long it is.
func TestSlack(t *testing.T) {
	r := newReceiver(t)
	e := event()
	e.Lines = append(e.Lines, strings.Repeat("<&>", 3000))
	if err := r.notifier(notify.Slack()).Send(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	var m struct {
		Text   string
		Blocks []struct {
			Type string
			Text struct {
				Type, Text string
				Verbatim   bool
			}
		}
	}
	if err := json.Unmarshal([]byte(r.bodies[0]), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Blocks) != 3 || m.Blocks[2].Text.Text != "<https://quality.acme.example/releases/shop/14|Open the page>" {
		t.Fatalf("blocks: %+v", m.Blocks)
	}
	if want := "Release 1.4 &lt;!channel&gt; &amp; *all* of SHOP is not ready"; m.Text != want {
		t.Errorf("text %q", m.Text)
	}
	if want := "*Release 1.4 &lt;!channel&gt; &amp; ∗all∗ of SHOP is not ready*"; m.Blocks[0].Text.Text != want {
		t.Errorf("head %q", m.Blocks[0].Text.Text)
	}
	for _, b := range m.Blocks {
		if n := len([]rune(b.Text.Text)); n > 3000 || n == 0 || b.Type != "section" || b.Text.Type != "mrkdwn" || !b.Text.Verbatim {
			t.Errorf("a block of %d characters: %.80s", n, b.Text.Text)
		}
	}
	if strings.ContainsAny(m.Text+m.Blocks[0].Text.Text+m.Blocks[1].Text.Text, "<>") {
		t.Error("an angle bracket came through")
	}
	if _, signed := r.heads[0]["X-Syncd-Signature"]; signed {
		t.Error("a message to Slack is signed")
	}
}

func TestAnswers(t *testing.T) {
	quoting := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, req *http.Request) {
			if len(header) > 0 {
				w.Header().Set(header[0], header[1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "no_service: "+req.Host+req.URL.Path+" nightingaleXYZ\n\x1b[31m"+key+" "+strings.Repeat("long ", 100))
		}
	}
	for name, c := range map[string]struct {
		answer  http.HandlerFunc
		want    string
		after   time.Duration
		refused bool
		arrived bool
	}{
		"accepted":         {answer: quoting(202), arrived: true},
		"too many":         {answer: quoting(429, "Retry-After", "90"), want: "429 Too Many Requests", after: 90 * time.Second},
		"down":             {answer: quoting(503), want: "503 Service Unavailable"},
		"gone":             {answer: quoting(404), want: "put the right one into url of the notifier"},
		"refused":          {answer: quoting(400), want: "400 Bad Request (no_service", refused: true},
		"redirected":       {answer: quoting(307, "Location", "http://127.0.0.1:1/elsewhere"), want: "redirects are not followed"},
		"moved for good":   {answer: quoting(301, "Location", "/other"), want: "redirects are not followed"},
		"no answer at all": {answer: func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, want: "no answer from 127.0.0.1"},
		"too slow": {answer: func(_ http.ResponseWriter, req *http.Request) {
			select {
			case <-req.Context().Done():
			case <-time.After(20 * time.Second):
			}
		}, want: "no answer from 127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			r.answer = c.answer
			err := r.notifier(notify.Webhook()).Send(t.Context(), event())
			if c.arrived {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 400 {
				t.Fatalf("error %v, want %s", err, c.want)
			}
			for _, bird := range []string{"nightingale", "T0000/B0000", key, "\x1b"} {
				if strings.Contains(err.Error(), bird) {
					t.Errorf("%q sang: %v", bird, err)
				}
			}
			var f *notify.Failure
			if errors.As(err, &f) && (f.After != c.after || f.Refused != c.refused) {
				t.Errorf("after %s, refused %v", f.After, f.Refused)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			if len(r.bodies) != 1 {
				t.Errorf("sent %d times: the outbox tries again, nobody else", len(r.bodies))
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for address, good := range map[string]bool{"https://hooks.example.com/T0/B0/x": true, "http://127.0.0.1:8080/": true, "": false, "hooks.example.com/x": false,
		"ftp://x/nightingale": false, "https://a:nightingale@example.com/": false, "https:///nightingale": false, "https://example.com/#nightingale": false, "https://exa mple/nightingale": false} {
		err := notify.CheckURL(address)
		if (err == nil) != good || err != nil && strings.Contains(err.Error(), "nightingale") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// A file that is not there says so, and nothing is sent.
func TestASecretThatCannotBeRead(t *testing.T) {
	missing := errors.New("the secret file x does not exist")
	n := notify.Webhook().New(notify.Options{Name: "qa", URL: func() (secret.Secret, error) { return secret.Secret{}, missing }})
	if err := n.Send(context.Background(), event()); !errors.Is(err, missing) {
		t.Error(err)
	}
}
