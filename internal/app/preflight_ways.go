package app

import (
	"context"

	"syncd/internal/jira"
	"syncd/internal/preflight"
)

// How many issues are looked at to learn a workflow: so many are searched, and of so many
// statuses the ways out are asked for.
const (
	searchedMost = 50
	statusesMost = 4
)

// stage is one half of a workflow: that of the issues of a type which are done, or of those
// which are not.
type stage struct {
	project, issueType string
	done               bool
}

// workflow learns the ways out of the statuses from which the sync wants to move its
// defects. To an account that may not, Jira shows none.
func (l *look) workflow(ctx context.Context, y *preflight.Sync) (err error) {
	if may, known := l.site.Projects[y.Project].Granted["TRANSITION_ISSUES"]; known && !may {
		return nil
	}
	if y.Reopen {
		if y.Done, err = l.samples(ctx, stage{y.Project, y.Type, true}); err != nil {
			return err
		}
	}
	if y.Resolve {
		y.Open, err = l.samples(ctx, stage{y.Project, y.Type, false})
	}
	return err
}

// samples is the newest issue of each status.
func (l *look) samples(ctx context.Context, s stage) ([]preflight.Sample, error) {
	if known, ok := l.ways[s]; ok {
		return known, nil
	}
	issues, err := l.Search(ctx, jira.Query{}.InProjects(s.project).OfType(s.issueType).Done(s.done).NewestFirst(), searchedMost)
	if ending(err) != nil {
		return nil, err
	}
	var out []preflight.Sample
	seen := map[string]bool{}
	for _, i := range issues {
		if seen[i.Status] || len(out) == statusesMost {
			continue
		}
		seen[i.Status] = true
		ways, err := l.Transitions(ctx, i.ID)
		if ending(err) != nil {
			return nil, err
		}
		if err == nil {
			out = append(out, preflight.Sample{Key: i.Key, Status: i.Status, Ways: ways})
		}
	}
	l.ways[s] = out
	return out, nil
}
