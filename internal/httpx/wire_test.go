package httpx_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"syncd/internal/httpx"
)

// parse parses an address.
func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// real is a client over the real network, trying once, and its observer.
func real(t *testing.T, o httpx.Options) (*httpx.Client, *watcher) {
	t.Helper()
	w := &watcher{}
	o.Observer, o.Tries = w, max(1, o.Tries)
	client := httpx.New(o)
	t.Cleanup(client.CloseIdleConnections)
	return client, w
}

// raw serves each connection with a function and returns the address.
func raw(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serve(c)
			c.Close()
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

// Whether anything was sent, on a real network.
func TestSentOnARealNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String() + "/"
	l.Close()
	heard := raw(t, func(c net.Conn) { io.ReadAtLeast(c, make([]byte, 10), 10) })
	deaf := raw(t, func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) })
	half := raw(t, func(c net.Conn) {
		io.ReadAtLeast(c, make([]byte, 10), 10)
		io.WriteString(c, "HTTP/1.1 201 Cre")
	})
	for name, tc := range map[string]struct {
		address string
		sent    bool
	}{
		"nobody listens":                {closed, false},
		"no such host":                  {"http://no-such-host.invalid/", false},
		"cut after headers":             {heard, true},
		"cut before anything is read":   {deaf, true},
		"cut in the middle of a status": {half, true},
		"no TLS where some was wanted":  {strings.Replace(heard, "http:", "https:", 1), false},
	} {
		for _, c := range []httpx.Class{httpx.Create, httpx.Safe} {
			client, w := real(t, httpx.Options{})
			_, _, err := send(client, request(t, t.Context(), tc.address, class(c)))
			if err == nil || sent(t, err) != tc.sent || len(w.attempts) != 1 || w.attempts[0].Sent != tc.sent {
				t.Errorf("%s: error %v, attempts %+v; sent must be %t", name, err, w.attempts, tc.sent)
			}
		}
	}
}

// A write that was cut is on the wire once, on a fresh connection and on a kept one.
func TestCutCreateIsOnTheWireOnce(t *testing.T) {
	var posts atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
			panic(http.ErrAbortHandler)
		}
	}))
	defer s.Close()
	client, _ := real(t, httpx.Options{Tries: 4})
	for range 2 {
		get, err := http.NewRequestWithContext(httpx.WithOp(t.Context(), class(httpx.Safe)), http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, _, err := send(client, get); status != 200 || err != nil {
			t.Fatalf("status %d, %v", status, err)
		}
		before := posts.Load()
		_, _, err = send(client, request(t, t.Context(), s.URL, class(httpx.Create)))
		if !sent(t, err) || posts.Load() != before+1 {
			t.Errorf("%d posts, error %v", posts.Load()-before, err)
		}
	}
}

// An answer may be as large as the cap, decompressed, and not a byte more.
func TestAnswersAreCapped(t *testing.T) {
	bomb := func(n int) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.Copy(z, io.LimitReader(zeros{}, int64(n)))
		z.Close()
		return b.Bytes()
	}
	const limit = 1 << 20
	for _, tc := range []struct {
		size    int
		zip, ok bool
	}{{limit, false, true}, {limit + 1, false, false}, {limit, true, true}, {limit + 1, true, false}, {32 << 20, true, false}} {
		packed := bomb(tc.size)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if tc.zip {
				w.Header().Set("Content-Encoding", "gzip")
				w.Write(packed)
				return
			}
			io.Copy(w, io.LimitReader(zeros{}, int64(tc.size)))
		}))
		client, _ := real(t, httpx.Options{Body: limit})
		_, text, err := send(client, request(t, t.Context(), s.URL, class(httpx.Safe)))
		if (err == nil) != tc.ok || len(text) > limit || err != nil && !strings.Contains(err.Error(), "larger than 1048576 bytes") {
			t.Errorf("%d bytes, zipped %t: read %d, error %v", tc.size, tc.zip, len(text), err)
		}
		s.Close()
	}
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A body that never ends is ended.
func TestBodyThatHangs(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		<-release
	}))
	defer s.Close()
	defer close(release)
	client, _ := real(t, httpx.Options{Timeout: 150 * time.Millisecond})
	status, text, err := send(client, request(t, t.Context(), s.URL, class(httpx.Safe)))
	if status != 200 || text != "half" || err == nil || err.Error() != "no answer within 150ms" {
		t.Errorf("status %d, %q, %v", status, text, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, _, err = send(client, request(t, ctx, s.URL, class(httpx.Safe))); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
