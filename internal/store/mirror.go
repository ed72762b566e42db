package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// Sighting says when an issue was last seen, and how often it was looked for in vain
// since.
type Sighting = plan.Sighting

// PutIssues stores issues as Jira showed them. An issue that was missing is back; one
// that has moved is the same row with another key.
func (s *Store) PutIssues(ctx context.Context, site string, issues []jira.Issue, seen time.Time) error {
	if len(issues) == 0 {
		return nil
	}
	return s.write(ctx, "store issues of "+site, func(t *tx) error {
		for _, i := range issues {
			if err := t.putIssue(site, i, seen); err != nil {
				return fmt.Errorf("issue %s: %w", i.Key, err)
			}
		}
		return nil
	})
}

// putIssue stores one issue and the key under which it was seen.
func (t *tx) putIssue(site string, i jira.Issue, seen time.Time) error {
	data, err := encode(i)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO issues (site, id, seen_at, missed, missed_at, data) VALUES ($1, $2, $3, 0, 0, $4)
		ON CONFLICT (site, id) DO UPDATE SET seen_at = excluded.seen_at, missed = 0, missed_at = 0, data = excluded.data`,
		site, i.ID, ms(seen), data)
	if err != nil {
		return err
	}
	return t.putIssueKey(site, i.Key, i.ID)
}

// PutIssueKeys stores keys that issues had before syncd first saw them, by key: the id.
func (s *Store) PutIssueKeys(ctx context.Context, site string, ids map[string]string) error {
	return s.write(ctx, "store former keys of issues of "+site, func(t *tx) error {
		for key, id := range ids {
			if err := t.putIssueKey(site, key, id); err != nil {
				return fmt.Errorf("key %s: %w", key, err)
			}
		}
		return nil
	})
}

// putIssueKey stores one key of an issue. The latest issue that has a key is the one it
// means.
func (t *tx) putIssueKey(site, key, id string) error {
	_, err := t.exec(`INSERT INTO issue_keys (site, issue_key, issue_id) VALUES ($1, $2, $3)
		ON CONFLICT (site, issue_key) DO UPDATE SET issue_id = excluded.issue_id
		WHERE issue_keys.issue_id <> excluded.issue_id`, site, key, id)
	return err
}

// Mirror returns every mirrored issue of a site, those that are missing included, by id.
func (s *Store) Mirror(ctx context.Context, site string) (issues []jira.Issue, err error) {
	err = s.read(ctx, "read the mirror of "+site, func(t *tx) error {
		issues, err = documents[jira.Issue](t, `SELECT data FROM issues WHERE site = $1 ORDER BY id`, site)
		return err
	})
	return issues, err
}

// IssuesOf returns some mirrored issues of a site by id; those that are not mirrored are
// left out.
func (s *Store) IssuesOf(ctx context.Context, site string, ids []string) (map[string]jira.Issue, error) {
	out := make(map[string]jira.Issue, len(ids))
	err := s.read(ctx, "read issues of "+site, func(t *tx) error {
		for chunk := range slices.Chunk(ids, runsAtOnce) {
			found, err := documents[jira.Issue](t, `SELECT data FROM issues WHERE site = $1 AND id IN (`+list(2, len(chunk))+`)`,
				append([]any{site}, anys(chunk)...)...)
			if err != nil {
				return err
			}
			for _, i := range found {
				out[i.ID] = i
			}
		}
		return nil
	})
	return out, err
}

// Sightings returns when each mirrored issue of a site was last seen, by id.
func (s *Store) Sightings(ctx context.Context, site string) (map[string]Sighting, error) {
	out := map[string]Sighting{}
	err := s.read(ctx, "read the mirror of "+site, func(t *tx) error {
		return t.rows(sightings(out), `SELECT id, seen_at, missed, missed_at FROM issues WHERE site = $1`, site)
	})
	return out, err
}

// sightings collects rows of id, seen_at, missed and missed_at.
func sightings(into map[string]Sighting) func(scanner) error {
	return func(row scanner) error {
		var id string
		var seen, missed int64
		var s Sighting
		err := row.Scan(&id, &seen, &s.Looks, &missed)
		s.Seen, s.Missed = at(seen), at(missed)
		into[id] = s
		return err
	}
}

// MarkMissing counts a look in vain for each of these issues and returns how they
// stand now. Ids that are not mirrored are left out.
func (s *Store) MarkMissing(ctx context.Context, site string, ids []string, looked time.Time) (map[string]Sighting, error) {
	out := map[string]Sighting{}
	if len(ids) == 0 {
		return out, nil
	}
	err := s.write(ctx, "mark missing issues of "+site, func(t *tx) error {
		for _, id := range ids {
			err := t.rows(sightings(out), `UPDATE issues SET missed = missed + 1,
				missed_at = CASE WHEN missed = 0 THEN $3 ELSE missed_at END
				WHERE site = $1 AND id = $2 RETURNING id, seen_at, missed, missed_at`, site, id, ms(looked))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// DropIssues forgets issues and all their keys.
func (s *Store) DropIssues(ctx context.Context, site string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, "drop issues of "+site, func(t *tx) error {
		for _, id := range ids {
			if _, err := t.exec(`DELETE FROM issues WHERE site = $1 AND id = $2`, site, id); err != nil {
				return err
			}
			if _, err := t.exec(`DELETE FROM issue_keys WHERE site = $1 AND issue_id = $2`, site, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// IssueIDs returns the ids of the issues that have, or once had, these keys.
func (s *Store) IssueIDs(ctx context.Context, site string, keys []string) (map[string]string, error) {
	out := map[string]string{}
	err := s.read(ctx, "look up issue keys of "+site, func(t *tx) error {
		for _, key := range keys {
			var id string
			err := t.row(`SELECT issue_id FROM issue_keys WHERE site = $1 AND issue_key = $2`, site, key).Scan(&id)
			if none, err := absent(err); err != nil {
				return err
			} else if !none {
				out[key] = id
			}
		}
		return nil
	})
	return out, err
}
