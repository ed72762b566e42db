package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"syncd/internal/model"
)

// inspector is one Inspect at work.
type inspector struct {
	ctx    context.Context
	folder *Folder
	out    Inspection
}

// path inspects what the user named. Links are followed here and nowhere below:
// whoever names one means what it leads to.
func (i *inspector) path(named string) error {
	real, err := filepath.EvalSymlinks(named)
	if err != nil {
		return fmt.Errorf("open: %w", cause(err))
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return fmt.Errorf("open: %w", cause(err))
	case info.IsDir():
		return i.walk(named, real)
	case !info.Mode().IsRegular():
		return errors.New("is neither a file nor a folder")
	}
	return i.file(named, real, info)
}

// walk inspects every file of a folder that a parser knows.
func (i *inspector) walk(named, dir string) error {
	root, err := openRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	found, err := walk(i.ctx, root, i.folder.limit)
	if err != nil {
		return err
	}
	for _, f := range found.faults {
		i.add(path.Join(named, f.Origin), reading{}, errors.New(f.Text))
	}
	sides := newSidecars(found.files)
	for _, e := range found.files {
		if path.Base(e.path) != SidecarName {
			i.one(sides, path.Join(named, e.path), e, false)
		}
	}
	return nil
}

// file inspects one file, and says so if no parser knows it.
func (i *inspector) file(named, real string, info os.FileInfo) error {
	root, err := openRoot(filepath.Dir(real))
	if err != nil {
		return err
	}
	defer root.Close()
	var beside []entry
	if _, err := root.Stat(SidecarName); err == nil {
		beside = []entry{{path: SidecarName, file: SidecarName, root: root}}
	}
	base := filepath.Base(real)
	e := entry{path: printable(base), file: base, size: info.Size(), modified: info.ModTime().UTC(), root: root}
	i.one(newSidecars(beside), named, e, true)
	return nil
}

// one reads a file. Unknown files are passed over where they need not be known.
func (i *inspector) one(sides *sidecars, shown string, e entry, must bool) {
	r, err := i.folder.read(i.ctx, e, seen{})
	side := sides.of(path.Dir(e.path))
	switch {
	case err != nil:
	case r.report.Format == "" && !must:
		i.out.Passed++
		return
	case r.report.Format == "":
		err = fmt.Errorf("no known format: syncd reads %s", strings.Join(formatNames(i.folder.parsers), ", "))
	case side.err != nil:
		i.mute(path.Join(strings.TrimSuffix(shown, e.path), side.path), side.err)
	}
	var allure beside
	if r.report.Format == allureFormat {
		allure = sides.besides(e)
	}
	r.context = r.report.Context.Or(side.context()).Or(allure.context)
	r.declared = cmp.Or(r.report.RunID, side.Run, allure.declared)
	i.add(shown, r, err)
}

// mute reports a sidecar that cannot be read, once.
func (i *inspector) mute(shown string, err error) {
	if !slices.ContainsFunc(i.out.Files, func(f Inspected) bool { return f.Path == shown }) {
		i.add(shown, reading{}, fmt.Errorf("%w%s", err, corrected))
	}
}

// add appends one file's report, or why there is none.
func (i *inspector) add(p string, r reading, err error) {
	p = printable(p)
	in := Inspected{Path: p, Format: r.report.Format, Dialect: r.report.Dialect, Run: r.declared, Context: r.context,
		Totals: r.report.Totals(), Cases: []InspectedCase{}, Faults: []model.Fault{}}
	for _, e := range r.report.Entries {
		in.Cases = append(in.Cases, InspectedCase{Case: e.Case, Result: InspectedResult{Result: e.Result}})
	}
	for _, f := range r.report.Faults {
		f.Origin = p
		in.Faults = append(in.Faults, f)
	}
	if err != nil {
		in.Faults = append(in.Faults, model.Fault{Origin: p, Text: err.Error(), Lost: true})
	}
	i.out.Files = append(i.out.Files, in)
}
