package source

import (
	"context"
	"io"
	"time"

	"syncd/internal/model"
	"syncd/internal/secret"
)

// Receiver is a Source that results may be pushed to.
type Receiver interface {
	Source
	// Receive takes the files of one push. What it returns as new or known has reached
	// the disk and is found by Fetch, also after a power cut; of what it calls bad or
	// unknown nothing is kept. An error means that nothing was kept, or that the push
	// may have been kept in part: it may be sent again, because the same bytes again
	// are known. A *Refusal says what to do; errors of Next come back wrapped.
	Receive(ctx context.Context, d Delivery) (Receipt, error)
	// LastPush is when something was last pushed, the zero time before the first.
	LastPush() time.Time
}

// Pushable is a Config of a Receiver.
type Pushable interface {
	Config
	// PushToken is where the token lies that whoever pushes must know; the zero Ref
	// means that nothing may be pushed.
	PushToken() secret.Ref
	// PushLimit is how many bytes one push may have.
	PushLimit() int64
}

// Delivery is what one push brings.
type Delivery struct {
	Run     string        // declares the run's id: all files with one id are one run; "" if none
	Context model.Context // what the run ran on, where the files do not say
	// Next returns the next file, io.EOF after the last. Names are believed for nothing
	// but their last part.
	Next func() (name string, body io.Reader, err error)
	// Known reports whether the store has a run: files of it that were pushed long ago
	// need not be kept any more.
	Known func(ctx context.Context, id model.RunID) (bool, error)
}

// Receipt says what became of each file of a push, in their order.
type Receipt struct {
	Files []Received `json:"files"`
}

// Status is what became of one pushed file.
type Status string

// The closed list.
const (
	StatusNew     Status = "new"     // kept; the next cycle reads it
	StatusKnown   Status = "known"   // the same bytes came before
	StatusBad     Status = "bad"     // a result file that cannot be read
	StatusUnknown Status = "unknown" // no format knows it: a log, a screenshot
)

// Received is one pushed file.
type Received struct {
	Name     string                `json:"name"`
	Status   Status                `json:"status"`
	Format   string                `json:"format,omitempty"`
	Run      model.RunID           `json:"run,omitempty"`
	Cases    int                   `json:"cases,omitempty"`
	Outcomes map[model.Outcome]int `json:"outcomes,omitempty"`
	Error    string                `json:"error,omitempty"`   // why it is bad
	Remarks  []string              `json:"remarks,omitempty"` // what had to be changed or left out to read it
}

// Taken reports whether the file's results are, or will be, in the store.
func (r Received) Taken() bool { return r.Status == StatusNew || r.Status == StatusKnown }

// Refusal is an error whose text is for whoever pushes.
type Refusal struct {
	Full bool // there is no room now: the same push may be taken later
	Text string
}

// Error returns the text.
func (r *Refusal) Error() string { return r.Text }
