package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"syncd/internal/record"
)

// How commands reach a running daemon: HTTP over a socket that only the machine's
// admin may open. It carries the same acts as the pages, and cycles.
const (
	cyclePath   = "/control/cycle"
	statusPath  = "/control/status"
	explainPath = "/control/explain"
	sayPath     = "/control/say"
	claimPath   = "/control/claim"
	notifyPath  = "/control/notify"
)

// Status is what a daemon says of itself to commands.
type Status struct {
	PID     int      `json:"pid"`
	Version string   `json:"version"`
	Store   string   `json:"store"`
	Syncs   []string `json:"syncs"`
	Aim     Aim      `json:"aim"`
}

// controlled is the handler of the control socket.
func (d *Daemon) controlled() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", d.pages(true))
	mux.HandleFunc("GET "+statusPath, func(w http.ResponseWriter, _ *http.Request) {
		d.answer(w, Status{PID: os.Getpid(), Version: d.opt.Version, Store: d.store.Path(), Syncs: d.Syncs(), Aim: d.Aim()}, nil)
	})
	mux.HandleFunc("POST "+cyclePath, func(w http.ResponseWriter, r *http.Request) {
		var ask Ask
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<20)).Decode(&ask); err != nil {
			d.answer(w, nil, fmt.Errorf("read what is asked for: %w", err))
			return
		}
		c, err := d.Cycle(r.Context(), ask)
		d.answer(w, c, err)
	})
	mux.HandleFunc("POST "+sayPath, func(w http.ResponseWriter, r *http.Request) {
		var say Say
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&say); err != nil {
			d.answer(w, nil, fmt.Errorf("read what is said: %w", err))
			return
		}
		told, err := d.Say(r.Context(), say)
		d.answer(w, told, err)
	})
	mux.HandleFunc("GET "+explainPath, func(w http.ResponseWriter, r *http.Request) {
		why, err := d.explainers().Explain(r.Context(), r.URL.Query().Get("of"))
		d.answer(w, why, err)
	})
	mux.HandleFunc("GET "+reportPath, d.reported)
	mux.HandleFunc("POST "+claimPath, func(w http.ResponseWriter, r *http.Request) {
		home, err := d.Claim(r.Context())
		d.answer(w, home, err)
	})
	mux.HandleFunc("POST "+notifyPath, func(w http.ResponseWriter, r *http.Request) {
		d.answer(w, struct{}{}, d.TestNotifier(r.Context(), r.URL.Query().Get("to")))
	})
	return mux
}

// answer writes a value, or an error, as JSON.
func (d *Daemon) answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		v = map[string]string{"error": err.Error()}
	}
	// A client that went away needs no answer.
	_ = json.NewEncoder(w).Encode(v)
}

// Remote is a running daemon as commands see it.
type Remote struct {
	client *http.Client
	status Status
}

// Dial reaches the daemon on a control socket. It returns nil without an error where
// nobody answers there.
func Dial(ctx context.Context, socket string) (*Remote, error) {
	r := &Remote{client: &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", socket)
	}}}}
	if _, err := os.Stat(socket); err != nil {
		return nil, nil //nolint:nilerr // no socket, no daemon
	}
	err := r.call(ctx, http.MethodGet, statusPath, nil, &r.status)
	switch {
	case err == nil:
		return r, nil
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("a daemon runs, but %s may not be opened by this user: use sudo, or join the socket's group", socket)
	case isDead(err):
		return nil, nil
	}
	return nil, err
}

// isDead reports whether a socket was left behind by a daemon that is gone.
func isDead(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// call makes one request and decodes its answer.
func (r *Remote) call(ctx context.Context, method, path string, in, out any) error {
	body, err := encode(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://syncd"+path, body)
	if err != nil {
		return fmt.Errorf("ask the daemon: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask the daemon: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		var e struct {
			Error string `json:"error"`
		}
		if err := json.NewDecoder(res.Body).Decode(&e); err != nil || e.Error == "" {
			return fmt.Errorf("the daemon answered %s", res.Status)
		}
		return errors.New(e.Error)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		return fmt.Errorf("read the daemon's answer: %w", err)
	}
	return nil
}

// Status is what the daemon said of itself.
func (r *Remote) Status() Status { return r.status }

// Syncs lists the daemon's syncs.
func (r *Remote) Syncs() []string { return r.status.Syncs }

// Aim is where the daemon's configuration writes.
func (r *Remote) Aim() Aim { return r.status.Aim }

// Cycle has the daemon run one cycle, with its credentials.
func (r *Remote) Cycle(ctx context.Context, ask Ask) (record.Cycle, error) {
	var c record.Cycle
	err := r.call(ctx, http.MethodPost, cyclePath, ask, &c)
	return c, err
}

// Say passes on what somebody says about cases or breakers.
func (r *Remote) Say(ctx context.Context, s Say) ([]string, error) {
	var told []string
	err := r.call(ctx, http.MethodPost, sayPath, s, &told)
	return told, err
}

// SetPause has the daemon pull the brake, Resume let go of it.
func (r *Remote) SetPause(ctx context.Context, p record.Pause) error {
	return r.call(ctx, http.MethodPost, "/api/v1/pause", p, nil)
}

// Resume has the daemon let go of the brake.
func (r *Remote) Resume(ctx context.Context, sync string) error {
	return r.call(ctx, http.MethodPost, "/api/v1/resume", map[string]string{"sync": sync}, nil)
}

// Claim has the daemon claim its store.
func (r *Remote) Claim(ctx context.Context) (record.Home, error) {
	var home record.Home
	err := r.call(ctx, http.MethodPost, claimPath, nil, &home)
	return home, err
}

// TestNotifier has the daemon send a test message.
func (r *Remote) TestNotifier(ctx context.Context, name string) error {
	return r.call(ctx, http.MethodPost, notifyPath+"?to="+url.QueryEscape(name), nil, nil)
}

// Close ends the connection; the daemon goes on.
func (r *Remote) Close() error {
	r.client.CloseIdleConnections()
	return nil
}

// encode is a request's body; nil has none.
func encode(v any) (io.Reader, error) {
	if v == nil {
		return http.NoBody, nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write what is asked for: %w", err)
	}
	return bytes.NewReader(data), nil
}
