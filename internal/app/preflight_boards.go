package app

import (
	"context"
	"slices"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/preflight"
)

// boardsOf is what the boards of a sync want of its site.
func boardsOf(s config.Sync) preflight.Boards {
	b := preflight.Boards{JQL: s.Stories.JQL, Must: must(s.Stories.JQL), Releases: s.Track.Releases != "none", Sprints: s.Track.Sprints != "none", Table: s.Versions}
	for _, f := range s.Track.Filters {
		b.Filters = append(b.Filters, preflight.Search{Name: f.Name, JQL: f.JQL})
	}
	return b
}

// boards learns what boards rest on: one request for the versions of each project, one for
// each search, and one for sprints. Only what ends the look is an error.
func (l *look) boards(ctx context.Context, y *preflight.Sync) error {
	b := &y.Boards
	b.Versions = map[string][]jira.Version{}
	projects := slices.DeleteFunc(slices.Clone(y.Stories), func(key string) bool { return l.site.Projects[key].Hidden })
	if len(projects) == 0 {
		return nil // which is told already
	}
	if b.Releases || len(b.Table) > 0 {
		for _, key := range projects {
			if err := l.versions(ctx, key); err != nil {
				return err
			}
			if list, read := l.plans[key]; read {
				b.Versions[key] = list
			}
		}
	}
	in := jira.Query{}.InProjects(projects...)
	if b.Releases || b.Sprints || len(b.Filters) > 0 {
		b.Refused = l.takes(ctx, in.Matching(b.Must))
	}
	for _, f := range b.Filters {
		b.Wrong = append(b.Wrong, l.takes(ctx, in.Matching(f.JQL)))
	}
	for _, err := range append([]error{b.Refused}, b.Wrong...) {
		if ending(err) != nil {
			return err
		}
	}
	return l.sprints(ctx, in, b)
}

// versions reads the versions of a project, once.
func (l *look) versions(ctx context.Context, project string) error {
	if _, read := l.plans[project]; read {
		return nil
	}
	list, err := l.Versions(ctx, project)
	if err == nil {
		l.plans[project] = list
	}
	return ending(err)
}

// takes asks, once, whether Jira takes a search, and returns why it does not.
func (l *look) takes(ctx context.Context, q jira.Query) error {
	err, asked := l.asked[q.JQL()]
	if !asked {
		_, err = l.Search(ctx, q, 1)
		l.asked[q.JQL()] = err
	}
	return err
}

// sprints learns whether sprints can be read, where issues have any.
func (l *look) sprints(ctx context.Context, in jira.Query, b *preflight.Boards) error {
	if !b.Sprints {
		return nil
	}
	if l.site.Fields == nil {
		all, err := l.Fields(ctx)
		if err != nil {
			return ending(err)
		}
		l.site.Fields = all
	}
	if _, any := jira.SprintField(l.site.Fields); !any {
		return nil
	}
	b.Unread = l.takes(ctx, in.InOpenSprints())
	return ending(b.Unread)
}
