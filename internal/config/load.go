package config

import (
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"syncd/internal/notify"
	"syncd/internal/source"
)

// Options is what Load works on. Nothing else is looked at, except the existence
// of /run/syncd and the files that `stories.links` names.
type Options struct {
	Files     []string          // in the order in which they apply; conf.d lies beside the first
	Environ   []string          // NAME=value, as os.Environ returns it
	Overrides map[string]string // from flags: dotted path to value
	Reserved  []string          // SYNCD_ variables that are read elsewhere and are no settings
	Catalog   []source.Spec     // the kinds that sources may have
	Notifiers []notify.Spec     // the kinds that notifiers may have

	// These compile `when:`, `summary:`, `exclude:`, `description:` and the value of a
	// field; nil checks nothing.
	CheckWhen, CheckSummary, CheckExclude, CheckDescription, CheckValue func(string) error
	// CheckShown compiles the value of a story's field, which may change every so often; nil
	// checks nothing.
	CheckShown func(text string, every time.Duration) error

	// ReadFile and ReadDir default to those of os, with a limit of 1 MiB per file.
	ReadFile func(string) ([]byte, error)
	ReadDir  func(string) ([]fs.DirEntry, error)
}

// Load reads, merges and judges the configuration. The Config is nil if the report
// has faults; warnings alone leave it whole. Secrets are not read: see CheckSecrets.
func Load(opt Options) (*Config, Report) {
	l := newLoader(opt)
	names := l.files()
	return l.load(names)
}

// Parse is Load for one text in memory, as if it were a file of that name: for the
// demo and tests. Files of the options are ignored; relative paths start at the
// folder of the name.
func Parse(name string, text []byte, opt Options) (*Config, Report) {
	opt.Files = []string{name}
	opt.ReadFile = func(string) ([]byte, error) { return text, nil }
	l := newLoader(opt)
	l.beside = readFile
	return l.load(opt.Files)
}

// loader is one Load.
type loader struct {
	opt    Options
	report reporter
	layers []layer
	refs   []placedRef
	dir    string                       // absolute folder of the first file
	beside func(string) ([]byte, error) // reads files that the configuration names
}

// newLoader fills in what the options leave open.
func newLoader(opt Options) *loader {
	if opt.ReadFile == nil {
		opt.ReadFile = readFile
	}
	if opt.ReadDir == nil {
		opt.ReadDir = readDir
	}
	l := &loader{opt: opt, beside: opt.ReadFile}
	if len(opt.Files) > 0 {
		l.dir = absolute(filepath.Dir(opt.Files[0]))
	}
	return l
}

// load takes the layers in their order, and then the whole.
func (l *loader) load(names []string) (*Config, Report) {
	for i, name := range names {
		if t := l.read(name); t != nil {
			t.addition = i > 0
			l.add(grow(t, &l.report))
		}
	}
	// What an unreadable file would have said, the rest may refer to: faults about the
	// whole would only repeat that.
	if len(l.layers) < len(names) || len(names) == 0 {
		return nil, l.report.finish()
	}
	l.add(l.environment())
	l.add(l.flags())
	c := l.whole(names)
	if c == nil || len(l.report.faults) > 0 {
		return nil, l.report.finish()
	}
	return c, l.report.finish()
}

// add decodes one layer on its own, strictly.
func (l *loader) add(root *node) {
	if root == nil {
		return
	}
	c := defaults()
	d := &decoder{report: &l.report, catalog: l.opt.Catalog, book: book{}, folder: l.folder}
	values, _ := d.structure(root, reflect.ValueOf(&c).Elem(), "").(map[string]any)
	l.layers = append(l.layers, layer{values, d.book})
	l.refs = append(l.refs, d.refs...)
}

// whole merges the layers into a Config and judges it.
func (l *loader) whole(names []string) *Config {
	values, b, err := merge(l.layers)
	if err != nil {
		l.report.fault(Origin{File: names[0]}, "%v", err)
		return nil
	}
	main := Origin{File: names[0]}
	b[""] = place{key: main, value: main}
	c := defaults()
	c.Files, c.Dir, c.book = slices.Clone(names), l.dir, b
	d := &decoder{report: &l.report, catalog: l.opt.Catalog, book: b, merged: true, folder: l.folder}
	d.structure(rebuild(values, "", b), reflect.ValueOf(&c).Elem(), "")
	r := &ruling{report: &l.report, book: b, folder: l.folder, isFolder: isFolder, when: l.opt.CheckWhen, summary: l.opt.CheckSummary, exclude: l.opt.CheckExclude,
		description: l.opt.CheckDescription, value: l.opt.CheckValue, shown: l.opt.CheckShown, notifiers: l.opt.Notifiers, read: l.beside, environ: lookup(l.opt.Environ)}
	c.check(r)
	c.refs, c.texts = d.refs, l.report.texts
	l.literals(d.refs)
	return &c
}

// literals warns of secrets that stand where many can read them.
func (l *loader) literals(refs []placedRef) {
	for _, ref := range refs {
		switch {
		case ref.ref.Literal.Empty():
		case ref.at.File != "":
			l.report.warn(ref.at, "%s is written into the file: keep it elsewhere and refer to it by file:, credential: or env:", ref.path)
		case strings.HasPrefix(ref.at.Other, "flag "):
			l.report.warn(ref.at, "a secret on the command line can be read in the list of processes: refer to it by %s.file", ref.path)
		}
	}
}

// folder returns where relative paths of a place start.
func (l *loader) folder(at Origin) string {
	if at.File == "" {
		return l.dir
	}
	return absolute(filepath.Dir(at.File))
}

// lookup turns NAME=value into a map; the last one wins, as in a shell.
func lookup(environ []string) map[string]string {
	out := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok {
			out[name] = value
		}
	}
	return out
}
