package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/hook"
	"syncd/internal/record"
	"syncd/internal/secret"
	simjira "syncd/internal/sim/jira"
)

// inProcess answers requests by a handler.
type inProcess struct{ http.Handler }

// RoundTrip answers a request.
func (h inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

// listening is a daemon without listeners in a bubble, and a Jira that tells it what happens.
type listening struct {
	*testing.T
	sim *simjira.Server
	d   *Daemon
}

// newHooked starts a daemon with three failing tests; edit changes its configuration.
func newHooked(t *testing.T, opt simjira.Options, hooks simjira.Webhooks, edit func(string) string) *listening {
	t.Helper()
	sim, err := simjira.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "web"), 0o700); err != nil {
		t.Fatal(err)
	}
	red(t, filepath.Join(folder, "web"), 1, 3, time.Hour)
	text := `
jira: { url: "https://jira.example.com", edition: EDITION, owner: demo, auth: { method: bearer, token: { env: JIRA_TOKEN } }, webhook: { secret: { env: HOOK } } }
store: { url: "sqlite:syncd.db" }
sources: [{ name: web, kind: files, path: web }]
syncs: [{ name: shop, schedule: "@every 1d", policy: upsert-only, sources: [web], project: SHOP, defects: { when: "failures >= 1", together: nothing } }]
`
	edition := map[simjira.Edition]string{simjira.Cloud: "cloud", simjira.DataCenter: "datacenter"}[opt.Edition]
	cfg, report := config.Parse(filepath.Join(folder, "syncd.yaml"), []byte(edit(strings.ReplaceAll(text, "EDITION", edition))),
		config.Options{Catalog: catalog.Sources(), CheckWhen: CheckWhen, CheckSummary: CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	d, err := OpenDaemon(t.Context(), Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token", "HOOK=s3cret"}, Transport: sim.Transport(), NoSync: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if hooks.URL != "" {
		hooks.Transport = inProcess{d.pages(false)}
		if err := sim.SetWebhooks(hooks); err != nil {
			t.Fatal(err)
		}
	}
	d.work = t.Context()
	d.begin(t.Context())
	return &listening{t, sim, d}
}

// end stops the daemon.
func (h *listening) end() {
	h.d.end(func() {})
	if err := h.d.Close(); err != nil {
		h.Error(err)
	}
}

// cycles lists the cycles so far, oldest first: what began each, and how many changes it
// planned.
func (h *listening) cycles() string {
	h.Helper()
	all, err := h.d.store.Cycles(h.Context(), "", time.Time{}, 0)
	if err != nil {
		h.Fatal(err)
	}
	slices.SortFunc(all, func(a, b record.Cycle) int { return a.Started.Compare(b.Started) })
	var out []string
	for _, c := range all {
		out = append(out, fmt.Sprintf("%s:%d", c.Trigger, len(c.Outcomes)))
		if c.Word() != "ok" && !c.Dry {
			h.Errorf("cycle %s: %+v", c.Word(), c.Faults)
		}
	}
	return strings.Join(out, " ")
}

// status is what the mirror says of an issue.
func (h *listening) status(key string) string {
	h.Helper()
	issues, err := h.d.store.Mirror(h.Context(), "jira")
	if err != nil {
		h.Fatal(err)
	}
	for _, i := range issues {
		if i.Key == key {
			return i.Status
		}
	}
	return "not mirrored"
}

// here is where the daemon takes webhooks in these tests.
const here = "http://syncd.example.com/api/v1/webhooks/jira"

// plain leaves a configuration as it is.
func plain(text string) string { return text }

// TestWebhookEcho: what syncd writes comes back as webhooks. Nothing comes of those that
// tell who did it; links do not, and cost one cycle, which plans nothing and ends there.
func TestWebhookEcho(t *testing.T) {
	for _, edition := range []simjira.Edition{simjira.Cloud, simjira.DataCenter} {
		for name, c := range map[string]struct {
			events []string
			want   string
		}{
			"issues and comments": {[]string{"jira:issue_created", "jira:issue_updated", "comment_created", "comment_updated"}, "start:3"},
			"everything":          {nil, "start:3 webhook:0"},
		} {
			t.Run(edition.String()+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h := newHooked(t, simjira.Options{Edition: edition, Latency: 300 * time.Millisecond, IndexLag: time.Minute},
						simjira.Webhooks{URL: here, Secret: "s3cret", Events: c.events}, plain)
					defer h.end()
					time.Sleep(12 * time.Hour)
					if got := h.cycles(); got != c.want {
						t.Errorf("cycles %s, want %s", got, c.want)
					}
					if sent := h.sim.Deliveries(); len(sent) < 3 || sent[0].Status != http.StatusAccepted {
						t.Errorf("deliveries %+v", sent)
					}
				})
			})
		}
	}
}

