package demo_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/demo"
	"syncd/internal/web/browsertest"
)

// unreachable are routes of pages that no link of the demo leads to, each with the
// reason. It should stay empty: people find pages by links.
var unreachable = map[string]string{
	"/sprints":               "another address of /releases, for who types it",
	"/filters":               "likewise",
	"/sprints/{id}/frozen":   "no sprint ends while the demo is watched; the page is that of a release",
	"/filters/{name}/frozen": "a filter is never over: it answers so, for who types it",
}

// Every page of a daemon at work, in a real browser.
func TestEveryPageInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	came := b.Crawl(served(t), "")
	for _, route := range browsertest.Routes(t) {
		why, known := unreachable[route]
		switch here := slices.Contains(came, route); {
		case !here && !known:
			t.Errorf("no link of the demo leads to %s: link it, have the demo show it, or say in unreachable why nothing can", route)
		case here && known:
			t.Errorf("%s is reached, and listed as unreachable because %s: remove it there", route, why)
		}
	}
}

// served runs the demo until the test ends, after some runs of its story, and returns
// the address of its pages.
func served(t *testing.T) string {
	t.Helper()
	addr := free(t)
	d, err := demo.New(t.Context(), demo.Options{Dir: t.TempDir(), Listen: addr, Version: "1.0.0", Out: io.Discard, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := d.Steps(t.Context(), 9); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- d.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	await(t, "http://"+addr+"/-/ready", done)
	return "http://" + addr
}

// await waits until the daemon says that it is ready.
func await(t *testing.T, url string, done <-chan error) {
	t.Helper()
	late, again := time.After(time.Minute), time.NewTicker(20*time.Millisecond)
	defer again.Stop()
	for {
		if r, err := http.Get(url); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-again.C:
		case err := <-done:
			t.Fatalf("the demo ended: %v", err)
		case <-late:
			t.Fatal("the demo is not ready after a minute")
		}
	}
}

// free finds an address on loopback that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
