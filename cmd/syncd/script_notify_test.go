package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// listening is a local receiver of messages. It keeps those that it took.
type listening struct {
	mu     sync.Mutex
	status int // of its answers; 0 is 200
	bodies []string
}

// ears are the receivers of a script, by the variable with the address.
var ears sync.Map

// ServeHTTP takes a message.
func (l *listening) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err != nil:
	case l.status != 0:
		w.WriteHeader(l.status)
	default:
		l.bodies = append(l.bodies, string(body))
	}
}

// receiverCommand starts a receiver and sets a variable to its address, whose path is a
// secret: `receiver HOOK`. `receiver HOOK 503` has it answer so from now on, 0 that it is
// well again.
func receiverCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 || neg {
		ts.Fatalf("usage: receiver NAME [STATUS]")
	}
	if len(args) == 2 {
		l := ear(ts, args[0])
		status, err := strconv.Atoi(args[1])
		ts.Check(err)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.status = status
		return
	}
	l := &listening{}
	server := httptest.NewServer(l)
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL+"/services/T0/B0/nightjar")
	ears.Store(ts.Getenv(args[0]), l)
}

// ear is the receiver of a variable.
func ear(ts *testscript.TestScript, name string) *listening {
	l, ok := ears.Load(ts.Getenv(name))
	if !ok {
		ts.Fatalf("there is no receiver %s", name)
	}
	return l.(*listening)
}

// heardCommand waits until a receiver has taken so many messages, and prints the text of
// each: `heard HOOK 1`. More than that is a failure.
func heardCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || neg {
		ts.Fatalf("usage: heard NAME COUNT")
	}
	l := ear(ts, args[0])
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	var bodies []string
	for end := time.Now().Add(scriptPatience); ; time.Sleep(20 * time.Millisecond) {
		l.mu.Lock()
		bodies = append([]string{}, l.bodies...)
		l.mu.Unlock()
		if len(bodies) >= want || time.Now().After(end) {
			break
		}
	}
	for _, b := range bodies {
		fmt.Fprintln(ts.Stdout(), heard(b))
	}
	if len(bodies) != want {
		ts.Fatalf("%d messages came, want %d:\n%s", len(bodies), want, strings.Join(bodies, "\n"))
	}
}

// heard is a message in a line: its kind and text, or that of Slack.
func heard(body string) string {
	var m struct{ Kind, Text string }
	if json.Unmarshal([]byte(body), &m) != nil {
		return body
	}
	if m.Kind == "" {
		m.Kind = "slack"
	}
	return m.Kind + ": " + strings.ReplaceAll(m.Text, "\n", " | ")
}