// TestWebhookPast: what a person did is seen a second later although search lags, at the
// price of one search and one read; without webhooks it is not.
func TestWebhookPast(t *testing.T) {
	for name, hooks := range map[string]simjira.Webhooks{"told": {URL: here, Secret: "s3cret"}, "untold": {}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHooked(t, simjira.Options{IndexLag: 10 * time.Minute}, hooks, plain)
				defer h.end()
				time.Sleep(time.Hour)
				before := h.cycles()
				if err := h.sim.As("ada@example.com").Transition("SHOP-13", "Done", "Won't Do"); err != nil {
					t.Fatal(err)
				}
				h.sim.ResetRequests()
				h.sim.Deliver(t.Context())
				time.Sleep(1500 * time.Millisecond)
				want, requests, more := "Done", 2, " webhook:0"
				if hooks.URL == "" {
					want, requests, more = "To Do", 0, ""
				}
				if got := h.status("SHOP-13"); got != want {
					t.Errorf("the mirror says %s, want %s", got, want)
				}
				if got := h.sim.RequestCount(); got != requests {
					t.Errorf("%d requests, want %d: %+v", got, requests, h.sim.Requests())
				}
				if got := h.cycles(); got != before+more {
					t.Errorf("cycles %s, want %s", got, before+more)
				}
				if err := h.sim.As("ada@example.com").Delete("SHOP-14"); err != nil {
					t.Fatal(err)
				}
				h.sim.Deliver(t.Context())
				time.Sleep(20 * time.Second)
				seen, err := h.d.store.Sightings(t.Context(), "jira")
				if err != nil || (seen["10013"].Looks == 1) != (hooks.URL != "") {
					t.Errorf("the deleted issue was missed %+v, %v", seen["10013"], err)
				}
			})
		})
	}
}

// TestWebhookDry: a dry cycle leaves hints to one that may act on what it sees.
func TestWebhookDry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHooked(t, simjira.Options{}, simjira.Webhooks{}, plain)
		defer h.end()
		time.Sleep(time.Minute)
		in, _ := hooks{h.d}.Hook("jira")
		in.Hint(t.Context(), "wh-1", hook.Event{Issues: []hook.Issue{{ID: "10012", Key: "SHOP-13"}}})
		if _, err := h.d.Cycle(t.Context(), Ask{Sync: "shop", Trigger: "command", Dry: true}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got := h.cycles(); got != "start:3 command:0 webhook:0" {
			t.Errorf("cycles %s", got)
		}
	})
}

// TestWebhookStorm: ten thousand events in a hundred seconds are eleven cycles.
func TestWebhookStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHooked(t, simjira.Options{Latency: 50 * time.Millisecond}, simjira.Webhooks{}, plain)
		defer h.end()
		time.Sleep(time.Minute)
		h.sim.ResetRequests()
		in, ok := hooks{h.d}.Hook("jira")
		if !ok {
			t.Fatal("no webhook")
		}
		counts := map[string]int{}
		for i := range 10_000 {
			e := hook.Event{Name: "jira:issue_updated", Account: "person", Issues: []hook.Issue{{ID: fmt.Sprint(10_000 + i%500), Key: fmt.Sprintf("SHOP-%d", i%500+1)}}}
			counts[in.Hint(t.Context(), fmt.Sprintf("wh-%d", i-i%2), e)]++
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Hour)
		if counts[hook.ResultTaken] != 5000 || counts[hook.ResultRepeated] != 5000 {
			t.Errorf("counts %v", counts)
		}
		cycles := strings.Count(h.cycles(), "webhook:0")
		t.Logf("%d cycles, %d requests", cycles, h.sim.RequestCount())
		if cycles < 10 || cycles > 12 || h.sim.RequestCount() > 3*cycles {
			t.Errorf("%d cycles, %d requests: %+v", cycles, h.sim.RequestCount(), h.sim.Requests())
		}
	})
}

