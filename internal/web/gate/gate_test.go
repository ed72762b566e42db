package gate_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
	"golang.org/x/crypto/bcrypt"

	"syncd/internal/web/gate"
)

// hash is a password as the file holds it, made as cheaply as bcrypt allows.
func hash(t *testing.T, password string) string {
	t.Helper()
	b, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// put writes a file and returns its path.
func put(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certify writes cert.pem and key.pem of 127.0.0.1 and returns who trusts them.
func certify(t *testing.T, dir string, serial int64) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "quality.example.com"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	put(t, dir, "cert.pem", string(text))
	put(t, dir, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return pool
}

// served opens a gate and serves on loopback whoever it lets in; the answer is his name.
func served(t *testing.T, path string) (address string, log *observer.ObservedLogs) {
	t.Helper()
	core, log := observer.New(zap.InfoLevel)
	g, err := gate.Open(path, zap.New(core))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{ReadHeaderTimeout: time.Second, ErrorLog: zap.NewStdLog(zap.NewNop()), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, err := g.Enter(w.Header(), r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		fmt.Fprintf(w, "%s %s", r.Proto, user)
	})}
	ended := make(chan error, 1)
	go func() { ended <- g.Serve(l, s) }()
	t.Cleanup(func() {
		if err := s.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return l.Addr().String(), log
}

// client trusts a certificate and keeps no connection.
func client(pool *x509.CertPool) *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool}}}
}

// ask makes a request and returns what is answered, or why there is no answer.
func ask(t *testing.T, c *http.Client, method, url string) (text string, h http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		return err.Error(), nil
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b)), res.Header
}

func TestPasswords(t *testing.T) {
	path := put(t, t.TempDir(), "web.yaml", fmt.Sprintf("basic_auth_users:\n  alice: %s\n  bob: %s\nhttp_server_config:\n  headers:\n    X-Frame-Options: deny\n", hash(t, "wonder"), hash(t, "builder")))
	at, log := served(t, path)
	c := client(nil)
	for _, tc := range []struct{ method, who, want string }{
		{"GET", "", gate.ErrPassword.Error()},
		{"GET", "alice:wonder@", "HTTP/1.1 alice"},
		{"POST", "bob:builder@", "HTTP/1.1 bob"},
		{"GET", "alice:builder@", gate.ErrPassword.Error()},
		{"POST", "alice:builder@", gate.ErrPassword.Error()},
		{"GET", "carol:wonder@", gate.ErrPassword.Error()},
		{"GET", "alice@", gate.ErrPassword.Error()},
	} {
		got, h := ask(t, c, tc.method, "http://"+tc.who+at)
		if got != tc.want {
			t.Errorf("%s as %q: %s, want %s", tc.method, tc.who, got, tc.want)
		}
		if let := !strings.Contains(got, "password"); let != (h.Get("X-Frame-Options") == "deny") {
			t.Errorf("%s as %q: headers %v", tc.method, tc.who, h)
		}
	}
	for _, e := range log.All() {
		if text := fmt.Sprint(e.Message, e.ContextMap()); strings.Contains(text, "wonder") || strings.Contains(text, "builder") {
			t.Errorf("the log holds a password: %s", text)
		}
	}
}

