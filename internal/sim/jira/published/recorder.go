package published

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// Recorder passes requests on and keeps every exchange. An answer that never came, broke off, or was made up by a
// scripted fault is kept as none.
type Recorder struct {
	Next http.RoundTripper

	mu   sync.Mutex
	kept []Exchange
}

// scripted is the header by which the simulator marks answers that it did not think of itself.
const scripted = "X-Sim-Fault"

// RoundTrip keeps a copy of the request and of the answer.
func (rec *Recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	e := Exchange{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: r.Header.Clone()}
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		e.Body, r.Body = raw, io.NopCloser(bytes.NewReader(raw))
	}
	resp, err := rec.Next.RoundTrip(r)
	if err == nil {
		raw, cut := io.ReadAll(resp.Body)
		if cut == nil && resp.Header.Get(scripted) == "" {
			e.Status, e.AnswerHeader, e.Answer = resp.StatusCode, resp.Header.Clone(), raw
		}
		// The body was read to its end; what is read again is the copy, and the same break.
		_ = resp.Body.Close()
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(raw), broken{cut}))
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.kept = append(rec.kept, e)
	return resp, err
}

// broken ends a body as the original ended.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	return 0, io.EOF
}

// Exchanges are all that were kept so far, in the order in which they ended.
func (rec *Recorder) Exchanges() []Exchange {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return append([]Exchange(nil), rec.kept...)
}
