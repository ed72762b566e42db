package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/config"
	"syncd/internal/secret"
)

func TestReadSecret(t *testing.T) {
	dir := write(t, map[string]string{"token": "hunter2\n", "crlf": "hunter2\r\n", "two": "hunter2\n\n", "empty": "\n", "large": strings.Repeat("x", 70<<10)})
	file := func(name string) secret.Ref { return secret.Ref{File: filepath.Join(dir, name)} }
	environ := []string{"TOKEN=hunter2", "BLANK=", "PASTED= hunter2", "CREDENTIALS_DIRECTORY=" + dir}
	tests := []struct {
		ref     secret.Ref
		environ []string
		want    string // part of the error, "" for none
	}{
		{file("token"), nil, ""},
		{file("crlf"), nil, ""},
		{file("two"), nil, "more than one line"},
		{file("empty"), nil, "is empty"},
		{file("large"), nil, "larger than 64 KiB"},
		{file("missing"), nil, "does not exist: write the secret into it"},
		{file(""), nil, "read secret file"},
		{secret.Ref{Env: "TOKEN"}, environ, ""},
		{secret.Ref{Env: "OTHER"}, environ, "OTHER is not set"},
		{secret.Ref{Env: "BLANK"}, environ, "BLANK is empty"},
		{secret.Ref{Env: "PASTED"}, environ, "begins or ends with white space"},
		{secret.Ref{Credential: "token"}, environ, ""},
		{secret.Ref{Credential: "other"}, environ, "LoadCredential=other:PATH"},
		{secret.Ref{Credential: "token"}, nil, "$CREDENTIALS_DIRECTORY is not set"},
		{secret.Ref{Literal: secret.New("hunter2")}, nil, ""},
		{secret.Ref{}, nil, "empty"},
	}
	for _, tc := range tests {
		got, err := config.ReadSecret(tc.ref, tc.environ)
		switch {
		case tc.want == "" && (err != nil || got.Reveal() != "hunter2"):
			t.Errorf("%v: %v", tc.ref, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
			t.Errorf("%v: %v, want %q", tc.ref, err, tc.want)
		case err != nil && strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%v: the error holds the secret", tc.ref)
		}
	}
}

func TestCheckSecrets(t *testing.T) {
	dir := write(t, map[string]string{
		"syncd.yaml": strings.Replace(minimal, "{ env: JIRA_TOKEN }", "{ file: token }", 1) +
			"\n", "token": "x", "key": "x",
	})
	text, err := os.ReadFile(filepath.Join(dir, "syncd.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text = []byte(strings.Replace(string(text), "path: results", "path: results\n    key: { credential: api }\n    proxy: { url: \"https://p.example\", token: { env: PROXY } }", 1))
	if err := os.Chmod(filepath.Join(dir, "token"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, report := config.Parse(filepath.Join(dir, "syncd.yaml"), text, options())
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	report = c.CheckSecrets(nil)
	got := strings.ReplaceAll(report.Error()+"\n\n"+report.Warning()+"\n", dir, "/etc/syncd")
	golden(t, "secrets.golden", got)
}

// TestCanary: nothing that prints a Config or a report prints a secret of it.
func TestCanary(t *testing.T) {
	const canary = "canary-4f1d8e"
	text := strings.Replace(minimal, "{ env: JIRA_TOKEN }", canary, 1)
	text = strings.Replace(text, "path: results", "path: results\n    key: "+canary, 1)
	opt := options()
	opt.Environ = []string{"SYNCD_JIRA__AUTH__USER=bot@acme.example"}
	c, report := config.Parse("syncd.yaml", []byte(text), opt)
	if c == nil || len(report.Warnings) != 2 {
		t.Fatal(report.Error(), report.Warning())
	}
	if c.Jira.Auth.Token.Literal.Reveal() != canary {
		t.Fatal("the literal did not arrive")
	}
	out, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v\n%+v\n%#v\n%s\n%s\n%v\n", *c, *c, *c, out, report.Warning(), c.Effective())
	all += fmt.Sprintf("%+v %+v", c.Sources[0].Config, c.CheckSecrets(nil))
	if strings.Contains(all, canary) {
		t.Errorf("the canary sang:\n%s", all)
	}
}
