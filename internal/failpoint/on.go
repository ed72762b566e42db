//go:build failpoint

// Package failpoint names the moments at which a process may die in the middle of a
// write (crash points C0 to C19 of the exactly-once engine). In ordinary builds a
// failpoint is nothing; with the build tag `failpoint`, tests can have the process
// killed at one.
package failpoint

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
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

// hits counts how often each failpoint was reached.
var hits struct {
	sync.Mutex
	of map[string]int
}

// Hit is a failpoint. SYNCD_FAILPOINT says what is to happen at which: at NAME the process
// is killed as by kill -9, so that nothing is flushed and no deferred call runs; at NAME#3
// only when it is reached for the third time; at NAME:stop it is stopped until somebody
// sends SIGCONT.
func Hit(name string) {
	if f := hook.Load(); f != nil {
		(*f)(name)
		return
	}
	rule := os.Getenv("SYNCD_FAILPOINT")
	at, stop := strings.CutSuffix(rule, ":stop")
	at, nth, counted := strings.Cut(at, "#")
	if at != name || counted && strconv.Itoa(count(name)) != nth {
		return
	}
	if stop {
		_ = os.Unsetenv("SYNCD_FAILPOINT") // once
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		time.Sleep(50 * time.Millisecond) // the signal comes within that
		return
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // the signal needs a moment; nothing may run until it comes
}

// count counts one more.
func count(name string) int {
	hits.Lock()
	defer hits.Unlock()
	if hits.of == nil {
		hits.of = map[string]int{}
	}
	hits.of[name]++
	return hits.of[name]
}
