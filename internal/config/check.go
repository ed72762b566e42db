package config

import (
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"syncd/internal/notify"
)

// ruling is what checks of the whole need: a way to name a place, and what the
// caller handed in.
type ruling struct {
	report   *reporter
	book     book
	environ  map[string]string
	folder   func(Origin) string
	isFolder func(string) bool

	when, summary, exclude, description, value func(string) error
	shown                                      func(text string, every time.Duration) error

	notifiers []notify.Spec // the kinds that notifiers may have

	read func(string) ([]byte, error) // of a file that the configuration names
}

// fault reports a value by its path; a key that is not there is reported at the
// nearest key that should hold it.
func (r *ruling) fault(path, format string, args ...any) {
	r.report.fault(r.at(path), format, args...)
}

// at is the place of a value, or of the key that should hold it.
func (r *ruling) at(path string) Origin {
	p, exact := r.book.find(path)
	if exact {
		return p.value
	}
	return p.key
}

// sound reports whether none of the values was refused, alone or with what holds
// it: what follows from a fault is not another one.
func (r *ruling) sound(paths ...string) bool {
	for _, path := range paths {
		// A list is marked when it loses one item; the others are still judged.
		for dot := len(path); dot >= 0; dot = strings.LastIndexByte(path[:dot], '.') {
			if r.book[path[:dot]].bad {
				return false
			}
		}
	}
	return true
}

// resolve makes a path absolute, from the folder of the file that sets the key.
func (r *ruling) resolve(key, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(r.folder(r.at(key)), path)
}

// check judges the whole and fills in what follows from it.
func (c *Config) check(r *ruling) {
	r.required(reflect.ValueOf(c).Elem(), "")
	c.Location = load(c.Timezone, time.UTC)
	c.Store.check(r)
	c.Web.check(r)
	c.Control.check(r, c.Store)
	c.Privacy.check(r)
	c.checkSources(r)
	c.checkSpool(r)
	c.checkSites(r)
	c.checkSyncs(r)
	c.checkHomes(r)
	c.checkNotifiers(r)
	c.checkOverlap(r)
}

// load returns a zone; the names were checked, so the other is for refused ones.
func load(name string, other *time.Location) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil && name != "" {
		return loc
	}
	return other
}

// checkSources wants sources, with different names.
func (c *Config) checkSources(r *ruling) {
	if len(c.Sources) == 0 && r.sound("sources") {
		r.fault("sources", `"sources" is missing: without a source there are no results`)
	}
	first := map[string]int{}
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.Namespace == "" {
			s.Namespace = s.Name
		}
		s.Location = load(s.Timezone, c.Location)
		if j, ok := first[s.Name]; ok && s.Name != "" {
			r.fault(item("sources", i)+".name", "duplicate source %q, first at %s: give each a name of its own", s.Name, r.at(item("sources", j)+".name"))
			continue
		}
		first[s.Name] = i
	}
}

// checkSyncs wants syncs, with different names, and judges each.
func (c *Config) checkSyncs(r *ruling) {
	if len(c.Syncs) == 0 && r.sound("syncs") {
		r.fault("syncs", `"syncs" is missing: without a sync nothing is compared with Jira`)
	}
	first, used := map[string]int{}, map[string]bool{}
	for i := range c.Syncs {
		s, path := &c.Syncs[i], item("syncs", i)
		if r.book[path].bad {
			continue
		}
		s.check(r, path, c)
		for _, name := range s.Sources {
			used[name] = true
		}
		if j, ok := first[s.Name]; ok && s.Name != "" {
			r.fault(path+".name", "duplicate sync %q, first at %s", s.Name, r.at(item("syncs", j)+".name"))
			continue
		}
		first[s.Name] = i
	}
	for i, s := range c.Sources {
		if s.Name != "" && !used[s.Name] && len(c.Syncs) > 0 {
			r.report.warn(r.at(item("sources", i)+".name"), "source %q is used by no sync", s.Name)
		}
	}
}
