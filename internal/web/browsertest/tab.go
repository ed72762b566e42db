package browsertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// tab is one page of the browser, without cookies of others.
type tab struct {
	b       *Browser
	session string
	loaded  chan struct{}
	origin  string // that everything must come from

	mu     sync.Mutex
	faults []string // since the last load
	status int      // of the page itself
	page   string   // its address
}

// open opens an empty tab for the pages of one origin.
func (b *Browser) open(origin string) *tab {
	b.t.Helper()
	t := &tab{b: b, loaded: make(chan struct{}, 8), origin: origin}
	var context struct{ BrowserContextID string }
	t.do("Target.createBrowserContext", nil, &context)
	var target struct{ TargetID string }
	t.do("Target.createTarget", map[string]any{"url": "about:blank", "browserContextId": context.BrowserContextID}, &target)
	var attached struct{ SessionID string }
	t.do("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	t.session = attached.SessionID
	b.wire.hear(t.session, t.heard)
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		t.do(domain+".enable", nil, nil)
	}
	t.do("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
	return t
}

// do has the browser carry out a command; what cannot be done ends the test.
func (t *tab) do(method string, params, into any) {
	t.b.t.Helper()
	if params == nil {
		params = struct{}{}
	}
	if err := await(t.send(method, params), method, into); err != nil {
		t.b.t.Fatal(err)
	}
}

// send sends the browser a command and does not wait.
func (t *tab) send(method string, params any) <-chan message {
	t.b.t.Helper()
	c, err := t.b.wire.send(t.session, method, params)
	if err != nil {
		t.b.t.Fatal(err)
	}
	return c
}

// heard keeps what an event says is wrong.
func (t *tab) heard(m message) {
	var e struct {
		Type, URL string
		Args      []struct{ Value any }
		Details   struct{ Text string } `json:"exceptionDetails"`
		Entry     struct{ Level, Text, URL string }
		Request   struct{ URL string }
		Response  struct {
			URL    string
			Status int
		}
		ErrorText string
		Canceled  bool
	}
	if json.Unmarshal(m.Params, &e) != nil {
		return // an event that we did not ask for
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	bad := func(format string, args ...any) { t.faults = append(t.faults, fmt.Sprintf(format, args...)) }
	switch m.Method {
	case "Page.loadEventFired":
		t.loaded <- struct{}{}
	case "Runtime.consoleAPICalled":
		if slices.Contains([]string{"error", "warning", "assert"}, e.Type) {
			bad("console: %s %v", e.Type, e.Args)
		}
	case "Runtime.exceptionThrown":
		bad("console: %s", e.Details.Text)
	case "Log.entryAdded":
		if (e.Entry.Level == "error" || e.Entry.Level == "warning") && e.Entry.URL != t.page {
			bad("console: %s %s (%s)", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case "Network.requestWillBeSent":
		if !strings.HasPrefix(e.Request.URL, t.origin) && !strings.HasPrefix(e.Request.URL, "data:") {
			bad("it asks for %s, which is not ours", e.Request.URL)
		}
	case "Network.responseReceived":
		if e.Response.URL == t.page && e.Type == "Document" {
			t.status = e.Response.Status
		} else if e.Response.Status >= 400 {
			bad("%s answers %d", e.Response.URL, e.Response.Status)
		}
	case "Network.loadingFailed":
		if !e.Canceled {
			bad("a request failed: %s", e.ErrorText)
		}
	}
}

// load opens a page and waits until all of it is there. It returns the answer's status.
func (t *tab) load(url string) int {
	t.b.t.Helper()
	t.mu.Lock()
	t.faults, t.status, t.page = nil, 0, url
	t.mu.Unlock()
	for len(t.loaded) > 0 {
		<-t.loaded
	}
	var went struct{ ErrorText string }
	t.do("Page.navigate", map[string]any{"url": url}, &went)
	if went.ErrorText != "" {
		t.b.t.Fatalf("open %s: %s", url, went.ErrorText)
	}
	select {
	case <-t.loaded:
	case <-time.After(patience):
		t.b.t.Fatalf("open %s: it is not there after %s", url, patience)
	}
	t.eval(tools, nil) // also: what the browser said before is heard after this
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status
}

// tools are what pages are inspected with.
//
//go:embed tools.js
var tools string

// eval has the page evaluate an expression and reads its value.
func (t *tab) eval(expression string, into any) {
	t.b.t.Helper()
	var out struct {
		Result  struct{ Value json.RawMessage }
		Details *struct {
			Text      string
			Exception struct{ Description string }
		} `json:"exceptionDetails"`
	}
	t.do("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &out)
	if out.Details != nil {
		t.b.t.Fatalf("evaluate: %s %s", out.Details.Text, out.Details.Exception.Description)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(out.Result.Value, into); err != nil {
		t.b.t.Fatalf("evaluate: read %s: %v", out.Result.Value, err)
	}
}

// told returns what has gone wrong since the page was opened.
func (t *tab) told() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.faults)
}
