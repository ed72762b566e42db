package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptCondition decides what a script can show here: `[root]` runs as root, whom no
// file mode keeps out; `[tmpfs]` may mount small disks.
func scriptCondition(name string) (bool, error) {
	switch name {
	case "root":
		return os.Geteuid() == 0, nil
	case "tmpfs":
		return mayMount(), nil
	}
	return false, fmt.Errorf("there is no condition %q", name)
}

// mayMount tries to mount a small disk.
var mayMount = sync.OnceValue(func() bool {
	if os.Geteuid() != 0 || runtime.GOOS != "linux" {
		return false
	}
	dir, err := os.MkdirTemp("", "syncd-mount-")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "none", dir).Run() != nil {
		return false
	}
	return exec.Command("umount", dir).Run() == nil
})

// tinydiskCommand mounts a disk of two megabytes on a new folder: `tinydisk data`.
func tinydiskCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: tinydisk FOLDER")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.Mkdir(dir, 0o755))
	ts.Check(exec.Command("mount", "-t", "tmpfs", "-o", "size=2m", "none", dir).Run())
	ts.Defer(func() {
		if err := exec.Command("umount", dir).Run(); err != nil {
			ts.Logf("unmount %s: %v", dir, err)
		}
	})
}

// fillCommand fills the rest of a disk with one file, filler: `fill data`.
func fillCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: fill FOLDER")
	}
	f, err := os.Create(ts.MkAbs(filepath.Join(args[0], "filler")))
	ts.Check(err)
	defer f.Close()
	for size := 4096; size > 0; size /= 2 {
		for err = nil; err == nil; _, err = f.Write(make([]byte, size)) {
		}
	}
}
