package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/store"
)

// Canaries are planted wherever a result file can hold text. With privacy as it is by
// default none may be heard anywhere; with everything kept each must be, or else the
// listening is broken.
var canaries = map[string]string{
	"mail":     "kestrel@birds.example.com",
	"token":    "glpat-CanaryToken0123456789",
	"card":     "4111111111111111",
	"person":   "Wilhelmina Warbler",
	"password": "h3ronPassword",
}

// jiraToken, hookSecret and the end of channelURL are our own secrets. Nobody may hear it whatever the settings say, not even
// where a CI job printed it.
const (
	jiraToken  = "nightingale-4f1d8e77"
	wrongToken = "cuckoo-0123456789"
	hookSecret = "nightjar-7c31aa90"
	channelKey = "wren-5b21cc07"
	channelURL = "http://127.0.0.1:9/services/" + channelKey // nobody is there
)

// song is a text with all canaries but the person, whom nobody finds in a text.
var song = canaries["mail"] + " " + canaries["token"] + " " + canaries["card"] + " https://ci:" + canaries["password"] + "@ci.example.com/x " + jiraToken + " " + hookSecret + " " + channelURL

// TestCanaries runs the real binary from result files to Jira, pages and metrics, and
// listens to all that it leaves behind.
func TestCanaries(t *testing.T) {
	for _, tc := range []struct {
		name, privacy string
		heard         bool
	}{
		{"default", "", false},
		{"kept", "privacy: { people: keep, redact: [] }\n", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newCage(t, tc.privacy)
			c.live()
			for name, bird := range canaries {
				var where []string
				for place, text := range c.heard {
					if bytes.Contains(text, []byte(bird)) {
						where = append(where, place)
					}
				}
				slices.Sort(where)
				if !tc.heard && len(where) > 0 {
					t.Errorf("%s sang in %q", name, where)
				}
				for _, place := range audible(name) {
					if tc.heard && !slices.Contains(where, place) {
						t.Errorf("%s is not heard in %s, only in %q: this test would not hear it sing", name, place, where)
					}
				}
			}
			for place, text := range c.heard {
				sent := base64.StdEncoding.EncodeToString([]byte("demo@example.com:" + wrongToken))
				for _, secret := range []string{jiraToken, wrongToken, hookSecret, channelKey, sent} {
					if bytes.Contains(text, []byte(secret)) {
						t.Errorf("a secret of ours, %s, sang in %s", secret, place)
					}
				}
			}
		})
	}
}

// audible lists where a canary must be heard when all is kept.
func audible(name string) []string {
	if name == "person" { // it is nobody's business but the store's and the API's
		return []string{"store", "pages"}
	}
	return []string{"store", "pages", "plan", "plan json", "jira", "log"}
}

// cage is an installation with result files full of canaries, and all that was heard
// of it, by place.
type cage struct {
	*testing.T
	dir, listen string
	sim         *httptest.Server
	mu          sync.Mutex
	heard       map[string][]byte
}

