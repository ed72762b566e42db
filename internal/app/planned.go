package app

import (
	"context"

	"syncd/internal/explain"
	"syncd/internal/jira"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// discreet is an issue as pages show it: one with a security level by its key alone.
func discreet(i jira.Issue) jira.Issue {
	if i.Security == "" {
		return i
	}
	return jira.Issue{ID: i.ID, Key: i.Key, Project: i.Project, Category: i.Category, Security: i.Security}
}

// plannedFor adds the releases, sprints and filters that a story is planned for, and who
// accepts its risks.
func (b board) plannedFor(ctx context.Context, site, key string, view *record.StoryView) error {
	in, err := b.reviews().storyScopes(ctx, site, key)
	if err != nil {
		return err
	}
	view.In = in
	for _, s := range in {
		if s.Member.Waiver != nil {
			view.Waiver = s.Member.Waiver
		}
	}
	return nil
}

// untested is a story that no test refers to, if it is planned for something that is
// judged; else the error that there is no such story.
func (b board) untested(ctx context.Context, site, key string, none error) (record.StoryView, error) {
	w := b.world.Load()
	for _, at := range siteNames(w.cfg) {
		if site != "" && site != at {
			continue
		}
		var view record.StoryView
		if err := b.plannedFor(ctx, at, key, &view); err != nil {
			return view, err
		}
		if len(view.In) == 0 {
			continue
		}
		m := view.In[0].Member
		view.Sync, view.Verdict = view.In[0].Sync, verdict.Story{Key: key, Verdict: m.Verdict, Reason: m.Reason}
		where, err := explain.Addresses(ctx, b.store, w.cfg)
		if err != nil {
			return view, err
		}
		view.URL = explain.Browse(where[at], key)
		view.Issue = jira.Issue{ID: m.IssueID, Key: key, Summary: m.Title, Type: m.Type, Status: m.Status}
		return view, nil
	}
	return record.StoryView{}, none
}
