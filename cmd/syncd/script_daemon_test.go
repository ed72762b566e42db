package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptPatience is how long a script waits for anything.
const scriptPatience = 20 * time.Second

// resultsCommand lets a result file arrive in the folder results, as if written some
// time ago, so that nobody waits for it to ripen: `results cart.xml 3h`. With a build,
// `results failing.xml 3h 7`, it arrives as run-7.xml and $BUILD in it is 7: the same
// bytes again would be nothing new.
func resultsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 4 || neg {
		ts.Fatalf("usage: results FILE AGE [BUILD [FOLDER]]")
	}
	folder := "results"
	if len(args) == 4 {
		folder = args[3]
	}
	age, err := time.ParseDuration(args[1])
	ts.Check(err)
	name, text := filepath.Base(args[0]), ts.ReadFile(args[0])
	if len(args) > 2 {
		name, text = "run-"+args[2]+".xml", strings.ReplaceAll(text, "$BUILD", args[2])
	}
	to := ts.MkAbs(filepath.Join(folder, name))
	ts.Check(os.MkdirAll(filepath.Dir(to), 0o755))
	ts.Check(os.WriteFile(to, []byte(text), 0o644))
	at := time.Now().Add(-age)
	ts.Check(os.Chtimes(to, at, at))
}

// editCommand replaces a text in a file, as one would in an editor:
// `edit syncd.yaml 'policy: observe' 'policy: full'`.
func editCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 || neg {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	old := ts.ReadFile(args[0])
	if strings.Count(old, args[1]) != 1 {
		ts.Fatalf("%s must hold %q once", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(old, args[1], args[2], 1)), 0o644))
}

// freeportCommand sets a variable to a loopback address that nobody listens on:
// `freeport WEB`.
func freeportCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: freeport NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}

// signalCommand sends a signal to what the script runs in the background:
// `signal HUP`.
func signalCommand(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM, "INT": syscall.SIGINT}
	if len(args) != 1 || neg || signals[args[0]] == nil {
		ts.Fatalf("usage: signal HUP|TERM|INT")
	}
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(signals[args[0]]))
	}
}

// getCommand prints what an address answers: `get http://$WEB/metrics`, with a login
// `get https://alice:PASSWORD@$WEB/`, or over the control socket `get control.sock/-/ready`.
// With `!` the answer must be an error.
func getCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: [!] get ADDRESS")
	}
	answer(ts, neg, http.MethodGet, args[0], "")
}

// postCommand is getCommand for acts, with a body if one is given.
func postCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: [!] post ADDRESS [JSON]")
	}
	answer(ts, neg, http.MethodPost, args[0], strings.Join(args[1:], ""))
}

// answer prints an answer and fails unless it is of the wanted kind.
func answer(ts *testscript.TestScript, neg bool, method, address, body string) {
	status, text, err := exchange(ts, method, address, body)
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), string(text))
	if neg != (status >= 400) {
		ts.Fatalf("%s %s: %d: %s", method, address, status, text)
	}
}

// waitForCommand asks an address until its answer matches a regular expression:
// `wait-for control.sock/-/ready ready`.
func waitForCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || neg {
		ts.Fatalf("usage: wait-for ADDRESS REGEXP")
	}
	want, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	var text []byte
	for end := time.Now().Add(scriptPatience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, text, err = exchange(ts, http.MethodGet, args[0], ""); err == nil && want.Match(text) {
			return
		}
	}
	ts.Fatalf("%s did not answer %q in time: %v %.2000s", args[0], args[1], err, text)
}

// eventuallyCommand runs a command until it succeeds: `eventually syncd apply`.
func eventuallyCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 || neg {
		ts.Fatalf("usage: eventually COMMAND…")
	}
	var err error
	for end := time.Now().Add(scriptPatience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if err = ts.Exec(args[0], args[1:]...); err == nil {
			return
		}
	}
	ts.Fatalf("%s did not succeed in time: %v", strings.Join(args, " "), err)
}

// ask makes one request that must succeed, and returns the answer.
func ask(ts *testscript.TestScript, method, address, body string) []byte {
	status, text, err := exchange(ts, method, address, body)
	ts.Check(err)
	if status >= 300 {
		ts.Fatalf("%s %s: %d: %s", method, address, status, text)
	}
	return text
}

// exchange makes one request, over TCP or a socket in the script's folder.
func exchange(ts *testscript.TestScript, method, address, body string) (int, []byte, error) {
	client := &http.Client{Timeout: scriptPatience, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: trusting(ts)}}
	if socket, path, ok := strings.Cut(address, ".sock/"); ok {
		client.Transport = &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", ts.MkAbs(socket+".sock"))
		}}
		address = "http://syncd/" + path
	}
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, text, err
}
