package files

import (
	"context"
	"fmt"
	"os"
	"path"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

const (
	// ripe is how old a file must be before it is read: a writer that is still at it
	// touches the file again within that time.
	ripe = 2 * time.Second
	// patience is how long a file that ends too early counts as still being written.
	// After that it is a bad file, reported but no longer waited for.
	patience = 10 * time.Minute
)

// Fetch reads the files that are new or changed since the cursor. Files younger
// than two seconds are left to the next call, or waited for when the request says
// so. A missing folder is an error; a bad file is a fault of its own and costs no
// other file anything.
func (f *Folder) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	old, err := parseCursor(req.Cursor)
	if err != nil {
		return model.Batch{}, err
	}
	var found listing
	if f.cfg.Path != "" { // else results are only pushed
		root, err := openRoot(f.cfg.Path)
		if err != nil {
			return model.Batch{}, err
		}
		defer root.Close()
		if found, err = f.look(ctx, root, req.Wait); err != nil {
			return model.Batch{}, err
		}
	}
	spool, err := f.openSpool()
	if err != nil {
		return model.Batch{}, err
	}
	defer spool.close()
	if err := spool.list(ctx, &found, old, f.env.Now()); err != nil {
		return model.Batch{}, err
	}
	c := f.collection(old, found)
	fresh, err := c.read(ctx)
	if err != nil {
		return model.Batch{}, err
	}
	c.group(fresh)
	c.remember()
	c.withdraw()
	c.order()
	c.batch.Cursor, err = c.next.bytes()
	return c.batch, err
}

// look lists the folder; with wait it looks again until nothing in it is unripe,
// for at most five times ripe, because a busy CI may never rest.
func (f *Folder) look(ctx context.Context, root *os.Root, wait bool) (listing, error) {
	for tries := 0; ; tries++ {
		found, err := walk(ctx, root, f.limit)
		if err != nil || !wait || tries == 5 {
			return found, err
		}
		rest := f.youngest(found.files)
		if rest <= 0 {
			return found, nil
		}
		select {
		case <-ctx.Done():
			return listing{}, fmt.Errorf("wait for files that are being written: %w", ctx.Err())
		case <-time.After(rest):
		}
	}
}

// youngest returns how long the youngest file still has to rest.
func (f *Folder) youngest(found []entry) time.Duration {
	now, rest := f.env.Now(), time.Duration(0)
	for _, e := range found {
		if younger(e, now, ripe) {
			rest = max(rest, ripe-now.Sub(e.modified))
		}
	}
	return rest
}

// younger reports whether a file changed less than d ago. One dated in the future
// (a skewed clock on a share) is never young: it would stay so for as long as its
// date says. One that was pushed was whole from the start.
func younger(e entry, now time.Time, d time.Duration) bool {
	age := now.Sub(e.modified)
	return !e.pushed && age >= 0 && age < d
}

// collection is one Fetch at work.
type collection struct {
	folder *Folder
	found  listing
	sides  *sidecars
	old    cursor
	next   cursor
	now    time.Time
	batch  model.Batch
	runs   map[model.RunID]int // where in the batch each run stands
	told   map[told]bool
	grown  []reading // files that had been read while half written
	// unrested holds the folders that are not closed as a run yet.
	unrested map[string]bool
}

// told names bytes that were reported as part of a run: they are nothing new there,
// under whatever name they come again.
type told struct {
	run model.RunID
	sum string
}

// collection begins to work on a listing.
func (f *Folder) collection(old cursor, found listing) *collection {
	c := &collection{folder: f, found: found, sides: newSidecars(found.files), old: old, next: newCursor(),
		now: f.env.Now(), runs: map[model.RunID]int{}, told: map[told]bool{}, unrested: map[string]bool{}}
	c.batch = model.Batch{Source: f.env.Name, Complete: len(found.faults) == 0, Faults: found.faults}
	for _, s := range old.Files {
		if s.Run != "" && s.Bad == "" {
			c.told[told{s.Run, s.Sum}] = true
		}
	}
	return c
}

// remember carries over what the old cursor knows and this fetch had no reason, or
// no way, to look at: runs of folders, and files in folders that could not be
// listed. Without it their results would come again under the id of another run.
func (c *collection) remember() {
	there := func(dir string) {
		if was, ok := c.old.Folders[dir]; ok && c.next.Folders[dir] == (folder{}) {
			c.next.Folders[dir] = was
		}
	}
	for _, e := range c.found.files {
		there(path.Dir(e.path))
	}
	for p, was := range c.old.Files {
		if _, ok := c.next.Files[p]; !ok && c.found.hides(p) {
			c.next.Files[p] = was
			there(path.Dir(p))
		}
	}
}
