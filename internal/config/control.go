package config

import (
	"path/filepath"
	"strings"
)

// socketMax is the longest path of a socket that every Unix takes.
const socketMax = 103

// Control is how commands reach the running daemon.
type Control struct {
	Socket string `yaml:"socket" doc:"path of the control socket; empty: control.sock below $RUNTIME_DIRECTORY or /run/syncd if that exists, else beside the SQLite file"`
}

// check fills in the default, which both the daemon and its commands must find.
func (c *Control) check(r *ruling, store Store) {
	if c.Socket != "" {
		c.Socket = r.resolve("control.socket", c.Socket)
		if len(c.Socket) > socketMax {
			r.fault("control.socket", "the path is longer than %d bytes, which sockets do not allow: choose a shorter one", socketMax)
		}
		return
	}
	// systemd may name several folders; ours is the first.
	folder, _, _ := strings.Cut(r.environ["RUNTIME_DIRECTORY"], ":")
	switch {
	case folder != "":
		c.Socket = filepath.Join(folder, "control.sock")
	case r.isFolder("/run/syncd"):
		c.Socket = "/run/syncd/control.sock"
	case store.Path != "" && !store.Postgres():
		c.Socket = filepath.Join(filepath.Dir(store.Path), "control.sock")
	}
}
