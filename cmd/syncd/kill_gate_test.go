package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// gate stands between a process and Jira, or a test tool, and kills the process while it
// writes, once.
type gate struct {
	to    http.Handler
	point string                   // C4 to C7, C11; "" for none
	prize func(*http.Request) bool // at which requests it kills

	mu   sync.Mutex
	prey *os.Process
	late sync.WaitGroup // requests that land after their sender has died
}

// creates are the requests that make issues in Jira.
func creates(r *http.Request) bool {
	return r.Method == http.MethodPost && (strings.HasSuffix(r.URL.Path, "/issue") || strings.HasSuffix(r.URL.Path, "/issue/bulk"))
}

// arm has the gate kill a process.
func (g *gate) arm(p *os.Process) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.prey = p
}

// hunting returns the process to be killed, and is nil from then on.
func (g *gate) hunting(r *http.Request) *os.Process {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.point == "" || g.prey == nil || !g.prize(r) {
		return nil
	}
	p := g.prey
	g.prey = nil
	return p
}

// ServeHTTP passes everything on but the one write.
func (g *gate) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	prey := g.hunting(r)
	if prey == nil {
		g.to.ServeHTTP(rw, r)
		return
	}
	whole := r.ContentLength
	if g.point == "C4" {
		whole /= 2
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, whole))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	switch g.point {
	case "C5":
		g.late.Go(func() {
			time.Sleep(1500 * time.Millisecond) // less than jira.settle
			g.pass(r, body)
		})
	case "C6":
		g.pass(r, body)
	case "C7":
		answer := g.pass(r, body).Body.Bytes()
		rw.WriteHeader(http.StatusCreated)      // to who reads it, it is as good as 200
		_, _ = rw.Write(answer[:len(answer)/2]) // whoever reads it dies next
		_ = http.NewResponseController(rw).Flush()
	case "C11":
		g.pass(r, firstOf(body))
	}
	_ = prey.Signal(syscall.SIGKILL) // it waits for this answer, so it is there
	panic(http.ErrAbortHandler)
}

// pass hands a request on, whatever has become of its sender.
func (g *gate) pass(r *http.Request, body []byte) *httptest.ResponseRecorder {
	again := httptest.NewRequest(r.Method, r.URL.String(), bytes.NewReader(body))
	again.Header, again.Host = r.Header.Clone(), r.Host
	answer := httptest.NewRecorder()
	g.to.ServeHTTP(answer, again)
	return answer
}

// firstOf is a bulk of which Jira got no further than the first element.
func firstOf(body []byte) []byte {
	var bulk struct {
		Updates []json.RawMessage `json:"issueUpdates"`
	}
	if json.Unmarshal(body, &bulk) != nil || len(bulk.Updates) < 2 {
		return body // the oracle will notice
	}
	bulk.Updates = bulk.Updates[:1]
	out, err := json.Marshal(bulk)
	if err != nil {
		return body
	}
	return out
}
