package files

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"syncd/internal/model"
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

// take writes the files to the disk as they come, each into a folder of its own:
// names need not differ.
func (r *receiving) take() error {
	for i := 0; ; i++ {
		name, body, err := r.delivery.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("receive: %w", err)
		}
		if i >= pushFiles {
			return &source.Refusal{Text: fmt.Sprintf("more than %d files in one push: send them in several, with one run= for all if they are one run", pushFiles)}
		}
		name = plainName(name)
		r.receipt.Files = append(r.receipt.Files, source.Received{Name: name, Status: source.StatusUnknown})
		r.readings = append(r.readings, reading{})
		if name == SidecarName {
			// In silence, the results beside it would lack what it says.
			f := &r.receipt.Files[i]
			f.Status, f.Error = source.StatusBad, "a push takes no sidecar: say in parameters what the run ran on"
			body = strings.NewReader("")
		}
		if err := r.write(strconv.Itoa(i), name, body); err != nil {
			return err
		}
	}
}

// write writes one file, if a format knows it: an Allure folder is mostly screenshots,
// which need no disk.
func (r *receiving) write(dir, name string, body io.Reader) error {
	in := bufio.NewReaderSize(body, 64<<10)
	if !r.folder.knows(name, in) {
		if _, err := io.Copy(io.Discard, in); err != nil {
			return fmt.Errorf("receive %s: %w", name, err)
		}
		return nil
	}
	if err := r.in.Mkdir(dir, 0o700); err != nil {
		return full(fmt.Errorf("keep %s: %w", name, cause(err)))
	}
	out, err := r.in.OpenFile(path.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return full(fmt.Errorf("keep %s: %w", name, cause(err)))
	}
	_, err = io.Copy(out, in)
	now := r.folder.env.Now() // the time of results where the file gives none
	if err = errors.Join(err, out.Close(), r.in.Chtimes(path.Join(dir, name), now, now)); err != nil {
		return full(fmt.Errorf("receive %s: %w", name, err))
	}
	r.readings[len(r.readings)-1].file = path.Join(dir, name)
	return nil
}

// parse reads what arrived, by the same way as Fetch will.
func (r *receiving) parse() error {
	r.folder.parsing.Lock()
	defer r.folder.parsing.Unlock()
	for i := range r.readings {
		if file := r.readings[i].file; file != "" {
			if err := r.one(i, file); err != nil {
				return err
			}
		}
	}
	return nil
}

// one reads one file and keeps of the report what is needed to answer.
func (r *receiving) one(i int, file string) error {
	info, err := r.in.Stat(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, cause(err))
	}
	e := entry{path: file, file: file, size: info.Size(), modified: info.ModTime().UTC(), root: r.in, pushed: true}
	got, err := r.folder.read(r.ctx, e, seen{})
	if r.ctx.Err() != nil || got.unopened {
		return cmp.Or(r.ctx.Err(), err)
	}
	f := &r.receipt.Files[i]
	if err != nil {
		f.Status, f.Error = source.StatusBad, err.Error()
		return nil
	}
	f.Status, f.Format, f.Cases, f.Outcomes = source.StatusNew, got.report.Format, len(got.report.Entries), got.report.Totals()
	for _, fault := range got.report.Faults[:min(len(got.report.Faults), remarksMax)] {
		f.Remarks = append(f.Remarks, remark(fault))
	}
	got.declared = cmp.Or(got.report.RunID, r.side.Run)
	got.report.Entries, got.report.Faults = nil, nil
	r.readings[i] = got
	return nil
}

// What an answer repeats of one file.
const (
	remarksMax = 20
	remarkMax  = 300 // characters
)

// remark is a fault as the answer says it.
func remark(f model.Fault) string {
	text := f.Text
	if f.Line > 0 {
		text = fmt.Sprintf("line %d: %s", f.Line, text)
	}
	if runes := []rune(text); len(runes) > remarkMax {
		return string(runes[:remarkMax]) + "…"
	}
	return text
}

// fresh lists the files that can be read.
func (r *receiving) fresh() []int {
	var out []int
	for i, f := range r.receipt.Files {
		if f.Status == source.StatusNew {
			out = append(out, i)
		}
	}
	return out
}

// together reports whether the files of this push are one run although nothing
// declares it: where a folder would be one, and always for Allure, which writes a file
// for each test.
func (r *receiving) together(files []int) bool {
	return r.side.Run == "" && (r.folder.cfg.Run == RunFolder ||
		slices.ContainsFunc(files, func(i int) bool { return r.receipt.Files[i].Format == "allure" }))
}
