package gate

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/zap"
	"golang.org/x/crypto/bcrypt"
)

// The file is rewritten in place: the toolkit reads it while it is empty and lets
// everybody in, and we read it when the users are back. Nobody acts by that.
func TestActsAreCheckedToTheLetter(t *testing.T) {
	hash, err := bcrypt.GenerateFromPassword([]byte("wonder"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "web.yaml")
	if err := os.WriteFile(path, []byte("basic_auth_users: { alice: "+string(hash)+" }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g, err := Open(path, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	g.check = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(passed) })
	for _, tc := range []struct {
		method, name, password, want string
		err                          error
	}{
		{"POST", "alice", "wonder", "alice", nil},
		{"POST", "alice", "guessed", "", ErrPassword},
		{"PUT", "alice", "", "", ErrPassword},
		{"POST", "", "", "", ErrPassword},
		{"GET", "mallory", "wonder", "", ErrPassword},
	} {
		r := httptest.NewRequest(tc.method, "/", nil)
		r.SetBasicAuth(tc.name, tc.password)
		if user, err := g.Enter(http.Header{}, r); user != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%s as %s with %q: %q, %v", tc.method, tc.name, tc.password, user, err)
		}
	}
}
