package store

import (
	"context"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/readiness"
	"syncd/internal/record"
)

// PutScopes stores how the scopes of a sync stand now; one that is no longer judged goes.
// Their stories are written only where something about them has changed.
func (s *Store) PutScopes(ctx context.Context, sync string, all []readiness.Readiness) error {
	return s.write(ctx, "store the readiness of "+sync, func(t *tx) error {
		known, err := t.memberDigests(sync)
		if err != nil {
			return err
		}
		for _, r := range all {
			name := record.NameOf(r)
			if err := t.putScope(name, r, known[name]); err != nil {
				return err
			}
			delete(known, name)
		}
		for name := range known {
			if err := t.dropScope(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// memberDigests returns what is stored of a sync, by the digest of each scope's stories.
func (t *tx) memberDigests(sync string) (map[record.ScopeName]string, error) {
	out := map[record.ScopeName]string{}
	return out, t.rows(func(row scanner) error {
		name := record.ScopeName{Sync: sync}
		var digest string
		if err := row.Scan(&name.Kind, &name.ID, &digest); err != nil {
			return err
		}
		out[name] = digest
		return nil
	}, `SELECT kind, scope_id, members FROM scopes WHERE sync = $1`, sync)
}

// putScope stores one scope, with its stories if their digest is not the one that is known.
func (t *tx) putScope(name record.ScopeName, r readiness.Readiness, known string) error {
	data, brief, members, err := encodeScope(r)
	if err != nil {
		return err
	}
	digest := model.Key16("members:v1", members)
	_, err = t.exec(`INSERT INTO scopes (sync, kind, scope_id, project, name, members, brief, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (sync, kind, scope_id) DO UPDATE SET project = excluded.project, name = excluded.name,
			members = excluded.members, brief = excluded.brief, data = excluded.data`,
		name.Sync, name.Kind, name.ID, r.Project, r.Name, digest, brief, data)
	if err != nil || digest == known {
		return err
	}
	return t.putMembers(name, r.Members)
}

// encodeScope writes the documents of a scope: all of it but its stories, what lists read
// of it, and its stories.
func encodeScope(r readiness.Readiness) (data, brief, members string, err error) {
	if data, err = encode(r); err != nil {
		return "", "", "", err
	}
	if brief, err = encode(r.Brief()); err != nil {
		return "", "", "", err
	}
	members, err = encode(r.Members)
	return data, brief, members, err
}

// putMembers replaces the stories of a scope.
func (t *tx) putMembers(name record.ScopeName, members []readiness.Member) error {
	if _, err := t.exec(`DELETE FROM members WHERE sync = $1 AND kind = $2 AND scope_id = $3`, name.Sync, name.Kind, name.ID); err != nil {
		return err
	}
	for n, m := range members {
		data, err := encode(m)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO members (sync, kind, scope_id, place, issue_key, verdict, words, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			name.Sync, name.Kind, name.ID, n+1, m.Key, m.Verdict, strings.ToLower(m.Key+" "+m.Title), data)
		if err != nil {
			return err
		}
	}
	return nil
}

// dropScope forgets a scope that is no longer judged. What was frozen stays.
func (t *tx) dropScope(name record.ScopeName) error {
	for _, table := range []string{"scopes", "members"} {
		if _, err := t.exec(`DELETE FROM `+table+` WHERE sync = $1 AND kind = $2 AND scope_id = $3`, name.Sync, name.Kind, name.ID); err != nil {
			return err
		}
	}
	return nil
}

// Scopes returns how all scopes of some syncs stand, without their stories.
func (s *Store) Scopes(ctx context.Context, syncs []string) (all []readiness.Readiness, err error) {
	if len(syncs) == 0 {
		return nil, nil
	}
	err = s.read(ctx, "read the readiness of all scopes", func(t *tx) error {
		all, err = documents[readiness.Readiness](t, `SELECT data FROM scopes WHERE sync IN (`+list(1, len(syncs))+`)
			ORDER BY sync, kind, project, name, scope_id`, anys(syncs)...)
		return err
	})
	return all, err
}

// Members returns stories of a scope, in the order of their keys. Without a filter it reads
// no more rows than it returns, and one.
func (s *Store) Members(ctx context.Context, name record.ScopeName, f record.MemberFilter) (page record.MemberPage, err error) {
	query, args := membersQuery(name, f)
	var places []int
	err = s.read(ctx, "read the stories of a scope", func(t *tx) error {
		return t.rows(func(row scanner) error {
			var place int
			var data string
			if err := row.Scan(&place, &data); err != nil {
				return err
			}
			m, err := decode[readiness.Member](data)
			places, page.Members = append(places, place), append(page.Members, m)
			return err
		}, query, args...)
	})
	if f.Limit > 0 && len(page.Members) > f.Limit {
		page.Members, page.Next = page.Members[:f.Limit], places[f.Limit-1]
	}
	return page, err
}

// membersQuery is the query for a page of stories: one more row than asked for says that
// there is another page.
func membersQuery(name record.ScopeName, f record.MemberFilter) (string, []any) {
	query := `SELECT place, data FROM members WHERE sync = $1 AND kind = $2 AND scope_id = $3 AND place > $4`
	args := []any{name.Sync, name.Kind, name.ID, f.After}
	if f.Verdict != "" {
		args = append(args, f.Verdict)
		query += ` AND verdict = $5`
	}
	if f.Search != "" {
		args = append(args, "%"+likely.Replace(strings.ToLower(f.Search))+"%")
		query += ` AND words LIKE ` + list(len(args), 1) + ` ESCAPE '!'`
	}
	limit := f.Limit
	if limit > 0 {
		limit++
	}
	return query + ` ORDER BY place` + limited(limit), args
}

// likely takes the meaning of LIKE's wildcards away.
var likely = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Freeze keeps for good how a scope stood when it was over. The first word counts; it
// reports whether this was it.
func (s *Store) Freeze(ctx context.Context, f record.Frozen) (first bool, err error) {
	name := record.NameOf(f.Then)
	err = s.write(ctx, "freeze the readiness of "+f.Then.Name, func(t *tx) error {
		data, brief, members, err := encodeScope(f.Then)
		if err != nil {
			return err
		}
		n, err := t.exec(`INSERT INTO frozen (sync, kind, scope_id, frozen_at, cycle_id, project, name, brief, data, members)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (sync, kind, scope_id) DO NOTHING`,
			name.Sync, name.Kind, name.ID, ms(f.At), f.Cycle, f.Then.Project, f.Then.Name, brief, data, members)
		first = n > 0
		return err
	})
	return first, err
}

// Frozen returns how a scope stood when it was over, with its stories; ErrNotFound if it
// is not frozen.
func (s *Store) Frozen(ctx context.Context, name record.ScopeName) (f record.Frozen, err error) {
	err = s.read(ctx, "read what was frozen", func(t *tx) error {
		var frozen int64
		var data, members string
		err := t.row(`SELECT frozen_at, cycle_id, data, members FROM frozen WHERE sync = $1 AND kind = $2 AND scope_id = $3`,
			name.Sync, name.Kind, name.ID).Scan(&frozen, &f.Cycle, &data, &members)
		if none, err := absent(err); err != nil {
			return err
		} else if none {
			return ErrNotFound
		}
		f.At = at(frozen)
		if f.Then, err = decode[readiness.Readiness](data); err != nil {
			return err
		}
		f.Then.Members, err = decode[[]readiness.Member](members)
		return err
	})
	return f, err
}

// PutTrends stores the day of some scopes; the last word of a day counts.
func (s *Store) PutTrends(ctx context.Context, trends map[record.ScopeName]record.Trend) error {
	return s.write(ctx, "store trends", func(t *tx) error {
		for name, trend := range trends {
			data, err := encode(trend)
			if err != nil {
				return err
			}
			if _, err := t.exec(`INSERT INTO trends (sync, kind, scope_id, day, data) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (sync, kind, scope_id, day) DO UPDATE SET data = excluded.data`,
				name.Sync, name.Kind, name.ID, trend.Day.Format(time.DateOnly), data); err != nil {
				return err
			}
		}
		return nil
	})
}

// Trends returns the days of a scope from a moment on, the oldest first.
func (s *Store) Trends(ctx context.Context, name record.ScopeName, from time.Time) (days []record.Trend, err error) {
	err = s.read(ctx, "read trends", func(t *tx) error {
		days, err = documents[record.Trend](t, `SELECT data FROM trends WHERE sync = $1 AND kind = $2 AND scope_id = $3 AND day >= $4 ORDER BY day`,
			name.Sync, name.Kind, name.ID, from.UTC().Format(time.DateOnly))
		return err
	})
	return days, err
}

// PruneTrends removes days before a moment.
func (s *Store) PruneTrends(ctx context.Context, before time.Time) (n int, err error) {
	err = s.write(ctx, "prune trends", func(t *tx) error {
		n, err = t.exec(`DELETE FROM trends WHERE day < $1`, before.UTC().Format(time.DateOnly))
		return err
	})
	return n, err
}
