package push

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// File is one file to push.
type File struct {
	Path  string // as its owner calls it
	Size  int64
	Named bool // it was named, rather than found in a folder
}

// sidecar is a file that speaks to a daemon that reads the folder itself.
const sidecar = "syncd-run.yaml"

// Collect lists what paths name: files, patterns as in path/filepath.Match, and folders,
// of which the .xml and .json files are taken with all below. A path that names nothing
// is an error: a CI job whose tests wrote no report should not look well.
func Collect(paths []string) ([]File, error) {
	var out []File
	for _, p := range paths {
		named := []string{p}
		if _, err := os.Stat(p); errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(p, "*?[") {
			if named, err = filepath.Glob(p); err != nil {
				return nil, fmt.Errorf("%s is no pattern: %w", p, err)
			}
		}
		if len(named) == 0 {
			return nil, fmt.Errorf("%s: no such file: did the tests write a report?", p)
		}
		for _, name := range named {
			found, err := collect(name)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	slices.SortStableFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(out, func(a, b File) bool { return a.Path == b.Path }), nil
}

// collect lists one file, or a folder.
func collect(name string) ([]File, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file: did the tests write a report?", name)
	case err != nil:
		return nil, fmt.Errorf("look at a file: %w", err)
	case info.IsDir():
		return walk(name)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is neither a file nor a folder", name)
	}
	return []File{{Path: name, Size: info.Size(), Named: true}}, nil
}

// walk lists the result files of a folder. Links in it are not followed.
func walk(dir string) ([]File, error) {
	var out []File
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.Name() == sidecar && d.Type().IsRegular():
			return fmt.Errorf("%s is not sent: say by flags what the run ran on, and take it away", p)
		}
		ext := strings.ToLower(filepath.Ext(p))
		if !d.Type().IsRegular() || ext != ".xml" && ext != ".json" {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		out = append(out, File{Path: p, Size: info.Size()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look into a folder: %w", err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no .xml or .json file: did the tests write a report?", dir)
	}
	return out, nil
}
