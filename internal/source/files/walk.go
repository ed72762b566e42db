package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"syncd/internal/model"
)

// Bounds of one walk; see the package comment.
const (
	maxFiles = 50_000
	maxDepth = 12
)

// entry is a regular file found in the folder.
type entry struct {
	path     string // below the folder, with slashes; always UTF-8
	file     string // the same as the file system spells it
	size     int64
	modified time.Time
	root     *os.Root // where file is looked up
	pushed   bool     // it lies in the spool: whole from the start, and never changed
}

// listing is what a walk found.
type listing struct {
	root     *os.Root
	files    []entry // in the order of their paths, folder by folder
	faults   []model.Fault
	unlisted []string // folders that exist and could not be looked into
}

// openRoot opens the folder, with an error that says what to do.
func openRoot(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("results folder %s does not exist: create it, or correct `path:`", dir)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("results folder %s may not be read by this user: grant read and search permission on it", dir)
	case err != nil:
		return nil, fmt.Errorf("open results folder %s: %w: `path:` must name a folder", dir, cause(err))
	}
	return root, nil
}

// walk lists the regular files below the root, at most limit of them. What cannot
// be listed is a fault, and the rest is still read.
func walk(ctx context.Context, root *os.Root, limit int) (listing, error) {
	l := listing{root: root}
	err := fs.WalkDir(root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return l.visit(p, d, err, limit)
	})
	if err != nil {
		return listing{}, fmt.Errorf("walk results folder: %w", err)
	}
	return l, nil
}

// visit takes in what the walk meets.
func (l *listing) visit(p string, d fs.DirEntry, err error, limit int) error {
	switch {
	case err != nil:
		l.unlisted = append(l.unlisted, p)
		l.lost(p, fmt.Sprintf("cannot be listed: %v", cause(err)))
		return nil
	case p != "." && strings.HasPrefix(path.Base(p), "."):
		return skip(d) // hidden: editors' and tools' own files
	case d.IsDir() && !utf8.ValidString(p):
		l.lost(printable(p), "the folder's name is not UTF-8 and it is not read: rename it")
		return fs.SkipDir
	case d.IsDir() && strings.Count(p, "/") >= maxDepth:
		l.lost(p, fmt.Sprintf("lies deeper than %d folders and is not read", maxDepth))
		return fs.SkipDir
	case d.IsDir():
		return nil
	case !d.Type().IsRegular():
		if path.Base(p) == SidecarName {
			// Left out in silence, the results beside it would lack what it says.
			l.lost(p, "is no regular file and is not read: copy the file instead of linking it")
		}
		return nil
	case len(l.files) == limit:
		l.lost(printable(p), fmt.Sprintf("more than %d files: the rest is not read; move old results away", limit))
		return fs.SkipAll
	}
	info, err := d.Info()
	if err != nil {
		return nil // removed since it was listed
	}
	l.files = append(l.files, entry{path: printable(p), file: p, size: info.Size(), modified: info.ModTime().UTC(), root: l.root})
	return nil
}

// lost records that results may be missing.
func (l *listing) lost(p, text string) {
	l.faults = append(l.faults, model.Fault{Origin: p, Text: text, Lost: true})
}

// hides reports whether the file may well exist, in a folder that could not be
// looked into.
func (l *listing) hides(p string) bool {
	for _, dir := range l.unlisted {
		if dir == "." || strings.HasPrefix(p, dir+"/") {
			return true
		}
	}
	return false
}

// printable spells out the bytes of a name that are no UTF-8: neither JSON nor
// PostgreSQL would keep them, and the cursor would forget the file.
func printable(p string) string {
	if utf8.ValidString(p) {
		return p
	}
	var b strings.Builder
	for i, r := range p {
		if _, size := utf8.DecodeRuneInString(p[i:]); r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x%02x`, p[i])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// cause strips the operation and the path off an error of the file system: faults
// name their file themselves.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// skip leaves out a file, or a folder with all below it.
func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}
