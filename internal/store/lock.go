package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// ErrInUse is every InUseError, for errors.Is.
var ErrInUse = errors.New("store is in use")

// InUseError says who holds the store.
type InUseError struct {
	Path string
	PID  int // 0 where the holder has not written it yet
}

// Error names the holder and what to do about it.
func (e *InUseError) Error() string {
	who := "by another syncd"
	if e.PID != 0 {
		who = "by syncd with pid " + strconv.Itoa(e.PID)
	}
	return fmt.Sprintf("store %s is in use %s: let that one do the work, stop it first, or give this one a store.url of its own",
		e.Path, who)
}

// Is makes errors.Is(err, ErrInUse) true.
func (e *InUseError) Is(target error) bool { return target == ErrInUse }

// fileLock is the proof that this process alone writes the store. The kernel drops
// the lock when the process dies, however it dies, so it never needs breaking.
type fileLock struct {
	file *os.File
	// last is the epoch of whoever held the store before, 0 if that is not known. A
	// database with a lower one has been put back from a copy.
	last int64
}

// takeLock locks the file beside the store. The store's own file will not do: SQLite
// drops every lock of a process when any handle on it is closed.
func takeLock(path string) (*fileLock, error) {
	if kind := networkDisk(filepath.Dir(path)); kind != "" {
		return nil, fmt.Errorf("open store %s: it lies on %s, where two machines can write it at once: "+
			"put it on a local disk, or use PostgreSQL", path, kind)
	}
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, lockFault(path, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		pid, _ := signature(f)
		held := &InUseError{Path: path, PID: pid}
		return nil, errors.Join(held, f.Close())
	}
	l := &fileLock{file: f}
	if err == nil {
		_, l.last = signature(f)
		err = l.sign(os.Getpid(), l.last)
	}
	if err != nil {
		return nil, errors.Join(lockFault(path, err), f.Close())
	}
	return l, nil
}

// sign writes who holds the store, and in which epoch, for those who come after us.
func (l *fileLock) sign(pid int, epoch int64) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt(fmt.Appendf(nil, "%d\n%d\n", pid, epoch), 0)
	return err
}

// signature reads who signed the lock last; what cannot be read is 0: not known.
func signature(f *os.File) (pid int, epoch int64) {
	text := make([]byte, 64)
	n, err := f.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, 0
	}
	first, rest, _ := strings.Cut(string(text[:n]), "\n")
	second, _, _ := strings.Cut(rest, "\n")
	pid, _ = strconv.Atoi(first)
	epoch, _ = strconv.ParseInt(second, 10, 64)
	return pid, epoch
}

// release gives the lock up. The file stays: removing it would let two later
// processes lock two different files of one name. A second release does nothing.
func (l *fileLock) release(epoch int64) error {
	if err := l.sign(0, epoch); errors.Is(err, os.ErrClosed) {
		return nil
	}
	return l.file.Close() // the signature is a courtesy: whether it went does not matter
}

// lockFault explains why the lock could not be taken; nil stays nil.
func lockFault(path string, err error) error {
	folder := filepath.Dir(path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EROFS), errors.Is(err, os.ErrPermission):
		return fmt.Errorf("open store %s: %w: user %d may not write in %s: give it the folder, or correct store.url: %w",
			path, ErrReadOnly, os.Getuid(), folder, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("open store %s: %w: free some space in %s: %w", path, ErrFull, folder, err)
	case errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.ENOTSUP):
		return fmt.Errorf("open store %s: the file system cannot lock files: put the store on a local disk: %w", path, err)
	}
	return fmt.Errorf("lock store %s: %w", path, err)
}