// The file is read again for each request: who leaves is out at once.
func TestTheFileChanges(t *testing.T) {
	dir := t.TempDir()
	users := "basic_auth_users:\n  alice: " + hash(t, "wonder") + "\n"
	path := put(t, dir, "web.yaml", users)
	at, log := served(t, path)
	c := client(nil)
	for _, step := range []struct{ text, read, write string }{
		{users, "HTTP/1.1 alice", "HTTP/1.1 alice"},
		{strings.Replace(users, "alice", "alicia", 1), gate.ErrPassword.Error(), gate.ErrPassword.Error()},
		// In the middle of being written, or emptied: the toolkit lets everybody in, we nobody.
		{"", gate.ErrFile.Error(), gate.ErrFile.Error()},
		{"basic_auth_users:\n", gate.ErrFile.Error(), gate.ErrFile.Error()},
		{"basic_auth_users: [", gate.ErrFile.Error(), gate.ErrFile.Error()},
		{users, "HTTP/1.1 alice", "HTTP/1.1 alice"},
	} {
		put(t, dir, "web.yaml", step.text)
		for method, want := range map[string]string{"GET": step.read, "POST": step.write} {
			if got, _ := ask(t, c, method, "http://alice:wonder@"+at); got != want {
				t.Errorf("%s with %q in the file: %s, want %s", method, step.text, got, want)
			}
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got, _ := ask(t, c, "GET", "http://alice:wonder@"+at); got != gate.ErrFile.Error() {
		t.Errorf("without the file: %s", got)
	}
	if log.FilterMessage("web configuration file").Len() == 0 || log.FilterMessage("Unable to parse configuration").Len() == 0 {
		t.Error("the log does not say what is wrong with the file")
	}
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	old := certify(t, dir, 1)
	path := put(t, dir, "web.yaml", "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n")
	at, _ := served(t, path)
	if got, _ := ask(t, client(old), "POST", "https://alice:any@"+at); got != "HTTP/2.0" {
		t.Errorf("over TLS: %s, want HTTP/2 and nobody's name", got)
	}
	plain := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: old}}}
	if got, _ := ask(t, plain, "GET", "https://"+at); got != "HTTP/1.1" {
		t.Errorf("a client without HTTP/2: %s", got)
	}
	if got, _ := ask(t, client(nil), "GET", "http://"+at); !strings.Contains(got, "HTTPS server") {
		t.Errorf("without TLS: %s", got)
	}
	// A renewed certificate is served from the next connection on.
	renewed := certify(t, dir, 2)
	if got, _ := ask(t, client(renewed), "GET", "https://"+at); got != "HTTP/2.0" {
		t.Errorf("with the renewed certificate: %s", got)
	}
	if got, _ := ask(t, client(old), "GET", "https://"+at); !strings.Contains(got, "certificate") {
		t.Errorf("who trusts the old certificate only: %s", got)
	}
}

func TestHTTP2CanBeSwitchedOff(t *testing.T) {
	dir := t.TempDir()
	pool := certify(t, dir, 1)
	at, _ := served(t, put(t, dir, "web.yaml", "tls_server_config: { cert_file: cert.pem, key_file: key.pem }\nhttp_server_config: { http2: false }\n"))
	if got, _ := ask(t, client(pool), "GET", "https://"+at); got != "HTTP/1.1" {
		t.Errorf("with http2: false: %s", got)
	}
}

func TestClientCertificates(t *testing.T) {
	dir := t.TempDir()
	pool := certify(t, dir, 1)
	at, _ := served(t, put(t, dir, "web.yaml", "tls_server_config: { cert_file: cert.pem, key_file: key.pem, client_ca_file: cert.pem, client_auth_type: RequireAndVerifyClientCert }\n"))
	if got, _ := ask(t, client(pool), "GET", "https://"+at); strings.HasPrefix(got, "HTTP") {
		t.Errorf("without a certificate: %s", got)
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	c := client(pool)
	c.Transport.(*http.Transport).TLSClientConfig.Certificates = []tls.Certificate{pair}
	if got, _ := ask(t, c, "GET", "https://"+at); got != "HTTP/2.0" {
		t.Errorf("with a certificate: %s", got)
	}
}

func TestRateLimit(t *testing.T) {
	at, _ := served(t, put(t, t.TempDir(), "web.yaml", "rate_limit: { interval: 1h, burst: 2 }\n"))
	for i, want := range []string{"HTTP/1.1", "HTTP/1.1", gate.ErrOften.Error()} {
		if got, _ := ask(t, client(nil), "GET", "http://"+at); got != want {
			t.Errorf("request %d: %s, want %s", i+1, got, want)
		}
	}
}
