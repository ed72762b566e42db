package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/config"
)

// webFile knows two users.
const webFile = `basic_auth_users:
  alice: $2a$04$NU/IXIkANRmYg3fsFq0FoOD5g4nXnvHhU3FA86EuLwlAzjxqTUbQy
  bob: $2a$04$NU/IXIkANRmYg3fsFq0FoOD5g4nXnvHhU3FA86EuLwlAzjxqTUbQy
`

func TestCheckWeb(t *testing.T) {
	tests := []struct {
		name, web, file string
		fault, warning  string // parts, "" for none
	}{
		{"nothing to look at", "listen: 127.0.0.1:9717", "", "", ""},
		{"no web", `listen: "", config_file: none.yaml`, "", "", ""},
		{"users on loopback", "config_file: web.yaml, admins: [alice]", webFile, "", ""},
		{"no file", "config_file: none.yaml", "", "syncd.yaml:1:21: web.config_file: the web configuration file DIR/none.yaml does not exist: create it", ""},
		{"a fault in the file", "config_file: web.yaml", "users: {}", "web.config_file: the web configuration file DIR/web.yaml is not sound: line 1: field users not found", ""},
		{"an admin without a password", "config_file: web.yaml, admins: [bob, alise]", webFile, `syncd.yaml:1:45: web.admins: "alise" is no user of DIR/web.yaml; did you mean "alice"?; correct the name`, ""},
		{"a network without TLS", `listen: ":9717", config_file: web.yaml`, webFile, "DIR/web.yaml lacks tls_server_config; or listen on 127.0.0.1", ""},
		{"a network without anything", `listen: ":9717", config_file: web.yaml`, "http_server_config: { http2: true }", "lacks tls_server_config and basic_auth_users", ""},
		{"a network by wish", `listen: ":9717", config_file: web.yaml, insecure: true`, webFile, "", ""},
		{"a file for everybody", "config_file: open.yaml", webFile, "", "every user of this machine can read the hashes"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			dir := write(t, map[string]string{"web.yaml": tc.file, "open.yaml": tc.file})
			if err := os.Chmod(filepath.Join(dir, "open.yaml"), 0o644); err != nil {
				t.Fatal(err)
			}
			c, report := config.Parse(filepath.Join(dir, "syncd.yaml"), []byte("web: { "+tc.web+" }\n"+minimal), options())
			if err := report.Err(); err != nil {
				t.Fatal(err)
			}
			report = c.CheckWeb()
			for got, want := range map[string]string{report.Error(): tc.fault, report.Warning(): tc.warning} {
				if want = strings.ReplaceAll(want, "DIR", dir); (got == "") != (want == "") || !strings.Contains(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
}

func TestWebRules(t *testing.T) {
	for web, want := range map[string]string{
		"admins: [alice]":     "web.admins: nobody can log in, so nobody can be told from others: name a file with basic_auth_users in web.config_file",
		`admins: [""]`:        "must not be empty",
		`listen: ":9717"`:     "give it both with web.config_file, or set web.insecure: true",
		"config_file: [a]":    "must be text",
		`config_files: a.yml`: `did you mean "config_file"?`,
	} {
		if _, report := config.Parse("syncd.yaml", []byte("web: { "+web+" }\n"+minimal), options()); !strings.Contains(report.Error(), want) {
			t.Errorf("%s: %s, want %q", web, report.Error(), want)
		}
	}
}
