package store

import (
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
		}, `SELECT name, collected_at, whole_at, is_whole, faults FROM sources ORDER BY name`)
	})
	return out, err
}

// Readings says how each source that ever brought a batch was last read, by name.
func (s *Store) Readings(ctx context.Context) (map[string]verdict.Reading, error) {
	states, err := s.SourceState(ctx)
	out := make(map[string]verdict.Reading, len(states))
	for _, st := range states {
		out[st.Name] = verdict.Reading{Complete: st.Complete, Whole: st.Whole}
	}
	return out, err
}

// Newest is when the latest run of a source ended, zero before the first.
func (s *Store) Newest(ctx context.Context, source string) (time.Time, error) {
	var v int64
	err := s.read(ctx, "read the newest run of "+source, func(t *tx) error {
		return t.row(`SELECT coalesce(max(finished), 0) FROM runs WHERE source = $1`, source).Scan(&v)
	})
	return at(v), err
}

// scanSource reads one source's state.
func scanSource(row scanner) (SourceState, error) {
	var st SourceState
	var collected, whole, complete int64
	var faults string
	if err := row.Scan(&st.Name, &collected, &whole, &complete, &faults); err != nil {
		return st, err
	}
	var err error
	st.Collected, st.Whole, st.Complete = at(collected), at(whole), complete != 0
	st.Faults, err = decode[[]model.Fault](faults)
	st.BadFiles = badFiles(st.Faults)
	return st, err
}

// putSource stores the cursor and how the batch went.
func putSource(t *tx, b model.Batch, now time.Time) error {
	faults, err := encode(b.Faults)
	if err != nil {
		return err
	}
	whole := int64(0)
	if b.Complete {
		whole = ms(now)
	}
	_, err = t.exec(`INSERT INTO sources (name, cursor_data, collected_at, whole_at, is_whole, faults)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (name) DO UPDATE SET cursor_data = excluded.cursor_data, collected_at = excluded.collected_at,
			whole_at = CASE WHEN excluded.is_whole = 1 THEN excluded.whole_at ELSE sources.whole_at END,
			is_whole = excluded.is_whole, faults = excluded.faults`,
		b.Source, pack(b.Cursor), ms(now), whole, flag(b.Complete), faults)
	return err
}

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
