package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestSlowSender: who stops sending in the middle of a push is cut off, and told why.
func TestSlowSender(t *testing.T) {
	got := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := newBody(w, r, 1<<20)
		b.end = time.Now().Add(50 * time.Millisecond)
		_, err := io.Copy(io.Discard, b)
		if b.read != 5 || b.whole {
			err = fmt.Errorf("%d bytes were read, whole: %t", b.read, b.whole)
		}
		got <- err
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello"); err != nil {
		t.Fatal(err)
	}
	var r refused
	if err := <-got; !errors.As(err, &r) || r.status != http.StatusRequestTimeout {
		t.Errorf("a sender who stops gets %v", err)
	}
}
