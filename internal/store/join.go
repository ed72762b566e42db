package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"syncd/internal/model"
)

// SetAlias keeps that a case goes on under another name: what to reports is told under
// from, whose defect and history go on. From need not be known any more. An empty to
// takes the alias back.
func (s *Store) SetAlias(ctx context.Context, from, to model.CaseID) error {
	if from == "" || from == to {
		return fmt.Errorf("alias %s → %s: name two cases", from, to)
	}
	return s.write(ctx, "keep an alias", func(t *tx) error {
		if to == "" {
			_, err := t.exec(`DELETE FROM aliases WHERE from_case = $1`, from)
			return err
		}
		_, err := t.exec(`INSERT INTO aliases (from_case, to_case, put_at) VALUES ($1, $2, $3)
			ON CONFLICT (from_case) DO UPDATE SET to_case = excluded.to_case, put_at = excluded.put_at`, from, to, ms(s.now()))
		return err
	})
}

// Aliases returns the aliases that people keep in the store, by their old names.
func (s *Store) Aliases(ctx context.Context) (out []model.Alias, err error) {
	err = s.read(ctx, "read aliases", func(t *tx) error {
		out, err = t.aliases()
		return err
	})
	return out, err
}

// aliases reads them all: there are as many as people have renamed tests.
func (t *tx) aliases() (out []model.Alias, err error) {
	err = t.rows(func(row scanner) error {
		var a model.Alias
		err := row.Scan(&a.From, &a.To)
		out = append(out, a)
		return err
	}, `SELECT from_case, to_case FROM aliases ORDER BY from_case`)
	return out, err
}

// ofWorld leaves out the aliases of cases of other sources: there they lead nowhere.
func (b *beholder) ofWorld(all []model.Alias) []model.Alias {
	return slices.DeleteFunc(all, func(a model.Alias) bool {
		_, ok := b.world.Cases[model.CaseID(a.To)]
		return !ok
	})
}

// join makes one case of those that are one.
func (b *beholder) join() error {
	kept, err := b.aliases()
	if err != nil {
		return err
	}
	v := b.view
	v.Aliases = append(slices.Clone(v.Aliases), b.ofWorld(kept)...)
	var groups []model.Group
	groups, b.world.Loose = model.Groups(b.world.Cases, b.seen, v)
	if len(groups) == 0 {
		return nil
	}
	home := map[model.CaseID]model.CaseID{}
	for _, g := range groups {
		for _, id := range g.Members {
			home[id] = g.Case.ID
		}
	}
	strands, ran := map[model.LineKey]model.Strand{}, map[model.CaseID]bool{}
	for _, line := range b.world.Lines {
		if home[line.Case] == "" {
			continue
		}
		ran[line.Case], b.changed[line.LineKey] = true, true
		b.apart(line, home[line.Case])
		if strands[line.LineKey], err = b.strand(line); err != nil {
			return fmt.Errorf("join the line of case %s: %w", line.Case, err)
		}
		if err := b.behind(line, home[line.Case]); err != nil {
			return fmt.Errorf("join the line of case %s: %w", line.Case, err)
		}
	}
	*b.world = b.world.Join(groups, strands, v)
	for _, line := range b.world.Lines {
		if b.world.Joined[line.Case] != nil {
			b.changed[line.LineKey] = true
		}
	}
	b.rehome(home, ran)
	return nil
}

// attachment is what the deciding failure of a line names that has become part of another.
type attachment struct {
	key     model.LineKey // of the case that the members are
	at      time.Time
	defects []string
}

// behind remembers the issues that the deciding failure of a member's line names: what
// people attached to it in one tool holds also where another one reported last. It runs
// before the members are joined.
func (b *beholder) behind(line model.Line, home model.CaseID) error {
	if !line.Failing() {
		return nil
	}
	r, err := b.deciding(line)
	if none, err := absent(err); none || err != nil {
		return err
	}
	if len(r.Defects) > 0 {
		key := line.LineKey
		key.Case = home
		b.attached = append(b.attached, attachment{key, r.Finished, r.Defects})
	}
	return nil
}

// attach gives the failures of joined cases what the failures of their members name, those
// of the streak that lasts: one before the last pass was another.
func (b *beholder) attach() error {
	for _, line := range b.world.Lines {
		r, fails := b.world.Failures[line.LineKey]
		if !fails || b.world.Joined[line.Case] == nil {
			continue
		}
		for _, a := range b.attached {
			bare := a.key
			bare.Branch = line.Branch
			if bare == line.LineKey && (a.key.Branch == "" || a.key.Branch == line.Branch) && !a.at.Before(line.FailingSince.Finished) {
				r.Defects = append(slices.Clone(r.Defects), a.defects...)
			}
		}
		slices.Sort(r.Defects)
		r.Defects = slices.Compact(r.Defects)
		b.world.Failures[line.LineKey] = r
	}
	return nil
}

// rehome tells what was found of members under the one case that they are. That is
// gone when all of them that ever ran are.
func (b *beholder) rehome(home map[model.CaseID]model.CaseID, ran map[model.CaseID]bool) {
	w := b.world
	for id, members := range w.Joined {
		var gone []model.Retirement
		alive := false
		for _, m := range members {
			r, ok := w.Retired[m]
			if delete(w.Retired, m); ok {
				gone = append(gone, r)
			}
			alive = alive || !ok && ran[m]
		}
		if !alive && len(gone) > 0 {
			w.Retired[id] = slices.MaxFunc(gone, func(a, b model.Retirement) int { return a.Since.Compare(b.Since) })
		}
	}
	renamed := map[model.CaseID]model.CaseID{}
	for now, was := range w.Renamed {
		if now, was = cmp.Or(home[now], now), cmp.Or(home[was], was); now != was {
			renamed[now] = was
		}
	}
	excluded := map[model.CaseID]int{}
	for id, n := range w.Excluded {
		excluded[cmp.Or(home[id], id)] += n
	}
	w.Renamed, w.Excluded = renamed, excluded
}