// newCage builds an installation.
func newCage(t *testing.T, privacy string) *cage {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cage{T: t, dir: t.TempDir(), listen: l.Addr().String(), heard: map[string][]byte{}}
	_ = l.Close()
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Credentials are in a header, where they belong; all else that is sent is listened to.
	c.sim = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil && !strings.HasPrefix(r.URL.Path, "/_sim/") {
			c.hear("jira", append([]byte(r.URL.String()), body...))
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if user, pass, ok := r.BasicAuth(); ok && pass == jiraToken {
			r.SetBasicAuth(user, "demo-token")
		}
		if _, pass, _ := r.BasicAuth(); pass == wrongToken {
			// A proxy that says more than it should.
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"errorMessages":["%s is not the token, nor is %s in what you sent"]}`, wrongToken, r.Header.Get("Authorization"))
			return
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(c.sim.Close)
	c.write("token", jiraToken)
	c.write("hook", hookSecret)
	c.write("channel", channelURL)
	c.write("syncd.yaml", fmt.Sprintf(`jira:
  url: %s
  owner: demo
  auth: { user: demo@example.com, token: { file: token } }
  webhook: { secret: { file: hook } }
store: { url: "sqlite:syncd.db" }
web: { listen: "%s", url: "http://%s" }
log: { level: debug }
notifiers: [{ name: birds, kind: webhook, url: { file: channel }, secret: { file: hook } }]
%ssources:
  - { name: web, kind: files, path: web, formats: [junit, ctrf] }
  - { name: api, kind: files, path: api, formats: [allure], run: folder, quiet: 2s }
syncs:
  - name: shop
    schedule: "@every 1h"
    policy: upsert-only
    sources: [web, api]
    project: SHOP
    runs: { branches: [] }
    defects: { when: "failures >= 1" }
    notify: [birds]
`, c.sim.URL, c.listen, c.listen, privacy))
	c.results()
	return c
}

// results plants canaries wherever a result file can hold text.
func (c *cage) results() {
	junit := `<testsuite name="SONG" hostname="SONG" timestamp="TIME">
<properties><property name="branch" value="main"/><property name="build" value="SONG"/><property name="version" value="SONG"/>
<property name="environment" value="SONG"/><property name="commit" value="SONG"/><property name="url" value="https://ci.example.com/7?token=TOKEN&amp;mail=MAIL"/></properties>
<testcase classname="shop.SONG" name="pays SONG" file="SONG"><properties><property name="story" value="SHOP-1"/><property name="owner" value="PERSON"/>
<property name="author" value="PERSON"/><property name="component" value="SONG"/><property name="priority" value="SONG"/><property name="tags" value="SONG,owner:PERSON"/></properties>
<failure type="SONG" message="SONG">SONG
	at com.acme.SONG(Pay.java:12)</failure><system-out>SONG</system-out><system-err>SONG</system-err></testcase>
<testcase classname="shop.Cart" name="row[SONG]"><properties><property name="test_key" value="SONG"/></properties><error message="SONG"/></testcase>
<testcase classname="shop.Cart" name="later"><skipped message="SONG"/></testcase></testsuite>`
	ctrf := `{"results":{"tool":{"name":"SONG"},"summary":{"tests":1,"passed":0,"failed":1,"pending":0,"skipped":0,"other":0,"start":FROM,"stop":UNTIL},
"tests":[{"name":"ctrf SONG","status":"failed","duration":5,"message":"SONG","trace":"SONG","suite":["SONG"],"filePath":"SONG","testId":"ctrf SONG","stdout":["SONG"],
"tags":["SONG","tester=PERSON"],"labels":{"owner":"PERSON","component":"SONG","priority":"SONG"},"parameters":{"SONG":"SONG"},"rawStatus":"SONG",
"extra":{"annotations":[{"type":"owner","description":"PERSON"}]}}],"environment":{"branchName":"main","buildName":"SONG","testEnvironment":"SONG","buildUrl":"https://ci.example.com/8?token=TOKEN"}}}`
	allure := `{"uuid":"1","name":"allure SONG","fullName":"shop#SONG","status":"failed","start":FROM,"stop":UNTIL,"testCaseId":"allure SONG",
"statusDetails":{"message":"SONG","trace":"SONG"},"parameters":[{"name":"SONG","value":"SONG"}],"labels":[{"name":"owner","value":"PERSON"},{"name":"host","value":"SONG"},
{"name":"suite","value":"SONG"},{"name":"tag","value":"SONG"},{"name":"tag","value":"author: PERSON"},{"name":"component","value":"SONG"},{"name":"severity","value":"SONG"}],
"links":[{"type":"tms","name":"SONG","url":"https://tests.example.com/1?token=TOKEN"}]}`
	at := time.Now().Add(-time.Hour)
	fill := strings.NewReplacer("TIME", at.UTC().Format(time.RFC3339), "FROM", fmt.Sprint(at.UnixMilli()), "UNTIL", fmt.Sprint(at.Add(time.Minute).UnixMilli()),
		"SONG", song, "TOKEN", canaries["token"], "MAIL", canaries["mail"], "PERSON", canaries["person"])
	for name, text := range map[string]string{
		"web/junit.xml": junit, "web/" + canaries["mail"] + "/sub.xml": strings.ReplaceAll(junit, "shop.", "sub."), "web/ctrf.json": ctrf,
		"web/broken.xml": `<testsuite name="SONG"><testcase name="SONG" time="SONG"></SONG>`, "web/odd.xml": `<testsuite><testcase name="odd" time="SONG"/><x:SONG/></testsuite>`,
		"web/side/syncd-run.yaml": "branch: main\nbuild: \"SONG\"\ncommit: \"SONG\"\n", "web/side/side.xml": strings.ReplaceAll(junit, "shop.", "side."),
		"web/bad/syncd-run.yaml": "SONG: 1\n", "web/bad/bad.xml": strings.ReplaceAll(junit, "shop.", "bad."),
		"api/de305d54-75b4-431b-adb2-eb6b9e546014-result.json": allure,
	} {
		c.write(name, fill.Replace(text))
	}
}

// write writes a file that is an hour old.
func (c *cage) write(name, text string) {
	c.Helper()
	path := filepath.Join(c.dir, name)
	at := time.Now().Add(-time.Hour)
	for _, err := range []error{os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, at, at)} {
		if err != nil {
			c.Fatal(err)
		}
	}
}

// hear adds to what was heard in a place.
func (c *cage) hear(place string, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard[place] = append(append(c.heard[place], text...), '\n')
}

// run runs a command to its end. What it prints is heard in the place, and what it
// says beside that in the log.
func (c *cage) run(place string, args ...string) string {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	cmd := c.command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run() // exit codes tell how much there was to do
	c.hear(place, out.Bytes())
	c.hear("log", errs.Bytes())
	return out.String()
}

// command prepares the real binary.
func (c *cage) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "syncd", args...)
	cmd.Dir, cmd.Env = c.dir, append(os.Environ(), "SYNCD_CONFIG=syncd.yaml", "RUNTIME_DIRECTORY="+c.dir)
	return cmd
}

// live does what an installation does, and listens.
func (c *cage) live() {
	c.Helper()
	c.run("plan", "plan", "-v")
	c.run("plan json", "plan", "-o", "json", "--out", "plan.json")
	c.hearFile("plan file", filepath.Join(c.dir, "plan.json"))
	if out := c.run("apply", "apply", "-v", "--no-wait"); !strings.Contains(out, "changes made") {
		c.Fatalf("apply made nothing:\n%s", out)
	}
	c.run("check", "check")
	c.run("notify", "notify", "test", "birds")
	daemon := c.command(c.Context(), "run")
	var log bytes.Buffer
	daemon.Stderr = &log
	if err := daemon.Start(); err != nil {
		c.Fatal(err)
	}
	c.crawl()
	c.run("history", "history")
	c.run("history", "history", "-o", "json")
	c.run("apply", "apply", "-o", "json") // by the daemon
	c.hearStore()
	if err := daemon.Process.Signal(os.Interrupt); err != nil {
		c.Fatal(err)
	}
	if err := daemon.Wait(); err != nil {
		c.Fatalf("the daemon ended badly: %v\n%s", err, log.Bytes())
	}
	c.hear("log", log.Bytes())
	c.hearStore()
	for _, what := range []string{"state", "audit", "requests"} {
		c.hear("jira", c.get(c.sim.URL+"/_sim/"+what))
	}
	// A token that Jira refuses is quoted nowhere, either.
	c.write("token", wrongToken)
	if err := os.RemoveAll(filepath.Join(c.dir, "web")); err != nil { // the old token is a secret no more
		c.Fatal(err)
	}
	if out := c.run("refused", "plan", "-v"); !strings.Contains(out, "401") {
		c.Fatalf("a wrong token was taken:\n%s", out)
	}
}

// hearFile listens to a file, if it is there.
func (c *cage) hearFile(place, path string) {
	c.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		c.Fatal(err)
	}
	c.hear(place, text)
}

// hearStore listens to every byte of the store. The cursor of files is opaque there:
// it holds the names of files, and nothing of what is in them.
func (c *cage) hearStore() {
	c.Helper()
	for _, end := range []string{"", "-wal", "-shm"} {
		c.hearFile("store", filepath.Join(c.dir, "syncd.db"+end))
	}
	st, err := store.Open(c.Context(), store.Options{Path: filepath.Join(c.dir, "syncd.db"), ReadOnly: true})
	if err != nil {
		c.Fatal(err)
	}
	defer st.Close()
	for _, source := range []string{"web", "api"} {
		cursor, err := st.Cursor(c.Context(), source)
		if err != nil || len(cursor) == 0 {
			c.Fatalf("the cursor of %s: %q, %v", source, cursor, err)
		}
		c.hear("cursor", bytes.ReplaceAll(cursor, []byte(canaries["mail"]+"/sub.xml"), nil))
	}
}

// href is a link.
var href = regexp.MustCompile(`href="([^"#?]*)`)

// crawl reads every page that can be reached from the first, and the same by the API.
func (c *cage) crawl() {
	c.Helper()
	base := "http://" + c.listen
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get(base + "/-/ready"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Now().After(end) {
			c.Fatal("the daemon is not ready in time")
		}
	}
	seen, queue := map[string]bool{}, []string{"/", "/metrics", "/failures", "/cycles", "/defects", "/api/v1/overview"}
	cases := 0
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		text := c.get(base + path)
		c.hear("pages", text)
		for _, m := range href.FindAllSubmatch(text, -1) {
			here, there := &url.URL{Scheme: "http", Host: c.listen, Path: path}, string(m[1])
			if to, err := here.Parse(there); err == nil && to.Host == c.listen && there != "" {
				queue = append(queue, to.Path, "/api/v1"+to.Path)
			}
		}
		if strings.HasPrefix(path, "/cases/") {
			cases++
		}
	}
	for _, path := range []string{"/config", "/api/v1/config", "/runs", "/api/v1/runs", "/sources/web", "/stories", "/api/v1/stories.csv", "/api/v1/defects.csv"} {
		if !seen[path] {
			c.Fatalf("no link leads to %s", path)
		}
	}
	if cases < 6 {
		c.Fatalf("only %d pages of cases were found: %v", cases, seen)
	}
}

// get reads an address; what is not found is no answer.
func (c *cage) get(address string) []byte {
	c.Helper()
	res, err := http.Get(address)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	return text
}
