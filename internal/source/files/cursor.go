package files

import (
	"encoding/json"
	"fmt"
	"time"

	"syncd/internal/model"
)

// cursorVersion is written into every cursor, so that an older syncd refuses what
// it would misread.
const cursorVersion = 1

// cursor is what the source remembers between two fetches. It is small because
// the store already drops runs that it knows: only what saves reading a file
// again, or says what a changed file used to be, is kept.
type cursor struct {
	Version int               `json:"v"`
	Files   map[string]seen   `json:"files"`             // by path below the folder
	Folders map[string]folder `json:"folders,omitempty"` // by path, with `run: folder`
}

// seen is one file as it was when last looked at.
type seen struct {
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Sum      string    `json:"sum,omitempty"` // SHA-256 of the content, hex; "" for files that are none of ours
	// Run is the run that the file last gave results to. A file that has become
	// unreadable keeps it.
	Run   model.RunID `json:"run,omitempty"`
	Bad   string      `json:"bad,omitempty"` // why it cannot be read
	Retry bool        `json:"retry,omitempty"`
}

// same reports whether the file is as it was, as far as its size and time tell.
func (s seen) same(e entry) bool { return s.Size == e.size && s.Modified.Equal(e.modified) }

// folder is a folder that was read as one run.
type folder struct {
	Run model.RunID `json:"run"`
}

// newCursor returns an empty cursor.
func newCursor() cursor {
	return cursor{Version: cursorVersion, Files: map[string]seen{}, Folders: map[string]folder{}}
}

// parseCursor reads what the store kept. An unreadable cursor is an error rather
// than a fresh start: reading everything again is safe, but the cause should show.
func parseCursor(data []byte) (cursor, error) {
	c := newCursor()
	if len(data) == 0 {
		return c, nil
	}
	// The version alone comes first: nothing else is sure to have the shape we know.
	var head struct {
		Version int `json:"v"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return cursor{}, fmt.Errorf("read cursor: %w", err)
	}
	switch {
	case head.Version > cursorVersion:
		return cursor{}, fmt.Errorf("read cursor: version %d was written by a newer syncd, this one knows %d: upgrade it", head.Version, cursorVersion)
	case head.Version < cursorVersion:
		return cursor{}, fmt.Errorf("read cursor: version %d is none of this source", head.Version)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return cursor{}, fmt.Errorf("read cursor: %w", err)
	}
	return c, nil
}

// bytes serialises the cursor. Maps marshal sorted, so equal cursors are equal bytes.
func (c cursor) bytes() ([]byte, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write cursor: %w", err)
	}
	return data, nil
}