// TestWebhookConcerns: a hint goes to the syncs of its site that follow the project, and to
// all of them where the issue is mirrored.
func TestWebhookConcerns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHooked(t, simjira.Options{}, simjira.Webhooks{}, func(text string) string {
			text = strings.NewReplacer("jira: {", "jiras: { cloud: {", "{ env: HOOK } } }", "{ env: HOOK } } }, legacy: { url: \"https://legacy.example.com\", edition: cloud, owner: demo, auth: { method: bearer, token: { env: JIRA_TOKEN } } } }",
				"project: SHOP", "jira: cloud, project: SHOP").Replace(text)
			return strings.Replace(text, "} }]\n", `} },
  { name: pay, jira: cloud, schedule: "@every 1d", sources: [web], project: PAY },
  { name: old, jira: legacy, schedule: "@every 1d", sources: [web], project: SHOP }]
`, 1)
		})
		defer h.end()
		time.Sleep(time.Minute)
		if _, ok := (hooks{h.d}).Hook("legacy"); ok {
			t.Error("a site without a secret takes webhooks")
		}
		in, _ := hooks{h.d}.Hook("cloud")
		for _, c := range []struct {
			issue hook.Issue
			want  string
		}{
			{hook.Issue{ID: "1", Key: "SHOP-99"}, "shop"},
			{hook.Issue{ID: "1", Key: "PAY-99"}, "pay"},
			{hook.Issue{ID: "1", Key: "OPS-1"}, ""},
			{hook.Issue{ID: "10012", Key: "OPS-7"}, "pay shop"}, // it has moved there
			{hook.Issue{Key: "SHOP-13"}, "pay shop"},
			{hook.Issue{ID: "10012"}, "pay shop"},
			{hook.Issue{ID: "10099"}, ""},
			{hook.Issue{}, ""},
		} {
			got := in.(hookOf).concerned(t.Context(), c.issue)
			slices.Sort(got)
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v concerns %q, want %q", c.issue, got, c.want)
			}
		}
		if got := in.Hint(t.Context(), "", hook.Event{Issues: []hook.Issue{{ID: "1", Key: "OPS-1"}}}); got != hook.ResultIgnored {
			t.Errorf("an issue of nobody is %s", got)
		}
		if got := in.Hint(t.Context(), "", hook.Event{Name: "project_created"}); got != hook.ResultIgnored {
			t.Errorf("no issue is %s", got)
		}
	})
}

// signature is the header of a body.
func signature(key, body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// TestHookDoor: a rotated secret is taken up when something is signed with it, and wrong
// signatures do not have the file read each time.
func TestHookDoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file, reads := filepath.Join(t.TempDir(), "secret"), 0
		write := func(text string) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("old\n")
		cfg := config.Site{}
		cfg.Webhook.Secret.File = file
		d, err := doorOf(cfg, materials{now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		read := d.read
		d.read = func() (secret.Secret, error) { reads++; return read() }
		by := func(key string) bool {
			s, ok := hook.ReadSignature(signature(key, "body"))
			return ok && d.signed(s, []byte("body"))
		}
		if !by("old") || by("new") || reads != 1 {
			t.Fatalf("before: %d reads", reads)
		}
		for range 1000 {
			if by("new") {
				t.Fatal("a wrong secret signs")
			}
		}
		if reads != 1 {
			t.Errorf("%d reads in no time", reads)
		}
		time.Sleep(hookReread)
		write("new\n")
		if !by("old") || reads != 1 {
			t.Error("the old secret ends before the new one came")
		}
		if !by("new") || by("old") || reads != 2 {
			t.Errorf("the new secret is not taken up: %d reads", reads)
		}
		time.Sleep(hookReread)
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if by("other") || !by("new") {
			t.Error("a lost file changes what is known")
		}
		cfg.Webhook.Secret.File = file
		if _, err := doorOf(cfg, materials{now: time.Now}); err == nil {
			t.Error("a secret that cannot be read is no fault")
		}
	})
}
