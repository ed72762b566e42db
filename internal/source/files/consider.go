package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// read reads what is new among the files found.
func (c *collection) read(ctx context.Context) ([]reading, error) {
	c.rest()
	var fresh []reading
	for _, e := range c.found.files {
		r, ok := c.consider(ctx, e)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("read result files: %w", err)
		}
		if ok {
			fresh = append(fresh, r)
		}
	}
	return fresh, nil
}

// rest finds, with `run: folder`, the folders that changed too recently to be
// closed as a run, and says so: people wonder where their results are.
func (c *collection) rest() {
	if c.folder.cfg.Run != RunFolder {
		return
	}
	newest := map[string]entry{}
	for _, e := range c.found.files {
		if dir := path.Dir(e.path); e.modified.After(newest[dir].modified) {
			newest[dir] = e
		}
	}
	for dir, e := range newest {
		if younger(e, c.now, c.folder.cfg.Quiet) {
			c.unrested[dir] = true
			c.batch.Faults = append(c.batch.Faults, model.Fault{Origin: dir, Text: fmt.Sprintf(
				"changed %s ago: it is read as a run once it has rested for %s", c.now.Sub(e.modified).Round(time.Second), c.folder.cfg.Quiet)})
		}
	}
}

// consider decides what to do with one file, and reads it if there is a reason.
func (c *collection) consider(ctx context.Context, e entry) (reading, bool) {
	was, known := c.old.Files[e.path]
	switch {
	case path.Base(e.path) == SidecarName:
		return reading{}, false
	case known && !was.Retry && was.same(e):
		c.next.Files[e.path] = was
		if was.Bad != "" {
			c.fault(e.path, was.Bad, "")
		}
		return reading{}, false
	case c.waits(e):
		if known {
			c.next.Files[e.path] = was
		}
		return reading{}, false
	}
	r, err := c.folder.read(ctx, e, was)
	switch {
	case errors.Is(err, fs.ErrNotExist): // removed since it was listed
		return reading{}, false
	case err != nil:
		c.bad(e, r, err)
		return reading{}, false
	case r.report.Format == "":
		c.next.Files[e.path] = seen{Size: e.size, Modified: e.modified}
		return reading{}, false
	}
	return c.placed(r), true
}

// waits reports whether a file is left to a later fetch: it is still being written,
// its folder is not at rest, or what it was run on cannot be told.
func (c *collection) waits(e entry) bool {
	if younger(e, c.now, ripe) || c.unrested[path.Dir(e.path)] {
		return true
	}
	side := c.sides.of(path.Dir(e.path))
	if side.path == "" {
		return false
	}
	if side.err != nil {
		c.mute(side)
	}
	return side.err != nil || younger(side.entry, c.now, ripe)
}

// mute reports, once, a sidecar that cannot be read. The files that it speaks for
// wait until it can be: on the wrong branch they would decide about the right one.
func (c *collection) mute(side spoken) {
	if _, done := c.next.Files[side.path]; done {
		return
	}
	s := seen{Size: side.size, Modified: side.modified, Bad: c.folder.env.Kept(side.err.Error())}
	c.next.Files[side.path] = s
	c.batch.Complete = c.batch.Complete && !younger(side.entry, c.now, patience)
	c.fault(side.path, s.Bad, corrected)
}

// corrected is what a fault of a sidecar ends with.
const corrected = "; the results that it speaks for are read once it is corrected"

// placed adds what the file's run ran on, and the id that something declares for
// it. The file's own words come before the sidecar's, those before what Allure's own
// files say, and the path comes last.
func (c *collection) placed(r reading) reading {
	side := c.sides.of(path.Dir(r.path))
	var below model.Context
	var named string
	var own beside
	if !r.pushed { // whoever pushes says it in parameters
		below, named = fromPath(c.folder.pattern, r.path)
	}
	if r.report.Format == allureFormat {
		own = c.sides.besides(r.entry)
		c.remark(own.faults)
	}
	r.context = r.report.Context.Or(side.context()).Or(own.context).Or(below)
	r.declared = cmp.Or(r.report.RunID, side.Run, own.declared, named)
	return r
}

// remark reports faults that cost no result, each once.
func (c *collection) remark(faults []model.Fault) {
	for _, f := range faults {
		if !slices.Contains(c.batch.Faults, f) {
			c.batch.Faults = append(c.batch.Faults, f)
		}
	}
}

// bad records a file that cannot be read. One that ends too early and is young is
// tried again, and until then the batch is incomplete; any other is put aside until
// its bytes change.
func (c *collection) bad(e entry, r reading, err error) {
	why := c.folder.env.Kept(err.Error()) // it may quote what the file holds
	again := r.unopened || errors.Is(err, format.ErrTruncated) && younger(e, c.now, patience)
	c.next.Files[e.path] = seen{Size: e.size, Modified: e.modified, Sum: r.sum,
		Run: c.old.Files[e.path].Run, Bad: why, Retry: again}
	more := ""
	if again {
		more = "; it is tried again in the next cycle"
	}
	c.batch.Complete = c.batch.Complete && !again
	c.fault(e.path, why, more)
}

// fault reports a file that cannot be read; why is what the cursor keeps of it, and
// tells whether an earlier batch has said so already.
func (c *collection) fault(p, why, more string) {
	c.batch.Faults = append(c.batch.Faults,
		model.Fault{Origin: p, Text: why + more, Lost: true, Standing: c.old.Files[p].Bad == why})
}
