package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"syncd/internal/store"
)

// asNobody runs fn without the right to pass over file modes, which root has.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Getuid() == 0 {
			// This thread only: it is never unlocked and so ends with the goroutine.
			runtime.LockOSThread()
			syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0)
		}
		fn()
	}()
	<-done
}

// opened lets others into a test's folder, which is private to root.
func opened(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestReadOnlyFile(t *testing.T) {
	folder := opened(t)
	path := filepath.Join(folder, "syncd.db")
	s := open(t, store.Options{Path: path})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{path: 0o444, path + ".lock": 0o666, folder: 0o777} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	asNobody(t, func() {
		refuses(t, store.Options{Path: path}, store.ErrReadOnly, "make "+path+" and its folder writable")
	})
}

func TestReadOnlyFolder(t *testing.T) {
	folder := opened(t)
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		refuses(t, store.Options{Path: filepath.Join(folder, "syncd.db")}, store.ErrReadOnly, "may not write in "+folder)
	})
}
