package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"syscall"
	"time"

	"syncd/internal/failpoint"
	"syncd/internal/model"
	"syncd/internal/source"
)

// keep makes units of what can be read and moves them to where Fetch finds them.
func (r *receiving) keep() error {
	files := r.fresh()
	if len(files) == 0 {
		return nil
	}
	if r.together(files) {
		if err := r.keepTogether(files); err != nil {
			return err
		}
	} else {
		for _, i := range files {
			if err := r.keepAlone(i); err != nil {
				return err
			}
		}
	}
	// Also for what was known: another push may have moved it here and not yet come so far.
	if err := syncRoot(r.spool, "."); err != nil {
		return full(fmt.Errorf("keep a push: %w", cause(err)))
	}
	failpoint.Hit("P1")
	return r.touch()
}

// keepAlone keeps one file as a unit of its own. What it is called follows from its
// bytes, so that of two pushes at the same time one comes second.
func (r *receiving) keepAlone(i int) error {
	got := r.readings[i]
	r.receipt.Files[i].Run = r.runOf(got)
	derived := model.RunID("")
	if got.declared == "" {
		derived = r.receipt.Files[i].Run
	}
	known, err := r.unit(model.Key16("push:v1", r.side.Run, got.sum), r.side, []int{i}, derived)
	if known {
		r.receipt.Files[i].Status = source.StatusKnown
	}
	return err
}

// keepTogether keeps all files as one unit and one run, declared by the bytes of all.
func (r *receiving) keepTogether(files []int) error {
	var sums []string
	for _, i := range files {
		sums = append(sums, r.readings[i].sum)
	}
	slices.Sort(sums)
	name := model.Key16(append([]string{"push:v1", "together"}, sums...)...)
	side := r.side
	side.Run = "push-" + name
	derived := model.RunOf(r.folder.env.Namespace, "declared", side.Run)
	known, err := r.unit(name, side, files, derived)
	for _, i := range files {
		r.receipt.Files[i].Run = derived
		if id := r.readings[i].declared; id != "" {
			r.receipt.Files[i].Run = model.RunOf(r.folder.env.Namespace, "declared", id)
		}
		if known {
			r.receipt.Files[i].Status = source.StatusKnown
		}
	}
	return err
}

// runOf is the run that Fetch will give a file to.
func (r *receiving) runOf(got reading) model.RunID {
	if got.declared != "" {
		return model.RunOf(r.folder.env.Namespace, "declared", got.declared)
	}
	return model.RunOf(r.folder.env.Namespace, "bytes", got.sum)
}

// unit moves files into the spool, or reports that they were there before. derived is
// the run that follows from the bytes alone, if there is one: if the store has it, so
// has it these bytes.
func (r *receiving) unit(name string, side sidecar, files []int, derived model.RunID) (known bool, err error) {
	if _, err := r.spool.Lstat(name); err == nil {
		return true, nil
	}
	if derived != "" && r.delivery.Known != nil {
		if known, err := r.delivery.Known(r.ctx, derived); known || err != nil {
			return known, err
		}
	}
	dir := "unit-" + name
	if _, err := r.in.Lstat(dir); err == nil {
		return true, nil // the same bytes twice in one push
	}
	if err := r.build(dir, side, files); err != nil {
		return false, full(fmt.Errorf("keep a push: %w", cause(err)))
	}
	switch err := r.spool.Rename(path.Join(r.dir, dir), name); {
	case errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTEMPTY):
		return true, nil
	case err != nil:
		return false, full(fmt.Errorf("keep a push: %w", err))
	}
	return false, nil
}

// build puts a unit together and has all of it reach the disk.
func (r *receiving) build(dir string, side sidecar, files []int) error {
	if err := r.in.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := r.writeSidecar(dir, side); err != nil {
		return err
	}
	for _, i := range files {
		from, to := r.readings[i].file, path.Join(dir, r.receipt.Files[i].Name)
		if len(files) > 1 {
			to = path.Join(dir, strconv.Itoa(i), r.receipt.Files[i].Name)
			if err := r.in.Mkdir(path.Dir(to), 0o700); err != nil {
				return err
			}
		}
		if err := syncRoot(r.in, from); err != nil {
			return err
		}
		if err := r.in.Rename(from, to); err != nil {
			return err
		}
		if len(files) > 1 {
			if err := syncRoot(r.in, path.Dir(to)); err != nil {
				return err
			}
		}
	}
	return syncRoot(r.in, dir)
}

// writeSidecar writes what the push said of its run. JSON is YAML in which every text
// is quoted. It is written even if nothing was said: no other sidecar speaks for a unit.
func (r *receiving) writeSidecar(dir string, s sidecar) error {
	data, err := json.Marshal(map[string]string{"run": s.Run, "branch": s.Branch, "build": s.Build, "version": s.Version,
		"environment": s.Environment, "commit": s.Commit, "url": s.URL})
	if err != nil {
		return err
	}
	name := path.Join(dir, SidecarName)
	if err := r.in.WriteFile(name, append(data, '\n'), 0o600); err != nil {
		return err
	}
	return syncRoot(r.in, name)
}

// touch remembers when something was last pushed. Only a page shows it: it need not
// reach the disk.
func (r *receiving) touch() error {
	f, err := r.spool.OpenFile(marker, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return full(fmt.Errorf("keep a push: %w", cause(err)))
	}
	now := r.folder.env.Now()
	return errors.Join(f.Close(), r.spool.Chtimes(marker, time.Time{}, now))
}

// syncRoot has a file, or what a folder lists, reach the disk.
func syncRoot(root *os.Root, name string) error {
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
