package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// sendCommand pushes a file as a script would that has no syncd, and prints the answer's
// status and body: `send http://$WEB/api/v1/results/web-e2e cart.xml s3cret`. With `!`
// the answer must be an error. The file - is no file at all.
func sendCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: [!] send ADDRESS FILE [TOKEN]")
	}
	body := ""
	if args[1] != "-" {
		body = ts.ReadFile(args[1])
	}
	req, err := http.NewRequest(http.MethodPost, args[0], strings.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", "application/octet-stream")
	if len(args) == 3 {
		req.Header.Set("Authorization", "Bearer "+args[2])
	}
	client := &http.Client{Timeout: scriptPatience, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d\n%s", res.StatusCode, text)
	if neg != (res.StatusCode >= 400) {
		ts.Fatalf("%s: %d: %s", args[0], res.StatusCode, text)
	}
}
