package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/notify"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/secret"
	"syncd/internal/verdict"
)

// guided is how the release of docs/notifications.md stands.
func guided() readiness.Readiness {
	return readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "10001", Name: "1.4", Due: time.Date(2026, 7, 17, 0, 0, 0, 0, time.UTC)},
		Sync: "shop", State: readiness.NotReady, Why: "Not ready: SHOP-1 fails; 1 risk besides", Total: 12,
		Stories: map[verdict.Word]int{verdict.FullyTested: 9, verdict.NotRun: 2, verdict.Failing: 1}, Defects: []readiness.PriorityCount{{Priority: "High", Open: 1}},
		Risks: []readiness.Risk{
			{Kind: readiness.FailingStory, Blocks: true, Count: 1, Items: []readiness.Item{{Key: "SHOP-1", Title: "guest can pay by card", Why: "guest can pay by card fails (2 in a row)"}}},
			{Kind: readiness.NotRun, Count: 2, Items: []readiness.Item{{Key: "SHOP-7", Title: "gift cards", Why: "redeem a card has not run"}, {Key: "SHOP-9", Why: "not to be told"}}}}}
}

// TestNotificationsPage: what the page on notifications shows is what syncd sends and takes.
func TestNotificationsPage(t *testing.T) {
	t.Parallel()
	page := blocks(t, "../../docs/notifications.md")
	text := `jira: { url: "https://acme.atlassian.net", owner: acme, auth: { user: syncd@example.com, token: { env: JIRA_TOKEN } } }
sources: [{ name: web-e2e, kind: files, path: results }]
` + page["yaml"][0]
	_, report := config.Parse(filepath.Join(t.TempDir(), "syncd.yaml"), []byte(text),
		config.Options{Catalog: catalog.Sources(), Notifiers: catalog.Notifiers(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary})
	if err := report.Err(); err != nil || len(report.Warnings) > 0 {
		t.Error(err, report.Warning())
	}

	body, header := sentBody(t)
	var want bytes.Buffer
	if err := json.Compact(&want, []byte(page["json"][0])); err != nil {
		t.Fatal(err)
	}
	if body != want.String() {
		t.Errorf("what is sent:\n%s\nthe page says\n%s", body, want.String())
	}
	mac := hmac.New(sha256.New, []byte("hush"))
	mac.Write([]byte(body))
	if got := header.Get("X-Syncd-Signature"); got != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %s", got)
	}
	t.Run("openssl", func(t *testing.T) { signs(t, page["sh"][0], body, header.Get("X-Syncd-Signature")) })

	yesterday := guided()
	yesterday.State, yesterday.Stories, yesterday.Defects = readiness.AtRisk, map[verdict.Word]int{verdict.FullyTested: 10, verdict.NotRun: 2}, nil
	rules := record.DigestRules{Notifier: "qa-slack", Kinds: readiness.Kinds(), Due: time.Date(2026, 7, 9, 6, 0, 0, 0, time.UTC)}
	told, _ := record.Digests(record.Digested{}, []readiness.Readiness{yesterday}, rules)
	for i := range 2 {
		rules.Due = rules.Due.AddDate(0, 0, 1)
		var events []record.Event
		told, events = record.Digests(told, []readiness.Readiness{guided()}, rules)
		if got := events[0].Text() + "\n"; got != page["text"][i] {
			t.Errorf("the digest is\n%sthe page says\n%s", got, page["text"][i])
		}
	}
}

// sentBody is the body of the event on the page as it is sent, with its headers.
func sentBody(t *testing.T) (body string, header http.Header) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		body, header = string(data), r.Header
	}))
	defer server.Close()
	cycle := record.Cycle{ID: "20260710-120000-k3f9", Sync: "shop", Readiness: []readiness.Readiness{guided()}}
	_, events := record.Tidings(record.Told{Scopes: map[string]record.ToldScope{"release/10001": {State: readiness.AtRisk}}}, true,
		record.Facts{Cycle: cycle, Web: "https://quality.acme.example", Now: time.Date(2026, 7, 10, 12, 0, 4, 0, time.UTC)})
	n := notify.Webhook().New(notify.Options{Name: "on-call", URL: func() (secret.Secret, error) { return secret.New(server.URL), nil },
		Secret: func() (secret.Secret, error) { return secret.New("hush"), nil }})
	if err := n.Send(t.Context(), events[0]); err != nil {
		t.Fatal(err)
	}
	return body, header
}

// signs runs the page's way to check a signature.
func signs(t *testing.T, script, body, want string) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "body.json"), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-euc", script)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "SECRET=hush")
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("it prints %s (%v), want %s", out, err, want)
	}
}

// Every kind of event and notifier is on the page.
func TestNotificationsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/notifications.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range record.EventKinds() {
		if !strings.Contains(string(page), "| `"+string(kind)+"` |") {
			t.Errorf("events of kind %s are not explained", kind)
		}
	}
	for _, spec := range catalog.Notifiers() {
		if !strings.Contains(string(page), "kind: "+spec.Kind) {
			t.Errorf("notifiers of kind %s are not explained", spec.Kind)
		}
	}
}
