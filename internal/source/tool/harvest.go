package tool

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

// Part is how many results, or cases, one batch should hold: what a store takes in one
// transaction without keeping others waiting.
const Part = 10_000

// Harvest is a batch in the making: what one Fetch of a tool has brought so far.
type Harvest struct {
	Batch    model.Batch
	Statuses *Statuses
	Did      int // steps that were taken: something was read

	cases map[model.CaseID]int // where in the batch each case stands
	late  func() bool          // see End; nil: never
}

// NewHarvest begins a batch of a source by its name, of which nothing is missing yet. usual and set are
// what statuses count as, see NewStatuses.
func NewHarvest(name string, usual map[string]model.Outcome, set map[string]string) *Harvest {
	return &Harvest{Batch: model.Batch{Source: name, Complete: true}, Statuses: NewStatuses(usual, set), cases: map[model.CaseID]int{}}
}

// Put adds a case to the batch, or says it anew. What only a result says of it gives way to
// what the case says itself, and takes the place of nothing else.
func (h *Harvest) Put(k model.Case) model.CaseID {
	switch at, known := h.cases[k.ID]; {
	case !known:
		h.cases[k.ID] = len(h.Batch.Cases)
		h.Batch.Cases = append(h.Batch.Cases, k)
	case !k.Sketch || h.Batch.Cases[at].Sketch:
		h.Batch.Cases[at] = k
	}
	return k.ID
}

// End has the batch end when the request says so, after one step at least.
func (h *Harvest) End(req source.Request, now func() time.Time) {
	h.late = func() bool { return req.Late(now()) }
}

// Full reports whether there is enough for one batch, or it has taken long enough.
func (h *Harvest) Full() bool {
	return len(h.Batch.Results) >= Part || len(h.Batch.Cases) >= Part || h.Did > 0 && h.late != nil && h.late()
}

// Miss takes in that something could not be read, and is read again with the next cycle.
func (h *Harvest) Miss(origin string, err error) {
	h.lose(origin, "%v; it is read again with the next cycle", err)
}

// Halt ends the reading before its end: this and so many more things wait for the next cycle.
// Where nothing was read there is nothing to keep, and the error is returned.
func (h *Harvest) Halt(ctx context.Context, origin string, more int, err error) error {
	if ctx.Err() != nil || h.Did == 0 && len(h.Batch.Cases) == 0 {
		return err
	}
	h.Batch.Cut = true
	if more > 0 {
		h.lose(origin, "%v; this and %d more are read with the next cycle", err, more)
		return nil
	}
	h.Miss(origin, err)
	return nil
}

// lose adds a fault by which something is missing.
func (h *Harvest) lose(origin, text string, args ...any) {
	h.Batch.Complete = false
	h.Batch.Faults = append(h.Batch.Faults, model.Fault{Origin: origin, Lost: true, Text: fmt.Sprintf(text, args...)})
}

// Seal closes the batch, with the cursor from which the next one goes on.
func (h *Harvest) Seal(cursor any) (model.Batch, error) {
	b := h.Batch
	b.Unmapped = h.Statuses.Unmapped()
	var err error
	if b.Cursor, err = json.Marshal(cursor); err != nil {
		return b, fmt.Errorf("write the cursor: %w", err)
	}
	return b, nil
}

// ReadCursor reads what Seal has written under a version, its member `v`, over a cursor that
// begins anew. It leaves that as it is where there is none yet, or one of another version.
func ReadCursor(data []byte, version int, cursor any) error {
	if len(data) == 0 {
		return nil
	}
	var of struct {
		Version int `json:"v"`
	}
	if err := json.Unmarshal(data, &of); err != nil {
		return fmt.Errorf("read the cursor: %w", err)
	}
	if of.Version != version {
		return nil
	}
	if err := json.Unmarshal(data, cursor); err != nil {
		return fmt.Errorf("read the cursor: %w", err)
	}
	return nil
}

// Seconds is a duration in whole seconds, as times in cursors are counted.
func Seconds(d time.Duration) int64 { return int64(d / time.Second) }
