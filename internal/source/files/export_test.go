package files

import (
	"time"

	"syncd/internal/source"
)

// SetLimit lowers the number of files in one walk.
func SetLimit(s source.Source, n int) { s.(*Folder).limit = n }

// PlainName is the name that a pushed file is given.
var PlainName = plainName

// Expired calls expired for units that are given as "name age bytes read".
func Expired(units []PushedUnit, keep time.Duration, files int, bytes int64) map[string]bool {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var found []entry
	old := newCursor()
	for _, u := range units {
		e := entry{path: spoolDir + "/" + u.Name + "/junit.xml", file: u.Name + "/junit.xml", size: u.Bytes, modified: now.Add(-u.Age), pushed: true}
		found = append(found, e, entry{path: spoolDir + "/" + u.Name + "/" + SidecarName, file: u.Name + "/" + SidecarName, pushed: true})
		if u.Read {
			old.Files[e.path] = seen{Size: e.size, Modified: e.modified}
		}
	}
	return expired(found, old, now, keep, files, bytes)
}

// PushedUnit is a unit of the spool with one file.
type PushedUnit struct {
	Name  string
	Age   time.Duration
	Bytes int64
	Read  bool
}
