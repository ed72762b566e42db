package web_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"syncd/internal/hook"
	"syncd/internal/secret"
	"syncd/internal/web"
)

// ear is the webhook of one site, cloud, whose secret is s3cret.
type ear struct {
	mu         sync.Mutex
	events     []hook.Event
	deliveries []string
	ended      []string
}

func (e *ear) Hook(site string) (web.Hook, bool) { return e, site == "cloud" }
func (e *ear) Signed(s hook.Signature, body []byte) bool {
	return s.Fits(secret.New("s3cret"), body)
}
func (e *ear) Hooked(result string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ended = append(e.ended, result)
}
func (e *ear) Hint(_ context.Context, delivery string, event hook.Event) string {
	e.events, e.deliveries = append(e.events, event), append(e.deliveries, delivery)
	return hook.ResultTaken
}

// signed is the header for a body.
func signed(key, body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// event is one of Jira's, with texts that nobody may hear again.
const event = `{"webhookEvent":"jira:issue_updated","user":{"accountId":"5b1"},"issue":{"id":"10012","key":"SHOP-13","fields":{"summary":"kestrel@birds.example.com"}}}`

func TestWebhook(t *testing.T) {
	const cloud, header = "/api/v1/webhooks/cloud", "X-Hub-Signature"
	big := event + strings.Repeat(" ", hook.BodyMax-len(event))
	for name, c := range map[string]struct {
		target, body, header string
		status               int
		says, ended          string
	}{
		"good":             {cloud, event, signed("s3cret", event), 202, "taken", hook.ResultTaken},
		"upper case":       {cloud, event, "sha256=" + strings.ToUpper(signed("s3cret", event)[7:]), 202, "taken", hook.ResultTaken},
		"just small":       {cloud, big, signed("s3cret", big), 202, "taken", hook.ResultTaken},
		"wrong":            {cloud, event, signed("secret", event), 401, "signature is missing or wrong", hook.ResultDenied},
		"missing":          {cloud, event, "", 401, "signature is missing or wrong", hook.ResultDenied},
		"sha1":             {cloud, event, "sha1=" + strings.Repeat("0", 40), 401, "signature is missing or wrong", hook.ResultDenied},
		"of another body":  {cloud, event + " ", signed("s3cret", event), 401, "signature is missing or wrong", hook.ResultDenied},
		"too large":        {cloud, big + " ", signed("s3cret", big+" "), 413, "larger than 1 MiB", hook.ResultRefused},
		"large, unsigned":  {cloud, big + " ", "", 401, "signature is missing or wrong", hook.ResultDenied},
		"no JSON":          {cloud, "{", signed("s3cret", "{"), 400, "no JSON", hook.ResultRefused},
		"unsigned no JSON": {cloud, "{", "", 401, "signature is missing or wrong", hook.ResultDenied},
		"a list":           {cloud, "[]", signed("s3cret", "[]"), 400, "no JSON object", hook.ResultRefused},
		"no such site":     {"/api/v1/webhooks/legacy", event, signed("s3cret", event), 404, "webhook.secret", ""},
		"no site":          {"/api/v1/webhooks/", event, signed("s3cret", event), 404, "", ""},
	} {
		var log bytes.Buffer
		in := &ear{}
		o := options(rich())
		o.Hooks = in
		o.Log = zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(&log), zap.DebugLevel))
		h := web.New(o)
		w := ask(h, http.MethodPost, c.target, c.body, header, c.header, "X-Atlassian-Webhook-Identifier", "wh-1")
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if got := strings.Join(in.ended, " "); got != c.ended {
			t.Errorf("%s is counted as %q, want %q", name, got, c.ended)
		}
		if heard := c.status == 202; heard != (len(in.events) == 1) || heard && (in.deliveries[0] != "wh-1" || !slices.Equal(in.events[0].Issues, []hook.Issue{{ID: "10012", Key: "SHOP-13"}})) {
			t.Errorf("%s: heard %+v", name, in.events)
		}
		for _, text := range []string{"kestrel", "s3cret", "10012"} {
			if strings.Contains(w.Body.String()+log.String(), text) {
				t.Errorf("%s: %s is told in %s %s", name, text, w.Body, log.String())
			}
		}
	}
	o := options(rich())
	if w := ask(web.New(o), http.MethodPost, cloud, event, header, signed("s3cret", event)); w.Code != http.StatusNotFound {
		t.Errorf("without any: %d", w.Code)
	}
	o.Hooks = &ear{}
	if w := ask(web.New(o), http.MethodGet, cloud, ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", w.Code)
	}
	o.External = "https://quality.example.com/syncd"
	if w := ask(web.New(o), http.MethodPost, "/syncd"+cloud, event, header, signed("s3cret", event)); w.Code != http.StatusAccepted {
		t.Errorf("below the external address: %d", w.Code)
	}
}

// TestWebhookUnread: who has no signature cannot make the daemon wait for a body, and one
// that says beforehand that it is too large is not read.
func TestWebhookUnread(t *testing.T) {
	o := options(rich())
	in := &ear{}
	o.Hooks = in
	server := httptest.NewServer(web.New(o))
	defer server.Close()
	for header, want := range map[string]string{
		"Content-Length: 1000\r\n":                                                                "401",
		"Content-Length: 1000\r\nX-Hub-Signature: sha256=00\r\n":                                  "401",
		"Content-Length: 1048577\r\nX-Hub-Signature: " + signed("s3cret", event) + "\r\n":         "413",
		"Transfer-Encoding: chunked\r\nX-Hub-Signature: sha1=" + strings.Repeat("0", 40) + "\r\n": "401",
	} {
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		// Not a byte of the body follows.
		_, err = io.WriteString(c, "POST /api/v1/webhooks/cloud HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 12)
		if _, err := io.ReadFull(c, head); err != nil || string(head[9:]) != want {
			t.Errorf("%q: %q, %v", header, head, err)
		}
		_ = c.Close()
	}
	if len(in.events) > 0 {
		t.Errorf("heard %+v", in.events)
	}
}

// TestWebhooksAtOnce: no more bodies are held than a few, whoever sends them.
func TestWebhooksAtOnce(t *testing.T) {
	o := options(rich())
	o.Hooks = &ear{}
	h := web.New(o)
	entered, leave, done := make(chan struct{}), make(chan struct{}), make(chan int)
	send := func() int {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/api/v1/webhooks/cloud", slow{entered, leave})
		r.Header.Set("X-Hub-Signature", signed("secret", event))
		h.ServeHTTP(w, r)
		return w.Code
	}
	for range 16 {
		go func() { done <- send() }()
		<-entered
	}
	if w := ask(h, http.MethodPost, "/api/v1/webhooks/cloud", event); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("the seventeenth is answered %d", w.Code)
	}
	close(leave)
	for range 16 {
		if got := <-done; got != http.StatusUnauthorized {
			t.Errorf("one of the first is answered %d", got)
		}
	}
}

// slow is a body that tells when it is waited for, and ends when it may.
type slow struct{ entered, leave chan struct{} }

func (s slow) Read([]byte) (int, error) {
	s.entered <- struct{}{}
	<-s.leave
	return 0, io.EOF
}
