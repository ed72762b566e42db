package source

import (
	"bytes"

	"syncd/internal/model"
)

// Setup is a Config that says what of it results depend on beside what the tool says: which
// project is read, since when, what its statuses count as. Who maps a status because a page
// says that it means nothing yet wants the results that are there to count.
type Setup interface {
	Config
	// Setup is a digest of that, without a line break. Where it changes, the source begins
	// anew; what it deleted in the tool just then is not noticed.
	Setup() string
}

// changed is the remark of a source that has begun anew.
const changed = "its settings have changed: all of it is read anew, and what was read before stays; if it reads another project now, give the source another name"

// opened takes the setup off a cursor, and reports whether it was another: the cursor is
// nothing to go on with then.
func (d Door) opened(cursor []byte) (own []byte, anew bool) {
	if d.Setup == "" || len(cursor) == 0 {
		return cursor, false
	}
	setup, own, ok := bytes.Cut(cursor, []byte("\n"))
	if !ok || string(setup) != d.Setup {
		return nil, true
	}
	return own, false
}

// sealed returns a batch whose cursor names the setup.
func (d Door) sealed(b model.Batch, anew bool) model.Batch {
	if d.Setup != "" {
		b.Cursor = append([]byte(d.Setup+"\n"), b.Cursor...)
	}
	if anew {
		b.Faults = append([]model.Fault{{Text: changed}}, b.Faults...)
	}
	return b
}
