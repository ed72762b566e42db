package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// sizeMax is the largest file that is read, in bytes.
const sizeMax = 1 << 20

// errLarge is returned for a file beyond sizeMax.
var errLarge = fmt.Errorf("it is larger than %d KiB", sizeMax>>10)

// readFile is os.ReadFile with a limit, for /dev/zero and the wrong file.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, sizeMax+1))
	if err == nil && len(raw) > sizeMax {
		return nil, errLarge
	}
	return raw, err
}

// readDir is os.ReadDir.
func readDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// isFolder reports whether a folder exists.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// absolute makes a path absolute; where the working folder is gone it stays.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// files lists all files in the order in which they apply.
func (l *loader) files() []string {
	if len(l.opt.Files) == 0 {
		l.report.fault(Origin{Other: "configuration"}, "no file is named: name one with --config")
		return nil
	}
	out := append([]string{}, l.opt.Files...)
	folder := filepath.Join(filepath.Dir(l.opt.Files[0]), "conf.d")
	entries, err := l.opt.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.report.fault(Origin{File: folder}, "the folder cannot be read: %v", err)
	}
	// os.ReadDir sorts by name, which is the order that people number files for.
	for _, e := range entries {
		name := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case strings.HasSuffix(e.Name(), ".yaml"):
			out = append(out, name)
		case strings.HasSuffix(e.Name(), ".yml"):
			l.report.warn(Origin{File: name}, "the file is not read: its name must end in .yaml")
		}
	}
	return out
}

// read reads one file; nil means that the reason was reported.
func (l *loader) read(name string) *text {
	at := Origin{File: name}
	raw, err := l.opt.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.report.fault(at, "the file does not exist: create it, or name another with --config")
	case errors.Is(err, fs.ErrPermission):
		l.report.fault(at, "this user may not read the file: check its owner and mode")
	case err != nil:
		l.report.fault(at, "the file cannot be read: %v", err)
	case !utf8.Valid(raw):
		l.report.fault(at, "the file is not UTF-8 text")
	default:
		t := newText(name, raw)
		l.report.texts = append(l.report.texts, t)
		return t
	}
	return nil
}
