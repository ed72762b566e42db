// Package pgtest gives tests a PostgreSQL server of their own: a cluster in a temporary
// folder, run by an unprivileged user, on a socket and on loopback. It never touches a
// server that is there already.
//
// A server is started by the first test of a package that asks, and ends with the
// process, however that ends. Where PostgreSQL is not installed those tests are skipped
// and say so.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Password is that of the one user, syncd, over loopback; the socket asks for none.
const Password = "correct horse battery"

// Server is a running server.
type Server struct {
	Port   int
	folder string
	cmd    *exec.Cmd
	lives  io.Closer // the server ends when this closes, also by our death
}

// The one server of this process, and how many databases it has had.
var (
	once  sync.Once
	ours  *Server
	fault error // why it could not be started
	count atomic.Int64
)

// errNone is a machine without PostgreSQL.
var errNone = errors.New("PostgreSQL is not installed (no initdb and postgres in /usr/lib/postgresql/*/bin or $PATH)")

// Of returns the server of this process, and starts it if need be.
func Of(t testing.TB) *Server {
	t.Helper()
	once.Do(func() { ours, fault = Start() })
	switch {
	case errors.Is(fault, errNone):
		t.Skip(fault)
	case fault != nil:
		t.Fatal(fault)
	}
	return ours
}

// Installed reports whether a server could be started here.
func Installed() bool {
	_, err := bin("initdb")
	return err == nil
}

// Database makes an empty database and returns its URL, over the socket. It is dropped
// at the end of the test.
func Database(t testing.TB) string {
	t.Helper()
	s := Of(t)
	name := fmt.Sprintf("t%d", count.Add(1))
	s.Do(t, "postgres", `CREATE DATABASE `+name)
	t.Cleanup(func() { s.Do(t, "postgres", `DROP DATABASE `+name+` WITH (FORCE)`) })
	return s.URL(name)
}

// URL leads to a database over the socket.
func (s *Server) URL(database string) string {
	return "postgres://syncd@/" + database + "?host=" + s.folder + "&port=" + strconv.Itoa(s.Port)
}

// TCP leads to a database over loopback, where a password is asked for.
func (s *Server) TCP(database string) string {
	return fmt.Sprintf("postgres://syncd@127.0.0.1:%d/%s?sslmode=disable", s.Port, database)
}

// Do runs statements in a database, behind the store's back.
func (s *Server) Do(t testing.TB, database string, statements ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, s.URL(database))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	for _, q := range statements {
		if _, err := c.Exec(ctx, q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// bin finds one of the server's programs: Debian keeps them out of the path.
func bin(name string) (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // the pattern is sound
	if len(found) > 0 {
		return found[len(found)-1], nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", errNone
	}
	return path, nil
}

// Start makes a cluster and runs its server. Most tests want Of.
func Start() (*Server, error) {
	initdb, err := bin("initdb")
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "syncd-pg")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder}
	if err := s.make(initdb); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := s.Run(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

// nobody is who runs the server where we are root: PostgreSQL refuses to be that.
const nobody = 65534

// as has a command run by nobody where we are root.
func as(cmd *exec.Cmd, folder string) *exec.Cmd {
	cmd.Dir = folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C is ours
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return cmd
}

// make makes the cluster. Its databases sort as English does, not by bytes: that the
// store does must be the store's own doing.
func (s *Server) make(initdb string) error {
	password := filepath.Join(s.folder, "password")
	if err := os.WriteFile(password, []byte(Password), 0o600); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		for _, name := range []string{s.folder, password} {
			if err := os.Chown(name, nobody, nobody); err != nil {
				return err
			}
		}
	}
	args := []string{"-D", filepath.Join(s.folder, "data"), "-U", "syncd", "-E", "UTF8", "--auth-local=trust",
		"--auth-host=scram-sha-256", "--pwfile=" + password, "--no-sync", "--locale=C.UTF-8"}
	out, err := as(exec.Command(initdb, append(args, "--locale-provider=icu", "--icu-locale=en")...), s.folder).CombinedOutput()
	if err != nil { // older than 15, or built without ICU
		out, err = as(exec.Command(initdb, args...), s.folder).CombinedOutput()
	}
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// Run runs the server of the cluster, at the same port as before if it ran already, and
// waits until it answers.
func (s *Server) Run() error {
	postgres, err := bin("postgres")
	if err != nil {
		return err
	}
	if s.Port == 0 {
		if s.Port, err = freePort(); err != nil {
			return err
		}
	}
	// The shell reads until we close our end, or die; what is not to be kept goes then.
	script := `"$0" "$@" & pid=$!; trap '' INT; cat >/dev/null; kill -INT $pid; wait $pid; [ -e keep ] || rm -rf "$PWD"`
	if err := os.RemoveAll(filepath.Join(s.folder, keep)); err != nil {
		return err
	}
	s.cmd = as(exec.Command("sh", "-c", script, postgres, "-D", filepath.Join(s.folder, "data"), "-k", s.folder,
		"-h", "127.0.0.1", "-p", strconv.Itoa(s.Port), "-c", "fsync=off", "-c", "max_connections=200"), s.folder)
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if s.lives, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	return s.await()
}

// await waits until the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			text, _ := os.ReadFile(filepath.Join(s.folder, "log")) // for the error only
			return fmt.Errorf("postgres does not answer: %w\n%s", err, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// keep is a file that has the cluster stay when its server ends.
const keep = "keep"

// Halt ends the server and leaves the cluster; Run begins it again.
func (s *Server) Halt() error {
	if err := os.WriteFile(filepath.Join(s.folder, keep), nil, 0o600); err != nil {
		return err
	}
	if err := s.lives.Close(); err != nil {
		return err
	}
	if err := s.cmd.Wait(); err != nil && !strings.Contains(err.Error(), "exit status") {
		return err
	}
	return nil
}

// Stop ends the server of this process, if there is one. Without it the server ends
// right after the process.
func Stop() {
	if ours == nil {
		return
	}
	ours.Remove()
}

// Remove ends the server and removes its folder.
func (s *Server) Remove() {
	if err := errors.Join(s.Halt(), os.RemoveAll(s.folder)); err != nil {
		fmt.Fprintln(os.Stderr, "end PostgreSQL:", err)
	}
}

// PasswordFile writes a file for PGPASSFILE.
func (s *Server) PasswordFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pgpass")
	if err := os.WriteFile(path, []byte("127.0.0.1:*:*:syncd:"+Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// freePort finds a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
