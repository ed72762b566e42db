package store

import (
	"context"
	"strconv"

	"syncd/internal/readiness"
	"syncd/internal/record"
)

// Lists of scopes read what is stored of them in brief: of fifty releases with thousands of
// stories and risks each, that is a few kilobytes a release.

// ScopeBriefs returns how all scopes of some syncs stand, in brief.
func (s *Store) ScopeBriefs(ctx context.Context, syncs []string) (all []readiness.Readiness, err error) {
	if len(syncs) == 0 {
		return nil, nil
	}
	err = s.read(ctx, "list the readiness of all scopes", func(t *tx) error {
		all, err = documents[readiness.Readiness](t, `SELECT brief FROM scopes WHERE sync IN (`+list(1, len(syncs))+`)
			ORDER BY sync, kind, project, name, scope_id`, anys(syncs)...)
		return err
	})
	return all, err
}

// Scope returns how one scope stands, with its risks and without its stories; ErrNotFound
// if it is not judged.
func (s *Store) Scope(ctx context.Context, name record.ScopeName) (r readiness.Readiness, err error) {
	err = s.read(ctx, "read the readiness of a scope", func(t *tx) error {
		r, err = document[readiness.Readiness](t, `SELECT data FROM scopes WHERE sync = $1 AND kind = $2 AND scope_id = $3`, name.Sync, name.Kind, name.ID)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		return nil
	})
	return r, err
}

// FrozenScopes lists what is frozen, the latest first, in brief: at most limit after skip.
func (s *Store) FrozenScopes(ctx context.Context, skip, limit int) ([]record.Frozen, error) {
	return s.frozenBriefs(ctx, `ORDER BY frozen_at DESC, sync, kind, scope_id`+limited(limit)+` OFFSET `+strconv.Itoa(max(skip, 0)))
}

// FrozenAs lists what is frozen under a name, in brief; project "" means any.
func (s *Store) FrozenAs(ctx context.Context, kind readiness.Kind, project, name string) ([]record.Frozen, error) {
	return s.frozenBriefs(ctx, `WHERE kind = $1 AND name = $2 AND ($3 = '' OR project = $3) ORDER BY frozen_at DESC, sync, scope_id`, kind, name, project)
}

// FrozenWith lists what is frozen with an id in Jira, in brief.
func (s *Store) FrozenWith(ctx context.Context, kind readiness.Kind, id string) ([]record.Frozen, error) {
	return s.frozenBriefs(ctx, `WHERE kind = $1 AND scope_id = $2 ORDER BY frozen_at DESC, sync`, kind, id)
}

// frozenBriefs reads some of what is frozen, in brief.
func (s *Store) frozenBriefs(ctx context.Context, which string, args ...any) (all []record.Frozen, err error) {
	err = s.read(ctx, "list what was frozen", func(t *tx) error {
		return t.rows(func(row scanner) error {
			var f record.Frozen
			var frozen int64
			var brief string
			if err := row.Scan(&frozen, &f.Cycle, &brief); err != nil {
				return err
			}
			then, err := decode[readiness.Readiness](brief)
			f.At, f.Then = at(frozen), then
			all = append(all, f)
			return err
		}, `SELECT frozen_at, cycle_id, brief FROM frozen `+which, args...)
	})
	return all, err
}

// MembersOf returns an issue as each scope has it whose story it is, by the scope's name.
func (s *Store) MembersOf(ctx context.Context, key string, syncs []string) (map[record.ScopeName]readiness.Member, error) {
	out := map[record.ScopeName]readiness.Member{}
	if len(syncs) == 0 {
		return out, nil
	}
	err := s.read(ctx, "read which scopes hold "+key, func(t *tx) error {
		return t.rows(func(row scanner) error {
			var name record.ScopeName
			var data string
			if err := row.Scan(&name.Sync, &name.Kind, &name.ID, &data); err != nil {
				return err
			}
			m, err := decode[readiness.Member](data)
			out[name] = m
			return err
		}, `SELECT sync, kind, scope_id, data FROM members WHERE issue_key = $1 AND sync IN (`+list(2, len(syncs))+`)`,
			append([]any{key}, anys(syncs)...)...)
	})
	return out, err
}
