package files

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

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
