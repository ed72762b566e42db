package gate_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"syncd/internal/web/gate"
)

func TestInspect(t *testing.T) {
	dir := t.TempDir()
	certify(t, dir, 1)
	users := "basic_auth_users:\n  bob: " + hash(t, "builder") + "\n  alice: " + hash(t, "wonder") + "\n"
	const pair = "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"
	tests := []struct {
		name, text string
		want       gate.Facts
	}{
		{"empty", "", gate.Facts{}},
		{"users", users, gate.Facts{Users: []string{"alice", "bob"}}},
		{"TLS", pair, gate.Facts{TLS: true}},
		{"both", pair + users, gate.Facts{TLS: true, Users: []string{"alice", "bob"}}},
		{"certificates", pair + "  client_ca_file: cert.pem\n  client_auth_type: RequireAndVerifyClientCert\n", gate.Facts{TLS: true, Certificates: true}},
		{"certificates if there are any", pair + "  client_ca_file: cert.pem\n  client_auth_type: VerifyClientCertIfGiven\n", gate.Facts{TLS: true}},
	}
	for _, tc := range tests {
		got, err := gate.Inspect(put(t, dir, "web.yaml", tc.text))
		if err != nil || got.TLS != tc.want.TLS || got.Certificates != tc.want.Certificates || !slices.Equal(got.Users, tc.want.Users) {
			t.Errorf("%s: %+v, %v", tc.name, got, err)
		}
		if want := len(tc.want.Users) > 0 || tc.want.Certificates; got.Login() != want {
			t.Errorf("%s: login %v", tc.name, got.Login())
		}
	}
}

// Every fault names the file and what to do, and no secret that stands at the wrong place.
func TestInspectFaults(t *testing.T) {
	dir := t.TempDir()
	certify(t, dir, 1)
	put(t, dir, "none.pem", "no certificate\n")
	path := filepath.Join(dir, "web.yaml")
	const pair = "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"
	tests := []struct{ text, want string }{
		{"tls_server: {}\n", "line 1: field tls_server not found; it has the form"},
		{"basic_auth_users: hunter2\n", "line 1: cannot unmarshal !!str a value; it has"},
		{"basic_auth_users: [hunter2]\n", "line 1: cannot unmarshal !!seq; it has"},
		{"basic_auth_users: {alice: hunter2}\n", `the password of "alice" is no bcrypt hash: make one with htpasswd`},
		{"a: {\n", "is not sound: line 1: did not find"},
		{"tls_server_config: { cert_file: cert.pem }\n", "missing one of key or key_file"},
		{"tls_server_config: { cert_file: other.pem, key_file: key.pem }\n", "failed to read cert_file (" + filepath.Join(dir, "other.pem") + ")"},
		{"tls_server_config: { cert_file: key.pem, key_file: key.pem }\n", "failed to load X509KeyPair"},
		{"tls_server_config: { cert_file: cert.pem, key_file: key.pem, min_version: TLS9 }\n", "unknown TLS version: TLS9"},
		{pair + "  client_ca_file: cert.pem\n", "without a Client Auth Policy"},
		{pair + "  client_auth_type: Sometimes\n", "invalid ClientAuth: Sometimes"},
		{pair + "  client_ca_file: none.pem\n  client_auth_type: RequireAndVerifyClientCert\n", "there is no PEM certificate in the client_ca"},
		{"http_server_config: { headers: { Server: x } }\n", `HTTP header "Server" can not be configured`},
	}
	for _, tc := range tests {
		_, err := gate.Inspect(put(t, dir, "web.yaml", tc.text))
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %q", tc.text, err, tc.want)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Inspect(path); err == nil || !strings.Contains(err.Error(), path+" does not exist: create it, or correct the name") {
		t.Errorf("no file: %v", err)
	}
	if _, err := gate.Open(path, nil); err == nil {
		t.Error("a gate is opened by no file")
	}
}
