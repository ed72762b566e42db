package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The spool is a second folder of the source, below the store's own, for what is
// pushed: a folder for each thing that was pushed at once, with a sidecar that says
// what its run ran on. It comes there whole, by one rename, and is never changed.
// Fetch reads it like the first folder. What the stored cursor knows has reached the
// store: it is kept for a while, in case an older copy of the store is put back, and
// then removed. That takes nothing back.

// spoolDir is where cursors, faults and runs see the spool. No walk yields a hidden
// folder, so it can be no path below `path:`.
const spoolDir = ".pushed"

// What is kept after it was read, whatever push.keep says: each file is walked and in
// the cursor at every cycle.
const (
	keptFiles = 2_000
	keptBytes = 256 << 20
)

// Hidden folders of the spool: what is arriving, and what is going. Those of a process
// that died are removed after strayAge.
const (
	arriving = ".in-"
	leaving  = ".out-"
	strayAge = 24 * time.Hour
)

// marker is touched by every push, for LastPush.
const marker = ".last"

// spool is the open spool; root is nil while nothing was ever pushed.
type spool struct {
	folder *Folder
	root   *os.Root
}

// openSpool opens the spool. Whoever opens must close.
func (f *Folder) openSpool() (*spool, error) {
	s := &spool{folder: f}
	if f.env.Spool == "" {
		return s, nil
	}
	root, err := os.OpenRoot(f.env.Spool)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the folder of pushed results %s: %w", f.env.Spool, cause(err))
	}
	s.root = root
	return s, nil
}

// close gives the folder back.
func (s *spool) close() {
	if s.root != nil {
		_ = s.root.Close()
	}
}

// list adds what lies in the spool to a listing, after it has removed what need not
// be kept any more.
func (s *spool) list(ctx context.Context, found *listing, old cursor, now time.Time) error {
	if s.root == nil {
		return nil
	}
	in, err := walk(ctx, s.root, s.folder.limit)
	if err != nil {
		return err
	}
	for i := range in.files {
		in.files[i].path, in.files[i].pushed = path.Join(spoolDir, in.files[i].path), true
	}
	gone := expired(in.files, old, now, s.folder.cfg.Push.Keep, keptFiles, keptBytes)
	for unit := range gone {
		s.remove(unit)
	}
	s.strays(now)
	for _, e := range in.files {
		if !gone[unitOf(e)] {
			found.files = append(found.files, e)
		}
	}
	for _, f := range in.faults {
		f.Origin = path.Join(spoolDir, f.Origin)
		found.faults = append(found.faults, f)
	}
	for _, dir := range in.unlisted {
		found.unlisted = append(found.unlisted, path.Join(spoolDir, dir))
	}
	return nil
}

// unitOf is the folder of the spool that a pushed file came in.
func unitOf(e entry) string {
	unit, _, _ := strings.Cut(e.file, "/")
	return unit
}

// unit is one folder of the spool: what was pushed at once.
type unit struct {
	name    string
	read    bool // the cursor knows all of its files
	bytes   int64
	files   int
	arrived time.Time
}

// expired returns the units that were read and need not be kept: older than keep, or
// beyond the newest so many files and bytes. The cursor must be one that is stored.
func expired(found []entry, old cursor, now time.Time, keep time.Duration, files int, bytes int64) map[string]bool {
	var units []*unit
	by := map[string]*unit{}
	for _, e := range found {
		u := by[unitOf(e)]
		if u == nil {
			u = &unit{name: unitOf(e), read: true}
			by[u.name], units = u, append(units, u)
		}
		if path.Base(e.path) == SidecarName {
			continue
		}
		was, known := old.Files[e.path]
		u.read = u.read && known && !was.Retry && was.same(e)
		u.files, u.bytes = u.files+1, u.bytes+e.size
		if e.modified.After(u.arrived) {
			u.arrived = e.modified
		}
	}
	slices.SortFunc(units, func(a, b *unit) int { return b.arrived.Compare(a.arrived) })
	out := map[string]bool{}
	for _, u := range units {
		if !u.read {
			continue
		}
		files, bytes = files-u.files, bytes-u.bytes
		if now.Sub(u.arrived) > keep || files < 0 || bytes < 0 {
			out[u.name] = true
		}
	}
	return out
}

// remove removes a unit. It is hidden first: half of one would be read as a whole.
func (s *spool) remove(unit string) {
	// What cannot be removed stays and is tried again by the next fetch.
	if s.root.Rename(unit, leaving+unit) == nil {
		_ = s.root.RemoveAll(leaving + unit)
	}
}

// strays removes what a process that died has left half done.
func (s *spool) strays(now time.Time) {
	all, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return // the walk has said so
	}
	for _, d := range all {
		half := strings.HasPrefix(d.Name(), arriving) || strings.HasPrefix(d.Name(), leaving)
		if info, err := d.Info(); half && err == nil && now.Sub(info.ModTime()) > strayAge {
			_ = s.root.RemoveAll(d.Name())
		}
	}
}

// LastPush implements source.Receiver.
func (f *Folder) LastPush() time.Time {
	if f.env.Spool == "" {
		return time.Time{}
	}
	info, err := os.Stat(filepath.Join(f.env.Spool, marker))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime().UTC()
}

// shown is what people call a file.
func (e entry) shown() string {
	if e.pushed {
		return path.Base(e.path)
	}
	return e.path
}
