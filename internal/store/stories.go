package store

import (
	"context"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// PutStories stores how the stories of a sync stand now; one that is no longer judged
// goes. Only what has changed is written.
func (s *Store) PutStories(ctx context.Context, sync string, all []record.StoryItem) error {
	return s.write(ctx, "store the stories of "+sync, func(t *tx) error {
		known, err := t.storyDigests(sync)
		if err != nil {
			return err
		}
		for _, r := range all {
			if err := t.putStory(sync, r, known[r.Key]); err != nil {
				return err
			}
			delete(known, r.Key)
		}
		for key := range known {
			if _, err := t.exec(`DELETE FROM stories WHERE sync = $1 AND issue_key = $2`, sync, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// storyDigests returns the digests of a sync's stories by key.
func (t *tx) storyDigests(sync string) (map[string]string, error) {
	out := map[string]string{}
	return out, t.rows(func(row scanner) error {
		var key, digest string
		err := row.Scan(&key, &digest)
		out[key] = digest
		return err
	}, `SELECT issue_key, digest FROM stories WHERE sync = $1`, sync)
}

// putStory stores one story unless its digest is the one that is known.
func (t *tx) putStory(sync string, r record.StoryItem, known string) error {
	data, err := encode(r)
	if err != nil {
		return err
	}
	digest := model.Key16("story:v1", data)
	if digest == known {
		return nil
	}
	project, number := record.KeyParts(r.Key)
	_, err = t.exec(`INSERT INTO stories (sync, issue_key, project, num, verdict, words, digest, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (sync, issue_key) DO UPDATE SET verdict = excluded.verdict, words = excluded.words,
			digest = excluded.digest, data = excluded.data`,
		sync, r.Key, project, number, r.Verdict, strings.ToLower(r.Key+" "+r.Title), digest, data)
	return err
}

// storyQuery is what a filter lets through, but for its verdict and its place.
func storyQuery(selected string, f record.StoryFilter) query {
	q := query{text: `SELECT ` + selected + ` FROM stories WHERE sync IN (` + list(1, len(f.Syncs)) + `)`, args: anys(f.Syncs)}
	q.where(f.Project, ` AND project = $`)
	q.search("words", f.Search)
	return q
}

// Stories returns one page of the stories of some syncs, by key.
func (s *Store) Stories(ctx context.Context, f record.StoryFilter) (page record.StoryPage, err error) {
	page.Verdicts = map[verdict.Word]int{}
	if len(f.Syncs) == 0 {
		return page, nil
	}
	q := storyQuery(`data`, f)
	q.where(string(f.Verdict), ` AND verdict = $`)
	if f.After != "" {
		project, number, sync, err := record.ReadStoryPlace(f.After)
		if err != nil {
			return page, err
		}
		q.add(` AND (project, num, sync) > ($, $, $)`, project, number, sync)
	}
	err = s.read(ctx, "list stories", func(t *tx) error {
		page.Stories, err = documents[record.StoryItem](t, q.text+` ORDER BY project, num, sync`+oneMore(f.Limit), q.args...)
		if err != nil {
			return err
		}
		return t.storySums(f, &page)
	})
	if f.Limit > 0 && len(page.Stories) > f.Limit {
		page.Stories = page.Stories[:f.Limit]
		page.Next = page.Stories[f.Limit-1].Place()
	}
	return page, err
}

// storySums counts the stories by verdict and lists their projects.
func (t *tx) storySums(f record.StoryFilter, page *record.StoryPage) error {
	q := storyQuery(`verdict, count(*)`, f)
	err := t.rows(func(row scanner) error {
		var word verdict.Word
		var n int
		err := row.Scan(&word, &n)
		page.Verdicts[word] = n
		return err
	}, q.text+` GROUP BY verdict`, q.args...)
	if err != nil {
		return err
	}
	q = storyQuery(`DISTINCT project`, record.StoryFilter{Syncs: f.Syncs})
	return t.rows(func(row scanner) error {
		var project string
		err := row.Scan(&project)
		page.Projects = append(page.Projects, project)
		return err
	}, q.text+` ORDER BY project`, q.args...)
}

// ProjectTrends returns the days of every project of some syncs from a moment on.
func (s *Store) ProjectTrends(ctx context.Context, syncs []string, from time.Time) (map[record.ScopeName][]record.Trend, error) {
	out := map[record.ScopeName][]record.Trend{}
	if len(syncs) == 0 {
		return out, nil
	}
	q := query{text: `SELECT sync, scope_id, data FROM trends WHERE sync IN (` + list(1, len(syncs)) + `)`, args: anys(syncs)}
	q.add(` AND kind = $ AND day >= $`, record.Project, from.UTC().Format(time.DateOnly))
	err := s.read(ctx, "read the trends of all projects", func(t *tx) error {
		return t.rows(func(row scanner) error {
			name := record.ScopeName{Kind: record.Project}
			var data string
			if err := row.Scan(&name.Sync, &name.ID, &data); err != nil {
				return err
			}
			day, err := decode[record.Trend](data)
			out[name] = append(out[name], day)
			return err
		}, q.text+` ORDER BY sync, scope_id, day`, q.args...)
	})
	return out, err
}
