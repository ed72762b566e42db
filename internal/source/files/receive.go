package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"syncd/internal/source"
)

// Bounds of the spool; see the package comment. Kept files that were read are bounded
// apart, so that these are only met when nothing reads the source.
const (
	pushFiles  = 10_000 // files in one push; an Allure folder has one for each test
	spoolFiles = 20_000
	spoolBytes = 2 << 30
)

// Receive implements source.Receiver.
func (f *Folder) Receive(ctx context.Context, d source.Delivery) (source.Receipt, error) {
	side := sidecar{Run: d.Run, Branch: d.Context.Branch, Build: d.Context.Build, Version: d.Context.Version,
		Environment: d.Context.Environment, Commit: d.Context.Commit, URL: d.Context.URL}
	if err := side.check(); err != nil {
		return source.Receipt{}, &source.Refusal{Text: err.Error()}
	}
	r, err := f.receiving(ctx, d, side)
	if err != nil {
		return source.Receipt{}, err
	}
	defer r.close()
	if err := r.take(); err != nil {
		return source.Receipt{}, err
	}
	if err := r.parse(); err != nil {
		return source.Receipt{}, err
	}
	if err := r.keep(); err != nil {
		return source.Receipt{}, err
	}
	return r.receipt, nil
}

// receiving is one Receive at work.
type receiving struct {
	ctx      context.Context
	folder   *Folder
	delivery source.Delivery
	side     sidecar
	spool    *os.Root
	in       *os.Root // where files arrive, a hidden folder of the spool
	dir      string   // its name in the spool
	receipt  source.Receipt
	readings []reading // beside receipt.Files; report and sum only where status is new
}

// receiving makes the folder in which a push arrives.
func (f *Folder) receiving(ctx context.Context, d source.Delivery, side sidecar) (*receiving, error) {
	if f.env.Spool == "" {
		return nil, &source.Refusal{Text: "nothing can be pushed to this source"}
	}
	if err := makeDir(f.env.Spool); err != nil {
		return nil, fmt.Errorf("make the folder of pushed results: %w", err)
	}
	r := &receiving{ctx: ctx, folder: f, delivery: d, side: side}
	dir, err := os.MkdirTemp(f.env.Spool, arriving)
	if err != nil {
		return nil, full(fmt.Errorf("make a folder for a push: %w", err))
	}
	r.dir = filepath.Base(dir)
	if r.spool, err = os.OpenRoot(f.env.Spool); err == nil {
		r.in, err = r.spool.OpenRoot(r.dir)
	}
	if err != nil {
		r.close()
		return nil, fmt.Errorf("open the folder of a push: %w", err)
	}
	if err := r.room(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// makeDir makes a folder with its parents and has the names reach the disk: a push
// that was answered must not be lost with its folder.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent == dir {
		return nil
	}
	if err := makeDir(parent); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return syncPath(parent)
}

// syncPath has what a folder lists reach the disk.
func syncPath(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// close removes what arrived and was not kept.
func (r *receiving) close() {
	if r.in != nil {
		_ = r.in.Close()
	}
	if r.spool != nil {
		_ = r.spool.Close()
	}
	_ = os.RemoveAll(filepath.Join(r.folder.env.Spool, r.dir))
}

// room refuses a push while too much lies unread.
func (r *receiving) room() error {
	l, err := walk(r.ctx, r.spool, r.folder.limit)
	if err != nil {
		return err
	}
	var bytes int64
	for _, e := range l.files {
		bytes += e.size
	}
	if len(l.files) >= min(spoolFiles, r.folder.limit) || bytes >= spoolBytes {
		return &source.Refusal{Full: true, Text: fmt.Sprintf("%d pushed files (%d MiB) wait to be read and there is room for no more: "+
			"look at /cycles why no cycle reads them", len(l.files), bytes>>20)}
	}
	return nil
}

// full turns a disk without room into a refusal that says so.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &source.Refusal{Full: true, Text: "the disk of the store is full: make room"}
	}
	return err
}
