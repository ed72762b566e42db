// Package gate stands before a listener: TLS, and who may come in, by a web
// configuration file as Prometheus' exporters have it.
//
// It is the one room of exporter-toolkit, which serves TLS, checks passwords, limits the
// rate of requests and reads the file again whenever it needs it. What a visitor may do
// is not decided here.
package gate

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"

	toolkit "github.com/prometheus/exporter-toolkit/web"
	"go.uber.org/zap"
	"go.uber.org/zap/exp/zapslog"
	"golang.org/x/crypto/bcrypt"
)

// Why nobody gets in.
var (
	ErrPassword = errors.New("the user name or the password is missing or wrong")
	ErrOften    = errors.New("too many requests: rate_limit of the web configuration file allows no more")
	ErrFile     = errors.New("who may log in is not known")
)

// Gate is the gate of one listener.
type Gate struct {
	Facts // when it was opened
	path  string
	log   *zap.Logger
	check http.Handler // the toolkit's; it is there before the first connection
	turn  sync.Mutex   // of passwords that are checked here: that takes a processor for a while
}

// Open returns a gate by a web configuration file, which must be sound.
func Open(path string, log *zap.Logger) (*Gate, error) {
	f, err := Inspect(path)
	if err != nil {
		return nil, err
	}
	return &Gate{Facts: f, path: path, log: log}, nil
}

// Serve serves a listener until the server is shut down, over TLS if the file sets it
// up. It lets everybody in: the toolkit knows all or nothing, and some addresses have
// tokens of their own. So its check is taken out of the way of the server's handler,
// which calls Enter where it wants to.
func (g *Gate) Serve(l net.Listener, s *http.Server) error {
	pages := s.Handler
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(passed) })
	first := func() { g.check, s.Handler = s.Handler, pages }
	flags := &toolkit.FlagConfig{WebConfigFile: &g.path}
	log := slog.New(zapslog.NewHandler(g.log.Core(), zapslog.WithName(g.log.Name()), zapslog.AddStacktraceAt(slog.LevelError+1)))
	return toolkit.Serve(&listener{Listener: l, first: first}, s, flags, log)
}

// listener does something before the first connection is accepted.
type listener struct {
	net.Listener
	first func()
	once  sync.Once
}

// Accept waits for a connection.
func (l *listener) Accept() (net.Conn, error) {
	l.once.Do(l.first)
	return l.Listener.Accept()
}

// Enter returns the user that a request comes from; "" means somebody whom TLS alone
// let in. Headers that the file wants on answers are added unless they are there. Errors
// are ErrPassword, ErrOften and ErrFile.
func (g *Gate) Enter(h http.Header, r *http.Request) (string, error) {
	a := &answer{header: http.Header{}}
	g.check.ServeHTTP(a, r)
	switch a.status {
	case passed:
	case http.StatusUnauthorized:
		return "", ErrPassword
	case http.StatusTooManyRequests:
		return "", ErrOften
	default: // it has logged why
		return "", ErrFile
	}
	for key, value := range a.header {
		if h.Get(key) == "" {
			h[key] = value
		}
	}
	return g.user(r)
}

// user names whom the toolkit let in. It lets everybody in while the file names nobody,
// as it does in the middle of being written. So whoever wants to change something is
// checked again, against one reading of the file.
func (g *Gate) user(r *http.Request) (string, error) {
	c, err := read(g.path)
	if err == nil && len(c.Users) == 0 && len(g.Users) > 0 {
		err = errors.New("basic_auth_users has gone from the file: nobody is let in; restart syncd if that is meant")
	}
	if err != nil {
		g.log.Error("web configuration file", zap.String("path", g.path), zap.Error(err))
		return "", ErrFile
	}
	name, password, _ := r.BasicAuth()
	hash, known := c.Users[name]
	switch {
	case len(c.Users) == 0:
		return "", nil
	case !known:
		return "", ErrPassword
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		return name, nil
	}
	g.turn.Lock()
	defer g.turn.Unlock()
	if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil {
		return "", ErrPassword
	}
	return name, nil
}

// passed is what the toolkit's check answers whom it lets through.
const passed = http.StatusNoContent

// answer is what the toolkit's check has to say.
type answer struct {
	header http.Header
	status int
}

// Header returns the headers of the answer.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write drops the body: people are told in our words.
func (a *answer) Write(b []byte) (int, error) { return len(b), nil }
