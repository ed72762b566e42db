package httpx_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"syncd/internal/httpx"
)

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
