//go:build failpoint

package converge

import (
	"bytes"
	"os"
	"runtime"
	"sync"
	"testing"

	"syncd/internal/failpoint"
)

// canDie says that failpoints are built in.
const canDie = true

// lives are the worlds and instances in which a cycle runs now, by the goroutine that runs
// it: a failpoint tells its name and nothing else, and many stories are played at once.
var lives sync.Map

// TestMain has every failpoint ask whether the story wants to die there.
func TestMain(m *testing.M) {
	failpoint.Set(func(name string) {
		if w, ok := lives.Load(goroutine()); ok {
			w.(life).reach(name)
		}
	})
	os.Exit(m.Run())
}

// mortal connects the goroutine that runs a cycle with its story.
func mortal(w life, now bool) {
	if now {
		lives.Store(goroutine(), w)
	} else {
		lives.Delete(goroutine())
	}
}

// life is what may end at a failpoint.
type life interface{ reach(name string) }

// reach dies at a failpoint if that is the plan.
func (w *world) reach(name string) {
	if w.wire.die.at == name {
		panic(w.wire.die)
	}
}

// goroutine is the number of the running goroutine, as a stack trace names it.
func goroutine() string {
	line := make([]byte, 64)
	line = line[:runtime.Stack(line, false)]
	number, _, _ := bytes.Cut(bytes.TrimPrefix(line, []byte("goroutine ")), []byte(" "))
	return string(number)
}
