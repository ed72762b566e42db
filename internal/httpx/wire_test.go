package httpx_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

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
	deaf := raw(t, func(c net.Conn) {
		io.ReadFull(c, make([]byte, 1))
		c.(*net.TCPConn).SetLinger(0)
	})
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
		"reset after the first byte":    {deaf, true},
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
