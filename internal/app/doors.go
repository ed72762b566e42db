package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"syncd/internal/web/gate"
)

// doors are the listeners of a daemon: pages and metrics for everybody, and the
// control socket for the machine's admin.
type doors struct {
	web, control net.Listener // nil where there is none
	scheme       string       // of web
	servers      []*http.Server
	failed       chan error
	log          *zap.Logger
}

// openDoors binds all listeners before any of them serves. Requests end with work: a
// cycle that is asked for through a door is cut off like any other.
func (d *Daemon) openDoors(ctx, work context.Context) (*doors, error) {
	o := &doors{failed: make(chan error, 2), log: d.log}
	cfg := d.opt.Config
	var err error
	if cfg.Web.Listen != "" {
		if o.web, err = (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Web.Listen); err != nil {
			return nil, fmt.Errorf("listen on web.listen %s: %w; free the port or choose another", cfg.Web.Listen, err)
		}
		if o.scheme = "http"; d.gate != nil && d.gate.TLS {
			o.scheme = "https"
		}
		o.serve(work, o.web, d.pages(false), d.gate)
	}
	if cfg.Control.Socket != "" {
		if err := d.alone(ctx); err != nil {
			return nil, errors.Join(err, o.close(func() {}))
		}
		if o.control, err = listenControl(ctx, cfg.Control.Socket); err != nil {
			return nil, errors.Join(err, o.close(func() {}))
		}
		o.serve(work, o.control, d.controlled(), nil)
	}
	return o, nil
}

// openGate returns the gate that a configuration puts before its pages, nil if it puts
// none there. Its file is judged first, with the same words as by check.
func openGate(opt Options) (*gate.Gate, error) {
	cfg, log := opt.Config, opt.Log
	if cfg.Web.Listen == "" || cfg.Web.ConfigFile == "" {
		return nil, nil
	}
	if err := cfg.CheckWeb().Err(); err != nil {
		return nil, err
	}
	if log == nil {
		log = zap.NewNop()
	}
	return gate.Open(cfg.Web.ConfigFile, log.Named("http"))
}

// alone refuses a control socket that another daemon answers on. Where one process has
// the whole store its lock has proved that there is none.
func (d *Daemon) alone(ctx context.Context) error {
	if !d.store.Shared() {
		return nil
	}
	other, err := Dial(ctx, d.opt.Config.Control.Socket)
	if err != nil || other == nil {
		return nil //nolint:nilerr // who does not answer is replaced, or binding says why it cannot be
	}
	defer other.Close()
	return fmt.Errorf("control.socket %s belongs to a running syncd with pid %d: give each instance on this machine one of its own, and its own web.listen",
		d.opt.Config.Control.Socket, other.Status().PID)
}

// listenControl binds the control socket, readable by its owner and group only. A
// socket that a dead daemon left behind is replaced.
func listenControl(ctx context.Context, path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("replace control socket %s: %w", path, err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen on control.socket %s: %w; its folder %s must exist and be writable", path, err, filepath.Dir(path))
	}
	if err := os.Chmod(path, 0o660); err != nil {
		return nil, errors.Join(fmt.Errorf("guard control socket %s: %w", path, err), l.Close())
	}
	return l, nil
}

// serve serves one listener. Timeouts keep slow clients from holding connections.
// There is none over the whole request: it would cancel the context of a cycle that is
// asked for over the control socket and takes minutes. Bodies are small and capped. A
// gate, if there is one, serves TLS.
func (o *doors) serve(work context.Context, l net.Listener, h http.Handler, g *gate.Gate) {
	s := &http.Server{Handler: h, BaseContext: func(net.Listener) context.Context { return work },
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: zap.NewStdLog(o.log.Named("http"))}
	o.servers = append(o.servers, s)
	serve := s.Serve
	if g != nil {
		serve = func(l net.Listener) error { return g.Serve(l, s) }
	}
	go func() {
		if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
			o.failed <- fmt.Errorf("serve on %s: %w", l.Addr(), err)
		}
	}()
}

// address is where the pages are, "" where there are none.
func (o *doors) address() string {
	if o.web == nil {
		return ""
	}
	return o.scheme + "://" + o.web.Addr().String() + "/"
}

// close closes the listeners and lets open requests end for a moment; what is then
// still at work, a cycle for a command, is cut off and waited for: the store is closed
// next.
func (o *doors) close(cut func()) error {
	if o.shutdown() == nil {
		return nil
	}
	o.log.Warn("a request is cut off; what was in flight is settled at the next start")
	cut()
	return o.shutdown()
}

// shutdown closes the listeners and waits a moment for open requests.
func (o *doors) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var errs []error
	for _, s := range o.servers {
		if err := s.Shutdown(ctx); err != nil {
			errs = append(errs, fmt.Errorf("close listener: %w", err))
		}
	}
	return errors.Join(errs...)
}
