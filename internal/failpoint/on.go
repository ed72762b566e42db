//go:build failpoint

// Package failpoint names the moments at which a process may die in the middle of a
// write (crash points C0 to C18 of the exactly-once engine). In ordinary builds a
// failpoint is nothing; with the build tag `failpoint`, tests can have the process
// killed at one.
package failpoint

import (
	"os"
	"sync/atomic"
	"syscall"
)

// hook replaces the kill in tests that run many lives in one process.
var hook atomic.Pointer[func(string)]

// Set has f called at every failpoint instead of the environment's rule; nil takes
// it off again.
func Set(f func(name string)) {
	if f == nil {
		hook.Store(nil)
		return
	}
	hook.Store(&f)
}

// Hit is a failpoint. With SYNCD_FAILPOINT set to its name the process is killed as
// by kill -9: nothing is flushed, no deferred call runs.
func Hit(name string) {
	if f := hook.Load(); f != nil {
		(*f)(name)
		return
	}
	if os.Getenv("SYNCD_FAILPOINT") == name {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // the signal needs a moment; nothing may run until it comes
	}
}
