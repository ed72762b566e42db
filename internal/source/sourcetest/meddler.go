package sourcetest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// meddler stands between a source and its tool and does to answers what networks, proxies
// and servers do.
type meddler struct {
	next http.RoundTripper

	mu    sync.Mutex
	asked int // requests so far
	// at says what happens to the n-th request, from 0; nil: nothing ever does.
	at func(n int, req *http.Request) trick
	// ahead is by how much the tool's clock is ahead of ours.
	ahead time.Duration
	// stamp makes every answer carry a Date.
	stamp bool
	log   []string
}

// trick does something to an exchange; nil leaves it alone.
type trick func(next http.RoundTripper, req *http.Request) (*http.Response, error)

// RoundTrip lets the request pass, or not.
func (m *meddler) RoundTrip(req *http.Request) (*http.Response, error) {
	m.mu.Lock()
	n := m.asked
	m.asked++
	m.log = append(m.log, req.Method+" "+req.URL.RequestURI())
	var do trick
	if m.at != nil {
		do = m.at(n, req)
	}
	m.mu.Unlock()
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if do == nil {
		do = http.RoundTripper.RoundTrip
	}
	res, err := do(m.next, req)
	if err == nil && m.stamp {
		res.Header.Set("Date", time.Now().Add(m.ahead).UTC().Format(http.TimeFormat))
	}
	return res, err
}

// count is how many requests were made since a count before.
func (m *meddler) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked
}

// trouble sets what happens to requests from now on, counted anew; nil ends it.
func (m *meddler) trouble(at func(n int, req *http.Request) trick) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked, m.at = 0, at
}

// on does a trick to one request and leaves the others alone, always to all from it on.
func on(at int, do trick) func(int, *http.Request) trick {
	return func(n int, _ *http.Request) trick {
		if n == at {
			return do
		}
		return nil
	}
}
func always(do trick) func(int, *http.Request) trick {
	return func(int, *http.Request) trick { return do }
}

// says answers in the tool's place.
func says(status int, kind, body string, header ...string) trick {
	return func(_ http.RoundTripper, req *http.Request) (*http.Response, error) {
		if req.Body != nil {
			req.Body.Close()
		}
		h := http.Header{"Content-Type": {kind}}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: h, Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: -1, Request: req}, nil
	}
}

// truncated lets half of the answer through.
func truncated(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	res, err := next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(body[:len(body)/2]))
	return res, err
}

// torn breaks the connection in the middle of the answer.
func torn(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	res, err := next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), tear{}))
	return res, err
}

// tear is where a connection breaks.
type tear struct{}

// Read breaks.
func (tear) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// errLost is what a client sees whose request arrived and whose answer did not.
var errLost = errors.New("the connection broke before the answer came")

// echoes refuses, and quotes the credentials.
func echoes(_ http.RoundTripper, req *http.Request) (*http.Response, error) {
	_, password, _ := req.BasicAuth()
	text := fmt.Sprintf(`{"error":"bad request: %s %s %s","message":"%[1]s","errorMessage":"%[1]s"}`, req.Header.Get("Authorization"), password, req.Header.Get("Token"))
	return says(http.StatusBadRequest, "application/json", text)(nil, req)
}
