package store

import (
	"cmp"
	"context"
	"time"

	"syncd/internal/model"
	"syncd/internal/verdict"
)

// SourceState is how the last collection of a source went.
type SourceState struct {
	Name      string        `json:"name"`
	Collected time.Time     `json:"collected"`      // last batch
	Whole     time.Time     `json:"whole,omitzero"` // last complete batch
	Complete  bool          `json:"complete"`       // the last batch was
	BadFiles  int           `json:"bad_files"`
	Faults    []model.Fault `json:"faults,omitempty"`
	// Behind is true while the last batch was not the last of its pull, Progress says how far
	// that is.
	Behind   bool           `json:"behind,omitempty"`
	Progress model.Progress `json:"progress,omitzero"`
	Unmapped []string       `json:"unmapped,omitempty"` // statuses of the tool that mean nothing to us
}

// Cursor returns a source's cursor, nil before its first batch.
func (s *Store) Cursor(ctx context.Context, source string) ([]byte, error) {
	var text string
	err := s.read(ctx, "read the cursor of "+source, func(t *tx) error {
		_, err := absent(t.row(`SELECT cursor_data FROM sources WHERE name = $1`, source).Scan(&text))
		return err
	})
	if err != nil {
		return nil, err
	}
	b, err := unpack(text)
	return b, s.fault("read the cursor of "+source, err)
}

// SourceState returns every source that ever brought a batch, by name.
func (s *Store) SourceState(ctx context.Context) ([]SourceState, error) {
	var out []SourceState
	err := s.read(ctx, "read sources", func(t *tx) error {
		return t.rows(func(row scanner) error {
			st, err := scanSource(row)
			out = append(out, st)
			return err
		}, `SELECT `+sourceColumns+` FROM sources ORDER BY name`)
	})
	return out, err
}

// Readings says how each source that ever brought a batch was last read, by name.
func (s *Store) Readings(ctx context.Context) (map[string]verdict.Reading, error) {
	states, err := s.SourceState(ctx)
	out := make(map[string]verdict.Reading, len(states))
	for _, st := range states {
		out[st.Name] = st.Reading()
	}
	return out, err
}

// Reading is how the source was last read, for judgement.
func (st SourceState) Reading() verdict.Reading {
	return verdict.Reading{Complete: st.Complete, Whole: st.Whole, Behind: st.Behind, Last: st.Collected, Progress: st.Progress}
}

// Source returns the state of one source, the zero one before its first batch.
func (s *Store) Source(ctx context.Context, name string) (st SourceState, err error) {
	err = s.read(ctx, "read source "+name, func(t *tx) error {
		st, err = scanSource(t.row(`SELECT `+sourceColumns+` FROM sources WHERE name = $1`, name))
		_, err := absent(err)
		return err
	})
	return st, err
}

// Newest is when the latest run of a source ended, zero before the first.
func (s *Store) Newest(ctx context.Context, source string) (time.Time, error) {
	var v int64
	err := s.read(ctx, "read the newest run of "+source, func(t *tx) error {
		return t.row(`SELECT coalesce(max(finished), 0) FROM runs WHERE source = $1`, source).Scan(&v)
	})
	return at(v), err
}

// sourceColumns are what scanSource reads.
const sourceColumns = `name, collected_at, whole_at, is_whole, faults, is_behind, progress, unmapped`

// scanSource reads one source's state.
func scanSource(row scanner) (SourceState, error) {
	var st SourceState
	var collected, whole, complete, behind int64
	var faults, progress, unmapped string
	if err := row.Scan(&st.Name, &collected, &whole, &complete, &faults, &behind, &progress, &unmapped); err != nil {
		return st, err
	}
	st.Collected, st.Whole, st.Complete, st.Behind = at(collected), at(whole), complete != 0, behind != 0
	err := cmp.Or(decodeInto(faults, &st.Faults), decodeInto(progress, &st.Progress), decodeInto(unmapped, &st.Unmapped))
	st.BadFiles = badFiles(st.Faults)
	return st, err
}

// putSource stores the cursor and how the batch went.
func putSource(t *tx, b model.Batch, now time.Time) error {
	var texts [3]string
	for i, v := range []any{b.Faults, b.Progress, b.Unmapped} {
		var err error
		if texts[i], err = encode(v); err != nil {
			return err
		}
	}
	whole := int64(0)
	if complete(b) {
		whole = ms(now)
	}
	_, err := t.exec(`INSERT INTO sources (name, cursor_data, collected_at, whole_at, is_whole, faults, is_behind, progress, unmapped)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (name) DO UPDATE SET cursor_data = excluded.cursor_data, collected_at = excluded.collected_at,
			whole_at = CASE WHEN excluded.is_whole = 1 THEN excluded.whole_at ELSE sources.whole_at END,
			is_whole = excluded.is_whole, faults = excluded.faults, is_behind = excluded.is_behind,
			progress = excluded.progress, unmapped = excluded.unmapped`,
		b.Source, pack(b.Cursor), ms(now), whole, flag(complete(b)), texts[0], flag(b.Behind()), texts[1], texts[2])
	return err
}

// complete reports whether absence in a batch means anything. While there is more to read
// it does not.
func complete(b model.Batch) bool { return b.Complete && !b.Behind() }

// Unread keeps that a source could not be read at all, and why. What was known of it stays;
// a source that never brought a batch has no row yet, and gets none.
func (s *Store) Unread(ctx context.Context, source, why string) error {
	faults, err := encode([]model.Fault{{Text: why, Lost: true}})
	if err != nil {
		return err
	}
	return s.write(ctx, "keep that "+source+" could not be read", func(t *tx) error {
		_, err := t.exec(`UPDATE sources SET is_whole = 0, faults = $2 WHERE name = $1`, source, faults)
		return err
	})
}

// badFiles counts the places in which results were lost.
func badFiles(faults []model.Fault) int {
	lost := map[string]bool{}
	for _, f := range faults {
		if f.Lost && f.Origin != "" { // without one it is about the source as a whole
			lost[f.Origin] = true
		}
	}
	return len(lost)
}
