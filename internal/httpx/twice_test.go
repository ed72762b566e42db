package httpx_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"syncd/internal/httpx"
)

// resetting is a server that takes every request whole, resets the stream of the
// first with a code and answers the others. It counts requests.
func resetting(t *testing.T, code http2.ErrCode, sum *atomic.Int64) (address string, transport *http.Transport) {
	t.Helper()
	model := httptest.NewTLSServer(nil)
	t.Cleanup(model.Close)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: model.TLS.Certificates, NextProtos: []string{"h2"}})
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
			go frames(c, code, sum)
		}
	}()
	transport = model.Client().Transport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2, transport.TLSClientConfig.NextProtos = true, []string{"h2"}
	t.Cleanup(transport.CloseIdleConnections)
	return "https://" + l.Addr().String() + "/", transport
}

// frames speaks just enough HTTP/2.
func frames(c io.ReadWriteCloser, code http2.ErrCode, sum *atomic.Int64) {
	defer c.Close()
	io.ReadFull(c, make([]byte, len(http2.ClientPreface)))
	f := http2.NewFramer(c, c)
	f.WriteSettings()
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		d, isData := frame.(*http2.DataFrame)
		switch {
		case !isData || !d.StreamEnded():
		case sum.Add(1) == 1:
			f.WriteRSTStream(d.StreamID, code)
		default:
			var block strings.Builder
			hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: "201"})
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: d.StreamID, BlockFragment: []byte(block.String()), EndStream: true, EndHeaders: true})
		}
	}
}

// Over HTTP/2 Go's own transport sends a POST again whose stream was reset with
// PROTOCOL_ERROR. The first client shows that it does; ours must not.
func TestNetHTTPDoesNotRepeatACreate(t *testing.T) {
	for _, code := range []http2.ErrCode{http2.ErrCodeProtocol, http2.ErrCodeRefusedStream, http2.ErrCodeInternal} {
		var bare, ours atomic.Int64
		address, transport := resetting(t, code, &bare)
		if res, err := (&http.Client{Transport: transport}).Post(address, "application/json", strings.NewReader("{}")); err == nil {
			res.Body.Close()
		}
		if code != http2.ErrCodeInternal && bare.Load() < 2 {
			t.Errorf("%s: the transport sends it %d times: this test cannot fail", code, bare.Load())
		}
		address, transport = resetting(t, code, &ours)
		client, _ := real(t, httpx.Options{Transport: transport, Tries: 4})
		_, _, err := send(client, request(t, t.Context(), address, class(httpx.Create)))
		if ours.Load() != 1 || err == nil || !sent(t, err) {
			t.Errorf("%s: sent %d times, error %v", code, ours.Load(), err)
		}
	}
}
